"""Verbs in any order, by anybody: each is done whole or refused whole, and all of it
follows from the record. An undo gives back exactly what was there.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import incidents, workspaces
from bot.core import dburl
from bot.core.db import Database
from bot.core.errors import Refused
from bot.incidents import Declaration, Outcome, Phase, Report, Resolution, state, store
from bot.incidents.security.reportrules import Section
from bot.incidents.undo import UNDOABLE
from tests.ledger.scene import Scene

DANA, ANA, SAM = "U0DANA", "U0ANA", "U0SAM"
FIX = Resolution(outcome=Outcome.FIX, text="restarted it")
SPARE = Resolution(outcome=Outcome.WORKAROUND, text="switched to the spare one")
WHY = "it is not what it seemed"


@pytest.fixture
async def scene(sqlite_url, tmp_path):
    """Give a workspace with its ledger, without a Slack: only decisions count."""
    db = Database(dburl.translate(sqlite_url))
    made = Scene(database=db, home=tmp_path / "home")
    people = workspaces.Directory()
    made.transactions = replace(made.transactions, people=people)
    await made.install()
    yield made
    await db.close()


def earlier(work, minutes):
    return work.now - timedelta(minutes=minutes)


VERBS = {
    "acknowledge": incidents.acknowledge,
    "assign ana": lambda work, one: incidents.assign(work, one, ANA),
    "assign sam": lambda work, one: incidents.assign(work, one, SAM),
    "sev1": lambda work, one: incidents.reclassify(work, one, 1, "all of it is down"),
    "sev4": lambda work, one: incidents.reclassify(work, one, 4),
    **{
        phase.value: lambda work, one, phase=phase: incidents.move(work, one, phase)
        for phase in Phase
    },
    "update": lambda work, one: incidents.update(
        work, one, Report(text="we look at it")
    ),
    "promise": lambda work, one: incidents.update(
        work, one, Report(text="soon"), work.now + timedelta(minutes=5)
    ),
    "note": lambda work, one: incidents.note(work, one, "deployed 3f2a"),
    "note before": lambda work, one: incidents.note(
        work, one, "it began", at=earlier(work, 90)
    ),
    "fix": lambda work, one: incidents.resolve(work, one, FIX),
    "workaround": lambda work, one: incidents.resolve(work, one, SPARE),
    "reopen": lambda work, one: incidents.reopen(work, one, WHY),
    "close": incidents.close,
    "decline": lambda work, one: incidents.decline(work, one, WHY),
    "retime": lambda work, one: incidents.retime(
        work, one, {"started": earlier(work, 120)}
    ),
    "retime wrongly": lambda work, one: incidents.retime(
        work, one, {"started": work.now, "detected": earlier(work, 600)}
    ),
    "security": lambda work, one: incidents.secure.mark(work, one, WHY),
    "lessons": lambda work, one: incidents.report.write(
        work, one, Section.LESSONS, {"learned": f"rotate tokens, {work.actor}"}, 0
    ),
    "notice": lambda work, one: incidents.report.notify(work, one, "customers", None),
    "submit": lambda work, one: incidents.report.submit(work, one, "all of it"),
    "undo": lambda work, one: incidents.undo(work, one.id),
    "retract": lambda work, one: incidents.retract(work, one.id),
}
STEPS = st.lists(
    st.tuples(st.sampled_from([DANA, DANA, ANA, SAM]), st.sampled_from([*VERBS])),
    max_size=12,
)
once = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def declared(scene, **said):
    async with scene.begin(DANA) as work:
        found = await incidents.declare(work, Declaration(title="it is slow", **said))
    return found.id


async def columns(scene, id_):
    """Give everything that stands in the row, and how many records are about it."""
    async with scene.look() as work:
        found = await store.get(work, id_)
        many = len(await store.records(work, id_))
        return state.of(found, state.COLUMNS), many


async def does(scene, who, verb, id_):
    """Do one thing; give its record, or None where it was refused."""
    try:
        async with scene.begin(who) as work:
            (one,) = await store.lock(work, id_)
            return await VERBS[verb](work, one)
    except Refused as refusal:
        assert str(refusal)  # noqa: PT017 (each has a sentence)
        return None


async def held(scene):
    async with scene.look() as work:
        return [sentence async for sentence in incidents.held(work)]


@once
@given(steps=STEPS)
async def test_each_verb_is_done_whole_or_refused_whole(scene, steps):
    id_ = await declared(scene)
    for who, verb in steps:
        before, many = await columns(scene, id_)
        record = await does(scene, who, verb, id_)
        after, more = await columns(scene, id_)
        if record is None:
            assert (after, more) == (before, many), f"{verb} was refused in part"
            continue
        assert more > many, f"{verb} is on no record"
        assert record.actor == who
        changed = {name for name in before if before[name] != after[name]}
        assert after["version"] - before["version"] == ("version" in changed)
        assert changed <= {*record.data.get("now", {}), *record.data} | {
            "version", "latest", "latest_at", "promised_at", "missed_at",
        } | ({*before} if verb == "undo" else set())  # fmt: skip
    assert await held(scene) == []


@once
@given(
    steps=STEPS,
    last=st.tuples(st.sampled_from([DANA, ANA]), st.sampled_from([*VERBS])),
)
async def test_what_was_done_last_is_taken_back_exactly(scene, steps, last):
    id_ = await declared(scene)
    for who, verb in steps:
        await does(scene, who, verb, id_)
    before, _ = await columns(scene, id_)
    who, verb = last
    record = await does(scene, who, verb, id_)
    if record is None or record.name not in UNDOABLE:
        return
    other = ANA if who == DANA else DANA
    assert await does(scene, other, "undo", id_) is None
    undone = await does(scene, who, "undo", id_)
    after, _ = await columns(scene, id_)
    assert undone.data["of"] == record.id
    assert after == {**before, "version": before["version"] + 2}
    assert await does(scene, who, "undo", id_) is None
    assert await held(scene) == []


@once
@given(steps=STEPS, private=st.booleans())
async def test_a_merge_ends_one_and_leaves_the_other_as_it_was(scene, steps, private):
    id_ = await declared(scene)
    into = await declared(scene, private=private)
    for who, verb in steps:
        await does(scene, who, verb, id_)
    one, _ = await columns(scene, id_)
    other, _ = await columns(scene, into)
    try:
        async with scene.begin(DANA) as work:
            await incidents.merge(work, id_, into)
    except Refused:
        assert (await columns(scene, id_))[0] == one
    else:
        merged, _ = await columns(scene, id_)
        assert (merged["status"], merged["merged_into"]) == ("merged", into)
        async with scene.begin(DANA) as work:
            await incidents.undo(work, id_)
        again, _ = await columns(scene, id_)
        assert again == {**one, "version": one["version"] + 2}
    assert (await columns(scene, into))[0] == other
    assert await held(scene) == []
