"""What proves that something was done, and what does not."""

import pytest

from bot.calendar import rules
from bot.calendar.rules import Given
from bot.core.duties import Evidence
from bot.core.errors import Invalid

FILE = {"id": "F0A", "name": "a.pdf", "url": "https://x", "mimetype": "", "size": "9"}
TEXT, LINK, NUMBER, FILES = (
    "Looked at all 40",
    "https://a.example.com/x",
    "3.5",
    (FILE,),
)


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        (Given(text=TEXT), [Evidence.TEXT]),
        (Given(link=LINK), [Evidence.LINK]),
        (Given(number=NUMBER), [Evidence.NUMBER]),
        (Given(number="-12"), [Evidence.NUMBER]),
        (Given(number="3,5"), [Evidence.NUMBER]),  # as half of Europe writes it
        (Given(files=FILES), [Evidence.FILE]),
        (Given(measured="41 entries verified"), [Evidence.MEASURED]),
        (Given(text=TEXT), [Evidence.MEASURED]),  # somebody says it instead
        (
            Given(text=TEXT, link=LINK, number=NUMBER, files=FILES),
            [Evidence.TEXT, Evidence.LINK, Evidence.NUMBER, Evidence.FILE],
        ),
    ],
)
def test_what_proves_it_passes(given, kinds):
    assert rules.wanted(given, kinds)


@pytest.mark.parametrize(
    ("given", "kinds", "field"),
    [
        (Given(), [Evidence.TEXT], "evidence"),
        (Given(text="ok"), [Evidence.TEXT], "evidence"),
        (Given(text="  \n  \u200b   x      "), [Evidence.TEXT], "evidence"),
        (Given(text="x" * 3001), [Evidence.TEXT], "evidence"),
        (Given(text="x" * 3001, link=LINK), [Evidence.LINK], "evidence"),
        (Given(), [Evidence.MEASURED], "evidence"),  # nothing at all proves nothing
        (Given(text=TEXT), [Evidence.LINK], "link"),
        (Given(text=TEXT, link="the wiki"), [Evidence.TEXT], "link"),
        (Given(link="https://"), [Evidence.LINK], "link"),
        (Given(link="https://nowhere"), [Evidence.LINK], "link"),
        (Given(link="javascript:alert(1)"), [Evidence.LINK], "link"),
        (Given(link="https://a.example.com/x y"), [Evidence.LINK], "link"),
        (Given(text=TEXT), [Evidence.TEXT, Evidence.NUMBER], "number"),
        (Given(number="many"), [Evidence.NUMBER], "number"),
        (Given(number="1e400"), [Evidence.NUMBER], "number"),
        (Given(number="٣"), [Evidence.NUMBER], "number"),
        (Given(text=TEXT), [Evidence.FILE], "files"),
    ],
)
def test_what_does_not_prove_it_is_refused_beside_its_field(given, kinds, field):
    with pytest.raises(Invalid) as refused:
        rules.wanted(given, kinds)
    assert refused.value.field == field


def test_what_passes_is_tidied():
    proof = rules.wanted(Given(text=f"  {TEXT}  ", link=f" {LINK} "), [])
    assert (proof.text, proof.link) == (TEXT, LINK)


@pytest.mark.parametrize("said", ["", "   ", "no", "\u200b" * 20])
def test_a_reason_says_something(said):
    with pytest.raises(Invalid):
        rules.reason(said)


@pytest.mark.parametrize("said", ["", "…", "x" * 151])
def test_a_title_says_what_is_to_be_done(said):
    with pytest.raises(Invalid) as refused:
        rules.title(said)
    assert refused.value.field == "title"


def test_a_title_is_one_line():
    assert rules.title("Look at\n the   report") == "Look at the report"


def test_every_state_is_either_open_or_over():
    over = {rules.State.DONE, rules.State.SKIPPED, rules.State.MISSED}
    assert {*rules.State} == {*rules.LIVE} | over
    assert {*rules.LATE} < {*rules.OPEN} < {*rules.LIVE}
