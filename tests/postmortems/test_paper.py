"""A postmortem on paper: all of it stands there, whatever people typed."""

from datetime import UTC, datetime

import pytest

from bot import postmortems
from bot.runtime import paper

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC).isoformat()
TIMES = ("started_at", "detected_at", "contained_at", "resolved_at")


def told(text="the pool was full"):
    """Give a postmortem as it is exported."""
    return {
        "ref": "PM-7",
        "title": text,
        "superseded_by": "PM-9",
        "incident": {
            "ref": "INC-42",
            "severity": "SEV-1",
            **dict.fromkeys(TIMES, NOW),
        },
        "summary": {"what": text, "affected": text},
        "cause": {"trigger": text, "factors": [text], "whys": [text, text]},
        "lessons": {"learned": text, "share": text},
        "timeline": [{"at": NOW, "by": "U0DANA", "text": f"noted: {text}"}],
        "actions": [
            {
                "ref": "AI-1",
                "for": "gate to add",
                "title": text,
                "owner": "U0DANA",
                "due_at": NOW,
                "state": "identified",
            }
        ],
        "people": {"U0DANA": "dana"},
    }


def read(text="the pool was full"):
    return postmortems.readable(told(text), "Europe/Berlin")


def test_everything_stands_on_the_paper_in_order():
    said = [text for _, text in paper.pieces(read())]

    assert said[0] == "PM-7: the pool was full"
    assert "Superseded by PM-9." in said
    assert "2. the pool was full" in said
    assert "2026-11-24 15:05 CET  dana noted: the pool was full" in said
    assert any(line.startswith("AI-1 (gate to add): the pool") for line in said)
    headings = [text for style, text in paper.pieces(read()) if style == "heading"]
    assert headings == [
        *("Summary", "Root cause", "Timeline", "Action items", "Lessons"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "the pool was full",
        "Grüße aus Łódź, Ελλάδα и Київ",
        "日本語 \N{FIRE} العربية",
        "<b>&amp; **x** __y__ [z](https://evil.example)",
        "word " * 600,
        "x" * 3000,
        "line\nline\n\nline",
    ],
)
@pytest.mark.parametrize("font", [None, paper.font()], ids=["without", "with a font"])
def test_a_pdf_is_made_whatever_was_typed(text, font):
    assert paper.pdf(read(text), font).startswith(b"%PDF-")


def test_letters_that_no_font_is_there_for_are_marked():
    assert paper.plain("Łódź \N{EN DASH} “x”…") == '?ód? - "x"...'


def test_a_font_that_is_gone_is_said(tmp_path):
    with pytest.raises(paper.NoPdf, match="A PDF can't be made here"):
        paper.pdf(read(), tmp_path / "gone.ttf")
