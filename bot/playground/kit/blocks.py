"""Blocks: every layout block an app may send, with its exact fields and limits.

Left out, and so refused as unsupported: `file` (only Slack writes it), `layout` and
`auth_provider` (their inner fields have not been seen documented).
"""

from collections.abc import Iterable, Mapping

from bot.playground.kit.data import DATA_TABLE, DATA_VISUALIZATION, TABLE
from bot.playground.kit.elements import BUTTON, ELEMENTS, IMAGE
from bot.playground.kit.findings import Finding, Found, inside
from bot.playground.kit.objects import (
    FILE,
    HTTPS,
    ICON,
    IDENTIFIER,
    LINK,
    PICTURE,
    plain_text,
    text_of,
)
from bot.playground.kit.rich import RICH, RICH_TEXT
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Free,
    Int,
    Json,
    Many,
    OneOf,
    Shape,
    Spec,
    Str,
    either,
    needs,
    plain,
    some,
    tagged,
)

_SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_PICKED = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *_SELECTS)
_ACTED = ("button", "overflow", "workflow_button", *_PICKED)
_TYPED = tuple(name for name in ELEMENTS if name.endswith("_input"))


def _of(names: Iterable[str]) -> OneOf:
    return OneOf(shapes={name: ELEMENTS[name] for name in names})


def _one_icon(value: Json, at: str) -> Found:
    if "icon" in value and "slack_icon" in value:
        yield Finding("only one of icon, slack_icon is allowed", at)


def _no_typed_files(value: Json, at: str) -> Found:
    if value["element"]["type"] == "file_input" and "dispatch_action" in value:
        yield Finding("invalid additional property: dispatch_action", at)


def _open_header(value: Json, at: str) -> Found:
    if value.get("has_header_divider") and value.get("is_collapsible"):
        here = inside(at, "has_header_divider")
        yield Finding("has_header_divider requires a container not collapsible", here)


def _distinct_tasks(value: Json, at: str) -> Found:
    ids = [task["task_id"] for task in value["tasks"]]
    if len(set(ids)) != len(ids):
        yield Finding("task_id must be unique", inside(at, "tasks"))


_ID: Mapping[str, Spec] = {"block_id": IDENTIFIER}
_HTTPS = Str(high=3000, form=HTTPS, says="must be a valid https URL")
_PICTURE_ELEMENT = OneOf(shapes={"image": IMAGE})
_TASK: Mapping[str, Spec] = {
    "task_id": Str(),
    "title": Str(),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": Many(
        OneOf(shapes={"url": tagged(("url", "text"), url=LINK, text=Str())})
    ),
}
_NEEDED = ("task_id", "title", "status")
_CARD = tagged(
    (),
    some("hero_image", "title", "actions", "body"),
    _one_icon,
    **_ID,
    hero_image=_PICTURE_ELEMENT,
    icon=_PICTURE_ELEMENT,
    slack_icon=ICON,
    title=text_of(150),
    subtitle=text_of(150),
    body=text_of(200),
    subtext=text_of(200),
    actions=Many(OneOf(shapes={"button": BUTTON}), 1, 3),
)
_PLAIN: Mapping[str, Shape] = {
    "section": tagged(
        (),
        some("text", "fields"),
        **_ID,
        text=text_of(),
        fields=Many(text_of(2000), 1, 10),
        accessory=_of((*_ACTED, "image")),
        expand=Bool(),
    ),
    "header": tagged(("text",), **_ID, text=plain_text(150), level=Int(low=1, high=4)),
    "divider": tagged((), **_ID),
    "image": tagged(
        ("alt_text",),
        either("image_url", "slack_file"),
        **_ID,
        alt_text=Str(low=0, high=2000),
        image_url=PICTURE,
        slack_file=FILE,
        title=plain_text(2000),
    ),
    "context": tagged(
        ("elements",),
        **_ID,
        elements=Many(OneOf(shapes={**text_of().shapes, "image": IMAGE}), 1, 10),
    ),
    "actions": tagged(
        ("elements",),
        **_ID,
        elements=Many(_of((*_ACTED, "datetimepicker", "rich_text_input")), 1, 25),
    ),
    "input": tagged(
        ("label", "element"),
        _no_typed_files,
        **_ID,
        label=plain_text(2000),
        element=_of((*_PICKED, *_TYPED, "datetimepicker")),
        hint=plain_text(2000),
        optional=Bool(),
        dispatch_action=Bool(),
    ),
    "rich_text": RICH,
    "table": TABLE,
    "video": tagged(
        ("alt_text", "title", "thumbnail_url", "video_url"),
        **_ID,
        alt_text=Str(low=0, high=2000),
        title=plain_text(200),
        title_url=_HTTPS,
        thumbnail_url=LINK,
        video_url=_HTTPS,
        author_name=Str(high=50),
        provider_name=Str(high=50),
        provider_icon_url=LINK,
        description=plain_text(200),
    ),
}
BLOCKS: Mapping[str, Shape] = {
    **_PLAIN,
    "card": _CARD,
    "carousel": tagged(
        ("elements",), **_ID, elements=Many(OneOf(shapes={"card": _CARD}), 1, 10)
    ),
    "container": tagged(
        ("child_blocks",),
        either("title", "rich_text_title"),
        needs("default_collapsed", "is_collapsible"),
        _open_header,
        **_ID,
        title=plain_text(150),
        rich_text_title=RICH_TEXT,
        subtitle=text_of(150),
        child_blocks=Many(OneOf(shapes=_PLAIN), 1, 10),
        width=Choice(("narrow", "standard", "wide", "full")),
        icon=_PICTURE_ELEMENT,
        is_collapsible=Bool(),
        default_collapsed=Bool(),
        has_header_divider=Bool(),
    ),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "markdown": tagged(("text",), **_ID, text=Str(high=12_000)),
    "alert": tagged(
        ("text",),
        **_ID,
        text=text_of(200),
        level=Choice(("default", "info", "warning", "error", "success")),
    ),
    "context_actions": tagged(
        ("elements",),
        **_ID,
        elements=Many(_of(("feedback_buttons", "icon_button")), 1, 5),
    ),
    "task_card": tagged(
        _NEEDED, **_ID, **_TASK, status=Choice(("in_progress", "complete", "error"))
    ),
    "plan": tagged(
        ("title", "tasks"),
        _distinct_tasks,
        **_ID,
        title=Str(),
        tasks=Many(
            plain(
                _NEEDED,
                **_TASK,
                status=Choice(("pending", "in_progress", "complete", "error")),
            ),
            0,
            50,
        ),
    ),
    "call": tagged(
        ("call_id",), **_ID, call_id=Str(), api_decoration_available=Bool(), call=Free()
    ),
}
ANY = OneOf(shapes=BLOCKS)
