"""The timeline that nobody has to write: messages of a room, marked there."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot import incidents
from bot.core import policy as policies
from bot.core import render
from bot.core.errors import Conflict, Forbidden
from bot.incidents import heard, store
from tests import factories

WROTE = "wrote this message: "


@pytest.fixture
async def said(scene, room, sam):
    """Have sam say something in the room; give the message."""
    await scene.slack.post("join", user=sam.id, channel=room)
    await sam.types(room, "the CDN answers *500* since 14:02")
    await scene.settled()
    return await sam.sees(room, "the CDN answers")


async def timeline(dana, room):
    await dana.types(room, "/incident timeline")
    return dana.told


async def records(scene, name):
    """Give the records of one name, oldest first."""
    async with looking(scene) as work:
        (incident,) = await store.these(work, await store.ids(work, "", 1))
        every = await store.records(work, incident.id)
        return [record for record in every if record.name == name]


def looking(scene):
    (known,) = scene.bot.installations.every()
    return scene.bot.transactions.look(workspace=known.id, actor="clock")


async def test_the_same_message_is_one_entry_whoever_reacts(
    scene, room, dana, sam, said
):
    await scene.forward(minutes=10)
    await dana.types(room, "/incident note ten minutes later")
    await dana.reacts(room, said)
    await scene.settled()
    await sam.reacts(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    wrote = f"@sam {WROTE}the CDN answers *500* since 14:02"
    assert told.count(WROTE) == 1
    assert told.index(wrote) < told.index("ten minutes later")
    (quoted,) = await records(scene, "incidents.quoted")
    assert quoted.actor == dana.id
    assert quoted.data["marked_by"] == dana.id
    assert f"{quoted.at.timestamp():.6f}" == said.ts


async def test_only_the_last_reaction_taken_away_strikes_it_through(
    scene, room, dana, sam, said
):
    await dana.reacts(room, said)
    await sam.reacts(room, said)
    await scene.settled()
    await dana.takes_back(room, said)
    await scene.settled()
    assert "struck through" not in await timeline(dana, room)
    await sam.takes_back(room, said)
    await scene.settled()
    assert "(struck through: nobody marks it any more)" in await timeline(dana, room)


async def test_reacting_again_brings_it_back_as_an_entry_of_its_own(
    scene, room, dana, said
):
    await dana.reacts(room, said)
    await scene.settled()
    await dana.takes_back(room, said)
    await scene.settled()
    await dana.reacts(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    assert told.count(WROTE) == 2
    assert told.count("struck through") == 1


async def test_what_a_person_struck_through_stays_so_until_somebody_else_reacts(
    scene, room, dana, sam, said
):
    await dana.reacts(room, said)
    await scene.settled()
    await dana.types(room, "/incident timeline")
    (entry,) = await records(scene, "incidents.quoted")
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": dana.id}
    async with scene.bot.transactions.begin(**whose) as work:
        await incidents.strike(work, entry.id)
    await scene.slack.post("events", again=1)
    await sam.edits(room, said, "the CDN answers 502")
    await scene.settled()
    assert (await timeline(dana, room)).count(WROTE) == 1
    await sam.reacts(room, said)
    await scene.settled()
    assert (await timeline(dana, room)).count(f"{WROTE}the CDN answers 502") == 1


async def test_what_was_put_there_from_the_menu_stays_when_a_reaction_goes(
    scene, room, dana, said
):
    await dana.uses_on(room, said, "incidents.quote")
    await dana.reacts(room, said)
    await scene.settled()
    await dana.takes_back(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    assert told.count(WROTE) == 1
    assert "struck through" not in told


async def test_other_reactions_put_nothing_there(scene, room, dana, said):
    await dana.reacts(room, said, "eyes")
    await scene.settled()
    assert WROTE not in await timeline(dana, room)


async def test_a_pin_puts_a_message_there_and_taken_away_strikes_it_through(
    scene, room, dana, sam, said
):
    await dana.pins(room, said)
    await scene.settled()
    assert (await timeline(dana, room)).count(WROTE) == 1
    await sam.reacts(room, said)
    await scene.settled()
    await sam.unpins(room, said)
    await scene.settled()
    assert "struck through" not in await timeline(dana, room)
    await sam.takes_back(room, said)
    await scene.settled()
    assert "(struck through: nobody marks it any more)" in await timeline(dana, room)


async def test_what_longwatch_says_itself_is_no_entry(scene, room, dana):
    card = await dana.sees(room, "checkout 500s")
    await dana.unpins(room, card)
    await dana.pins(room, card)
    await dana.reacts(room, card)
    await scene.settled()
    assert WROTE not in await timeline(dana, room)
    async with looking(scene) as work:
        assert await kept(work) == []


async def kept(work):
    connection = await work.session.connection()
    rows = await connection.exec_driver_sql("SELECT text FROM room_messages")
    return sorted(rows.scalars())


async def test_only_rooms_are_listened_to(scene, room, dana, said):
    await dana.types("#general", "not for the record")
    message = await dana.sees("#general", "not for the record")
    await dana.reacts("#general", message)
    await scene.settled()
    async with looking(scene) as work:
        assert await kept(work) == ["the CDN answers *500* since 14:02"]


async def test_what_is_said_in_a_room_is_in_no_record_until_it_is_marked(
    scene, room, said
):
    async with looking(scene) as work:
        (incident,) = await store.these(work, await store.ids(work, "", 1))
        every = await store.records(work, incident.id)
        assert "CDN" not in str([record.data for record in every])


async def test_an_edit_follows_and_the_record_keeps_the_old(
    scene, room, dana, sam, said
):
    await dana.reacts(room, said)
    await scene.settled()
    await sam.edits(room, said, "the CDN answers 502, <!channel> & *bold*")
    await scene.settled()
    told = await timeline(dana, room)
    assert f"{WROTE}the CDN answers 502, <!channel> & *bold* (edited)" in told
    assert told.count(WROTE) == 1
    (quoted,) = await records(scene, "incidents.quoted")
    (requoted,) = await records(scene, "incidents.requoted")
    assert quoted.data["text"] == "the CDN answers *500* since 14:02"
    assert requoted.actor == sam.id
    assert requoted.data["entry"] == quoted.id


async def test_an_edit_before_it_is_marked_is_what_is_put_there(
    scene, room, dana, sam, said
):
    await sam.edits(room, said, "the CDN answers 502")
    await scene.settled()
    await dana.reacts(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    assert f"{WROTE}the CDN answers 502" in told
    assert "(edited)" not in told


async def test_an_edit_of_what_a_menu_put_there_follows_too(
    scene, room, dana, sam, said
):
    await dana.uses_on(room, said, "incidents.quote")
    await sam.edits(room, said, "the CDN answers 502")
    await scene.settled()
    assert f"{WROTE}the CDN answers 502 (edited)" in await timeline(dana, room)


async def test_a_deleted_message_is_struck_through_and_its_words_stay_on_record(
    scene, room, dana, sam, said
):
    await dana.reacts(room, said)
    await scene.settled()
    await sam.deletes(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    assert "the CDN answers *500* since 14:02" in told
    assert "(struck through: the message was deleted)" in told
    async with looking(scene) as work:
        assert await kept(work) == [""]


async def test_a_deleted_message_that_nobody_marked_leaves_no_words(
    scene, room, sam, said
):
    await sam.deletes(room, said)
    await scene.settled()
    async with looking(scene) as work:
        assert await kept(work) == [""]


async def test_a_deleted_message_with_a_thread_is_struck_through_too(
    scene, room, dana, sam, said
):
    await dana.types(room, "we see that too", thread_ts=said.ts)
    await dana.reacts(room, said)
    await scene.settled()
    await sam.deletes(room, said)
    await scene.settled()
    told = await timeline(dana, room)
    assert "(struck through: the message was deleted)" in told


async def test_a_reply_in_a_thread_is_put_there_as_well(scene, room, dana, sam, said):
    await sam.types(room, "rolled back", thread_ts=said.ts)
    reply = (await sam.reads(room, thread=said.ts))[-1]
    await dana.reacts(room, reply)
    await scene.settled()
    assert f"{WROTE}rolled back" in await timeline(dana, room)


async def test_events_may_come_backwards(scene, room, dana, sam):
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.slack.post("events", hold=True)
    await sam.types(room, "it began with the deploy")
    message = await sam.sees(room, "it began")
    await sam.edits(room, message, "it began with the 14:00 deploy")
    await sam.edits(room, message, "it began with the 14:02 deploy")
    await dana.reacts(room, message)
    await scene.slack.post("events", release="backwards")
    await scene.settled()
    told = await timeline(dana, room)
    assert told.count(f"{WROTE}it began with the 14:02 deploy") == 1
    assert told.count(WROTE) == 1
    (quoted,) = await records(scene, "incidents.quoted")
    assert quoted.data["marked_by"] == dana.id


async def test_a_reaction_taken_back_stays_so_when_events_come_backwards(
    scene, room, dana, said
):
    await scene.slack.post("events", hold=True)
    await dana.reacts(room, said)
    await dana.takes_back(room, said)
    await scene.slack.post("events", release="backwards")
    await scene.settled()
    told = await timeline(dana, room)  # both are under way at once: either may win
    assert told.count(WROTE) == told.count("struck through: nobody marks it any more")


async def test_a_message_deleted_before_it_was_heard_of_is_no_entry(
    scene, room, dana, sam
):
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.slack.post("events", hold=True)
    await sam.types(room, "my password is hunter2")
    message = await sam.sees(room, "my password")
    await dana.reacts(room, message)
    await sam.deletes(room, message)
    await scene.slack.post("events", release="backwards")
    await scene.settled()
    told = await timeline(dana, room)
    assert told.count(WROTE) == told.count("(struck through: the message was deleted)")
    async with looking(scene) as work:
        assert await kept(work) == [""]


async def test_events_may_come_twice(scene, room, dana, sam):
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.slack.post("events", double=True)
    await sam.types(room, "it began with the deploy")
    message = await sam.sees(room, "it began")
    await dana.reacts(room, message)
    await sam.edits(room, message, "it began with the 14:00 deploy")
    await scene.settled()
    await scene.slack.post("events", double=False)
    assert (await timeline(dana, room)).count(WROTE) == 1
    assert len(await records(scene, "incidents.quoted")) == 1
    assert len(await records(scene, "incidents.requoted")) <= 1


ORDERS = list(permutations(["said", "edit", "react", "again"]))


async def test_events_come_to_the_same_in_any_order(edge):
    """Each is told on its own, and twice, in every order that there is."""
    ana = edge.person("ana")
    await ana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    channel = (await edge.slack.channels())["inc-1-checkout-500s"]["id"]
    (known,) = edge.bot.installations.every()
    whose = {"workspace": known.id, "actor": ana.id}
    for number, order in enumerate(ORDERS):
        ts = f"1760000000.{number:06d}"
        told = events(channel, ts, ana.id)
        for name in (*order, *reversed(order)):
            async with edge.bot.transactions.begin(**whose) as work:
                await told[name](work)
        async with edge.bot.transactions.begin(**whose) as work:
            row = await heard.lock(work, channel, ts)
        assert (row.text, row.marked) == ("the second", True), order
    async with looking(edge) as work:
        (incident,) = await store.these(work, await store.ids(work, "", 1))
        shown = await incidents.timeline(work, incident)
    standing = [e for e in shown if e.name == "quoted" and not e.struck]
    assert {entry.data["text"] for entry in standing} == {"the second"}
    assert len({entry.data["link"] for entry in standing}) == len(ORDERS)
    assert len(standing) == len(ORDERS)


def events(channel, ts, person):
    """Give what can be told of one message: by verbs, as Slack's events are read."""
    at = datetime.fromtimestamp(float(ts), UTC)
    link = f"https://harbour.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    common = {"channel": channel, "thread": ts, "ts": ts, "link": link, "at": at}

    def hear(text, minutes):
        edited = at + timedelta(minutes=minutes) if minutes else None
        message = incidents.Said(**common, text=text, person=person, edited=edited)
        return lambda work: incidents.hear(work, message)

    def mark(on, seconds):
        stamp = f"{float(ts) + seconds:.6f}"
        given = {"channel": channel, "ts": ts, "name": "pushpin", "person": person}
        made = incidents.Mark(**given, on=on, stamp=stamp)
        return lambda work: incidents.mark(work, made)

    return {
        "said": hear("the first", 0),
        "edit": hear("the second", 1),
        "react": mark(on=False, seconds=5),
        "again": mark(on=True, seconds=6),
    }


