"""Links in Markdown: where they lead, and how they are written for another place. Pure.

A place is a path within a tree, with `/` between its parts: `plans/old.md`. It begins
with `..` where it leaves the tree. What stands in code is no link.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

# `](here)` of a link or a picture, `[name]: here`, and the two of HTML.
LINK = re.compile(
    r"(?<!\\)\]\([ \t]*\n?[ \t]*(?:<(?P<angled>[^<>\n]+)>"
    r"|(?P<inline>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))(?=\s*\)|\s+[\"'(])"
    r"|^[ \t>]*\[(?!\^)[^\[\]\n]+\]:[ \t]*(?:<(?P<held>[^<>\n]+)>|(?P<named>[^\s<>]+))"
    r"(?=[ \t]*(?:[\"'(].*)?\r?$)"
    r"|<(?:a|img)\b[^<>]*?\b(?:href|src)[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"<>]+)\"|'(?P<single>[^'<>]+)')",
    re.MULTILINE | re.IGNORECASE,
)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|[#?]", re.IGNORECASE)
FENCE = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})(.*)")
TICKS = re.compile("`+")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
UNSAFE = re.compile(r"[\s<>()%#?\\\"']")

Change = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link, as it is written in a text."""

    start: int
    end: int
    written: str
    form: str

    @property
    def path(self) -> str:
        """Give the path that is meant: without its anchor, without escapes."""
        path = re.split("[#?]", self.written, maxsplit=1)[0]
        return unquote(ESCAPED.sub(r"\1", path))

    @property
    def rest(self) -> str:
        """Give what follows the path: an anchor, a query."""
        found = re.search("[#?]", self.written)
        return self.written[found.start() :] if found else ""

    def leading(self, path: str) -> str:
        """Write it so that it leads to *path*."""
        if self.form not in ("angled", "held"):
            path = UNSAFE.sub(lambda sign: quote(sign[0], safe=""), path)
        return path + self.rest


def links(text: str) -> Iterator[Link]:
    """Give the links of a text that lead to files, in order."""
    for start, part in _prose(text):
        codes = [*_codes(part)]
        for found in LINK.finditer(part):
            form = found.lastgroup or ""
            at, end = found.span(form)
            if any(begins <= at < ends for begins, ends in codes):
                continue
            if not ELSEWHERE.match(found[form]):
                here = {"start": start + at, "end": start + end}
                yield Link(**here, written=found[form], form=form)


def _codes(part: str) -> Iterator[tuple[int, int]]:
    """Give what stands between backticks: as many behind it as before it."""
    runs = [found.span() for found in TICKS.finditer(part)]
    at = 0
    while at < len(runs):
        start, end = runs[at]
        escaped = part[start - 1 : start] == "\\"
        for number in range(at + 1, 0 if escaped else len(runs)):
            if runs[number][1] - runs[number][0] == end - start:
                yield start, runs[number][1]
                at = number
                break
        at += 1


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """Give what stands between fences and empty lines, and where it begins."""
    fence, at, begun = "", 0, 0
    for line in text.splitlines(keepends=True):
        found = FENCE.fullmatch(line.rstrip("\r\n"))
        if fence:
            closes = found and found[1].startswith(fence) and not found[2].strip()
            fence = "" if closes else fence
            begun = at + len(line)
        elif found or not line.strip():
            yield begun, text[begun:at]
            fence = found[1] if found else ""
            begun = at + len(line)
        at += len(line)
    yield begun, text[begun:at]


def rewritten(text: str, *, at: str, to: str, moved: Change) -> str:
    """Give a text that stood *at* a place as it is to stand *to* another one.

    *moved* tells where the file of a place is now. A link that still leads there stays
    as it is written.
    """
    pieces, done = list[str](), 0
    for link in links(text):
        now = _now(link, at, to, moved)
        pieces += [text[done : link.start], now]
        done = link.end
    return "".join([*pieces, text[done:]])


def relabelled(text: str, notes: Mapping[str, str]) -> str:
    """Give a text in which links that *notes* know are words, with the note behind.

    A note is found by what is written in the link.
    """
    pieces, done = list[str](), 0
    for link in links(text):
        close = text.rfind("](", done, link.start)
        begin, end = text.rfind("[", done, close), text.find(")", link.end)
        if link.written in notes and link.form in ("inline", "angled") and begin >= 0:
            start = begin - (text[begin - 1 : begin] == "!")
            label = text[begin + 1 : close]
            pieces += [text[done:start], label, notes[link.written]]
            done = end + 1
    return "".join([*pieces, text[done:]])


def _now(link: Link, at: str, to: str, moved: Change) -> str:
    meant = place(link.path, at)
    leads = moved(meant)
    if place(link.path, to) == leads:
        return link.written
    if link.path.startswith("/"):
        path = f"/{leads}"
    else:
        path = relative(leads, posixpath.dirname(to))
    slash = "/" if link.path.endswith("/") and not path.endswith("/") else ""
    return link.leading(path + slash)


def place(path: str, at: str) -> str:
    """Give the place to which *path* leads in a text that stands *at* a place."""
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/") or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(at), path))


def relative(place: str, folder: str) -> str:
    """Write a place as it is seen from a folder of the tree."""
    there = [part for part in place.split("/") if part != "."]
    here = [part for part in folder.split("/") if part]
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    return "/".join([*[".."] * (len(here) - same), *there[same:]]) or "."
