"""The rules of postmortems and action items: values in, values out."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.core import times
from bot.core.errors import Invalid
from bot.postmortems import (
    blameless,
    chase,
    document,
    index,
    rules,
    stages,
    timeline,
)
from bot.postmortems.rules import EMPTY, Part
from bot.postmortems.stages import Kind, Source, Stage

PEOPLE = blameless.People(
    roles={
        "Dana Okafor": "the commander",
        "sam": "the scribe",
        "Will Grace": "a responder",
        " ": "the blank",
        "<@U0SAM>": "the scribe",
    },
    others=("Liv Berg", "kenji", "Mark May Lane", " "),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dana Okafor deployed", "the commander deployed"),
        ("dana okafor deployed", "the commander deployed"),  # in any case, whole
        ("Dana deployed", "the commander deployed"),  # a part, as it is written
        ("dana deployed", "dana deployed"),  # a part in another case is a word
        ("@Dana deployed", "the commander deployed"),
        ("@sam and SAM", "the scribe and the scribe"),
        ("the sample was samurai", "the sample was samurai"),  # whole words only
        ("it will fail", "it will fail"),
        ("Will forgot", "a responder forgot"),
        ("mail to x@sam", "mail to x@sam"),  # an address is none
        ("sam Rivera deployed", "the scribe deployed"),  # a surname goes along
        ("Sam O'Brien-Lee's deploy", "the scribe's deploy"),
        ("sam AWS keys, Sam: Later", "the scribe AWS keys, the scribe: Later"),
        ("dana\n okafor", "the commander"),
        ("<@U0SAM> and <@U0SAM|sam> forgot", "the scribe and the scribe forgot"),
        ("<@U0LIV> forgot", "a responder forgot"),  # whoever that is
        ("<#C0OPS> and <!here>", "<#C0OPS> and <!here>"),
        ("liv berg and @Liv Berg", "a responder and a responder"),  # not in the room
        ("Liv, Berg and kenji", "Liv, Berg and kenji"),  # by a part: maybe a word
        ("@kenji and @Kenji Watanabe", "a responder and a responder"),
        ("@liv, a@kenji", "@liv, a@kenji"),
        ("Mark May Lane", "a responder"),
        ("(Dana)", "(the commander)"),
        ("Dana's deploy", "the commander's deploy"),
        ("", ""),
    ],
)
def test_names_are_replaced_by_roles(text, said):
    assert blameless.instead(text, PEOPLE) == said
    assert bool(blameless.named([text], PEOPLE)) is (text != said)


def test_names_are_named_once_as_they_are_written():
    texts = ["Dana slept", "sam and Dana slept"]

    assert blameless.named(texts, PEOPLE) == ["Dana", "sam"]


def test_a_whole_section_is_reworded():
    content = {"trigger": "Dana slept", "factors": ["sam too"], "whys": []}

    assert blameless.reworded(content, PEOPLE) == {
        "trigger": "the commander slept",
        "factors": ["the scribe too"],
        "whys": [],
    }
    assert blameless.texts(content) == ["Dana slept", "sam too"]


def test_a_role_that_holds_a_backslash_is_written_as_it_is():
    people = blameless.People(roles={"dana": r"the \1 lead"})

    assert blameless.instead("dana", people) == r"the \1 lead"


def test_a_role_is_not_read_as_a_name():
    people = blameless.People(roles={"dana": "the commander", "commander": "a duck"})

    assert blameless.instead("dana", people) == "the commander"


def test_a_longer_name_comes_first_whoever_has_it():
    people = blameless.People(roles={"dana": "the scribe"}, others=["Dana Okafor Lee"])

    assert blameless.instead("Dana Okafor Lee", people) == "a responder"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\nb", ["a", "b"]),
        ("- a\n* b\n• c", ["a", "b", "c"]),
        ("\n\n  \n", []),
        ("-a", ["-a"]),  # no mark of a list without a space
        ("x" * 400, ["x" * 300]),
    ],
)
def test_a_list_is_read_from_lines(typed, kept):
    assert rules.listed(typed) == kept


def test_no_more_factors_are_kept_than_fit():
    assert len(rules.listed("a\n" * 50)) == rules.FACTORS


@pytest.mark.parametrize(
    ("whys", "chain"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "", "c", " ", "e"], ["a", "c", "e"]),  # gaps move up
        (["", ""], []),
        ([*"abcdefg"], [*"abcde"]),
    ],
)
def test_whys_are_a_chain(whys, chain):
    assert rules.chained(whys) == chain


def test_what_is_missing_is_named_in_order():
    assert rules.missing({}, 0) == ["summary", "cause", "lessons", "actions"]
    assert rules.missing(dict(EMPTY), 1) == ["summary", "cause", "lessons"]


@pytest.mark.parametrize(
    ("part", "content", "whole"),
    [
        (Part.SUMMARY, {"what": "x", "affected": "y"}, True),
        (Part.SUMMARY, {"what": "x", "affected": ""}, False),
        (Part.CAUSE, {"trigger": "x", "whys": ["y"], "factors": []}, True),
        (Part.CAUSE, {"trigger": "x", "whys": [], "factors": ["z"]}, False),
        (Part.LESSONS, {"learned": "x", "share": ""}, True),
        (Part.LESSONS, {"learned": "", "share": "x"}, False),
        (Part.LESSONS, {}, False),
    ],
)
def test_a_section_is_written_once_it_says_what_it_must(part, content, whole):
    assert rules.written(part, content) is whole


def test_what_is_kept_of_a_section_is_tidied():
    given = {"learned": "  a\u202e\x07b  \n", "share": "", "other": "dropped"}

    assert rules.tidy(Part.LESSONS, given) == {"learned": "ab", "share": ""}


@pytest.mark.parametrize("text", ["", "no need", " a b c d   "])
def test_a_reason_that_says_nothing_is_refused(text):
    with pytest.raises(Invalid, match="Say why, in 10 characters or more"):
        rules.reason(text)


@pytest.mark.parametrize(
    ("typed", "kind", "rest"),
    [
        ("prevent: bound it", Kind.PREVENT, "bound it"),
        ("ADR: choose a pool", Kind.DECISION, "choose a pool"),
        ("check: a canary", Kind.GATE, "a canary"),
        ("Documentation: the runbook", Kind.DOCUMENT, "the runbook"),
        ("bound it: now", None, "bound it: now"),  # no kind, but a colon
        ("prevent bound it", None, "prevent bound it"),
    ],
)
def test_a_kind_is_read_before_a_colon(typed, kind, rest):
    assert stages.kind(typed) == (kind, rest)


@pytest.mark.parametrize(
    ("typed", "source", "rest"),
    [
        ("feedback: it is slow", Source.FEEDBACK, "it is slow"),
        ("Metric: MTTA rose", Source.METRIC, "MTTA rose"),
        ("trend: passkeys", Source.TREND, "passkeys"),
        ("postmortem: forged", Source.PERSON, "postmortem: forged"),
        ("it is slow", Source.PERSON, "it is slow"),
    ],
)
def test_a_source_is_read_before_a_colon(typed, source, rest):
    assert stages.source(typed) == (source, rest)


@pytest.mark.parametrize(
    ("left", "step"),
    [(3, ""), (2, ""), (1, "before"), (0, "day"), (-1, "overdue"), (-3, "lead")],
)
def test_an_item_is_asked_for_before_on_the_day_and_after(left, step):
    assert stages.step(left) == step


def test_the_way_of_an_item_ends():
    way = [Stage.IDENTIFIED]
    while following := stages.following(way[-1]):
        way.append(following)

    assert way == list(stages.WAY)
    assert stages.following(Stage.DROPPED) is None


@pytest.mark.parametrize(
    ("now", "due", "left"),
    [
        ("2026-11-24 09:00", "2026-11-25 17:00", 1),
        ("2026-11-25 09:00", "2026-11-25 17:00", 0),
        ("2026-11-25 20:00", "2026-11-25 17:00", -1),  # the hour has passed
        ("2026-11-30 09:00", "2026-11-27 17:00", -1),  # a weekend does not count
        ("2026-12-02 09:00", "2026-11-27 17:00", -3),
        ("2026-11-27 09:00", "2026-11-30 17:00", 1),
    ],
)
def test_days_that_are_left_are_business_days(now, due, left):
    at, until = (datetime.fromisoformat(m).replace(tzinfo=UTC) for m in (now, due))

    assert chase.left(at, until, times.Calendar()) == left


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Connection POOL", ["connection", "pool"]),
        ("“connection pool”", ["connection", "pool"]),
        ("  ,; ", []),
        ("a b c d e f g h i j", [*"abcdefgh"]),
    ],
)
def test_a_query_is_read_word_by_word(query, words):
    assert index.words(query) == words


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("acknowledged", {}, "acknowledged it"),
        ("noted", {"text": "deployed 3f2a"}, "noted: deployed 3f2a"),
        ("assigned", {"commander": "U0ANA"}, "named <@U0ANA> as commander"),
        ("noted", {}, "noted: (erased)"),  # what was erased says so
    ],
)
def test_a_fact_is_a_line(name, data, said):
    at = datetime(2026, 11, 24, 14, 5, 6, 789, tzinfo=UTC)

    line = timeline.line(at, "U0DANA", name, data)

    assert line == {"at": "2026-11-24T14:05:06+00:00", "by": "U0DANA", "text": said}


def test_a_quoted_message_is_its_authors():
    at = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    data = {"text": "it is down", "person": "U0SAM"}

    assert timeline.line(at, "U0DANA", "quoted", data)["by"] == "U0SAM"


def test_people_are_found_wherever_they_stand():
    told = {"owner": "U0DANA", "lines": [{"text": "named <@U0ANA|ana> as"}], "n": 4}

    assert set(document.people_in(told)) == {"U0DANA", "U0ANA"}
    assert not set(document.people_in(SimpleNamespace()))
