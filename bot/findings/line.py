"""One line that says a finding: `critical CVE-2026-1234 in openssl @dana`. Pure."""

import re

from bot.core import tidy
from bot.findings import rules

CODE = re.compile(
    r"\b(CVE-\d{4}-\d{4,7}|GHSA(?:-[0-9a-z]{4}){3}|CWE-\d{1,5})\b", re.IGNORECASE
)
PLACE = re.compile(r"(?:(?<=\s)|^)(?:at\s+)?([\w.@/-]*[\w/]\.[\w]{1,10}:\d{1,7})(?!\S)")
OWNER = re.compile(
    r"(?:(?<=\s)|^)(?:owner:?\s+)?"
    r"(<@[UW][A-Z0-9]+(?:\|[^>]*)?>|<!subteam\^S[A-Z0-9]+(?:\|[^>]*)?>|@[\w.-]+)(?!\S)"
)
GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>")
SURFACE = re.compile(r"\bin\s+((?:[\w.@/+-]+\s?){1,3})$", re.IGNORECASE)
MARKS = ",;:"


def read(text: str) -> dict[str, str]:
    """Give the fields that one line names; what was not understood is the title.

    How bad it is and what kind stand at the beginning, in any order.
    """
    said = dict[str, str]()
    owner = OWNER.search(text)
    if owner:
        group = GROUP.fullmatch(owner[1])
        said["owner"] = group[1] if group else owner[1]
        text = f"{text[: owner.start()]} {text[owner.end() :]}"
    rest = _front(text.split(), said)
    line = tidy.line(" ".join(rest))
    place = PLACE.search(line)
    if place:
        said["place"] = place[1]
        line = tidy.line(f"{line[: place.start()]} {line[place.end() :]}")
    code, surface = CODE.search(line), SURFACE.search(line)
    if code:
        said["reference"] = code[1].upper()
    if surface:
        said["surface"] = surface[1].strip()
    return {**said, "title": line}


def _front(pieces: list[str], said: dict[str, str]) -> list[str]:
    """Take severity and kind from the beginning."""
    while pieces:
        word = pieces[0].casefold().strip(MARKS)
        if word in {*rules.Severity} and "severity" not in said:
            said["severity"] = word
        elif word in rules.KINDS and "kind" not in said:
            said["kind"] = rules.KINDS[word].value
        else:
            break
        pieces = pieces[1:]
    return pieces
