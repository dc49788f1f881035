"""The calendar as other programs read it: a link that can be revoked, and RFC 5545."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from bot.calendar import ical
from bot.calendar.register import Routine
from bot.calendar.rules import Adoption
from tests.calendar import calling

ADDRESS = "https://longwatch.example.com"


@pytest.fixture
def public(scene, monkeypatch):
    """Say where the bot can be reached."""
    settings = scene.bot.installations.settings
    changed = settings.model_copy(update={"url": ADDRESS})
    monkeypatch.setattr(scene.bot.installations, "settings", changed)
    return scene


def token(told):
    """Read the token out of the answer that shows the link."""
    assert f"{ADDRESS}/feeds/" in told, told
    return told.split(f"{ADDRESS}/feeds/")[1].split(".ics")[0]


async def fetched(scene, secret):
    async with scene.slack.session.get(f"{scene.url}/feeds/{secret}.ics") as answer:
        return answer.status, answer.headers.get("content-type"), await answer.read()


async def feed(scene, who, words=""):
    await who.types("#general", f"/ops feed {words}".strip())
    status, kind, body = await fetched(scene, token(who.told))
    assert (status, kind) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(body)


def titles(calendar):
    return {str(event["summary"]) for event in calendar.walk("VEVENT")}


async def test_a_feed_shows_what_is_ones_own_and_recurs(public, dana, sam):
    await calling.monday(public)
    await dana.types("#general", "/ops add Look at the costs, every wednesday at 10:00")
    await sam.types("#general", "/ops add Call the vendor, monthly on the 2nd tuesday")
    calendar = await feed(public, dana)
    assert titles(calendar) == {"Look at the costs"}
    (event,) = calendar.walk("VEVENT")
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=WE"
    assert event.walk("VALARM")[0]["trigger"].dt == timedelta(days=-1)
    begin = calling.now(public).date()
    days = recurring_ical_events.of(calendar).between(begin, begin + timedelta(days=28))
    found = [one["dtstart"].dt for one in days]
    assert [at.weekday() for at in found] == [2] * 4
    assert {(at.hour, at.minute) for at in found} == {(10, 0)}
    assert titles(await feed(public, sam, "team")) >= {"Call the vendor"}


async def test_a_feed_is_the_same_each_time_and_names_its_zone(public, dana):
    await calling.monday(public)
    await dana.types("#general", "/ops add Look at the costs, every wednesday")
    first, second = await feed(public, dana), await feed(public, dana)
    assert first.to_ical() == second.to_ical()
    assert all(str(e["uid"]).endswith("@longwatch") for e in first.walk("VEVENT"))


async def test_what_moved_and_what_is_done_stand_in_the_feed_as_they_are(public, dana):
    await calling.monday(public)
    await dana.types("#general", "/ops add Look at the costs, every wednesday")
    friday = (calling.now(public) + timedelta(days=4)).date()
    moved = f"/ops postpone OPS-1 to {friday} because the report is late"
    await dana.types("#general", moved)
    calendar = await feed(public, dana)
    days = recurring_ical_events.of(calendar).between(
        calling.now(public).date(), calling.now(public).date() + timedelta(days=7)
    )
    assert [one["dtstart"].dt.date() for one in days] == [friday]
    await dana.types("#general", "/ops confirm OPS-1 looked at it, all in order")
    await public.settled()
    assert any("\N{CHECK MARK}" in title for title in titles(await feed(public, dana)))


async def test_a_series_begins_with_its_first_duty_and_misses_are_no_cancellations(
    public, dana
):
    await calling.monday(public)
    await dana.types("#general", "/ops add Look at the costs, every monday at 06:00")
    begun = calling.now(public)
    (event,) = (await feed(public, dana)).walk("VEVENT")
    assert event["dtstart"].dt.date() == begun.date() + timedelta(days=7)
    assert event["dtstamp"].dt <= calling.now(public)
    await calling.until(public, begun + timedelta(days=15))
    calendar = await feed(public, dana)
    (missed,) = [e for e in calendar.walk("VEVENT") if "(OPS-1)" in e["summary"]]
    assert missed["summary"] == "Not done: Look at the costs (OPS-1)"
    assert missed["status"] == "CONFIRMED"
    assert all(e["dtstamp"].dt <= calling.now(public) for e in calendar.walk("VEVENT"))
    assert (await feed(public, dana)).to_ical() == calendar.to_ical()


async def test_a_role_has_a_feed_and_a_word_that_is_none_is_refused(public, dana):
    await feed(public, dana, "tech lead")
    await dana.types("#general", "/ops feed wizards")
    assert "It is `mine`, `team` or a role" in dana.answer.replace("mine", "mine")


async def test_a_guessed_and_a_revoked_token_are_answered_alike(public, dana):
    await dana.types("#general", "/ops feed")
    secret = token(dana.told)
    await dana.types("#general", "/ops feed revoke")
    assert "1 link works no more" in dana.told
    revoked, guessed = await fetched(public, secret), await fetched(public, "x" * 43)
    assert revoked == guessed
    assert revoked[0] == 404
    await dana.types("#general", "/ops feed revoke")
    assert "There is no link to a feed of yours" in dana.answer


async def test_a_token_of_another_workspace_is_looked_for_in_there(public, dana):
    other = (await public.neighbour()).replace("-", "")
    await dana.types("#general", "/ops feed")
    secret = token(dana.told)
    theirs = f"{other}{secret[len(other) :]}"
    assert (await fetched(public, theirs))[0] == 404
    assert (await fetched(public, secret))[0] == 200


async def test_a_link_is_shown_once_and_kept_nowhere(public, dana):
    await dana.types("#general", "/ops feed")
    secret = token(dana.told)
    async with calling.look(public) as work:
        connection = await work.session.connection()
        for table in ("feeds", "records", "inbox", "outbox"):
            rows = await connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 (names of ours)
            assert not [row for row in rows.all() if secret in str(row)]


async def test_without_a_public_address_that_is_said(scene, dana):
    await dana.types("#general", "/ops feed")
    assert "LONGWATCH_URL" in dana.answer


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
def test_a_series_of_a_feed_keeps_its_wall_time_over_changes_of_clocks(zone):
    place = ZoneInfo(zone)
    routine = Routine(
        id="01", workspace="W", key="k", adoption=Adoption.ADOPTED, title="T",
        area="quality", kind="duty", start="2027-01-01", at="02:30",
        every="FREQ=WEEKLY;BYDAY=SU", ahead=["7d", "1d"],
    )  # fmt: skip
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//T//EN")
    calendar.add("version", "2.0")
    calendar.add_component(ical._series(routine, place))
    calendar.add_missing_timezones()
    read = icalendar.Calendar.from_ical(calendar.to_ical())
    assert [str(one["tzid"]) for one in read.walk("VTIMEZONE")] == [zone]
    found = recurring_ical_events.of(read).between(date(2027, 1, 1), date(2028, 1, 1))
    ours = [w.replace(tzinfo=place) for w in _walls(routine, 52)]
    assert [one["dtstart"].dt.astimezone(UTC).date() for one in found] == [
        at.astimezone(UTC).date() for at in ours
    ]


def _walls(routine, count):
    walls = routine.rule.walls(datetime(2026, 12, 31))  # noqa: DTZ001 (wall time)
    return [next(walls) for _ in range(count)]
