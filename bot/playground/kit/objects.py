"""Composition objects: texts, options, confirmations, filters, files, triggers.

None but the text object carries a `type`: one there is an unknown field, and fatal.
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.playground.kit.findings import Finding, Found, inside
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Int,
    Json,
    Many,
    OneOf,
    Rule,
    Shape,
    Str,
    either,
    plain,
    some,
    tagged,
)

TEXT_MOST = 3000
OPTIONS_MOST = 100
FILES_MOST = 10
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
PUBLIC_URL = re.compile(
    r"https?://(?!(?:localhost|127\.|0\.0\.0\.0|\[::1?\]|10\.|192\.168\.|[^/\s.]+(?:[/:?]|$)))\S+"
)
HTTPS = re.compile(r"https://\S+")
USER = Str(form=re.compile(r"[UW][A-Z0-9]+"), says="must be a valid user id")
CHANNEL = Str(form=re.compile(r"[CG][A-Z0-9]+"), says="must be a valid channel id")
CONVERSATION = Str(
    form=re.compile(r"[CGDUW][A-Z0-9]+"), says="must be a valid conversation id"
)
IDENTIFIER = Str(high=255)
PICTURE = Str(high=3000, form=PUBLIC_URL, says="must be a public https URL")
LINK = Str(high=3000, form=URI, says="must be a valid URL")


def text_of(high: int = TEXT_MOST, *, mrkdwn: bool = True) -> OneOf:
    """Build the spec of a text object of 1 to `high` code points.

    `emoji` belongs to plain_text only, `verbatim` to mrkdwn only.
    """
    body = Str(high=high)
    shapes = {"plain_text": tagged(("text",), text=body, emoji=Bool())}
    if mrkdwn:
        shapes["mrkdwn"] = tagged(("text",), text=body, verbatim=Bool())
    return OneOf(shapes=shapes, wrap=True)


def plain_text(high: int) -> OneOf:
    """Build the spec of a text object that must be plain_text."""
    return text_of(high, mrkdwn=False)


def option_of(*, mrkdwn: bool = False, url: bool = False) -> Shape:
    """Build the spec of an option.

    Only checkboxes and radio buttons take mrkdwn, only an overflow menu a `url`.
    """
    link = {"url": LINK} if url else {}
    return plain(
        ("text", "value"),
        text=text_of(75, mrkdwn=mrkdwn),
        value=Str(high=150),
        description=text_of(75, mrkdwn=mrkdwn),
        **link,
    )


OPTION = option_of()
BOX_OPTION = option_of(mrkdwn=True)
MENU_OPTION = option_of(url=True)
GROUP = plain(
    ("label", "options"),
    label=plain_text(75),
    options=Many(OPTION, 1, OPTIONS_MOST),
)
CONFIRM = plain(
    ("title", "text", "confirm", "deny"),
    title=plain_text(100),
    text=text_of(300),
    confirm=plain_text(30),
    deny=plain_text(30),
    style=Choice(("primary", "danger")),
)
FILTER = plain(
    (),
    some("include", "exclude_external_shared_channels", "exclude_bot_users"),
    include=Many(Choice(("im", "mpim", "private", "public")), 1),
    exclude_external_shared_channels=Bool(),
    exclude_bot_users=Bool(),
)
DISPATCH = plain(
    ("trigger_actions_on",),
    trigger_actions_on=Many(Choice(("on_enter_pressed", "on_character_entered")), 1, 2),
)
FILE = plain((), either("id", "url"), id=Str(), url=LINK)
TRIGGER = plain(
    ("url",),
    url=LINK,
    customizable_input_parameters=Many(
        plain(("name", "value"), name=Str(), value=Str(low=0)), 0
    ),
)
WORKFLOW = plain(("trigger",), trigger=TRIGGER)
ICON = OneOf(shapes={"icon": tagged(("name",), name=Str())})
LINES = Int(low=1, high=100)


def choices(value: Json) -> list[Any]:
    """List all options of an element, those of its groups included."""
    groups = value.get("option_groups", ())
    return [
        *value.get("options", ()),
        *(option for group in groups for option in group["options"]),
    ]


def initial(name: str) -> Rule:
    """Make the rule that what is chosen at first is among the options, unchanged."""

    def rule(value: Json, at: str) -> Found:
        if name not in value:
            return
        offered = choices(value)
        many = isinstance(value[name], Sequence)
        for index, chosen in enumerate(value[name] if many else (value[name],)):
            if chosen not in offered:
                here = inside(at, name)
                yield Finding(
                    "must exactly match one of the options",
                    inside(here, index) if many else here,
                )

    return rule
