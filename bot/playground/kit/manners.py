"""What Slack accepts and a good app avoids: reported, never refused."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.kit import texts, walk
from bot.playground.kit.schema import Json

_TOLD = "{} [json-pointer:{}]"
_KINDS = {"mrkdwn": texts.text, "plain_text": texts.plain_text}


def report(blocks: object, at: str, *, notifies: bool) -> Iterator[str]:
    """Yield the reports about well-formed blocks.

    `notifies` says whether mentions in them reach people: in views they do not.
    """
    for here, node in walk.nodes(blocks, at):
        for said in (*_text(node, notifies=notifies), *_image(node), *_options(node)):
            yield _TOLD.format(said, here)
    yield from _buttons(blocks, at)


def repeated_actions(blocks: object, at: str) -> Iterator[str]:
    """Yield a report for each action_id that stands twice in one view."""
    names = Counter(
        node["action_id"]
        for _, node in walk.nodes(blocks, at)
        if isinstance(node.get("action_id"), str)
    )
    for name, times in names.items():
        if times > 1:
            yield f'action_id "{name}" stands {times} times in the view'


def _text(node: Json, *, notifies: bool) -> Iterator[str]:
    kind, text = walk.kind(node), node.get("text")
    if isinstance(text, str) and kind in _KINDS:
        for said in _KINDS[kind](text):
            if notifies or not said.startswith("mass mention"):
                yield said
    if kind == "broadcast" and notifies:
        yield "mass mention in rich text"


def _image(node: Json) -> Iterator[str]:
    if str(node.get("image_url", "")).startswith("http:"):
        yield "image_url is not https"
    if "alt_text" in node and not str(node["alt_text"]).strip():
        yield "image without a description"


def _options(node: Json) -> Iterator[str]:
    if not walk.kind(node):
        return  # a group: its options are counted with those of the others
    offered = [node[name] for name in ("options", "option_groups") if name in node]
    values = [option.get("value") for _, option in walk.nodes(offered, "")]
    given = [value for value in values if isinstance(value, str)]
    if len(set(given)) != len(given):
        yield "two options with the same value"


def _buttons(blocks: object, at: str) -> Iterator[str]:
    placed = [n for n in walk.nodes(blocks, at) if n.value.get("type") == "button"]
    if sum(button.get("style") == "primary" for _, button in placed) > 1:
        yield f"more than one primary button [json-pointer:{at}]"
    for here, button in placed:
        if button.get("style") == "danger" and "confirm" not in button:
            yield _TOLD.format("danger button without confirm", here)
    unnamed = [b for _, b in placed if "accessibility_label" not in b]
    labels = Counter(_label(button) for button in unnamed)
    for label, times in labels.items():
        if times > 1:
            yield f'{times} buttons "{label}" without accessibility_label'


def _label(button: Mapping[str, Any]) -> str:
    text = button.get("text")
    return str(text.get("text", "")) if isinstance(text, Mapping) else ""
