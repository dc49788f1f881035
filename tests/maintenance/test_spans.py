"""Freezes and standing windows: set, offered, lifted, retired."""

from datetime import UTC, datetime, timedelta

from bot import maintenance
from bot.maintenance import spans
from bot.maintenance.rules import State
from bot.maintenance.store import Standing
from tests.maintenance import keeping

FREEZE = "/ops maintenance freeze tomorrow 18:00 to tomorrow 23:30 because of the sale"
STAND = (
    "/ops maintenance windows add billing every sunday at 02:00 for 2h Europe/Berlin"
)


async def test_a_freeze_is_told_where_things_are_announced(scene, dana, sam):
    await dana.types("#general", FREEZE)
    assert "Nothing is changed from" in dana.told
    told = await sam.sees("#incidents", "Freeze")
    assert "the sale" in told.text
    await dana.types("#general", "/ops maintenance windows")
    assert "Freeze of everything: the sale" in dana.told


async def test_it_says_what_falls_into_it(scene, dana, scheduled):
    await dana.types("#general", FREEZE)
    await dana.types("#general", "/ops maintenance windows")
    assert "falls into it: MNT-1" in dana.told


async def test_a_freeze_is_lifted_by_whoever_may(scene, dana, kenji, sam, signers):
    await dana.types("#general", FREEZE)
    told = await sam.sees("#incidents", "Freeze")
    ana = scene.person("ana")
    await ana.presses("Lift", channel="#incidents", message=told)
    await scene.settled()
    assert "maintenance.thawed" not in await keeping.recorded(scene)
    await kenji.types("#general", "/ops maintenance thaw the sale is over")
    assert "The freeze is lifted" in kenji.told
    await sam.sees("#incidents", "lifted the freeze")
    await dana.presses("Lift", channel="#incidents", message=told, stale=True)
    await scene.settled()
    assert (await keeping.recorded(scene)).count("maintenance.thawed") == 1


async def test_what_is_lifted_can_not_be_lifted_again(scene, dana, sam, signers):
    await dana.types("#general", FREEZE)
    assert "Lift" in (await sam.sees("#incidents", "nothing is changed")).buttons
    await dana.types("#general", "/ops maintenance thaw the sale is over")
    await scene.settled()
    shown = [m for m in await sam.reads("#incidents") if "Freeze" in m.text]
    assert ["lifted" in m.text for m in shown] == [True]
    assert shown[0].buttons == ["Windows and freezes"]


async def test_what_is_over_can_not_be_lifted(scene, dana, sam, signers):
    await dana.types("#general", FREEZE)
    await keeping.until(scene, keeping.now(scene) + timedelta(days=2))
    shown = await sam.sees("#incidents", "It held")
    assert shown.buttons == ["Windows and freezes"]


async def test_without_a_freeze_there_is_nothing_to_lift(scene, dana):
    await dana.types("#general", "/ops maintenance thaw")
    assert "No window stands" in dana.told


WRONG = [
    # what is typed, and what is said to it
    ("freeze whenever because of the sale", "“whenever” is no window"),
    ("freeze tomorrow 18:00 for 2h", "Say why"),
    ("freeze yesterday 18:00 for 2h because of the sale", "is no window"),
    ("freeze 2026-01-01 10:00 for 2h because of the sale", "That has passed"),
    ("windows add billing sometimes", "says not when it comes"),
    ("windows add billing every sunday for ages", "is no length|says not when"),
    ("windows add billing every blue moon for 2h", "was not understood|names no day"),
    ("windows add billing every sunday for 2h Atlantis/Sunk", "not a time zone"),
]


async def test_what_can_not_be_read_is_told_with_an_example(scene, dana):
    for said, told in WRONG:
        await dana.types("#general", f"/ops maintenance {said}")
        assert any(one in dana.answer for one in told.split("|")), said
    assert await keeping.recorded(scene) == []


async def test_a_standing_window_is_offered_and_taken(scene, dana, signers):
    await dana.types("#general", STAND)
    assert "The window stands" in dana.told
    await dana.types("#general", "/ops maintenance windows")
    assert "billing: weekly on Sunday, 02:00 for 2 h, Europe/Berlin" in dana.told
    await dana.types("#general", "/ops maintenance request Patch it on billing")
    view = await dana.modal("Request maintenance")
    block = next(one for one in view["blocks"] if one.get("block_id") == "standing")
    option = block["element"]["options"][0]
    assert ", 2 h" in option["text"]["text"]
    said = {"reason": "a hole", "plan": "go back", "staging": "it was tried"}
    await dana.submits(standing=option["value"], **said)
    await scene.settled()
    one = await keeping.newest(scene)
    assert one.ends_at - one.begins_at == timedelta(hours=2)
    assert (one.zone, one.state) == ("Europe/Berlin", State.REQUESTED)


async def test_a_retired_window_is_offered_no_more(scene, dana, ana, signers):
    await dana.types("#general", STAND)
    await dana.types("#general", "/ops maintenance windows")
    await dana.presses("Retire", channel="#general")
    await dana.sees("#general", "The window comes no more")
    async with keeping.look(scene) as work:
        assert await maintenance.following(work, "billing") == []


async def test_by_their_forms(scene, dana):
    await dana.types("#general", "/ops maintenance freeze")
    await dana.modal("Freeze")
    at = int(keeping.now(scene).timestamp())
    why = "nothing may break now"
    await dana.submits(begins=at + 3600, ends=at + 7200, reason=why, surface="auth")
    await scene.settled()
    await dana.types("#general", "/ops maintenance windows add")
    await dana.modal("Add a window")
    said = {"every": "monthly on the 2nd tuesday at 03:00", "takes": "90m"}
    await dana.submits(surface="", zone="UTC", **said)
    await scene.settled()
    await dana.types("#general", "/ops maintenance windows")
    assert "Freeze of auth: nothing may break now" in dana.told
    assert "everything: monthly on the 2nd Tuesday, 03:00 for 1 h 30 min" in dana.told


def test_over_a_change_of_clocks_it_begins_at_its_wall_time():
    row = Standing(
        workspace="W",
        every="FREQ=WEEKLY;BYDAY=SU",
        start="2027-03-01",
        at="02:30",
        minutes=120,
        zone="Europe/Berlin",
        by="U0DANA",
    )
    found = spans.coming(row, datetime(2027, 3, 20, tzinfo=UTC), 3)
    # 02:30 of 28 March is not there: it is shifted by the gap, to 03:30 CEST
    assert [f"{one.begins:%m-%d %H:%M}" for one in found] == [
        *("03-21 01:30", "03-28 01:30", "04-04 00:30"),
    ]
    assert {one.ends - one.begins for one in found} == {timedelta(hours=2)}