async def test_who_marks_what_was_never_heard_of_is_told_what_to_do(
    scene, room, dana, sam
):
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.slack.post("events", lose=1)
    await sam.types(room, "nobody told Longwatch")
    message = await sam.sees(room, "nobody told")
    await dana.reacts(room, message)
    await scene.settled()
    await scene.forward(seconds=61)
    told = await dana.told_directly()
    assert "Slack has never told Longwatch what it says" in told
    assert "Choose Add to timeline in its menu instead." in told.replace("*", "")
    await dana.uses_on(room, message, "incidents.quote")
    await scene.settled()
    assert f"{WROTE}nobody told Longwatch" in await timeline(dana, room)


async def test_who_marks_what_is_told_of_a_little_later_is_told_nothing(
    scene, room, dana, sam
):
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.settled()
    channel = (await scene.slack.channels())[room]["id"]
    now = f"{await scene.slack.now():.6f}"
    item = {"type": "message", "channel": channel, "ts": now}
    mark = {"type": "reaction_added", "user": dana.id, "reaction": "pushpin"}
    await scene.slack.post("events", send={**mark, "item": item, "event_ts": now})
    await scene.settled()
    said = {"type": "message", "user": sam.id, "text": "late", "ts": now}
    await scene.slack.post("events", send={**said, "channel": channel})
    await scene.settled()
    await scene.forward(seconds=61)
    assert f"{WROTE}late" in await timeline(dana, room)
    assert "never told" not in await dana.told_directly()


