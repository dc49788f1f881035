"""The queue: what is due, in which order, for whom; and that nobody does it twice.

What a worker may take is held against a model that is written without SQL.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bot.core import claims, pauses, queue, retries
from bot.core.leases import PATIENT, Places, Worker
from bot.core.pauses import CANVASES
from bot.core.queue import OUTBOX, TIMERS, Priority, State
from bot.core.settings import Patience

NOW = 1_800_000_000.0
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HERE, THERE = "here", "there"
ME = Worker(boot="me", lease=12, settle=6)
OTHER = Worker(boot="other", lease=12, settle=6)


def effect(key, kind="message", **more):
    given = {"workspace": HERE, "name": "tests.said", "about": key, "since": NOON}
    return {"key": key, "kind": kind, **given, **more}


def timer(key, due, **more):
    return {"workspace": HERE, "key": key, "verb": "tests.do", "due": due, **more}


async def want(db, *rows):
    async with db.crossing() as connection:
        await queue.want(connection, rows)


async def plan(db, *rows):
    async with db.crossing() as connection:
        await queue.schedule(connection, rows)


async def take(db, worker=ME, now=NOW, most=50, patient=50):
    room = Places(urgent=most, patient=patient)
    async with db.crossing() as connection:
        return await claims.take_effects(connection, worker, now=now, room=room)


async def fire(db, worker=ME, now=NOW, moment=NOON, *, most=50, patient=50):
    room = Places(urgent=most, patient=patient)
    async with db.crossing() as connection:
        asked = {"now": now, "moment": moment, "room": room}
        return await claims.take_timers(connection, worker, **asked)


async def mark(db, *rows, worker=ME, **changes):
    """Mark rows done, unless *changes* say otherwise."""
    async with db.crossing() as connection:
        marks = [
            (row, {"state": State.WAITING, "applied": row.rendered, **changes})
            for row in rows
        ]
        await claims.mark_effects(connection, worker, marks)


async def row(db, key, table=OUTBOX):
    async with db.crossing() as connection:
        found = await connection.execute(select(table).where(table.c.key == key))
        return found.one()


async def alter(db, key, **values):
    async with db.crossing() as connection:
        await connection.execute(
            update(OUTBOX).where(OUTBOX.c.key == key).values(**values)
        )


def keys(rows):
    return [one.key for one in rows]


async def test_what_is_wanted_is_taken_once(db):
    await want(db, effect("a"), effect("b"))
    assert keys(await take(db)) == ["a", "b"]
    assert keys(await take(db, OTHER)) == []
    assert (await row(db, "a")).owner == "me"


async def test_the_urgent_go_first_then_who_came_first(db):
    await want(
        db,
        effect("late", priority=Priority.DIGEST),
        effect("second"),
        effect("nudge", priority=Priority.NUDGE),
        effect("third"),
        effect("first", priority=Priority.PAGE),
    )
    assert keys(await take(db, most=2, patient=0)) == ["first", "second"]
    assert keys(await take(db)) == ["third", "nudge", "late"]


async def test_what_can_wait_has_few_places_and_takes_none_of_the_others(db):
    digests = [effect(f"digest {at}", priority=Priority.DIGEST) for at in range(9)]
    await want(db, *digests, effect("urgent"))
    assert keys(await take(db, most=5, patient=2)) == ["urgent", "digest 0", "digest 1"]
    await want(db, effect("more"), effect("and more"))
    assert keys(await take(db, most=1, patient=1)) == ["more", "digest 2"]


async def test_calls_that_can_wait_come_last_however_long_they_are_due(db):
    monday = NOON - timedelta(days=2)
    waiting = [{**timer(f"digest {at}", monday), "verb": PATIENT[0]} for at in range(9)]
    await plan(db, *waiting, timer("nudge", NOON))
    assert keys(await fire(db, patient=2)) == ["nudge", "digest 0", "digest 1"]
    assert keys(await fire(db, patient=1)) == ["digest 2"]


async def test_a_message_is_wanted_once_a_card_again_and_again(db):
    for _ in range(3):
        await want(db, effect("said"), effect("card", "card"))
    assert [one.wanted for one in await take(db)] == [1, 3]


async def test_a_card_that_changed_while_it_was_shown_is_shown_again(db):
    await want(db, effect("card", "card"))
    (taken,) = await take(db)
    await want(db, effect("card", "card"))
    await mark(db, taken, channel="C1", ts="1.1")
    (again,) = await take(db)
    assert (again.applied, again.rendered, again.ts) == (1, 2, "1.1")
    await mark(db, again)
    assert await take(db) == []


async def test_one_key_in_two_workspaces_is_two_rows(db):
    await want(db, effect("a"), effect("a", workspace=THERE))
    assert sorted(one.workspace for one in await take(db)) == [HERE, THERE]


async def test_what_acts_on_a_thing_waits_until_it_is_there(db):
    room = effect("room", "room")
    await want(db, room, effect("topic", "topic", parent="room"))
    (first,) = await take(db)
    assert first.key == "room"
    assert await take(db) == []
    await mark(db, first, channel="C1")
    assert keys(await take(db)) == ["topic"]


async def test_what_acts_on_a_thing_that_died_waits_for_a_person(db):
    await want(db, effect("room", "room"), effect("topic", "topic", parent="room"))
    (room,) = await take(db)
    await mark(db, room, state=State.DEAD, applied=0)
    assert await take(db) == []
    async with db.crossing() as connection:
        assert await retries.revive(connection, HERE, room.seq, drop=False)
    (again,) = await take(db)
    await mark(db, again, channel="C1")
    assert keys(await take(db)) == ["topic"]


async def test_what_only_follows_goes_on_when_the_other_died(db):
    await want(db, effect("room", "room"), effect("said", after="room"))
    (room,) = await take(db)
    await mark(db, room, state=State.DEAD, applied=0)
    assert keys(await take(db)) == ["said"]


@pytest.mark.parametrize("link", ["parent", "after"])
async def test_the_thing_of_another_workspace_is_not_meant(db, link):
    await want(
        db, effect("room", "room", workspace=THERE), effect("x", **{link: "room"})
    )
    (room,) = await take(db)
    await mark(db, room, channel="C1")
    assert await take(db) == []


async def test_the_messages_of_a_lane_keep_their_order(db):
    await want(db, *(effect(key, lane="C1") for key in "abc"), effect("d", lane="C2"))
    for expected in (["a", "d"], ["b"], ["c"]):
        taken = await take(db)
        assert keys(taken) == expected
        assert await take(db, OTHER) == []
        await mark(db, *taken)


async def test_a_message_that_rests_holds_its_lane_and_one_that_died_frees_it(db):
    await want(db, *(effect(key, lane="C1") for key in "abc"))
    (first,) = await take(db)
    await mark(db, first, applied=0, not_before=NOW + 60)
    assert await take(db) == []
    (first,) = await take(db, now=NOW + 61)
    await mark(db, first, applied=0, state=State.DEAD)
    assert keys(await take(db)) == ["b"]


async def test_an_edit_waits_for_nobody_in_its_lane(db):
    await want(db, effect("card", "card", lane="C1"))
    (card,) = await take(db)
    await mark(db, card)
    await want(db, effect("said", lane="C1"), effect("card", "card", lane="C1"))
    assert keys(await take(db)) == ["card", "said"]


async def test_a_room_is_archived_when_all_else_is_done_in_it(db):
    await want(db, effect("room", "room", about="inc"))
    (room,) = await take(db)
    await mark(db, room, channel="C1")
    await want(
        db,
        effect("archive", "archive", about="inc", parent="room"),
        effect("card", "card", about="inc"),
        effect("said", about="other", parent="room"),
    )
    taken = await take(db)
    assert keys(taken) == ["card", "said"]
    await mark(db, *taken[:1])
    assert await take(db) == []
    await mark(db, *taken[1:], applied=0, state=State.DEAD)
    assert keys(await take(db)) == ["archive"]


async def test_a_lease_that_ended_is_taken_by_another_who_looks_first(db):
    await want(db, effect("a"))
    (mine,) = await take(db)
    assert not mine.unknown
    assert await take(db, OTHER, now=NOW + 12) == []
    (theirs,) = await take(db, OTHER, now=NOW + 12.1)
    assert theirs.unknown
    assert theirs.first_try == NOW
    await mark(db, mine, ts="1.1")  # too late: it is not ours any more
    assert (await row(db, "a")).ts is None
    await mark(db, theirs, worker=OTHER, ts="2.2", unknown=False)
    assert (await row(db, "a")).ts == "2.2"


async def test_the_same_worker_marks_only_its_last_claim(db):
    await want(db, effect("a"))
    (first,) = await take(db)
    (second,) = await take(db, now=NOW + 13)
    await mark(db, first, ts="1.1")
    assert (await row(db, "a")).state is State.CLAIMED
    await mark(db, second, ts="2.2")
    assert (await row(db, "a")).ts == "2.2"


async def test_a_mark_that_comes_twice_changes_nothing_more(db):
    await want(db, effect("card", "card"))
    (taken,) = await take(db)
    await mark(db, taken, ts="1.1")
    await mark(db, taken, ts="9.9")
    found = await row(db, "card")
    assert (found.ts, found.applied) == ("1.1", 1)


async def test_a_process_that_starts_takes_back_what_an_earlier_one_held(db):
    await want(db, effect("a"), effect("b"))
    await plan(db, timer("t", NOON))
    await take(db, OTHER)
    await fire(db, OTHER)
    await alter(db, "b", lease_until=NOW - 100)  # it had ended long before
    async with db.crossing() as connection:
        await claims.take_back(connection, ME, now=NOW)
    assert keys(await take(db)) == ["b"]
    assert await fire(db) == []
    later = await take(db, now=NOW + ME.settle)
    assert [(one.key, one.unknown) for one in later] == [("a", True)]
    assert keys(await fire(db, now=NOW + ME.settle)) == ["t"]


async def test_a_process_takes_back_nothing_of_its_own(db):
    await want(db, effect("a"))
    await take(db)
    async with db.crossing() as connection:
        await claims.take_back(connection, ME, now=NOW)
    assert (await row(db, "a")).state is State.CLAIMED


async def test_what_failed_for_good_is_revived_only_where_it_is(db):
    await want(db, effect("a"))
    (taken,) = await take(db)
    async with db.crossing() as connection:
        assert not await retries.revive(connection, HERE, taken.seq, drop=False)
    await mark(db, taken, state=State.DEAD, applied=0, unknown=True, error="bug")
    async with db.crossing() as connection:
        assert not await retries.revive(connection, THERE, taken.seq, drop=False)
        assert not await retries.revive(connection, HERE, taken.seq + 1, drop=True)
        assert await retries.revive(connection, HERE, taken.seq, drop=False)
        assert not await retries.revive(connection, HERE, taken.seq, drop=False)
    (again,) = await take(db, now=NOW + 1000)
    assert again.unknown
    assert again.first_try == NOW  # what may be there is looked for from then on


async def test_what_was_given_up_is_never_taken_again(db):
    await want(db, effect("card", "card"))
    (taken,) = await take(db)
    await mark(db, taken, state=State.DEAD, applied=0)
    async with db.crossing() as connection:
        assert await retries.revive(connection, HERE, taken.seq, drop=True)
    await want(db, effect("card", "card"))
    assert await take(db) == []


async def test_what_a_person_took_over_follows_nothing_any_more(db):
    await want(db, effect("topic", "topic"), effect("topic", "topic", workspace=THERE))
    async with db.crossing() as connection:
        await queue.release(connection, HERE, "topic")
    await want(db, effect("topic", "topic"))
    assert [one.workspace for one in await take(db)] == [THERE]


async def test_cards_are_shown_again_where_something_failed(db):
    await want(db, effect("card", "card", about="inc"), effect("said", about="inc"))
    taken = await take(db)
    await mark(db, *taken)
    async with db.crossing() as connection:
        await retries.show_again(connection, [(HERE, "inc"), (HERE, "inc")])
        await retries.show_again(connection, [(THERE, "inc"), (HERE, "nothing")])
        await retries.show_again(connection, [])
    (again,) = await take(db)
    assert (again.key, again.wanted) == ("card", 2)


async def test_a_timer_fires_at_its_time_and_the_oldest_first(db):
    soon, later = NOON + timedelta(minutes=1), NOON + timedelta(days=400)
    await plan(
        db, timer("b", NOON), timer("a", NOON), timer("c", soon), timer("d", later)
    )
    await plan(db, timer("old", NOON - timedelta(days=400)))
    assert keys(await fire(db)) == ["old", "b", "a"]
    assert keys(await fire(db, moment=soon)) == ["c"]
    assert keys(await fire(db, moment=later, most=1)) == ["d"]


async def test_a_timer_that_is_moved_or_forgotten_is_lost_to_who_held_it(db):
    done = {"state": State.WAITING, "due": None}
    for change in (timer("t", NOON + timedelta(hours=1)), timer("t", None)):
        await plan(db, timer("t", NOON))
        (held,) = await fire(db)
        await plan(db, change)
        async with db.crossing() as connection:
            assert not await claims.mark_timer(connection, ME, held, **done)
        assert await fire(db) == []
    found = await row(db, "t", TIMERS)
    assert (found.due, found.version) == (None, 4)


async def test_a_timer_is_marked_once(db):
    await plan(db, timer("t", NOON))
    (held,) = await fire(db)
    done = {"state": State.WAITING, "due": None}
    async with db.crossing() as connection:
        assert await claims.mark_timer(connection, ME, held, **done)
        assert not await claims.mark_timer(connection, ME, held, **done)
    assert await fire(db, moment=NOON + timedelta(days=4000)) == []


async def test_a_timer_that_failed_rests_in_real_time_whatever_the_clock_is(db):
    await plan(db, timer("t", NOON))
    (held,) = await fire(db)
    async with db.crossing() as connection:
        again = {"state": State.WAITING, "tries": 1, "not_before": NOW + 30}
        assert await claims.mark_timer(connection, ME, held, **again)
    assert await fire(db, moment=NOON + timedelta(days=1)) == []
    assert keys(await fire(db, now=NOW + 30)) == ["t"]


# A few keys, so that rows stand on, follow and hold up each other.
KEYS = [*"abcdef"]
ROWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["message", "card", "room", "archive"]),
        "about": st.sampled_from(["x", "y"]),
        "parent": st.sampled_from([None, None, *KEYS]),
        "after": st.sampled_from([None, None, *KEYS]),
        "lane": st.sampled_from([None, "C1", "C2"]),
        "priority": st.sampled_from([*Priority]),
        "applied": st.sampled_from([0, 0, 1]),
        "wanted": st.sampled_from([1, 1, 2]),
        "state": st.sampled_from([State.WAITING] * 4 + [*State]),
        "not_before": st.sampled_from([0.0, 0.0, NOW + 1]),
        "lease_until": st.sampled_from([NOW - 1, NOW + 1]),
    }
)


def may_be_taken(one, every):
    """Tell, without SQL, whether a worker may take this row now."""
    by_key = {other["key"]: other for other in every}
    waits = one["state"] is State.WAITING and one["not_before"] <= NOW
    lapsed = one["state"] is State.CLAIMED and one["lease_until"] < NOW
    if not (waits or lapsed) or one["applied"] >= one["wanted"]:
        return False
    parent, after = by_key.get(one["parent"]), by_key.get(one["after"])
    if one["parent"] and not (parent and parent["applied"]):
        return False
    if one["after"] and not (
        after and (after["applied"] or after["state"] is State.DEAD)
    ):
        return False
    return not held_up(one, every)


def held_up(one, every):
    """Tell whether its lane is not free, or a room can't be archived yet."""
    live = (State.WAITING, State.CLAIMED)
    others = [other for other in every if other["state"] in live and other is not one]
    ahead = [o for o in others if o["key"] < one["key"] and not o["applied"]]
    first = one["applied"] or all(other["lane"] != one["lane"] for other in ahead)
    if one["lane"] and not first:
        return True
    return one["kind"] == "archive" and any(
        other["applied"] < other["wanted"]
        and (
            other["about"] == one["about"]
            or (one["parent"] and other["parent"] == one["parent"])
        )
        for other in others
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=st.lists(ROWS, min_size=1, max_size=len(KEYS)))
async def test_a_worker_takes_exactly_what_the_rules_let_it(db, given_rows):
    rows = [
        effect(key, one.pop("kind"), **one)
        for key, one in zip(KEYS, map(dict, given_rows), strict=False)
    ]
    async with db.crossing() as connection:
        await connection.execute(delete(OUTBOX))
    await want(db, *rows)
    allowed = [one for one in rows if may_be_taken(one, rows)]
    expected = sorted(allowed, key=lambda one: (one["priority"], one["key"]))
    assert keys(await take(db)) == [one["key"] for one in expected]
    assert await take(db, OTHER) == []


async def test_what_carries_a_file_is_held_for_longer(db):
    await want(db, effect("m"), effect("u", kind="upload"), effect("f", kind="file"))
    patient = Worker(
        boot="me", lease=12, settle=6, files=Patience(timeout=30, settle=31, lease=62)
    )
    rows = await take(db, patient)
    held = {one.key: one.lease_until - NOW for one in rows}
    assert held == {"m": 12, "u": 62, "f": 62}
    heir = replace(patient, boot="heir")
    async with db.crossing() as connection:
        await claims.take_back(connection, heir, now=NOW + 1)
    rests = {key: (await row(db, key)).not_before - NOW for key in held}
    assert rests == {"m": 7, "u": 32, "f": 32}


async def test_what_a_workspace_lacks_is_known_until_its_time_is_over(db):
    gone = (THERE, CANVASES, "canvas_disabled_user_team")
    async with db.crossing() as connection:
        await pauses.add(connection, [(gone, NOW + 10), ((THERE, "x", ""), NOW + 99)])
        assert gone in await pauses.present(connection, now=NOW)
        assert gone not in await pauses.present(connection, now=NOW + 11)
