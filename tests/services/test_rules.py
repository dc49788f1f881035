"""How a service is read: names, objectives, lines. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import services
from bot.core.errors import Invalid
from bot.services import rules
from bot.services.rules import Criterion, Standby

HOT = {"standby": "hot"}
DRAFT = {"name": "Checkout", "owner": "U0DANA", "standby": "warm"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h", 3600),
        ("90m", 5400),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("1 hour, 30 minutes", 5400),
        ("2 Days", 172_800),
        ("15 min", 900),
        ("45s", 45),
        ("0", 0),
        ("0m", 0),
        ("366d", 31_622_400),
    ],
)
def test_an_objective_is_read_as_people_write_it(text, seconds):
    assert rules.objective("rpo", text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "1",
            "h",
            "-1h",
            "1.5h",
            "1bh",
            "1bd",
            "1h 30",
            "1h,,x",
            "1 week",
        ),
        *(
            "367d",
            "99999d",
            "\N{ARABIC-INDIC DIGIT ONE}h",
            "1h\N{ZERO WIDTH SPACE}",
            "1h; 2h",
            "123456h",
        ),
    ],
)
def test_what_is_no_length_of_time_is_refused_beside_its_field(text):
    with pytest.raises(Invalid) as wrong:
        rules.objective("rto", text)
    assert wrong.value.field == "rto"


@given(st.integers(0, int(rules.LONGEST.total_seconds())))
def test_an_objective_is_written_as_it_is_read(seconds):
    assert rules.objective("rpo", services.short(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0"), (59, "59s"), (3600, "1h"), (95_400, "1d 2h 30m")]
)
def test_an_objective_is_said_whole(seconds, said):
    assert services.short(seconds) == said


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "", {}),
        ("Checkout", "Checkout", {}),
        ("Checkout API warm", "Checkout API", {"standby": "warm"}),
        ("Checkout standby cold", "Checkout", {"standby": "cold"}),
        ("hot cache rpo 1h", "hot cache", {"rpo": "1h"}),
        ("Owner of things", "Owner of things", {}),
        ("Checkout RPO: 1h 30m RTO= 2h", "Checkout", {"rpo": "1h 30m", "rto": "2h"}),
        ("Checkout owner SRE lead hot", "Checkout", {"owner": "SRE lead", **HOT}),
        (
            "Checkout plan https://a.example/x?owner=1 runbook billing",
            "Checkout",
            {"plan": "https://a.example/x?owner=1", "runbook": "billing"},
        ),
        ("A warm standby cold", "A", {"standby": "cold"}),
    ],
)  # fmt: skip
def test_a_line_is_read(text, name, said):
    if text == "A warm standby cold":  # said twice, in two ways
        with pytest.raises(Invalid, match="twice"):
            services.line(text)
        return
    assert services.line(text) == (name, said)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_and_nothing_is_lost(text):
    try:
        name, said = services.line(text)
    except Invalid:
        return
    words = [
        *name.split(),
        *(word for value in said.values() for word in value.split()),
    ]
    assert len(words) <= len(text.split())
    assert set(words) <= set(text.split())


@given(st.dictionaries(st.sampled_from(rules.KEYS), st.text()))
def test_whatever_is_said_of_a_service_is_a_draft_or_refused_beside_a_field(said):
    _, wrong = rules.read({key: said.get(key, "") for key in rules.KEYS})
    assert {one.field for one in wrong} <= set(rules.KEYS)
    if wrong:
        return
    draft = services.draft(said)
    assert draft.rto > 0
    assert services.draft(services.fields_of(draft)) == draft


def test_every_field_that_is_wrong_is_told():
    _, wrong = rules.read({**DRAFT, "rpo": "x", "rto": "0", "standby": "lukewarm"})
    assert [one.field for one in wrong] == ["standby", "rpo", "rto"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Checkout", "  CHECKOUT ", True),
        ("Check out", "check-out", True),
        ("Zahlung ß", "zahlung SS", True),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}", "a", True),
        ("Checkout", "Checkout 2", False),
        ("Оплата", "Поиск", False),
    ],
)
def test_a_name_is_one_however_it_is_written(one, other, same):
    assert (rules.slugged(one) == rules.slugged(other)) is same


@pytest.mark.parametrize("standby", [*Standby, "HOT", " warm "])
def test_a_standby_class_is_one_of_three(standby):
    found, wrong = rules.read({**DRAFT, "standby": standby})
    assert wrong == []
    assert found["standby"] in Standby


def test_what_is_missing_is_told_in_order_and_computed():
    assert rules.missing([]) == tuple(Criterion)
    assert rules.missing([*Criterion]) == ()
    assert rules.missing([Criterion.VALIDATION]) == (
        Criterion.DEPLOYMENT,
        Criterion.MONITORING,
        Criterion.DOCUMENTATION,
    )


def test_each_criterion_has_words_and_is_read_by_them():
    assert rules.SAID.keys() == set(Criterion)
    for one in Criterion:
        assert rules.criterion(one.value) is one


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u202e"])
def test_a_proof_says_something(text):
    with pytest.raises(Invalid, match="Say how it is proven"):
        rules.proof(text)
