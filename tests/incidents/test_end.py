"""Ending an incident: resolved, reopened, closed, declined, merged; and undo."""

from tests import person


async def test_it_is_resolved_reopened_and_closed(scene, room, dana):
    await dana.types(room, "/incident resolve workaround: switched to the spare")
    assert "INC-1 is resolved by a workaround" in dana.told
    await scene.settled()

    await dana.presses("Reopen…", channel=room)
    await dana.modal("INC-1")
    said = await dana.submits(reason="nope")
    assert "10 characters" in str(said)
    await dana.submits(reason="errors are back in one region")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Resolve…" in card.buttons
    await dana.types(room, "/incident close")
    assert "INC-1 is still open: resolve it first." in dana.answer

    await dana.types(room, "/incident resolve a new connection pool")
    await scene.settled()
    await dana.presses("Close", channel=room)
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Closed" in card.text
    assert "| closed |" in (await scene.slack.channels())[room]["topic"]
    await dana.types(room, "/incident update one more thing")
    assert "INC-1 is closed: reopen it first" in dana.answer
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told


async def test_nothing_happens_to_what_is_over(scene, room, dana):
    await dana.types(room, "/incident resolve restarted it")
    await dana.types(room, "/incident phase diagnosis")
    assert "INC-1 is resolved: reopen it first" in dana.answer
    await dana.types(room, "/incident resolve again")
    assert "dana has resolved INC-1 already, just now: nothing" in dana.answer


async def test_what_is_done_already_says_who_did_it_and_when(scene, room, dana, ana):
    await ana.types("#general", "/incident ack INC-1")
    await ana.types("#general", "/incident resolve INC-1 fix: restarted it")
    await ana.presses("Undo", channel="#general", message=ana.said)
    await ana.types("#general", "/incident resolve INC-1 fix: restarted it twice")
    await scene.forward(minutes=5)
    await dana.types(room, "/incident resolve fix: it was me")
    assert "ana has resolved INC-1 already, 5 min ago: nothing" in dana.answer
    await ana.types("#general", "/incident close INC-1")
    await scene.forward(hours=2, minutes=1)
    for verb in ("resolve fix: it was me", "close"):
        await dana.types(room, f"/incident {verb}")
        assert "ana has closed INC-1 already, 2 h 1 min ago: nothing" in dana.answer
    await ana.types("#general", "/incident declare sev3 a test alert")
    await ana.types("#general", "/incident decline INC-2 nobody was affected")
    await scene.forward(days=400)
    await dana.types("#general", "/incident decline INC-2 nobody was affected at all")
    assert "ana has declined INC-2 already, 400 d ago: nothing" in dana.answer


async def test_an_undo_takes_back_the_last_change_only(scene, room, dana):
    await dana.types(room, "/incident severity sev1")
    first = dana.said
    await dana.types(room, "/incident phase diagnosis")
    await dana.presses("Undo", channel=room, message=first)
    await dana.sees(room, "can't be undone any more: something else has happened")
    await dana.presses("Undo", channel=room, message=dana.said)
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-1 · checkout 500s")
    assert "triage" in card.text


