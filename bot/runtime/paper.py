"""A postmortem on paper: its document as a PDF.

The library is loaded when it is asked for, and only then. With a font of the machine
that knows many scripts, names and texts stand as they are; without one, letters beyond
Western Europe's become question marks, and whoever runs the command is told.
"""

from collections.abc import Iterator, Mapping
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
Piece = tuple[str, str]


class NoPdf(Refused):
    """A PDF can't be made here: {why}. Markdown can: leave `.pdf` out."""


def pdf(read: Mapping[str, Any], font: Path | None) -> bytes:
    """Make the PDF of what `postmortems.readable` gave, with the *font*, if any."""
    try:
        from fpdf import FPDF  # noqa: PLC0415 (heavy, and rarely needed)
        from fpdf.errors import FPDFException  # noqa: PLC0415 (the same)
    except ImportError:
        raise NoPdf(why="the package fpdf2 is not installed") from None
    paper = FPDF(format="A4")
    paper.set_title(f"{read['ref']}: {read['title']}")
    paper.set_auto_page_break(auto=True, margin=20)
    family = "Helvetica"
    try:
        if font is not None:
            family = "Text"
            paper.add_font(family, fname=str(font))
        paper.add_page()
        for style, text in pieces(read):
            _draw(paper, family, style, text)
        return bytes(paper.output())
    except (FPDFException, OSError, ValueError) as error:
        raise NoPdf(why=str(error).rstrip(".")) from None


def _draw(paper: Any, family: str, style: str, text: str) -> None:  # noqa: ANN401 (an untyped library)
    size = SIZES[style]
    if style in ("heading", "part"):
        paper.ln(PART)
    paper.set_font(family, size=size)
    known = text if family == "Text" else plain(text)
    paper.multi_cell(0, size * LEADING, known, new_x="LMARGIN", new_y="NEXT")


def plain(text: str) -> str:
    """Give *text* in the letters that a PDF knows without a font of its own."""
    common = text.translate({0x2013: "-", 0x2014: "-", 0x2026: "...", 0x2022: "-"})
    quoted = common.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})
    return quoted.encode("latin-1", "replace").decode("latin-1")


def font() -> Path | None:
    """Find a font of this machine that knows many scripts."""
    return next((path for path in FONTS if path.is_file()), None)


def pieces(read: Mapping[str, Any]) -> Iterator[Piece]:
    """Give what stands on the paper, in order: a style, and a text."""
    incident = read["incident"]
    yield "title", f"{read['ref']}: {read['title']}"
    yield "text", f"Postmortem of {incident['ref']} ({incident['severity']})"
    if read["superseded_by"]:
        yield "text", f"Superseded by {read['superseded_by']}."
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


def _summary(read: Mapping[str, Any]) -> Iterator[Piece]:
    incident, said = read["incident"], read["summary"]
    yield "heading", "Summary"
    for name in ("started", "detected", "contained", "resolved"):
        yield "item", f"{name.capitalize()}: {read['when'](incident[f'{name}_at'])}"
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
