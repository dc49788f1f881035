"""Bug hunts from Slack: started, joined, extended, ended; and what is found in them."""

import asyncio

import pytest

from bot import approvals, hunts
from bot.hunts import Found, Kind, Severity, State
from tests import person
from tests.hunts.hunting import (
    FOUND,
    HOW,
    ROOM,
    START,
    STRANGE,
    board,
    card,
    defect,
    defects,
    every,
    found,
    types,
)
from tests.services.registering import begun, looking


async def test_before_the_first_hunt_the_next_step_is_said(scene, dana):
    await types(scene, dana, "")
    assert "No bug hunt was held yet" in dana.told
    await dana.presses("Start a hunt…", channel="#general", message=dana.said)
    await dana.modal("Start a bug hunt")


async def test_one_line_starts_a_hunt_with_a_room_and_a_board(scene, dana, sam):
    await types(scene, dana, START)
    (row,) = await every(scene)
    assert (row.ref, row.kind, row.scope) == (
        "HUNT-1", Kind.AREA, "audit-ledger writes",
    )  # fmt: skip
    assert row.hunters == [dana.id, sam.id]
    assert (row.ends_at - row.started_at).days == 7
    assert "started a bug hunt" in dana.told
    said = await board(sam)
    assert "Nothing was found yet" in said.text
    assert said.buttons == ["Found one…", "Join", "Extend…", "End…"]
    room = (await scene.slack.channels())[ROOM.removeprefix("#")]
    assert sam.id in room["members"]


LINES = (
    ("layer boundary checks for 3 days", ("layer", "boundary checks"), 3),
    ("area: vault reads for 2w @sam", ("area", "vault reads"), 14),
    ("layers of the cake", ("area", "layers of the cake"), 7),
    ("what is for sale", ("area", "what is for sale"), 7),
)


async def test_a_line_is_understood(scene, dana):
    for words, understood, days in LINES:
        await types(scene, dana, f"start {words}")
        row = (await every(scene))[-1]
        assert (row.kind, row.scope) == understood
        assert (row.ends_at - row.started_at).days == days


async def test_a_bare_start_asks_in_a_form(scene, dana, sam):
    await types(scene, dana, "start")
    await dana.modal("Start a bug hunt")
    given = {"kind": "layer", "scope": "boundary validation", "hunters": [sam.id]}
    await dana.submits(**given, box="soon")
    assert "box" in (await dana.modal())["errors"]
    await dana.submits(**given, box="5d")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.kind, row.hunters) == (Kind.LAYER, [sam.id])
    assert (row.ends_at - row.started_at).days == 5


async def test_a_hunt_from_beginning_to_end(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, sam, FOUND, ROOM)
    assert "DEF-1 is kept in HUNT-1" in sam.told
    said = await defect(dana)
    assert HOW in said.text
    assert "to be judged" in said.text
    await dana.presses("Confirm severity…", channel=ROOM, message=said)
    await dana.modal("Confirm a defect")
    await dana.submits(severity="critical")
    await scene.settled()
    (one,) = await defects(scene)
    assert (one.state, one.severity) == (Found.CONFIRMED, Severity.CRITICAL)
    assert "critical 1" in (await board(sam)).text
    assert "1 confirmed" in (await board(sam)).text
    await dana.presses("End…", channel=ROOM, message=await board(dana))
    await dana.modal("End a hunt")
    await dana.submits(untouched="the verifier and its checkpoints held")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.state, row.ended_by) == (State.ENDED, dana.id)
    said = await card(sam, "Report of HUNT-1")
    for words in ("A write is lost", HOW, "the verifier and its", "1 confirmed"):
        assert words in said.text
    assert (await board(sam)).buttons == ["Open"]
    await types(scene, dana, "show HUNT-1")
    assert "Report of HUNT-1" in dana.told


async def test_without_a_reproducer_nothing_is_kept(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, "found high A write is lost: often")
    assert "Say how somebody else sees it" in dana.told
    assert "For example" in dana.told
    await types(scene, dana, "found high A write is lost")
    view = await dana.modal("Found one")
    assert "A write is lost" in str(view["blocks"])
    with pytest.raises(person.Refused):
        await dana.submits(reproducer="often")
    await dana.submits(reproducer="x" * 30)
    assert "reproducer" in (await dana.modal())["errors"]
    assert await defects(scene) == []
    await dana.submits(reproducer=HOW)
    await scene.settled()
    (one,) = await defects(scene)
    assert (one.title, one.area) == ("A write is lost", "audit-ledger writes")