async def test_an_undone_answer_lets_the_clock_run_again(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.presses("Undo", channel=room, message=dana.said)
    await scene.settled()
    await scene.forward(minutes=31)
    assert "INC-1 needs an answer" in await dana.told_directly()


async def test_an_undo_has_a_minute(scene, room, dana):
    await dana.types(room, "/incident severity sev1")
    changed = dana.said
    await scene.forward(seconds=61)
    await dana.presses("Undo", channel=room, message=changed)
    await dana.sees(room, "60 seconds have passed")


async def test_a_declaration_is_undone(scene, dana):
    await dana.types("#general", "/incident declare sev1 nothing at all")
    await scene.settled()
    await dana.presses("Undo", channel="#general")
    await scene.settled()

    announced = await dana.sees("#incidents", "INC-1 · SEV-1 · nothing at all")
    assert "Retracted" in announced.text
    rooms = await scene.slack.channels()
    assert rooms["inc-1-nothing-at-all"]["is_archived"]
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told
    await dana.types("#general", "/incident declare sev3 next one")
    assert "INC-2 declared" in dana.answer


async def test_a_retracted_room_is_archived_when_all_else_is_said_in_it(scene, dana):
    await dana.types("#general", "/incident declare sev1 nothing at all")
    await scene.settled()
    for method in ("chat.update", "conversations.setTopic"):
        await scene.slack.fault(method, "ratelimited", times=2, retry_after=1)
    await dana.presses("Undo", channel="#general")
    room = "inc-1-nothing-at-all"

    async def archived():
        return (await scene.slack.channels())[room]["is_archived"]

    await person.eventually(archived, "the room is archived", 15)
    assert "retracted" in (await scene.slack.channels())[room]["topic"]
    card = await dana.sees(room, "INC-1 · SEV-1 · nothing at all")
    assert "Retracted" in card.text
    assert "To mend it" not in card.text


async def test_what_was_only_triage_is_declined(scene, room, dana):
    await dana.types(room, "/incident decline no")
    assert "10 characters" in dana.answer
    await dana.types(room, "/incident decline a test alert, nobody was affected")
    assert "INC-1 is declined; it is in no metric" in dana.told
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Declined" in card.text


async def test_what_is_past_triage_is_declined_no_more(scene, room, dana):
    await dana.types(room, "/incident phase containment")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Resolve…" in card.buttons
    await dana.presses("More…", channel=room, message=card)
    assert "Decline…" not in str(await dana.modal(": more"))
    await dana.closes()
    await dana.types(room, "/incident decline it was only a test alert")
    past = "INC-1 is past triage, so it was an incident."
    assert f"{past} Resolve it, or merge it into the one" in dana.answer
    await dana.types(room, "/incident decline")
    await dana.types("#general", "/incident decline")
    assert "no incident that this could be done with" in dana.told

    await dana.types(room, "/incident resolve fix: restarted it")
    await dana.types(room, "/incident decline it was only a test alert")
    assert f"{past} It is resolved: once reviewed, `/incident close INC-1`" in (
        dana.answer
    )
    await dana.types(room, "/incident reopen it is not over after all")
    await dana.types(room, "/incident phase triage")
    await dana.types(room, "/incident decline it was only a test alert")
    assert past in dana.answer


async def test_a_button_that_is_older_declines_nothing_past_triage(scene, room, dana):
    await dana.presses("More…", channel=room)
    await dana.modal(": more")
    await dana.types(room, "/incident phase diagnosis")
    await dana.presses("Decline…")
    await dana.sees(room, "INC-1 is past triage, so it was an incident.")
    assert len((await dana.state())["views"]) == 1


async def test_two_become_one(scene, room, dana, ana, sam):
    await ana.presses("Acknowledge", channel="#incidents")
    await sam.types("#general", "/incident declare sev3 payments are slow")
    await scene.settled()
    await sam.types("#general", "/incident merge INC-2 into INC-1")
    assert "INC-2 is merged into INC-1; its people are brought over" in sam.told
    await scene.settled()

    rooms = await scene.slack.channels()
    assert "U0SAM" in rooms[room]["members"]
    card = await sam.sees("inc-2-payments-are-slow", "INC-2 · SEV-3")
    assert f"#{rooms[room]['id']}" in card.text
    await sam.types("#general", "/incident merge INC-1 into INC-1")
    assert "can't be merged into itself" in sam.answer
    await sam.types("#general", "/incident ack INC-2")
    assert "INC-2 was merged into another incident: go on there" in sam.answer
    assert await scene.slack.violations() == []


async def test_a_merge_is_taken_back_within_the_minute(scene, room, dana):
    await dana.types("#general", "/incident declare sev3 the same, seen elsewhere")
    await scene.settled()
    await dana.types("#general", "/incident merge INC-2 into INC-1")
    await scene.settled()
    await dana.presses("Undo", channel="#general", message=dana.said)
    await scene.settled()

    other = "inc-2-the-same-seen-elsewhere"
    card = await dana.sees(other, "INC-2 · SEV-3 · the same, seen elsewhere")
    assert "Nobody has answered yet" in card.text
    await dana.sees(room, "took back that INC-2 was merged into INC-1")
    await dana.types("#general", "/incident timeline INC-1")
    assert "took back that INC-2 was merged into this" in dana.told
    await dana.types("#general", "/incident ack INC-2")
    assert "You acknowledged INC-2 and lead it" in dana.told
    await dana.types("#general", "/incident merge INC-2 into INC-1")
    await scene.forward(seconds=61)
    await dana.types("#general", "/incident undo INC-2")
    assert "60 seconds have passed" in dana.answer


async def test_what_is_merged_before_the_other_has_a_room_says_where_it_goes_on(
    scene, room, dana
):
    await scene.slack.fault("conversations.create", "status_500", times=2)
    await dana.types("#general", "/incident declare sev2 the same again")
    await dana.types("#general", "/incident merge INC-1 into INC-2")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Merged into INC-2" in card.text
