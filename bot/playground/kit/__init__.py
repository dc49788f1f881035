"""Check Block Kit as Slack does: messages, views, answers, texts. Pure."""

from bot.playground.kit.acks import ack, answer
from bot.playground.kit.blocks import BLOCKS
from bot.playground.kit.findings import Finding, Findings
from bot.playground.kit.forms import Unfit, convert, left, state, typed
from bot.playground.kit.messages import LONGEST_TEXT, mentioned, message
from bot.playground.kit.reading import plain, spoken
from bot.playground.kit.texts import mrkdwn, plain_text, text
from bot.playground.kit.views import view
from bot.playground.kit.walk import Interactive, interactive, nodes

__all__ = [
    "BLOCKS",
    "LONGEST_TEXT",
    "Finding",
    "Findings",
    "Interactive",
    "Unfit",
    "ack",
    "answer",
    "convert",
    "interactive",
    "left",
    "mentioned",
    "message",
    "mrkdwn",
    "nodes",
    "plain",
    "plain_text",
    "spoken",
    "state",
    "text",
    "typed",
    "view",
]
