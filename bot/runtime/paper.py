"""A postmortem on paper: its document as a PDF.

The library is loaded when it is asked for, and only then. With a font of the machine
that knows many scripts, names and texts stand as they are; without one, only letters of
Western Europe do. What the font has no sign for is marked where it stands, and counted
on the last line: nothing is left out in silence.
"""

import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.errors import Refused

FONTS = tuple(
    Path(folder) / "DejaVuSans.ttf"
    for folder in (
        "/usr/share/fonts/truetype/dejavu",
        "/usr/share/fonts/dejavu-sans-fonts",
        "/usr/share/fonts/dejavu",
        "/usr/share/fonts/TTF",
        "/Library/Fonts",
    )
)
SIZES = {"title": 18.0, "heading": 13.0, "part": 11.0, "text": 10.0, "item": 10.0}
LEADING = 0.5  # millimetres of a line for each point of its size
PART = 3  # millimetres above a heading
LATIN = range(256)  # what a PDF knows without a font of its own
BOX = "\N{WHITE SQUARE}"
Piece = tuple[str, str]


class NoPdf(Refused):
    """A PDF can't be made here: {why}. Markdown can: leave `.pdf` out."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A PDF, and the sentence on what could not be printed; empty when all of it is."""

    data: bytes
    note: str


def pdf(read: Mapping[str, Any], font: Path | None) -> Printed:
    """Make the PDF of what `postmortems.readable` gave, with the *font*, if any."""
    try:
        from fpdf import FPDF  # noqa: PLC0415 (heavy, and rarely needed)
        from fpdf.errors import FPDFException  # noqa: PLC0415 (the same)
    except ImportError:
        raise NoPdf(why="the package fpdf2 is not installed") from None
    paper = FPDF(format="A4")
    paper.set_title(f"{read['ref']}: {read['title']}")
    paper.set_auto_page_break(auto=True, margin=20)
    try:
        family, letters = _typeface(paper, font)
        drawn, said = printable(read, letters)
        paper.add_page()
        for style, text in drawn:
            _draw(paper, family, style, text)
        return Printed(data=bytes(paper.output()), note=said)
    except (FPDFException, OSError, ValueError) as error:
        raise NoPdf(why=str(error).rstrip(".")) from None


def _typeface(paper: Any, font: Path | None) -> tuple[str, Container[int]]:  # noqa: ANN401 (an untyped library)
    """Give what the library calls the *font*, and the characters that it has."""
    if font is None:
        return "Helvetica", LATIN
    paper.add_font("Text", fname=str(font))
    return "Text", next(iter(paper.fonts.values())).cmap


def _draw(paper: Any, family: str, style: str, text: str) -> None:  # noqa: ANN401 (an untyped library)
    size = SIZES[style]
    if style in ("heading", "part"):
        paper.ln(PART)
    paper.set_font(family, size=size)
    paper.multi_cell(0, size * LEADING, text, new_x="LMARGIN", new_y="NEXT")


def printable(
    read: Mapping[str, Any], letters: Container[int]
) -> tuple[list[Piece], str]:
    """Give all pieces in *letters* that there are, and the sentence on all others."""
    mark = BOX if ord(BOX) in letters else "?"
    drawn, count = list[Piece](), 0
    for style, text in pieces(read):
        known = plain(text) if letters is LATIN else text
        kept, missing = marked(known, letters, mark)
        drawn.append((style, kept))
        count += missing
    said = note(count, mark) if count else ""
    return [*drawn, *([("part", said)] if said else [])], said


def marked(text: str, letters: Container[int], mark: str) -> tuple[str, int]:
    """Put *mark* where a character is missing in *letters*; tell how many are.

    A space of another kind is a space, and what nobody sees anyway is left out.
    """
    kept, missing = list[str](), 0
    for one in text:
        if one == "\n" or ord(one) in letters:
            kept.append(one)
        elif one.isspace():
            kept.append(" ")
        elif unicodedata.category(one) not in ("Cc", "Cf"):
            kept.append(mark)
            missing += 1
    return "".join(kept), missing


