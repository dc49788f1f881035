"""Markdown read into pieces that can be shown: what people write in documents.

Headings, paragraphs, lists, quotations and code; within a line bold, italic, code,
struck words and links to the web. Whatever is none of these is text as it stands:
neither HTML nor pictures, and nobody can be mentioned.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

LONGEST = 2900  # characters of a line in which signs are looked for, and of one span
DEEPEST = 8  # levels of a list
SIGNS = re.compile(
    r"\\(?P<itself>[\\`*_{}\[\]<>#|~.!()+-])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|~~(?P<struck>[^~]+)~~"
    r"|(?<!\w)(?:\*(?P<star>[^*\s](?:[^*]*[^*\s])?)\*|_(?P<low>[^_\s](?:[^_]*[^_\s])?)_)"
    r"(?!\w)"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<link>https?://[^\s()<>]+)\)"
    r"|(?P<bare>https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?'\"])"
)
HEADING = re.compile(r"#{1,6}\s+(.*)")
ITEM = re.compile(
    r"(?P<indent>\s*)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})[.)])\s+(?P<said>.*)"
)
FENCE = re.compile(r"\s*(```|~~~)")
RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
QUOTE = re.compile(r"\s*>\s?(.*)")


@dataclass(frozen=True, kw_only=True)
class Span:
    """Some words that look alike."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One part: a `heading`, a `text`, `bullets`, `numbers`, a `quote` or `code`.

    A list has a line for each of its items, of one level.
    """

    kind: str
    lines: tuple[Line, ...]
    level: int = 0


def pieces(text: str) -> list[Piece]:
    """Read a document."""
    found = [piece for kind, lines in _blocks(text) for piece in _read(kind, lines)]
    return [piece for piece in found if any(piece.lines)]


def spans(line: str) -> Line:
    """Read one line; what is too long to be looked through is text as it stands."""
    if len(line) > LONGEST:
        return (Span(text=f"{line[:LONGEST]}…"),)
    found, at = list[Span](), 0
    for sign in SIGNS.finditer(line):
        found += [Span(text=line[at : sign.start()]), _span(sign)]
        at = sign.end()
    found.append(Span(text=line[at:]))
    return tuple(_joined(found))


def _span(sign: re.Match[str]) -> Span:
    if sign["link"] or sign["bare"]:
        return Span(
            text=sign["label"] or sign["bare"], link=sign["link"] or sign["bare"]
        )
    italic = sign["star"] or sign["low"]
    return Span(
        text=sign["itself"] or sign["code"] or sign["bold"] or sign["struck"] or italic,
        bold=bool(sign["bold"]),
        italic=bool(italic),
        code=bool(sign["code"]),
        strike=bool(sign["struck"]),
    )


def _joined(found: list[Span]) -> Iterator[Span]:
    """Put plain words that stand beside each other into one span."""
    for plain, some in groupby(found, key=lambda span: span == Span(text=span.text)):
        if not plain:
            yield from some
        elif text := "".join(span.text for span in some):
            yield Span(text=text)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give the lines that belong together, and what they are."""
    fenced = list[str]()
    within = ""
    together = list[tuple[str, str]]()
    for line in (line[:LONGEST] for line in text.splitlines()):
        fence = FENCE.match(line)
        if within and fence and fence[1] == within:
            yield "code", fenced
            fenced, within = [], ""
        elif within:
            fenced.append(line)
        elif fence:
            yield from _grouped(together)
            together, within = [], fence[1]
        else:
            together.append((_kind(line, together), line))
    yield from _grouped(together)
    if fenced:
        yield "code", fenced


def _grouped(lines: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for kind, some in groupby(lines, key=lambda one: one[0]):
        yield kind, [line for _, line in some]


def _kind(line: str, before: list[tuple[str, str]]) -> str:
    if not line.strip() or RULE.fullmatch(line):
        return "nothing"
    if HEADING.fullmatch(line):
        return "heading"
    if ITEM.fullmatch(line):
        return "list"
    if QUOTE.fullmatch(line):
        return "quote"
    goes_on = before and before[-1][0] == "list" and line[:1] in " \t"
    return "list" if goes_on else "text"


def _read(kind: str, lines: list[str]) -> Iterator[Piece]:
    if kind == "heading":
        for line in lines:
            found = HEADING.fullmatch(line)
            said = found[1] if found else line
            yield Piece(kind=kind, lines=(spans(said.rstrip("# \t")),))
    elif kind == "list":
        yield from _lists(lines)
    elif kind == "code":
        for start in range(0, len(lines), 40):
            text = "\n".join(lines[start : start + 40])
            yield Piece(kind=kind, lines=((Span(text=text[:LONGEST]),),))
    elif kind == "quote":
        said = [found[1] for line in lines if (found := QUOTE.fullmatch(line))]
        yield Piece(kind=kind, lines=(spans(" ".join(said).strip()),))
    elif kind == "text":
        yield Piece(kind=kind, lines=(spans(" ".join(map(str.strip, lines))),))


def _lists(lines: list[str]) -> Iterator[Piece]:
    """Give the lists of some lines: a new one where the sort or the level changes."""
    items = list[tuple[tuple[str, int], str]]()
    for line in lines:
        found = ITEM.fullmatch(line)
        if found is None:
            sort, said = items[-1]
            items[-1] = sort, f"{said} {line.strip()}"
            continue
        level = min(len(found["indent"].expandtabs(4)) // 2, DEEPEST)
        items.append(
            (("bullets" if found["bullet"] else "numbers", level), found["said"])
        )
    for (kind, level), some in groupby(items, key=lambda item: item[0]):
        read = tuple(spans(said.strip()) for _, said in some)
        yield Piece(kind=kind, lines=tuple(filter(None, read)), level=level)
