"""What may be said of an incident, and where it stands then: values in, values out."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import tidy
from bot.core.durations import ClockDuration, Unit
from bot.core.errors import Invalid
from bot.incidents import rules
from bot.incidents.rules import PHASES, Phase, Status

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WEEK = ClockDuration(amount=7, unit=Unit.DAY)
USUAL = NOW + timedelta(minutes=30)
# A joiner of emoji and a mark of Arabic; what turns text around; what nobody sees.
JOINER, TURNED, UNSEEN = "\u200d", "\u202e", "\u2066\u200b\u00ad\x00\x1b"
CODER = f"\U0001f469{JOINER}\U0001f4bb"

TITLES = {
    # what is typed -> the title, or the problem
    "checkout 500s": "checkout 500s",
    "  checkout \n\t 500s  ": "checkout 500s",
    f"check{TURNED}out {UNSEEN}500s": "checkout 500s",
    f"{CODER} is out": f"{CODER} is out",
    "<@U01|dana> can't log in": "@dana can't log in",
    "<@U01> can't log in": "<@U01> can't log in",
    "<!channel> & co": "<!channel> & co",
    "*bold* _or_ `not`": "*bold* _or_ `not`",
    "支払いができない": "支払いができない",
    "x" * 200: "x" * 200,
    "": None,
    "…!? --": None,
    UNSEEN: None,
    "\U0001f525": None,
    "x" * 201: None,
}


@pytest.mark.parametrize(("typed", "title"), TITLES.items(), ids=range(len(TITLES)))
def test_a_title_is_one_line_that_says_something(typed, title):
    if title is not None:
        assert rules.title(typed) == title
        return
    with pytest.raises(Invalid) as refused:
        rules.title(typed)
    assert refused.value.field == "title"


@given(st.text())
def test_a_line_is_a_line_and_tidying_it_again_changes_nothing(text):
    line = rules.plain_line(text)
    assert line == rules.plain_line(line)
    assert line.splitlines() in ([line], [])
    assert line == line.strip()
    kinds = {unicodedata.category(one)[0] for one in line.replace("\u200c", "")}
    assert "C" not in kinds or JOINER in line


@given(st.text())
def test_a_text_keeps_its_lines_and_tidying_it_again_changes_nothing(text):
    tidy = rules.plain_text(text)
    assert tidy == rules.plain_text(tidy)
    assert all(line == line.rstrip() for line in tidy.split("\n"))
    assert rules.plain_line(tidy).split() == rules.plain_line(text).split()


@given(st.text(max_size=4000), st.integers(1, 40))
def test_words_are_kept_whole_or_refused_at_their_field(text, least):
    tidy = rules.plain_text(text)
    if len(rules.plain_line(tidy)) >= least and len(tidy) <= rules.TEXT:
        assert rules.words(text, "reason", least=least) == tidy
        return
    with pytest.raises(Invalid) as refused:
        rules.words(text, "reason", least=least)
    assert refused.value.field == "reason"


def test_a_reason_is_not_made_of_spaces():
    with pytest.raises(Invalid, match="Say why, in 10 characters or more"):
        rules.words("a \n \n \n \n \n \n b", "reason", least=rules.REASON)


@given(st.text(), st.integers(1, 10**9))
def test_a_room_has_a_name_that_slack_takes(title, number):
    name = tidy.room_name("inc-{number}-{slug}", number, title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert name.startswith(f"inc-{number}")
    assert len(name) <= 80


NAMES = {
    ("inc-{number}-{slug}", "Checkout: 500s!"): "inc-7-checkout-500s",
    ("inc-{number}-{slug}", "Zahlung fällt aus"): "inc-7-zahlung-fallt-aus",
    # nothing of it is ASCII
    ("inc-{number}-{slug}", "支払い"): "inc-7",
    ("{slug}-{number}", ""): "7",
    ("{number}", "checkout"): "7",
    ("inc-{number}-{slug}", "é" * 300): ("inc-7-" + "e" * 300)[:80],
}


@pytest.mark.parametrize(("given_", "name"), NAMES.items(), ids=range(len(NAMES)))
def test_a_room_is_named_after_its_incident(given_, name):
    pattern, title = given_
    assert tidy.room_name(pattern, 7, title) == name


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *((f"{before}{n}", n) for n in (1, 2, 3, 4) for before in ("", "sev", "P")),
        ("SEV-2", 2), (" sev 3 ", 3), ("Severity 4", 4), ("severity-1", 1),
        ("sev0", None), ("5", None), ("sev12", None), ("1 2", None), ("q1", None),
        ("", None), ("sev", None), ("-", None), ("\u0661", None),
    ],
)  # fmt: skip
def test_a_severity_is_one_of_four(typed, number):
    assert rules.severity(typed) == number


@given(st.timedeltas(timedelta(days=-20), timedelta(days=20)))
def test_a_promise_is_ahead_but_not_too_far(ahead):
    moment = NOW + ahead
    if timedelta() < ahead <= timedelta(days=7):
        assert rules.promised(moment, NOW, WEEK, USUAL) == moment
        return
    with pytest.raises(Invalid, match="Promise") as refused:
        rules.promised(moment, NOW, WEEK, USUAL)
    assert refused.value.field == "next"


def test_what_is_usual_can_always_be_promised():
    usual = NOW + timedelta(days=30)
    assert rules.promised(usual, NOW, WEEK, usual) == usual
    with pytest.raises(Invalid, match="within 7 days"):
        rules.promised(usual + timedelta(seconds=1), NOW, WEEK, usual)


@given(st.timedeltas(timedelta(days=-9000), timedelta(days=9000)))
def test_what_happened_has_passed(ago):
    moment = NOW + ago
    if ago <= timedelta():
        assert rules.past("started", moment, NOW) == moment
        return
    with pytest.raises(Invalid, match="in the future"):
        rules.past("started", moment, NOW)


@given(st.sampled_from([*Status]), st.sampled_from(PHASES))
def test_only_work_past_triage_makes_an_incident_responding(status, phase):
    after = rules.after_phase(status, phase)
    if after is not status:
        assert after is Status.RESPONDING
        assert phase is not Phase.TRIAGE
        assert status is not Status.DETECTED  # it has no owner yet


def test_an_incident_is_contained_once_it_is_past_containment():
    left = {
        (was.value, now.value)
        for was in PHASES
        for now in PHASES
        if rules.leaves_containment(was, now)
    }
    assert left == {
        (was, now)
        for was in ("triage", "containment")
        for now in ("diagnosis", "remediation")
    }


def test_every_status_is_open_or_over_or_gone():
    gone = {Status.DECLINED, Status.MERGED, Status.RETRACTED}
    assert {*rules.OPEN, *rules.OVER} | gone == {*Status}
    assert not {*rules.OPEN} & {*rules.OVER}
    assert [one.said for one in Status if one.said != one.value] == ["closed"]
