"""Kinds: every kind of effect, with the step that carries it out."""

from bot.runtime import canvases, looking, steps, uploading, webhooks
from bot.runtime.steps import Step

STEPS: dict[str, Step] = {
    **steps.STEPS,
    **looking.STEPS,
    "canvas": canvases.canvas,
    "upload": uploading.upload,
    "webhook": webhooks.webhook,
}