def note(count: int, mark: str) -> str:
    """Say that *count* characters are shown as *mark*, and where they are whole."""
    where = "in the Markdown and JSON exports"
    if count == 1:
        told = f"1 character is not in the font of this PDF: it is shown as {mark}"
        return f"{told}, and is whole {where}."
    told = f"{count:,} characters are not in the font of this PDF: they are shown as"
    return f"{told} {mark}, and are whole {where}."


def plain(text: str) -> str:
    """Give the signs of *text* that have an equal in Western Europe's letters."""
    common = text.translate({0x2013: "-", 0x2014: "-", 0x2026: "...", 0x2022: "-"})
    return common.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})


def font() -> Path | None:
    """Find a font of this machine that knows many scripts."""
    return next((path for path in FONTS if path.is_file()), None)


def pieces(read: Mapping[str, Any]) -> Iterator[Piece]:
    """Give what stands on the paper, in order: a style, and a text."""
    incident = read["incident"]
    yield "title", f"{read['ref']}: {read['title']}"
    owned = f", owned by {read['who'](read['owner'])}" if read["owner"] else ""
    yield "text", f"Postmortem of {incident['ref']} ({incident['severity']}){owned}."
    yield from _standing(read)
    yield from _summary(read)
    yield from _cause(read)
    yield "heading", "Timeline"
    for line in read["timeline"]:
        who = f"{read['who'](line['by'])} " if line["by"] else ""
        yield "item", f"{read['when'](line['at'])}  {who}{read['words'](line['text'])}"
    yield "heading", "Action items"
    for one in read["actions"]:
        owner = read["who"](one["owner"]) or "nobody"
        told = f"{one['ref']} ({one['for']}): {read['words'](one['title'])}"
        yield "item", f"{told} / {owner}, {read['when'](one['due_at'])}, {one['state']}"
    yield from _lessons(read)


def _standing(read: Mapping[str, Any]) -> Iterator[Piece]:
    ref = read["incident"]["ref"]
    if read["private"]:
        yield "text", f"Private: only for those who are in the room of {ref}."
    if read["superseded_by"]:
        yield "text", f"Superseded by {read['superseded_by']}."
    if read["status"] == "skipped":
        yield "text", f"Skipped: {read['words'](read['reason'])}"


def _summary(read: Mapping[str, Any]) -> Iterator[Piece]:
    incident, said = read["incident"], read["summary"]
    yield "heading", "Summary"
    for name in ("started", "detected", "contained", "resolved"):
        yield "item", f"{name.capitalize()}: {read['when'](incident[f'{name}_at'])}"
    if incident["lasted"]:
        yield "item", f"Lasted: {incident['lasted']}"
    seen = "yes" if incident["user_facing"] else "nobody said so"
    yield "item", f"Users saw it: {seen}"
    if incident["surface"]:
        yield "item", f"Affected surface: {incident['surface']}"
    yield "text", read["words"](said["what"])
    yield "part", "Who was affected"
    yield "text", read["words"](said["affected"])


def _cause(read: Mapping[str, Any]) -> Iterator[Piece]:
    said = read["cause"]
    yield "heading", "Root cause"
    yield "part", "Trigger"
    yield "text", read["words"](said["trigger"])
    yield "part", "Contributing factors"
    for one in said["factors"]:
        yield "item", f"\N{EN DASH} {read['words'](one)}"
    yield "part", "Five whys"
    for number, one in enumerate(said["whys"], start=1):
        yield "item", f"{number}. {read['words'](one)}"


def _lessons(read: Mapping[str, Any]) -> Iterator[Piece]:
    said = read["lessons"]
    yield "heading", "Lessons"
    yield "text", read["words"](said["learned"])
    if said["share"]:
        yield "part", "For other teams"
        yield "text", read["words"](said["share"])
