"""Who takes part, what was lost, and whether it passed. Pure."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backups import rules
from bot.backups.rules import ROLES, Ending, Kind, Moments, Verdict
from bot.core.errors import Invalid

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
PEOPLE = ("ana", "dana", "gus", "kenji", "sam")


def played(**more):
    """Make a drill: begun at NOW, with an RPO of an hour and an RTO of four."""
    none = {"started_at": NOW, "restored_to": None, "usable_at": None}
    return SimpleNamespace(**{"rpo": 3600, "rto": 14_400, **none, **more})


def came_back(rpo, rto):
    return played(restored_to=NOW - rpo, usable_at=NOW + rto)


@pytest.mark.parametrize(
    ("rpo", "rto", "verdict"),
    [
        (0 * HOUR, 0 * HOUR, Verdict.PASSED),
        (HOUR, 4 * HOUR, Verdict.PASSED),  # to the very second
        (HOUR + SECOND, 4 * HOUR, Verdict.FAILED),
        (HOUR, 4 * HOUR + SECOND, Verdict.FAILED),
        (9 * HOUR, 9 * HOUR, Verdict.FAILED),
        (HOUR - SECOND, 4 * HOUR - SECOND, Verdict.PASSED),
    ],
)
def test_a_drill_passes_within_both_objectives_and_no_other_way(rpo, rto, verdict):
    drill = came_back(rpo, rto)
    assert rules.verdict(drill) is verdict
    assert (rules.measured(drill).rpo, rules.measured(drill).rto) == (rpo, rto)
    named = " ".join(rules.gaps(drill))
    assert ("RPO" in named, "RTO" in named) == (rpo > HOUR, rto > 4 * HOUR)


@pytest.mark.parametrize(
    "drill",
    [
        played(),
        played(started_at=None),
        played(usable_at=NOW + MINUTE),
        played(restored_to=NOW - MINUTE),
    ],
)
def test_what_never_came_back_fails(drill):
    assert rules.verdict(drill) is Verdict.FAILED
    assert [*rules.gaps(drill)] == ["the service was never usable again"]
    assert rules.measured(drill) == rules.Measured()


def test_where_nothing_may_be_lost_a_second_is_too_much():
    drill = {"rpo": 0, "usable_at": NOW + MINUTE}
    assert rules.verdict(played(**drill, restored_to=NOW)) is Verdict.PASSED
    late = played(**drill, restored_to=NOW - SECOND)
    assert [*rules.gaps(late)] == ["RPO 1 s is more than 0"]


SECONDS = st.integers(0, 100_000)


@given(SECONDS, SECONDS, SECONDS, SECONDS)
def test_the_verdict_is_what_the_moments_say(rpo, rto, lost, took):
    back = {"restored_to": NOW - SECOND * lost, "usable_at": NOW + SECOND * took}
    passed = rules.verdict(played(rpo=rpo, rto=rto, **back)) is Verdict.PASSED
    assert passed is (lost <= rpo and took <= rto)


def moments(taken=-60, restored=None, usable=30, now=60):
    """Give moments in minutes from the beginning."""
    upto = None if restored is None else NOW + MINUTE * restored
    said = Moments(
        taken=NOW + MINUTE * taken, restored_to=upto, usable=NOW + MINUTE * usable
    )
    return rules.moments(said, NOW, NOW + MINUTE * now)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"taken": 1}, "taken"),
        ({"restored": -61}, "restored"),
        ({"restored": 1}, "restored"),
        ({"usable": -1}, "usable"),
        ({"usable": 61}, "usable"),
    ],
)
def test_moments_that_can_not_be_are_refused_beside_their_field(said, field):
    with pytest.raises(Invalid) as wrong:
        moments(**said)
    assert wrong.value.field == field


def test_without_more_the_data_ends_with_the_backup():
    assert moments().restored_to == NOW - HOUR
    assert moments(restored=-5).restored_to == NOW - 5 * MINUTE
    assert moments(taken=0, restored=0, usable=0).usable == NOW


def test_a_picker_knows_minutes_only_and_a_drill_is_not_refused_for_seconds():
    began = NOW + 30 * SECOND
    said = Moments(taken=NOW - HOUR, usable=NOW)
    assert rules.moments(said, began, NOW + HOUR).usable == began


def past(*coordinators):
    return [
        {"coordinator": one, "operator": "", "observer": ""} for one in coordinators
    ]


@pytest.mark.parametrize(
    ("named", "before", "coordinator"),
    [
        (("ana", "dana"), (), "ana"),  # the first that is named
        (("ana", "dana"), ("ana",), "dana"),
        (("ana", "dana"), ("dana", "ana"), "ana"),
        (("ana", "dana", "sam"), ("dana", "ana"), "sam"),  # who never did
        (("ana", "dana"), ("sam", "dana", "ana"), "ana"),
        (("ana",), ("ana",), "ana"),  # nobody else is there
    ],
)
def test_whoever_coordinated_least_recently_coordinates(named, before, coordinator):
    assert rules.proposed(named, past(*before))["coordinator"] == coordinator


DRILLS = st.lists(
    st.permutations(PEOPLE).map(lambda who: dict(zip(ROLES, who, strict=False))),
    max_size=12,
)


@given(st.lists(st.sampled_from(PEOPLE), max_size=5), DRILLS)
def test_nobody_has_two_roles_and_nobody_leads_twice_in_a_row(named, before):
    given_ = rules.proposed(named, before)
    people = [who for who in given_.values() if who]
    assert len(people) == len(set(people)) == min(3, len(set(named)))
    assert set(people) <= set(named)
    if before and len(set(named)) > 1:
        assert given_["coordinator"] != before[0]["coordinator"]


@given(st.sets(st.sampled_from(PEOPLE), min_size=2))
def test_over_time_everybody_coordinates(named):
    named, before = sorted(named), []
    for _ in range(2 * len(named)):
        before.insert(0, rules.proposed(named, before))
    led = [drill["coordinator"] for drill in before]
    assert {led.count(one) for one in named} == {2}


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Kind.DR, "region", "Region lost"),
        (Kind.DR, "Data Center", "Data center lost"),
        (Kind.DR, "datacentre", "Data center lost"),
        (Kind.DR, "flood", "Natural disaster"),
        (Kind.DR, "the vendor is gone", "the vendor is gone"),
        (Kind.RESTORE, "region", "region"),
        (Kind.RESTORE, " orders \n of May ", "orders of May"),
    ],
)
def test_a_scenario_is_read(kind, text, said):
    assert rules.scenario(kind, text) == said


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", " \u200b", "x" * 201])
def test_what_is_no_scenario_is_refused(kind, text):
    with pytest.raises(Invalid) as wrong:
        rules.scenario(kind, text)
    assert wrong.value.field == "scenario"


@pytest.mark.parametrize(
    ("said", "kind", "field"),
    [
        (Ending(lessons=" "), Kind.RESTORE, "lessons"),
        (Ending(lessons="all fine"), Kind.DR, "updated"),
        (Ending(lessons="all fine", updated=True), Kind.DR, "plan"),
        (Ending(lessons="x" * 3001), Kind.RESTORE, "lessons"),
        (Ending(lessons="fine", updated=True, plan="x" * 501), Kind.DR, "plan"),
    ],
)
def test_an_end_lacks_nothing(said, kind, field):
    with pytest.raises(Invalid) as wrong:
        rules.ending(said, kind)
    assert wrong.value.field == field


def test_an_end_of_a_restore_drill_says_nothing_of_a_plan():
    ended = rules.ending(Ending(lessons="all fine", plan="x"), Kind.RESTORE)
    assert (ended.updated, ended.plan) == (False, "")


def test_a_drill_does_not_begin_later_than_now():
    assert rules.begun(None, NOW) == NOW
    assert rules.begun(NOW - HOUR, NOW) == NOW - HOUR
    with pytest.raises(Invalid):
        rules.begun(NOW + SECOND, NOW)