async def test_many_react_at_once_and_it_is_one_entry(scene, room, dana, sam, said):
    everybody = [dana, sam, scene.person("ana"), scene.person("kenji")]
    for one in everybody[2:]:
        await scene.slack.post("join", user=one.id, channel=room)
    await scene.settled()
    await asyncio.gather(*(one.reacts(room, said) for one in everybody))
    await scene.settled()
    assert len(await records(scene, "incidents.quoted")) == 1
    await asyncio.gather(*(one.takes_back(room, said) for one in everybody))
    await scene.settled()
    assert len(await records(scene, "incidents.struck")) == 1


async def test_a_guest_puts_nothing_there(scene, room, dana, said):
    gus = scene.person("gus")
    await scene.slack.post("invite", user=dana.id, channel=room, users=[gus.id])
    await gus.reacts(room, said)
    await scene.settled()
    assert WROTE not in await timeline(dana, room)
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": gus.id}
    with pytest.raises(Forbidden):
        async with scene.bot.transactions.begin(**whose) as work:
            await incidents.mark(work, await marked(scene, room, said, gus))


async def marked(scene, room, said, person, **more):
    """Give a mark as a reaction is one."""
    channel = (await scene.slack.channels())[room]["id"]
    given = {"name": "pushpin", "on": True, "stamp": said.ts, **more}
    return incidents.Mark(channel=channel, ts=said.ts, person=person.id, **given)


