"""The sanity audit: each thing that can be wrong keeps it from being CLEAN."""

from datetime import timedelta

import pytest

from bot import calendar, cycles, library, postmortems
from bot.core.queue import DEAD, OUTBOX
from bot.cycles import store
from bot.incidents import Outcome, Resolution
from bot.ledger import Standing
from bot.postmortems import Wanted
from tests.cycles.playing import BEGIN, DAY, adopt, goes_by, occurrences
from tests.metrics import history
from tests.runtime.commands import install

SOUND = Standing(entries=9, signed=9, at=BEGIN, sound=True, begun=None)
ASKED = ("gate_monitoring", "gate_compliance", "gate_support", "gate_backup")
FIX = Resolution(outcome=Outcome.FIX, text="it was the cache")


@pytest.fixture
async def played(sqlite_url, tmp_path):
    """Give a workspace in which nothing is wrong."""
    workspace = await install(sqlite_url, tmp_path, team="T0ACME")
    scene = await history.opened(sqlite_url, tmp_path, workspace)
    await adopt(scene, BEGIN, "kek_rotation", "major_upgrades")
    async with scene.at(BEGIN, "clock") as work:
        await calendar.leave_out(work, ASKED, "nothing of it concerns this test")
    async with scene.at(BEGIN) as work:
        await postmortems.add(work, Wanted(title="bound the pool"))
    yield scene
    await scene.database.close()


async def audited(scene, moment, signed=SOUND, actor="U0DANA"):
    """Audit; give what the record says of it."""
    async with scene.at(moment, actor) as work:
        record = await cycles.audit(work, signed)
        return record.data


def wrong(data):
    return [one["what"] for one in data["wrong"]]


async def test_where_nothing_is_wrong_it_is_clean(played):
    data = await audited(played, BEGIN)
    assert (data["ref"], data["clean"], data["wrong"]) == ("SAN-1", True, ())


async def test_its_report_takes_the_place_of_the_one_before(played):
    first = await audited(played, BEGIN)
    second = await audited(played, BEGIN + DAY)
    async with played.looked(BEGIN + DAY) as work:
        old = await library.opened(work, first["document"])
        new = await library.opened(work, second["document"])
    assert (old.kind, old.state.value) == (library.Kind.REPORT, "superseded")
    assert new.state is library.State.CURRENT
    assert "Sanity report SAN-2: CLEAN" in new.title
    assert "## The eight gates" in new.text


async def test_a_report_that_somebody_retired_stays_retired(played):
    first = await audited(played, BEGIN)
    async with played.at(BEGIN) as work:
        await library.retire(work, first["document"])
    await audited(played, BEGIN + DAY)
    async with played.looked(BEGIN + DAY) as work:
        old = await library.opened(work, first["document"])
    assert old.state.value == "tombstoned"


async def test_a_gate_that_fails_and_one_that_nobody_knows_are_wrong(played):
    await played.declares(BEGIN, severity=1)
    async with played.at(BEGIN, "clock") as work:
        await calendar.adopt(work, ["gate_support"])
    data = await audited(played, BEGIN + timedelta(hours=1))
    assert wrong(data) == [
        "Gate fails: Incident process active",
        "Gate is not known: Support process established",
        "Duties belong to nobody who is there",
    ]
    assert data["wrong"][0]["ids"] == ["INC-1"]


async def test_a_duty_that_is_overdue_is_wrong_but_not_the_audit_itself(played):
    await adopt(played, BEGIN, "sanity_audit")
    await goes_by(played, BEGIN + DAY * 5)
    late = BEGIN + DAY * 5
    assert wrong(await audited(played, late)) == [
        "Duties belong to nobody who is there"
    ]
    await adopt(played, BEGIN, "database_maintenance")
    await goes_by(played, BEGIN + DAY * 2)
    data = await audited(played, BEGIN + DAY * 3)
    assert "Duties are overdue" in wrong(data)


async def test_a_postmortem_that_nobody_writes_is_wrong(played):
    id_ = await played.declares(BEGIN, severity=2, user_facing=True)
    await played.does(BEGIN, id_, "acknowledge")
    await played.does(BEGIN, id_, "resolve", FIX)
    async with played.at(BEGIN, "clock") as work:
        await postmortems.follow(work, incident=id_)
    async with played.at(BEGIN, "clock") as work:
        (one,) = await postmortems.pending(work)
        row = await postmortems.clicked(work, one.postmortem.id, lock=True)
        row.owner = ""
    data = await audited(played, BEGIN)
    assert wrong(data) == ["Postmortems have no owner"]
    assert data["wrong"][0]["ids"] == ["PM-1"]


async def test_what_failed_in_slack_for_good_is_wrong(played):
    async with played.at(BEGIN) as work:
        work.want("message", "a.b", "c", key="k", place="C0OPS", lane="C0OPS")
    async with played.at(BEGIN) as work:
        connection = await work.session.connection()
        await connection.execute(OUTBOX.update().values(state=DEAD))
    assert wrong(await audited(played, BEGIN)) == ["Slack does not show all"]


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        ({"sound": False}, ["The ledger's signature does not hold"]),
        ({"at": None, "sound": None}, ["The ledger is not known to be whole"]),
        # The process that answers has no key: another one looks after it.
        ({"sound": None}, []),
        # Nothing is on record yet.
        ({"at": None, "sound": None, "entries": 0}, []),
    ],
)
async def test_the_ledger_has_to_hold(played, signed, said):
    standing = Standing(**{**vars(SOUND), **signed})
    assert wrong(await audited(played, BEGIN, standing)) == said


async def test_it_confirms_what_asked_for_it_once_it_is_clean(played):
    await adopt(played, BEGIN, "sanity_audit")
    async with played.at(BEGIN) as work:
        await cycles.announce(work, cycles.Draft(version="v1"))
    standing = Standing(**{**vars(SOUND), "sound": False})
    await audited(played, BEGIN, standing)

    async def stands():
        found = await occurrences(played, BEGIN, "sanity_audit")
        return {bool(one.subject): one for one in found}

    found = await stands()
    assert (found[False].state, found[True].state) == ("done", "upcoming")
    assert "2 things wrong" in found[False].evidence["text"]
    async with played.at(BEGIN, "clock") as work:
        locked = await calendar.clicked(work, found[True].id, lock=True)
        await calendar.assign(work, locked, ["U0DANA"])
    await audited(played, BEGIN)
    found = await stands()
    assert found[True].state == "done"
    assert "SAN-2: CLEAN" in found[True].evidence["text"]
    async with played.looked(BEGIN) as work:
        assert [one.ref for one in await store.audits(work, 5)] == ["SAN-2", "SAN-1"]