async def test_a_message_becomes_the_beginning_of_a_reproducer(scene, dana, sam):
    await types(scene, dana, START)
    text = "I stopped it between two writes, and the *second* one is gone"
    await sam.types("#general", text)
    said = await dana.sees("#general", "one is gone")
    await dana.uses_on("#general", said, "hunts.found_in_message")
    view = await dana.modal("Found one")
    assert text in str(view["blocks"])
    await dana.submits(title="The second write is lost", severity="high")
    await scene.settled()
    (one,) = await defects(scene)
    assert one.reproducer == text
    assert said.ts.replace(".", "") in one.link
    assert "where it was said" in (await defect(sam)).text


async def test_without_a_hunt_a_message_is_not_reported(scene, dana, sam):
    await sam.types("#general", "it is broken")
    said = await dana.sees("#general", "it is broken")
    await dana.uses_on("#general", said, "hunts.found_in_message")
    await scene.settled()
    assert not (await dana.state())["views"]
    await dana.sees("#general", "No bug hunt runs")


async def test_with_two_hunts_it_is_asked_which(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, "start vault reads")
    await types(scene, dana, FOUND)
    await dana.modal("Found one")
    await dana.submits(hunt=(await every(scene))[1].id)
    await scene.settled()
    assert len(await defects(scene, 1)) == 1
    await types(scene, dana, f"found HUNT-1 low Typo in the head: {HOW} of the page")
    await types(scene, dana, "extend we need more of it")
    assert "Say which hunt you mean: HUNT-1, HUNT-2" in dana.told