async def test_nothing_is_put_on_what_goes_on_as_another(scene, room, dana, said):
    await dana.types("#general", "/incident declare sev3 the same again")
    await scene.settled()
    await dana.types(room, "/incident merge INC-1 into INC-2")
    await scene.settled()
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": dana.id}
    with pytest.raises(Conflict):
        async with scene.bot.transactions.begin(**whose) as work:
            await incidents.mark(work, await marked(scene, room, said, dana))


async def test_a_private_rooms_messages_are_its_peoples(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 the books, private")
    await scene.settled()
    (room,) = [n for n in await scene.slack.channels() if n.startswith("inc-1")]
    await dana.types(room, "somebody took money")
    message = await dana.sees(room, "somebody took money")
    await dana.reacts(room, message)
    await scene.settled()
    assert f"{WROTE}somebody took money" in await timeline(dana, room)
    await sam.types("#general", "/incident timeline INC-1")
    assert "money" not in sam.told
    assert "There is no INC-1" in sam.told


async def test_another_workspace_knows_nothing_of_the_room(scene, room, dana, said):
    other = await scene.neighbour()
    whose = {"workspace": other, "actor": dana.id}
    mark = await marked(scene, room, said, dana)
    async with scene.bot.transactions.begin(**whose) as work:
        assert not await incidents.listens(work, mark.channel)
        assert not await incidents.heeds(work, mark)
        await incidents.mark(work, mark)
        await incidents.lose(work, mark.channel, mark.ts)
        assert await kept_of(work, other) == 0


async def kept_of(work, workspace):
    connection = await work.session.connection()
    rows = await connection.execute(
        heard.MESSAGES.select().where(heard.MESSAGES.c.workspace == workspace)
    )
    return len(rows.all())


async def test_an_entry_of_an_app_is_called_by_its_name(scene, room, dana):
    channel = (await scene.slack.channels())[room]["id"]
    now = f"{await scene.slack.now():.6f}"
    told = {"type": "message", "subtype": "bot_message", "bot_id": "B0GRAFANA"}
    told |= {"username": "Grafana", "text": "p99 > 2 s", "ts": now, "channel": channel}
    await scene.slack.post("events", send=told)
    item = {"type": "message", "channel": channel, "ts": now}
    mark = {"type": "reaction_added", "user": dana.id, "reaction": "pushpin"}
    await scene.slack.post("events", send={**mark, "item": item, "event_ts": now})
    await scene.settled()
    assert f"Grafana {WROTE}p99 > 2 s" in await timeline(dana, room)


async def test_a_reaction_to_a_file_is_no_mark(scene, room, dana):
    now = f"{await scene.slack.now():.6f}"
    item = {"type": "file", "file": "F0PLAN"}
    mark = {"type": "reaction_added", "user": dana.id, "reaction": "pushpin"}
    await scene.slack.post("events", send={**mark, "item": item, "event_ts": now})
    await scene.settled()
    told = (await scene.slack.deliveries("events_api"))[-1]
    assert told["status"] == 200


TIMELINE = (
    '\n[timeline]\nreactions = ["eyes", "thumbsup", "eigenes_bild"]\npins = false\n'
)


async def test_the_policy_names_the_reactions_and_may_leave_pins_out(
    sqlite_url, tmp_path
):
    policy = factories.POLICY + TIMELINE
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as scene:
        dana, room = scene.person("dana"), "inc-1-checkout-500s"
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        marks = ("pushpin", "eyes", "thumbsup::skin-tone-3", "eigenes_bild")
        for name in marks:
            await dana.types(room, f"said with {name}")
            message = await dana.sees(room, f"said with {name}")
            await dana.reacts(room, message, name)
        await dana.types(room, "said with a pin")
        await dana.pins(room, await dana.sees(room, "said with a pin"))
        await scene.settled()
        told = await timeline(dana, room)
        assert told.count(WROTE) == 3
        assert "said with pushpin" not in told
        assert "said with a pin" not in told


async def test_two_tones_of_a_reaction_are_two_marks(sqlite_url, tmp_path):
    policy = factories.POLICY + TIMELINE
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as scene:
        dana, room = scene.person("dana"), "inc-1-checkout-500s"
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        await dana.types(room, "it began at two")
        message = await dana.sees(room, "it began at two")
        for tone in ("thumbsup::skin-tone-2", "thumbsup::skin-tone-5"):
            await dana.reacts(room, message, tone)
            await scene.settled()
        await dana.takes_back(room, message, "thumbsup::skin-tone-2")
        await scene.settled()
        told = await timeline(dana, room)
        assert told.count(WROTE) == 1
        assert "struck through" not in told


@pytest.mark.parametrize("name", [":pushpin:", "", "push pin", "<pushpin>"])
def test_what_is_no_emojis_name_is_refused_in_the_policy(tmp_path, name):
    file = tmp_path / "policy.toml"
    file.write_text(f'[timeline]\nreactions = ["{name}"]\n')
    (mistake,) = policies.check(file)
    assert 'is not an emoji\'s name such as "pushpin"' in str(mistake)


async def test_the_last_entries_show_what_became_of_them(scene, room, dana, sam, said):
    await dana.reacts(room, said)
    await sam.edits(room, said, "the CDN answers 502")
    await scene.settled()
    await sam.deletes(room, said)
    await scene.settled()
    async with looking(scene) as work:
        (incident,) = await store.these(work, await store.ids(work, "", 1))
        (entry,) = [
            one
            for one in await incidents.timeline(work, incident)
            if one.name == "quoted"
        ]
    assert (entry.struck, entry.cause) == (True, "deleted")
    assert entry.data["text"] == "the CDN answers 502"


async def test_the_export_tells_all_that_became_of_a_message(
    scene, room, dana, sam, said
):
    await dana.reacts(room, said)
    await scene.settled()
    await sam.edits(room, said, "the CDN answers 502")
    await scene.settled()
    await dana.takes_back(room, said)
    await scene.settled()
    async with looking(scene) as work:
        found = await incidents.exportable(work, "INC-1")
        told = await incidents.export(work, found)
        readable = incidents.readable(told, work.policy)
    document = render.document("incidents.export", **readable)
    assert "put a message of sam here: ~~the CDN answers" in document
    assert "edited a message that is here, it now says: the CDN answers 502" in document
    assert "nobody marked it any more)" in document
    assert "U0SAM" not in document
