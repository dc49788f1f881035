"""A postmortem on paper: all of it stands there, whatever people typed."""

from datetime import UTC, datetime

import pytest

from bot import postmortems
from bot.runtime import paper

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC).isoformat()
TIMES = ("started_at", "detected_at", "contained_at", "resolved_at")


def told(text="the pool was full", **more):
    """Give a postmortem as it is exported."""
    return {
        "ref": "PM-7",
        "title": text,
        "owner": "U0DANA",
        "private": False,
        "status": "published",
        "reason": "",
        "superseded_by": "PM-9",
        "incident": {
            "ref": "INC-42",
            "severity": "SEV-1",
            "lasted": "1 h 5 min",
            "user_facing": True,
            "surface": "checkout",
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
        **more,
    }


def read(text="the pool was full", **more):
    return postmortems.readable(told(text, **more), "Europe/Berlin")


def said(**more):
    """Give the texts that stand on the paper."""
    return [text for _, text in paper.pieces(read(**more))]


def test_everything_stands_on_the_paper_in_order():
    texts = said()
    assert texts[0] == "PM-7: the pool was full"
    assert texts[1] == "Postmortem of INC-42 (SEV-1), owned by dana."
    assert "Superseded by PM-9." in texts
    assert "2. the pool was full" in texts
    assert "2026-11-24 15:05 CET  dana noted: the pool was full" in texts
    assert any(line.startswith("AI-1 (gate to add): the pool") for line in texts)
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
def test_a_pdf_is_made_whatever_was_typed(text, font, caplog):
    assert paper.pdf(read(text), font).data.startswith(b"%PDF-")
    assert caplog.records == [], "the library finds every character in the font"


def test_how_long_it_lasted_and_whether_users_saw_it_stand_there():
    assert {"Lasted: 1 h 5 min", "Users saw it: yes"} <= {*said()}
    assert "Affected surface: checkout" in said()
    quiet = {**told()["incident"], "lasted": "", "user_facing": False, "surface": ""}
    texts = said(incident=quiet, owner="")
    assert texts[1] == "Postmortem of INC-42 (SEV-1)."
    assert "Users saw it: nobody said so" in texts
    assert not any(line.startswith(("Lasted", "Affected")) for line in texts)


def test_a_private_one_says_so_and_a_skipped_one_why():
    private = "Private: only for those who are in the room of INC-42."
    assert private in said(private=True)
    assert private not in said()
    skipped = said(status="skipped", reason="a test, <@U0DANA> asked for it")
    assert "Skipped: a test, @dana asked for it" in skipped


FULL = {*map(ord, "abcdefghijklmnopqrstuvwxyz "), ord(paper.BOX)}
BARE = FULL - {ord(paper.BOX)}


@pytest.mark.parametrize(
    ("typed", "letters", "shown"),
    [
        ("a plain word", FULL, ("a plain word", 0)),
        ("full 火事 now", FULL, ("full □□ now", 2)),
        ("full 火事 now", BARE, ("full ?? now", 2)),  # the font has no box either
        ("on \N{FIRE}", FULL, ("on □", 1)),
        ("a\nb\tc\N{NO-BREAK SPACE}d", FULL, ("a\nb c d", 0)),
        ("a\N{ZERO WIDTH JOINER}b\x07", FULL, ("ab", 0)),  # nobody sees them anyway
    ],
)
def test_what_a_font_lacks_is_marked_where_it_stands(typed, letters, shown):
    mark = paper.BOX if letters is FULL else "?"
    assert paper.marked(typed, letters, mark) == shown


def test_the_last_line_counts_what_the_font_lacks():
    letters = set(range(0x3000)) | {ord(paper.BOX)}
    drawn, note = paper.printable(read("the pool \N{FIRE}"), letters)
    assert ("item", "2. the pool □") in drawn
    assert drawn[-1] == ("part", note)
    count = sum(text.count("□") for _, text in drawn[:-1])
    assert note == (
        f"{count} characters are not in the font of this PDF: they are shown as □, "
        "and are whole in the Markdown and JSON exports."
    )
    assert paper.note(1, "?") == (
        "1 character is not in the font of this PDF: it is shown as ?, "
        "and is whole in the Markdown and JSON exports."
    )


def test_where_nothing_is_missing_nothing_is_said():
    drawn, note = paper.printable(read(), range(0x3000))
    assert (drawn, note) == ([*paper.pieces(read())], "")


def test_letters_that_no_font_is_there_for_are_marked():
    text = paper.plain("Łódź \N{EN DASH} “x”…")
    assert paper.marked(text, paper.LATIN, "?") == ('?ód? - "x"...', 2)


def test_a_font_that_is_gone_is_said(tmp_path):
    with pytest.raises(paper.NoPdf, match="A PDF can't be made here"):
        paper.pdf(read(), tmp_path / "gone.ttf")