async def test_something_like_it_is_shown_before_it_is_kept(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    await sam.presses("Found one…", channel=ROOM, message=await board(sam))
    await sam.modal("Found one")
    how = "I stopped the worker between two writes: a write was lost"
    await sam.submits(title="Lost write", severity="low", reproducer=how)
    view = await sam.modal("Something like it is known")
    assert "DEF-1" in str(view["blocks"])
    assert "Lost write" in str(view["blocks"])
    assert len(await defects(scene)) == 1
    (one,) = await defects(scene)
    await sam.submits(same=one.id)
    await scene.settled()
    (one,) = await defects(scene)
    assert (one.seen, one.title) == (2, "A write is lost")
    assert "2 times" in (await defect(dana)).text


async def test_what_is_like_another_may_be_new(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    await types(scene, sam, f"found low The write is lost: {HOW} again", ROOM)
    await sam.modal("Something like it is known")
    await sam.submits(same="new")
    await scene.settled()
    assert [one.seen for one in await defects(scene)] == [1, 1]


async def test_a_duplicate_is_said_and_looked_at_again(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    await types(scene, sam, "found low Typo: the head of the page says ledgre", ROOM)
    await dana.presses(
        "Duplicate of…", channel=ROOM, message=await defect(dana, "DEF-2")
    )
    await dana.modal("Duplicate")
    (first, _) = await defects(scene)
    await dana.submits(same=first.id)
    await scene.settled()
    assert [one.state for one in await defects(scene)] == ["reported", "duplicate"]
    said = await defect(sam, "DEF-2")
    assert "duplicate of DEF-1" in said.text
    assert "1 duplicate" in (await board(sam)).text
    await sam.presses("Look again", channel=ROOM, message=said)
    await scene.settled()
    assert [one.state for one in await defects(scene)] == ["reported", "reported"]
    await types(scene, sam, "duplicate DEF-2 of DEF-1")
    assert "is DEF-1" in sam.told


async def test_a_confirmed_one_is_a_finding_until_it_is_mended(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    assert await found(scene) == []
    await types(scene, dana, "confirm DEF-1 high", ROOM)
    assert "It is FND-1 from now on" in dana.told
    (one,) = await found(scene)
    assert (one.title, one.reference) == ("A write is lost", "DEF-1")
    assert (one.kind, one.severity, one.surface) == (
        "defect", "high", "audit-ledger writes",
    )  # fmt: skip
    assert one.fix_by > one.found_at
    said = await defect(sam)
    assert "To be mended: FND-1" in said.text
    await sam.presses("Open FND-1", channel=ROOM, message=said)
    await sam.sees(ROOM, "FND-1 · high defect · open")
    await types(scene, sam, "reject DEF-1 it is meant to be so", ROOM)
    assert "DEF-1 is confirmed already" in sam.told
    assert [each.state for each in await found(scene)] == ["open"]


async def test_one_that_is_judged_anew_is_the_same_finding(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)

    async def judged(words):
        if words != "confirm DEF-1 high":
            said = await defect(dana)
            await dana.presses("Look again", channel=ROOM, message=said)
            await scene.settled()
        await types(scene, dana, words, ROOM)
        return [(one.ref, one.state, one.severity) for one in await found(scene)]

    assert await judged("confirm DEF-1 high") == [("FND-1", "open", "high")]
    assert await judged("confirm DEF-1 low") == [("FND-1", "open", "low")]
    why = "it is meant to be like that"
    assert await judged(f"reject DEF-1 {why}") == [("FND-1", "declined", "low")]
    assert (await found(scene))[0].reason == why
    assert await judged("confirm DEF-1 critical") == [("FND-1", "open", "critical")]
    await types(scene, dana, "found low Typo: the head of the page says ledgre", ROOM)
    assert await judged("duplicate DEF-1 DEF-2") == [("FND-1", "declined", "critical")]


async def test_a_rejected_one_says_why_and_is_counted(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    await types(scene, dana, "show DEF-1", ROOM)
    stale = dana.said
    await sam.presses("Not a defect…", channel=ROOM, message=await defect(sam))
    await sam.modal("Not a defect")
    await sam.submits(reason="it is meant to be like that")
    await scene.settled()
    assert "it is meant to be like that" in (await defect(dana)).text
    await dana.presses("Confirm severity…", channel=ROOM, message=stale)
    await dana.sees(ROOM, "DEF-1 is rejected already: nothing was changed")
    for words in ("confirm DEF-1 high", "duplicate DEF-1 DEF-1", "reject DEF-1"):
        await types(scene, dana, words, ROOM)
        assert "DEF-1 is rejected already" in dana.told
    await types(scene, dana, "end nothing else was looked at", ROOM)
    said = await card(sam, "Report of HUNT-1")
    assert "No defect was confirmed" in said.text
    assert "1 rejected" in said.text


async def test_two_who_judge_at_once_judge_once(scene, dana, sam):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    await asyncio.gather(
        types(scene, dana, "confirm DEF-1 high", ROOM),
        types(scene, sam, "reject DEF-1 it is meant to be so", ROOM),
    )
    told = [who.told for who in (dana, sam)]
    assert len([one for one in told if "nothing was changed" in one]) == 1


async def test_two_who_start_it_at_once_start_it_once(scene, dana, sam):
    await asyncio.gather(
        types(scene, dana, "start vault reads"), types(scene, sam, "start Vault  reads")
    )
    assert len(await every(scene)) == 1
    told = [who for who in (dana, sam) if "HUNT-1 hunts for that already" in who.told]
    assert len(told) == 1


async def test_others_join_and_then_judge(scene, dana, sam, ana):
    await types(scene, dana, START)
    await types(scene, ana, FOUND)
    for words in (
        "confirm DEF-1 high",
        "end all of it was hunted",
        "extend a bit more",
    ):
        await types(scene, ana, words)
        assert "Only who hunts in HUNT-1, or is its tech lead" in ana.told
    await types(scene, ana, "show HUNT-1")
    await ana.presses("Join", channel="#general", message=ana.said)
    await scene.settled()
    assert (await every(scene))[0].hunters == [dana.id, sam.id, ana.id]
    await types(scene, ana, "join")
    assert "You hunt in HUNT-1 already" in ana.told
    await types(scene, ana, "confirm DEF-1 high")
    assert (await defects(scene))[0].state is Found.CONFIRMED
    room = (await scene.slack.channels())[ROOM.removeprefix("#")]
    assert ana.id in room["members"]


async def test_when_its_time_is_over_the_room_is_asked_until_it_ends(scene, dana):
    await types(scene, dana, START)
    await scene.forward(days=7, minutes=1)
    await scene.settled()
    said = await dana.reads(ROOM)
    asked = [one for one in said if "The time of HUNT-1 is over" in one.text]
    assert len(asked) == 1
    await scene.forward(days=4)
    await scene.settled()
    said = await dana.reads(ROOM)
    asked = [one for one in said if "The time of HUNT-1 is over" in one.text]
    assert len(asked) > 1
    await dana.presses("Extend…", channel=ROOM, message=asked[-1])
    await dana.modal("Give a hunt more time")
    await dana.submits(box="3d", reason="the vault was not looked at")
    await scene.settled()
    (row,) = await every(scene)
    now = scene.bot.clock()
    assert (row.ends_at - now).days in (2, 3)
    assert "the vault was not looked at" in (await board(dana)).text
    await types(scene, dana, "extend 2d and some more of it", ROOM)
    assert "HUNT-1 was given more time once" in dana.told
    await scene.forward(days=2)
    await scene.settled()
    later = await dana.reads(ROOM)
    again = [one for one in later if "The time of HUNT-1 is over" in one.text]
    assert len(again) == len(asked)


async def test_a_hunt_that_ended_takes_nothing(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, "show", ROOM)
    stale = dana.said
    await types(scene, dana, "end all of it was hunted", ROOM)
    for button in ("Found one…", "Join", "Extend…", "End…"):
        await dana.presses(button, channel=ROOM, message=stale)
        await scene.settled()
    said = [one.text for one in await dana.reads(ROOM)]
    assert (
        len([one for one in said if "HUNT-1 is over: nothing was changed" in one]) == 4
    )
    assert not (await dana.state())["views"]
    await scene.forward(days=20)
    await scene.settled()
    said = await dana.reads(ROOM)
    assert not [one for one in said if "The time of" in one.text]


REFUSED = (
    ("start with @gus", ""),
    ("start vault reads with @gus", "can't hunt: guests"),
    ("start vault reads for 9w", "A hunt lasts from an hour to 28 days"),
    ("start " + "x" * 130, "It may have 120 characters"),
    ("start !!!", "Say what is hunted"),
    ("start vault reads with @zzz", "I know nobody called @zzz"),
    ("found high x: y", "No bug hunt runs"),
    ("end", "No bug hunt runs"),
    ("show HUNT-9", "There is no such hunt here"),
    ("found HUNT-9 x", "There is no such hunt here"),
    ("confirm", "Say which defect"),
    ("confirm DEF-9 high", "“DEF-9” is no defect"),
    ("zzz", "No bug hunt runs"),
)


async def test_what_can_not_be_is_said(scene, dana, gus):
    await gus.types("#general", "/ops hunt")
    for words, told in REFUSED:
        await types(scene, dana, words)
        assert told in dana.told
    await types(scene, dana, "start with @gus")
    await dana.modal("Start a bug hunt")
    assert await every(scene) == []


NOT_TAKEN = (
    ("confirm DEF-1 awful", "“awful” is no severity"),
    ("reject DEF-1 no", "Say why, in 10 characters or more"),
    ("duplicate DEF-1 DEF-1", "Choose another defect"),
    ("duplicate DEF-1 zzz", "“zzz” is no defect"),
    ("duplicate DEF-1", "No other defect stands that DEF-1 could be"),
    ("extend 9w we need more of it", "A hunt lasts from an hour to"),
    ("extend 3d no", "Say why, in 10 characters or more"),
    ("end no", "Say why, in 10 characters or more"),
)


async def test_what_a_running_hunt_does_not_take_is_said(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, FOUND)
    for words, told in NOT_TAKEN:
        await types(scene, dana, words)
        assert told in dana.told
        assert (await every(scene))[0].state is State.RUNNING
        assert (await defects(scene))[0].state is Found.REPORTED


async def test_a_guest_hunts_nothing_and_sees_only_what_is_in_the_room(
    scene, dana, gus
):
    await types(scene, dana, START)
    await types(scene, dana, FOUND, ROOM)
    for words in (
        "start",
        START,
        "found",
        FOUND,
        "join",
        "extend",
        "end",
        "reject DEF-1",
        "show HUNT-1",
    ):
        await types(scene, gus, words)
        assert "Only members of the workspace can do that" in gus.told
    await scene.slack.post("join", user=gus.id, channel=ROOM)
    board = next(one for one in await gus.reads(ROOM) if "Join" in one.buttons)
    for button in ("Found one…", "Join", "Extend…", "End…"):
        await gus.presses(button, channel=ROOM, message=board)
        await scene.settled()
        assert not (await gus.state())["views"]
    assert len((await every(scene))[0].hunters) == 2


async def test_the_tech_lead_judges_without_hunting(scene, dana, sam, ana):
    await types(scene, sam, "start vault reads")
    await types(scene, sam, f"found low A write is lost: {HOW}")
    async with begun(scene, "clock") as work:
        seen = (await approvals.board(work))["seen"]
        await approvals.assign(work, {"tech_lead": [ana.id]}, seen=seen)
    await types(scene, ana, "confirm DEF-1 low")
    assert (await defects(scene))[0].judged_by == ana.id


async def test_words_are_words_whatever_they_look_like(scene, dana):
    await types(scene, dana, "start")
    await dana.submits(kind="area", scope=STRANGE, box="2d")
    await scene.settled()
    (row,) = await every(scene)
    await types(scene, dana, "found")
    said = {"title": STRANGE, "severity": "high", "reproducer": f"{STRANGE} {HOW}"}
    await dana.submits(**said, area=STRANGE)
    await scene.settled()
    await types(scene, dana, f"end {STRANGE}")
    names = await scene.slack.channels()
    room = next("#" + name for name in names if name.startswith("hunt-1"))
    read = [*await dana.reads(room), *await dana.reads("#general")]
    assert any("{{ 7 * 7 }}" in one.text for one in read)
    for one in read:
        assert "<!channel>" not in str(mrkdwn(one.raw["blocks"] or []))
    assert row.scope


def mrkdwn(part):
    """Give every text that Slack reads markup in."""
    if isinstance(part, dict):
        found = [part["text"]] if part.get("type") == "mrkdwn" else []
        return found + [t for one in part.values() for t in mrkdwn(one)]
    return [t for one in part for t in mrkdwn(one)] if isinstance(part, list) else []


async def test_what_runs_waits_at_home_of_whoever_hunts(scene, dana, sam, ana):
    await types(scene, dana, START)
    waits = {}
    for who in (dana, sam, ana):
        async with looking(scene, who.id) as work:
            waits[who.name] = [one.label for one in await hunts.waits(work)]
    assert waits == {"dana": ["Found one…"], "sam": ["Found one…"], "ana": []}
    await scene.slack.post("home", user=sam.id)

    async def shown():
        view = (await sam.state())["home"]
        return view and "you hunt in it" in str(view)

    await person.eventually(shown, "sam is shown it at home")
    await scene.forward(days=8)
    async with looking(scene, sam.id) as work:
        (wait,) = await hunts.waits(work)
    assert (wait.label, wait.late) == ("End…", True)


async def test_an_id_of_another_workspace_is_unknown(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, FOUND)
    (row,) = await every(scene)
    (one,) = await defects(scene)
    other = await scene.neighbour()
    draft = hunts.Draft(title="Lost", severity="low", reproducer=HOW)
    async with begun(scene, "U0X", other) as work:
        for act in (
            hunts.join(work, row.id),
            hunts.extend(work, row.id, "a bit more of it"),
            hunts.end(work, row.id, "a bit more of it"),
            hunts.report(work, row.id, draft),
            hunts.opened(work, row.id),
            hunts.evidence(work, row.id),
        ):
            with pytest.raises(hunts.NoSuchHunt):
                await act
        for act in (
            hunts.confirm(work, one.id, "low"),
            hunts.reject(work, one.id, "it is theirs"),
            hunts.again(work, one.id, draft),
            hunts.reconsider(work, one.id),
        ):
            with pytest.raises(hunts.NoSuchDefect):
                await act
