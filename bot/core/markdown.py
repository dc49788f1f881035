"""Markdown: what somebody typed stays text in it, and becomes neither link nor heading.

Made for CommonMark and for GitHub's dialect of it, whose tables and strikes it knows.
"""

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
# What means something only where a line begins: lists, rules, underlined headings.
BEGINS = re.compile(r"(?:[-+=:]|\d{1,9}(?=[.)]))")
# Control characters, and those that turn the direction of what follows.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
ADDRESS = re.compile(r"(?<=[a-z])://|(?<=\bwww)\.", re.IGNORECASE)
HARD_SPACE = "\N{NO-BREAK SPACE}"


def line(text: str) -> str:
    """Give *text* as one line of Markdown that reads as it was typed."""
    return _escaped(" ".join(_clean(text).split()))


def quote(text: str, *, strike: bool = False) -> str:
    """Give *text* as a quotation, line by line; struck through if asked."""
    return "\n".join(_quoted(_clean(text).strip("\n").split("\n"), strike=strike))


def unlinked(document: str) -> str:
    """Give *document* without addresses that become links by themselves."""
    return ADDRESS.sub(r"\\\g<0>", document)


def _quoted(lines: list[str], *, strike: bool) -> list[str]:
    quoted = []
    for at, said in enumerate(lines, start=1):
        kept = said.rstrip()
        bare = kept.lstrip()
        held = _escaped(bare)
        if strike and held:
            held = f"~~{held}~~"
        follows = at < len(lines) and bool(lines[at].strip())
        indent = HARD_SPACE * len(kept.removesuffix(bare).expandtabs(4))
        more = "\\" if bare and follows else ""  # a break that stays
        quoted.append(f"> {indent}{held}{more}" if bare else ">")
    return quoted


def _clean(text: str) -> str:
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _escaped(text: str) -> str:
    escaped = SPECIAL.sub(r"\\\1", text)
    begins = BEGINS.match(escaped)
    if begins and begins[0].isdigit():
        end = begins.end()
        return f"{escaped[:end]}\\{escaped[end:]}"
    return f"\\{escaped}" if begins else escaped
