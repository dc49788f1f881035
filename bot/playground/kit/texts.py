"""Slack's own markup in texts: what is written wrongly, and who is mentioned.

In mrkdwn `&`, `<` and `>` are escaped as `&amp;`, `&lt;`, `&gt;` and nothing else
is; a `<` opens a mention, a link or a date. plain_text is shown as it stands.
"""

import re
from collections.abc import Iterator

_LABEL = r"(?:\|[^<>\n]*)?"
_TOKEN = re.compile(
    rf"""<(?:
    @[UW][A-Z0-9]+{_LABEL}
    |\#[CG][A-Z0-9]+{_LABEL}
    |!(?:here|channel|everyone){_LABEL}
    |!subteam\^S[A-Z0-9]+{_LABEL}
    |!date\^[^<>\n]*
    |(?:https?://|mailto:|tel:|slack:)[^\s|<>]+{_LABEL}
    )>""",
    re.VERBOSE,
)
_MENTION = re.compile(
    r"<(?:[@#]|!subteam\^|!(?=here|channel|everyone))([A-Za-z0-9]+)(?:\|[^<>\n]*)?>"
)
_MASS = re.compile(r"<!(?:here|channel|everyone|subteam\^)")
_BY_NAME = re.compile(r"<@(?![UW][A-Z0-9]+[|>])[^<>\n]*>")
_DATE = re.compile(r"<!date\^([^<>\n]*)>")
_DATE_TOKENS = re.compile(
    r"\{(?:date_num|date|date_short|date_long|date_pretty|date_short_pretty"
    r"|date_long_pretty|time|time_secs|ago)\}"
)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_MARKDOWN = (
    (re.compile(r"\*\*[^*\n]+\*\*"), "**bold** of Markdown"),
    (re.compile(r"\[[^\]\n]+\]\((?:https?|mailto):[^)\s]+\)"), "a Markdown link"),
    (re.compile(r"^#{1,6} \S", re.MULTILINE), "a Markdown heading"),
)
_STAMP_DIGITS = 10


def text(value: str) -> list[str]:
    """Report what is wrong with a mrkdwn text, mass mentions included."""
    reports = [*_escaping(value), *_markdown(value)]
    reports += [fault for inner in _DATE.findall(value) for fault in _date(inner)]
    if _MASS.search(value):
        reports.append("mass mention in the text")
    return reports


mrkdwn = text


def plain_text(value: str) -> list[str]:
    """Report markup in a text that is shown as it stands."""
    reports = []
    if _TOKEN.search(value):
        reports.append("mention, link or date in plain_text is shown as it stands")
    if re.search(r"&(?:amp|lt|gt|#\d+|quot);", value):
        reports.append("escaped character in plain_text is shown as it stands")
    return reports


def mentions(value: str) -> list[str]:
    """List what a mrkdwn text mentions: ids, and here, channel, everyone."""
    return _MENTION.findall(value)


def _escaping(value: str) -> Iterator[str]:
    bare = _TOKEN.sub("", value)
    if _BY_NAME.search(bare):
        yield "mention by name instead of id"
    elif "<" in bare:
        yield "bare < in the text"
    if re.search(r"&(?!amp;|lt;|gt;)", bare):
        yield "bare & in the text"
    if re.search(r"&amp;(?:amp|lt|gt|#\d+|quot);", bare):
        yield "text escaped twice"


def _markdown(value: str) -> Iterator[str]:
    spoken = _CODE.sub("", value)
    for form, name in _MARKDOWN:
        if form.search(spoken):
            yield f"{name} in mrkdwn"


def _date(inner: str) -> Iterator[str]:
    body, _, fallback = inner.partition("|")
    stamp, _, tokens = body.partition("^")
    if not stamp.isdecimal() or len(stamp) != _STAMP_DIGITS:
        yield "date without a timestamp of 10 digits"
    if not _DATE_TOKENS.search(tokens):
        yield "date without a token"
    if not fallback.strip():
        yield "date without a fallback"
