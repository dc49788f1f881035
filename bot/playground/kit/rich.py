"""Rich text: leaves, sections, lists, quotes, preformatted text.

Nothing in here is parsed as mrkdwn, so nothing has to be escaped.
"""

import re

from bot.playground.kit.objects import LINK
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Int,
    Many,
    OneOf,
    Shape,
    Str,
    plain,
    tagged,
)

_MARKS = ("bold", "italic", "strike", "underline", "code")
_STYLE = plain((), **{name: Bool() for name in _MARKS})
_MENTION_STYLE = plain(
    (),
    **{name: Bool() for name in (*_MARKS, "highlight", "client_highlight", "unlink")},
)
_BORDER = Int(low=0, high=1)
_COLOUR = Str(form=re.compile(r"#[0-9A-Fa-f]{6}"), says="must be a valid hex color")
_EMOJI_NAME = Str(
    form=re.compile(r"[^:\s]+(?:::skin-tone-[2-6])?"),
    says="must be an emoji name without colons",
)


def _mention(field: str) -> Shape:
    return tagged((field,), style=_MENTION_STYLE, **{field: Str()})


_TEXT = tagged(("text",), text=Str(), style=_STYLE)
_ANCHOR = tagged(("url",), url=LINK, text=Str(low=0), unsafe=Bool(), style=_STYLE)
_LEAVES = OneOf(
    shapes={
        "text": _TEXT,
        "link": _ANCHOR,
        "user": _mention("user_id"),
        "usergroup": _mention("usergroup_id"),
        "channel": _mention("channel_id"),
        "team": _mention("team_id"),
        "emoji": tagged(
            ("name",),
            name=_EMOJI_NAME,
            skin_tone=Int(low=1, high=6),
            unicode=Str(),
            url=LINK,
            style=_STYLE,
        ),
        "broadcast": tagged(
            ("range",),
            range=Choice(("here", "channel", "everyone")),
            style=_MENTION_STYLE,
        ),
        "date": tagged(
            ("timestamp", "format"),
            timestamp=Int(low=0),
            format=Str(),
            url=LINK,
            fallback=Str(),
            style=_STYLE,
        ),
        "color": tagged(("value",), value=_COLOUR),
    }
)
_SECTION = tagged(("elements",), elements=Many(_LEAVES))
RICH = tagged(
    ("elements",),
    block_id=Str(high=255),
    elements=Many(
        OneOf(
            shapes={
                "rich_text_section": _SECTION,
                "rich_text_list": tagged(
                    ("style", "elements"),
                    style=Choice(("bullet", "ordered")),
                    elements=Many(OneOf(shapes={"rich_text_section": _SECTION})),
                    indent=Int(low=0, high=8),
                    offset=Int(low=0),
                    border=_BORDER,
                ),
                "rich_text_quote": tagged(
                    ("elements",), elements=Many(_LEAVES, 0), border=_BORDER
                ),
                "rich_text_preformatted": tagged(
                    ("elements",),
                    elements=Many(OneOf(shapes={"text": _TEXT, "link": _ANCHOR}), 0),
                    border=_BORDER,
                    language=Str(),
                ),
            }
        )
    ),
)
RICH_TEXT = OneOf(shapes={"rich_text": RICH})
