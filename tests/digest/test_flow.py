"""The digest as people read it: in the channel, directly, and when they ask."""

import json
from datetime import timedelta

import pytest

from bot.core import digests
from tests import factories
from tests.approvals import asking
from tests.calendar import calling
from tests.digest import reading

SECRET = "the payroll is open to everybody"
STRANGE = "<!channel> *b* {{ 7 * 7 }} <@U0ANA> & co"
QUIET = "A quiet week"


async def secretly(scene, who):
    """Declare a private incident."""
    await who.types("#general", "/incident declare")
    await who.modal("Declare")
    await who.submits(title=SECRET, severity="2", user_facing="no", private=["private"])
    await scene.settled()


async def test_a_week_is_told_to_the_team_and_to_whoever_has_something(
    scene, dana, sam
):
    await calling.monday(scene)
    await reading.adds(scene, dana)
    await reading.types(
        scene,
        dana,
        f"/incident declare sev2 {STRANGE}",
        "/incident acknowledge INC-1",
        "/incident declare sev3 search is slow",
        "/incident resolve INC-2 fix: it was the cache",
    )
    await reading.comes(scene)

    (said, *_) = await reading.read(sam)
    assert "1 open incident" in said.text
    assert "INC-1 · SEV-2 · <!channel> *b* {{ 7 * 7 }}" in said.text
    typed = [b for b in said.raw["blocks"] if "7 * 7" in json.dumps(b)]
    assert {block["text"]["type"] for block in typed} == {"plain_text"}
    assert "resolved" in said.text
    assert "answered in time" in said.text
    assert "OPS-" in said.text
    assert "Availability" in said.text
    assert "Show" in said.buttons
    assert "How" in said.buttons
    assert "Open" in said.buttons
    raw = json.dumps(said.raw["blocks"])
    assert "data_visualization" in raw
    direct = await dana.told_directly()
    assert reading.MINE in direct
    assert "Look at the cost report" in direct
    assert reading.MINE not in await sam.told_directly()


async def test_every_line_of_an_edition_has_its_button(scene, dana):
    await calling.monday(scene)
    await reading.adds(scene, dana)
    await reading.types(scene, dana, "/incident declare sev2 it is down")
    await reading.comes(scene)

    (said, *_) = await reading.read(dana)
    lines = [one for one in said.raw["blocks"] if one["type"] == "section"]
    assert lines
    assert all("accessory" in one for one in lines)


async def test_a_private_incident_is_counted_and_never_named(scene, dana, sam):
    await calling.monday(scene)
    await reading.adds(scene, dana)
    await secretly(scene, dana)
    await reading.comes(scene)

    (said, *_) = await reading.read(sam)
    assert SECRET not in json.dumps(said.raw)
    assert "1 open incident (1 private, not named)" in said.text
    await dana.types("#general", "/ops digest now team")
    await scene.settled()
    preview = await dana.sees("#general", reading.HERE)
    assert preview.ephemeral
    assert SECRET not in json.dumps(preview.raw)
    assert "(1 private, not named)" in preview.text


async def test_an_empty_week_is_one_line(scene, dana):
    async with calling.work(scene) as work:
        await digests.watch(work)
    await reading.comes(scene)

    said = (await reading.read(dana, text=QUIET))[0]
    assert [block["type"] for block in said.raw["blocks"]] == ["section"]
    assert said.buttons
    assert await reading.sent(scene)


async def test_it_begins_with_the_calendar_and_not_before(scene, dana):
    assert await reading.planned(scene) is None
    await reading.adds(scene, dana)
    first = await reading.planned(scene)
    assert first > calling.now(scene)
    await reading.adds(scene, dana, "Look at something else")
    assert await reading.planned(scene) == first


async def test_it_begins_when_channels_are_chosen(scene, dana):
    await dana.types("#general", "/ops setup")
    view = await dana.modal("")
    await dana.submits()
    await scene.settled()
    assert view
    assert await reading.planned(scene) is not None


