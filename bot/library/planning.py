"""What becomes of a tree of Markdown when what is long retired is archived. Pure.

The plan is made from the tree as it stands, also where an earlier run was interrupted:
what was written then is found as it would be written now, and only the rest is left to
do. Everything new is written before anything old is removed.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from bot.core import markdown
from bot.core.errors import Refused
from bot.library import linking, marking

ARCHIVE = "_archive"
INDEXES = ("README.md", "readme.md", "index.md", "INDEX.md")
BEGIN = "<!-- archive: kept by `longwatch tombstone`, written anew each time -->"
END = "<!-- end of the archive -->"
SECTION = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}\r?\n?", re.DOTALL)


class Taken(Refused):
    """{place} is retired, and {there} holds something else already.

    Rename one of the two, or delete the one that is wrong. Nothing was changed.
    """


class Torn(Refused):
    """{place} has only one end of the section that lists the archive.

    Delete the rest of that section, and run this again. Nothing was changed.
    """


@dataclass(frozen=True, kw_only=True)
class Move:
    """A file that goes to the archive."""

    place: str
    to: str
    since: date
    title: str


@dataclass(frozen=True, kw_only=True)
class Write:
    """A file that is to say something else; *before* is None where there is none."""

    place: str
    before: str | None
    after: str
    like: str = ""
    """The file from which it takes its mode: the one that it replaces."""


@dataclass(frozen=True, kw_only=True)
class Remove:
    """A file whose text stands in the archive by then."""

    place: str
    before: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that is to be done, in its order, and what can't be."""

    moves: tuple[Move, ...]
    steps: tuple[Write | Remove, ...]
    index: str
    problems: Mapping[str, str]
    """What is wrong with the mark of a file, by its place: it stays where it is."""


Tree = Mapping[str, str]


def plan_archive(tree: Tree, last: date) -> Plan:
    """Plan what becomes of *tree*, texts by place; retired up to *last* is old."""
    index = next((name for name in INDEXES if name in tree), INDEXES[0])
    marks = {
        place: mark
        for place, text in sorted(tree.items())
        if not _archived(place) and (mark := marking.marked(text))
    }
    problems = {place: mark.problem for place, mark in marks.items() if mark.problem}
    if index in marks:
        problems[index] = "it is the index, which stays"
    moves = tuple(
        _move(place, tree[place], mark.since)
        for place, mark in marks.items()
        if place != index and mark.since and mark.since <= last
    )
    after = _after(tree, moves)
    steps = [*_archiving(tree, moves, after), *_relinking(tree, moves, after)]
    listed = _listing(tree, index, after)
    steps = [step for step in steps if step.place != index]
    removes = [Remove(place=one.place, before=tree[one.place]) for one in moves]
    return Plan(
        moves=moves, steps=(*steps, *listed, *removes), index=index, problems=problems
    )


def _move(place: str, text: str, since: date) -> Move:
    title = marking.titled(text, posixpath.basename(place))
    return Move(place=place, to=f"{ARCHIVE}/{place}", since=since, title=title)


def _archived(place: str) -> bool:
    return place.startswith(f"{ARCHIVE}/")


def _after(tree: Tree, moves: tuple[Move, ...]) -> dict[str, str]:
    """Give every text as it is to stand, links and all, by its new place."""
    to = {move.place: move.to for move in moves}

    def moved(place: str) -> str:
        """Tell where a file is now; also one that an earlier run has moved."""
        there = f"{ARCHIVE}/{place}"
        gone = place not in tree and there in tree
        return there if gone else to.get(place, place)

    after = dict[str, str]()
    for place, text in tree.items():
        if place not in to:
            after[place] = linking.rewritten(text, at=place, to=place, moved=moved)
    for place, there in to.items():
        text = linking.rewritten(tree[place], at=place, to=there, moved=moved)
        if after.get(there, text) != text:
            raise Taken(place=place, there=there)
        after[there] = text
    return after


def _archiving(tree: Tree, moves: tuple[Move, ...], after: Tree) -> Iterator[Write]:
    for move in moves:
        before, text = tree.get(move.to), after[move.to]
        if before != text:
            yield Write(place=move.to, before=before, after=text, like=move.place)


def _relinking(tree: Tree, moves: tuple[Move, ...], after: Tree) -> Iterator[Write]:
    done = {move.to for move in moves}
    for place, text in after.items():
        if place not in done and text != tree[place]:
            yield Write(place=place, before=tree[place], after=text, like=place)


def _listing(tree: Tree, index: str, after: Tree) -> Iterator[Write]:
    """Have the index list the archive, in a section that is folded in."""
    graves = {place: text for place, text in after.items() if _archived(place)}
    before, text = tree.get(index), after.get(index, "")
    if (BEGIN in text) != (END in text):
        raise Torn(place=index)
    end = "\r\n" if "\r\n" in text else "\n"
    section = "".join(f"{line}{end}" for line in _section(graves)) if graves else ""
    if BEGIN in text:
        text = SECTION.sub(lambda _: section, text, count=1)
    elif section:
        text = f"{text.rstrip()}{end * 2 if text.strip() else ''}{section}"
    if text != (before or ""):
        yield Write(place=index, before=before, after=text, like=index)


def _section(graves: Tree) -> Iterator[str]:
    yield BEGIN
    yield "<details>"
    yield f"<summary>Archived ({len(graves)})</summary>"
    yield ""
    for place, text in sorted(graves.items()):
        title = markdown.line(marking.titled(text, posixpath.basename(place)))
        mark = marking.marked(text)
        since = f", retired {mark.since}" if mark and mark.since else ""
        yield f"- [{title}]({quote(place)}){since}"
    yield ""
    yield "</details>"
    yield END
