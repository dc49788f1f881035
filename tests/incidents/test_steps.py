"""Steps and runs of containment as decisions, without a Slack: what may follow what."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from bot import incidents, workspaces
from bot.core import dburl, policy
from bot.core.db import Database
from bot.core.errors import Refused
from bot.incidents import Declaration
from bot.incidents.security import containment, reportrules, reportstore, runs, steps
from bot.incidents.security.containment import STUCK, Confirmed
from bot.incidents.security.reportrules import Section
from bot.incidents.security.runs import State
from tests.incidents import receiving
from tests.ledger.scene import Scene

DANA, ANA, SAM = "U0DANA", "U0ANA", "U0SAM"
STEPS = (
    {"name": "Revoke all sessions", "url": "https://auth.example.com/revoke"},
    {"name": "Revoke all tokens", "url": "https://auth.example.com/tokens"},
    {"name": "Lock the deploys", "url": "https://ci.example.com/lock"},
)
REVOKE, _, LOCK = "Revoke all sessions", "Revoke all tokens", "Lock the deploys"
once = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
async def scene(sqlite_url, tmp_path):
    db = Database(dburl.translate(sqlite_url))
    file = tmp_path / "policy.toml"
    file.write_text(receiving.policy(*STEPS))
    made = Scene(database=db, home=tmp_path / "home")
    made.policies = policy.load(file)
    made.transactions = replace(made.of(db), people=workspaces.Directory())
    await made.install()
    yield made
    await db.close()


async def declared(scene, **said):
    said = {"security": True, **said}
    async with scene.begin(DANA) as work:
        return (await incidents.declare(work, Declaration(title="in", **said))).id


async def runs_step(scene, id_, who=ANA, name=LOCK, number=None):
    """Confirm a step as it is shown now; give the id of its run."""
    async with scene.begin(who) as work:
        found = await incidents.clicked(work, id_, lock=True)
        step = steps.chosen(work, found, name)
        shown = (await steps.asked(work, found, step)).keeps.split(":")
        number = number or int(shown[3])
        as_shown = Confirmed(step=shown[1], terms=shown[2], number=number)
        return (await containment.contain(work, found, as_shown)).data["run"]


async def ends(scene, id_, run, outcome, why="it refused"):
    said = {"answered": "200" if outcome == "done" else "0", "milliseconds": "5"}
    said["why"] = "" if outcome == "done" else why
    async with scene.begin("clock") as work:
        await containment.ended(work, incident=id_, run=run, outcome=outcome, **said)


async def every(scene, id_):
    async with scene.look() as work:
        return await runs.of(work, id_)


async def held(scene):
    async with scene.look() as work:
        return [sentence async for sentence in incidents.held(work)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lock", LOCK),
        ("LOCK  the deploys", LOCK),
        ("revoke all sessions", REVOKE),
        ("revoke all s", REVOKE),
    ],
)
async def test_a_step_is_meant_by_its_name_or_how_that_begins(scene, words, found):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        incident = await incidents.clicked(work, id_)
        step = steps.chosen(work, incident, words)
        assert step.name == found
        assert steps.chosen(work, incident, step.key) == step


@pytest.mark.parametrize("words", ["", "revoke", "revoke all", "deploys", "*"])
async def test_what_may_be_two_steps_or_none_is_refused_with_those_there_are(
    scene, words
):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        incident = await incidents.clicked(work, id_)
        with pytest.raises(steps.NoSuchStep, match="There are “Revoke all sessions”"):
            steps.chosen(work, incident, words)


async def test_tries_of_a_deed_have_one_id_until_it_is_done(scene):
    id_ = await declared(scene)
    for outcome in ("failed", "unknown", "done", "done"):
        await ends(scene, id_, await runs_step(scene, id_), outcome)
    deeds = [run.deed for run in await every(scene, id_)]
    assert deeds[0] == deeds[1] == deeds[2] != deeds[3]
    bodies = [json.loads(run.body) for run in await every(scene, id_)]
    assert [body["id"] for body in bodies] == deeds
    assert [body["try"] for body in bodies] == [1, 2, 3, 4]
    assert await held(scene) == []


async def test_steps_run_side_by_side_each_once(scene):
    id_ = await declared(scene)
    await runs_step(scene, id_, name=LOCK)
    await runs_step(scene, id_, name=REVOKE)
    with pytest.raises(containment.Running, match="is running “Lock the deploys”"):
        await runs_step(scene, id_, name=LOCK)
    assert len(await every(scene, id_)) == 2


async def test_a_run_whose_end_never_came_may_be_tried_again_in_the_end(scene):
    id_ = await declared(scene)
    first = await runs_step(scene, id_)
    scene.now += STUCK + timedelta(seconds=1)
    await runs_step(scene, id_)
    one, two = await every(scene, id_)
    assert (one.id, one.deed, two.deed) == (first, first, first)


async def test_a_form_that_is_older_than_the_last_run_runs_nothing(scene):
    id_ = await declared(scene)
    await ends(scene, id_, await runs_step(scene, id_), "done")
    with pytest.raises(containment.RanMeanwhile, match="ran “Lock the deploys”"):
        await runs_step(scene, id_, number=1)
    assert len(await every(scene, id_)) == 1


@pytest.mark.parametrize(
    ("who", "may"), [(DANA, False), (ANA, True), (SAM, False)], ids=str
)
async def test_the_security_lead_may_and_nobody_else(scene, who, may):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        await incidents.bring(work, found, [SAM])
    if may:
        await runs_step(scene, id_, who)
    else:
        with pytest.raises(Refused, match="the security lead"):
            await runs_step(scene, id_, who)
    assert bool(await every(scene, id_)) is may


async def test_what_is_no_security_incident_has_nothing_to_run(scene):
    id_ = await declared(scene, security=False)
    with pytest.raises(containment.NotSecurity):
        await runs_step(scene, id_)


async def test_what_is_sent_holds_no_words_of_the_incident(scene):
    id_ = await declared(scene, summary="a secret of ours")
    await runs_step(scene, id_)
    (run,) = await every(scene, id_)
    assert "secret of ours" not in run.body
    assert json.loads(run.body).keys() == {
        "id", "step", "incident", "severity", "at", "by", "drill", "try",
    }  # fmt: skip


async def test_what_is_called_is_what_was_confirmed_or_nothing(scene):
    id_ = await declared(scene)
    run = await runs_step(scene, id_)
    async with scene.look() as work:
        assert (await containment.call(work, f"{id_}:{run}"))["url"] == STEPS[2]["url"]
        assert await containment.call(work, f"{id_}:nothing") is None
    scene.policies.base["containment"][2]["url"] = "https://elsewhere.example.com/"
    scene.policies._made.clear()
    async with scene.look() as work:
        assert (await containment.call(work, f"{id_}:{run}"))["url"] is None
    await ends(scene, id_, run, "failed")
    async with scene.look() as work:
        assert await containment.call(work, f"{id_}:{run}") is None


OUTCOMES = st.lists(st.sampled_from(["done", "failed", "unknown"]), max_size=4)


@once
@given(outcomes=OUTCOMES)
async def test_however_often_an_end_is_told_what_is_sure_stands(scene, outcomes):
    """A doubt gives way to what is known; what is known gives way to nothing."""
    id_ = await declared(scene)
    run = await runs_step(scene, id_)
    for outcome in outcomes:
        await ends(scene, id_, run, outcome)
    (kept,) = await every(scene, id_)
    sure = [one for one in outcomes if one != "unknown"]
    wanted = sure[0] if sure else "unknown" if outcomes else "running"
    assert kept.state == wanted
    assert await held(scene) == []


DEEDS = st.lists(
    st.sampled_from(["run", "done", "failed", "unknown", "wait"]), max_size=10
)


@once
@given(deeds=DEEDS)
async def test_in_any_order_no_two_run_at_once_and_all_follows_from_the_record(
    scene, deeds
):
    id_ = await declared(scene)
    for deed in deeds:
        known = await every(scene, id_)
        if deed == "run":
            with_refusal = known and known[-1].running
            try:
                await runs_step(scene, id_)
            except Refused:
                assert with_refusal
        elif deed == "wait":
            scene.now += timedelta(minutes=3)
        elif known:
            await ends(scene, id_, known[-1].id, deed)
    known = await every(scene, id_)
    assert [run.number for run in known] == [*range(1, len(known) + 1)]
    for one, two in itertools.pairwise(known):
        assert (one.deed == two.deed) is (one.state is not State.DONE)
    assert await held(scene) == []


async def test_the_report_and_its_notices_follow_from_the_record(scene):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        report = incidents.report
        await report.write(work, found, Section.LESSONS, {"learned": "rotate"}, 0)
        with pytest.raises(reportrules.Invalid, match="wrote this section meanwhile"):
            await report.write(work, found, Section.LESSONS, {"learned": "x"}, 0)
        await report.write(work, found, Section.LESSONS, {"learned": "teach"}, 1)
        record = await report.notify(work, found, "customers", None)
        with pytest.raises(reportrules.Unfinished, match="classification"):
            await report.submit(work, found, "all of it")
    async with scene.begin(ANA) as work:
        await report.given(work, record.data["notice"], work.now)
    async with scene.look() as work:
        (kept,) = await reportstore.notices(work, id_)
        assert (kept.told_by, kept.told_at is not None) == (ANA, True)
        assert (await reportstore.of(work, id_)).editions == {"lessons": 2}
    assert await held(scene) == []


async def test_a_report_names_so_many_and_no_more(scene):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        for number in range(reportrules.NOTICES):
            await incidents.report.notify(work, found, f"customer {number}", None)
            await work.session.flush()
        with pytest.raises(reportrules.TooMany, match="names 20 already"):
            await incidents.report.notify(work, found, "one more", None)


@pytest.mark.parametrize(
    ("addressee", "sentence"), [("  ", "Say who"), ("x" * 81, "in 80 characters")]
)
async def test_who_must_be_told_has_a_name(scene, addressee, sentence):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        with pytest.raises(reportrules.Invalid, match=sentence):
            await incidents.report.notify(work, found, addressee, None)


async def test_nobody_was_told_in_the_future(scene):
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        record = await incidents.report.notify(work, found, "customers", None)
    later = scene.now + timedelta(days=1)
    with pytest.raises(reportrules.Invalid, match="in the future"):
        async with scene.begin(DANA) as work:
            await incidents.report.given(work, record.data["notice"], later)


async def test_without_an_approver_it_is_approved_by_whoever_submits(scene, tmp_path):
    file = tmp_path / "alone.toml"
    file.write_text('[security]\napprover = ""')
    policies = policy.load(file)
    scene.transactions = replace(scene.transactions, policy=policies.of)
    id_ = await declared(scene)
    async with scene.begin(DANA) as work:
        (found,) = await incidents.store.lock(work, id_)
        for part, fields in reportrules.FORMS.items():
            said = {f.name: f.choices[0] if f.choices else "x" for f in fields}
            await incidents.report.write(work, found, part, said, 0)
        record = await incidents.report.submit(work, found, "all of it")
        assert record.name == "incidents.report_approved"
        assert await incidents.report.reported(work, found)
        with pytest.raises(reportrules.Waits, match="is approved already"):
            await incidents.report.submit(work, found, "all of it")
    assert await held(scene) == []


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (delete(runs.Run), "is missing in the table, the record says it was run."),
        (
            update(runs.Run).values(state=State.PLAYED),
            "state in the table is not what the record says.",
        ),
        (update(runs.Run).values(id="forged"), "forged: the record knows nothing"),
    ],
)
async def test_a_run_that_was_forged_or_deleted_is_named(scene, deed, told):
    id_ = await declared(scene)
    await ends(scene, id_, await runs_step(scene, id_), "done")
    assert await held(scene) == []
    async with scene.database.crossing() as connection:
        await connection.execute(deed)
    assert told in "\n".join(await held(scene))