async def test_what_the_digest_tells_is_not_listed_again_on_that_day(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add Look at the report, every friday")
    await scene.settled()
    await calling.until(scene, calling.now(scene) + timedelta(days=6, hours=20))
    before = (await calling.recorded(scene)).count("calendar.reminded")
    assert before  # on Friday, as every morning
    await calling.until(scene, calling.now(scene) + timedelta(hours=12))
    assert (await calling.recorded(scene)).count("calendar.reminded") == before
    direct = await dana.told_directly()
    assert "Look at the report" in direct[direct.index(reading.MINE) :]
    await calling.until(scene, calling.now(scene) + timedelta(days=1))
    assert (await calling.recorded(scene)).count("calendar.reminded") == before + 1


async def test_whoever_wants_none_is_listed_again(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add Look at the report, every friday")
    await scene.settled()
    await reading.types(scene, dana, "/ops digest off")
    await dana.sees("#general", "You get no weekly digest")
    await calling.until(scene, calling.now(scene) + timedelta(days=6, hours=20))
    before = (await calling.recorded(scene)).count("calendar.reminded")
    await reading.comes(scene)
    assert (await calling.recorded(scene)).count("calendar.reminded") == before + 1
    assert reading.MINE not in await dana.told_directly()
    await reading.types(scene, dana, "/ops digest on")
    await dana.sees("#general", "each week again")
    await reading.comes(scene)
    assert reading.MINE in await dana.told_directly()


async def test_off_and_on_are_buttons_too(scene, dana):
    await reading.types(scene, dana, "/ops digest")
    await dana.sees("#general", "A quiet week: nothing waits for you.")
    await dana.presses("Send me none", channel="#general")
    await scene.settled()
    await dana.sees("#general", "You get no weekly digest")
    await dana.presses("Send me mine again", channel="#general")
    await scene.settled()
    await dana.sees("#general", "each week again")


async def test_a_preview_is_for_whoever_asks_alone(scene, dana, sam):
    await reading.adds(scene, dana)
    await reading.types(scene, dana, "/incident declare sev2 it is down")
    for words in ("now team", "team", "now"):
        await reading.types(scene, dana, f"/ops digest {words}")
    (team, *_) = await reading.read(dana, "#general")
    assert team.ephemeral
    assert not await reading.read(sam, "#general")
    assert await reading.rows(scene) == []
    await dana.presses("How it goes", channel="#general")
    await scene.settled()
    leads = await dana.sees("#general", "Your week, and how it goes")
    assert "Metrics of the last 30 days" in leads.text


async def test_an_edition_that_is_none_is_refused(scene, dana):
    await reading.types(scene, dana, "/ops digest tomorrow")
    assert "no “tomorrow” edition" in dana.told
    assert "personal" in dana.told


async def test_a_guest_is_shown_nothing(scene, dana):
    gus = scene.person("gus")
    await gus.types("#general", "/ops digest team")
    await scene.settled()
    assert "Only members" in gus.told


async def test_a_timer_that_comes_twice_tells_nothing_twice(scene, dana):
    await calling.monday(scene)
    await reading.adds(scene, dana)
    await reading.comes(scene)
    once = await reading.rows(scene)
    ((week, _),) = await reading.sent(scene)
    assert {place for place, *_ in once} >= {"C0OPS", "U0DANA"}
    for _ in range(2):
        async with calling.work(scene, "clock") as work:
            said = {"week": week, "late": "", "after": ""}
            work.later(digests.PAGE, key=digests.PAGE, at=work.now, **said)
            said = {"due": (work.now - timedelta(days=1)).isoformat()}
            work.later(digests.WEEKLY, key=digests.WEEKLY, at=work.now, **said)
        await scene.settled()
        await scene.forward(seconds=1)
    assert await reading.rows(scene) == once
    assert len(await reading.read(dana)) == 1


async def test_after_two_weeks_away_the_newest_week_is_told_and_says_it_is_late(
    scene, dana
):
    await calling.monday(scene)
    await reading.adds(scene, dana)
    await scene.forward(days=16, hours=4)  # it wakes on a Wednesday
    await scene.settled()

    ((week, late),) = await reading.sent(scene)
    assert late
    (said, *more) = await reading.read(dana)
    assert not more
    assert "so this comes late" in said.text
    direct = await dana.told_directly()
    assert reading.MINE in direct
    assert direct.count("so this comes late") == 1
    following = await reading.planned(scene)
    assert following > calling.now(scene)
    assert following.date().isoformat() > week


async def test_what_comes_a_week_late_is_left_to_the_one_that_is_about_to_come(
    scene, kenji
):
    """In Tokyo they begin before the team does: two on one morning are one too many."""
    await calling.monday(scene)
    await reading.adds(scene, kenji)
    await reading.comes(scene)
    before = (await kenji.told_directly()).count(reading.MINE)
    await scene.forward(days=6, hours=15)  # in one step: nothing ran meanwhile
    assert (await kenji.told_directly()).count(reading.MINE) == before
    await calling.until(scene, calling.now(scene) + timedelta(days=2))
    assert (await kenji.told_directly()).count(reading.MINE) == before + 1


async def test_an_approval_is_shown_to_who_may_decide_it(scene, dana, sam):
    await calling.monday(scene)
    await reading.adds(scene, sam)
    await dana.types("#general", "/ops approvers")
    await scene.settled()
    async with calling.work(scene) as work:
        from bot import approvals  # noqa: PLC0415 (only here)

        board = await approvals.board(work)
        await approvals.assign(work, {"tech_lead": ["U0DANA"]}, seen=board["seen"])
    await asking.ask(scene)
    await reading.comes(scene)

    direct = await dana.told_directly()
    edition = direct[direct.rindex(reading.MINE) :]
    assert "Waits for your decision" in edition
    assert asking.TITLE in edition
    assert "how it goes" in edition  # the tech lead leads
    (team, *_) = await reading.read(sam)
    assert asking.TITLE in team.text


@pytest.fixture
async def asleep(sqlite_url, tmp_path):
    """Start a bot whose team wants no digest."""
    policy = f"{factories.POLICY}\n[digest]\nused = false\n"
    beside = factories.scene(sqlite_url, tmp_path / "home", policy=policy)
    async with beside as made:
        yield made


async def test_a_team_that_wants_none_has_none_and_its_lists(asleep):
    dana = asleep.person("dana")
    await calling.monday(asleep)
    await reading.adds(asleep, dana)
    assert await reading.planned(asleep) is None
    await reading.types(asleep, dana, "/ops digest")
    await dana.sees("#general", "Your week")
    await calling.until(asleep, calling.now(asleep) + timedelta(days=7, hours=2))
    listed = [f"{one['at']:%a}" for one in await calling.facts(asleep, "reminded")]
    assert "Mon" in listed


@pytest.fixture
async def abroad(sqlite_url, tmp_path):
    """Start a bot whose team works in Tokyo's evening, by the clocks of London."""
    more = '\n[business]\nzone = "Europe/London"\n'
    beside = factories.scene(
        sqlite_url, tmp_path / "home", policy=f"{factories.POLICY}{more}"
    )
    async with beside as made:
        yield made


async def test_whoever_does_not_work_then_reads_theirs_when_they_do(abroad):
    kenji = abroad.person("kenji")  # in Tokyo
    await calling.monday(abroad)
    await reading.adds(abroad, kenji, "Look at the logs")
    await reading.comes(abroad)
    assert "U0KENJI" not in {place for place, *_ in await reading.rows(abroad)}
    await calling.until(abroad, calling.now(abroad) + timedelta(hours=16))
    assert "U0KENJI" in {place for place, *_ in await reading.rows(abroad)}
