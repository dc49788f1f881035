"""A private incident: announced nowhere, masked for those who are not in its room."""

from tests import person


async def test_it_is_announced_nowhere_and_masked(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    assert "private" in dana.told
    await scene.settled()

    rooms = await scene.slack.channels("dana")
    assert rooms["inc-1-payroll-leaked"]["is_private"]
    assert "inc-1-payroll-leaked" not in await scene.slack.channels("sam")
    assert not [m for m in await sam.reads("#incidents") if "INC-1" in m.text]
    await sam.types("#general", "/incident list")
    assert "INC-1 · a private incident" in sam.told
    assert "payroll" not in sam.told


async def test_every_verb_answers_like_an_unknown_number(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await scene.settled()
    verbs = (
        "ack", "assign INC-1 me", "severity INC-1 2", "phase INC-1 next",
        "update INC-1 x", "note INC-1 x", "timeline INC-1", "times INC-1 started 1:00",
        "resolve INC-1 x", "reopen INC-1 because it is", "close INC-1",
        "decline INC-1 because it is", "show INC-1",
    )  # fmt: skip
    for typed in verbs:
        said = typed if "INC-1" in typed else f"{typed} INC-1"
        await sam.types("#general", f"/incident {said}")
        mine = sam.answer
        other = said.replace("INC-1", "INC-9")
        await sam.types("#general", f"/incident {other}")
        assert mine == sam.answer.replace("INC-9", "INC-1")
        assert "payroll" not in mine
    await sam.types("#general", "/incident declare sev3 other thing")
    await sam.types("#general", "/incident merge INC-2 into INC-1")
    assert "There is no INC-1" in sam.answer


async def test_nothing_but_a_list_tells_anybody_else_of_it(scene, dana, sam):
    await sam.types("#payments", "somebody has read the payroll")
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    values = {"title": "payroll leaked", "severity": "1", "user_facing": "yes"}
    await dana.submits(**values, private=["private"])
    await dana.types("#general", "/incident declare sev2 private payroll leaked too")
    await dana.types("#general", "/incident resolve INC-2 it was none")
    await sam.types("#general", "/incident declare sev3 another thing")
    await scene.settled()

    read = []
    for verb in ("show", "timeline", "resolve", "reopen", "close", "undo"):
        await sam.types("#general", f"/incident {verb}")
        read.append(sam.told)
    for typed in ("/incident declare", "/incident merge INC-3"):
        await sam.types("#general", typed)
        read.append(str(await sam.modal()))
        await sam.closes()
    await sam.uses_on("#payments", message, "incidents.declare_from_message")
    read.append(str(await sam.modal("INC-3")))
    await sam.closes()
    await scene.slack.post("home", user=sam.id)
    read += [str((await sam.state())["home"]), await sam.told_directly()]
    for channel in await scene.slack.channels("sam"):
        read += [m.text for m in await sam.reads(channel) if m.author != "sam"]
    thread = await sam.reads("#payments", thread=message.ts)
    read += [m.text for m in thread if m.author != "sam"]
    told = "\n".join(read)
    assert "INC-3" in told
    assert [w for w in ("INC-1", "INC-2", "payroll leaked", "inc-1") if w in told] == []


async def test_whoever_is_brought_in_sees_it(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await scene.settled()
    await dana.types("inc-1-payroll-leaked", "/incident assign <@U0SAM>")
    await scene.settled()
    await sam.types("#general", "/incident show INC-1")
    assert "payroll leaked" in sam.told
    assert "inc-1-payroll-leaked" in await scene.slack.channels("sam")


async def test_whoever_leaves_the_room_sees_it_no_more(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await scene.settled()
    place = "inc-1-payroll-leaked"
    await scene.slack.post("invite", user=dana.id, channel=place, users=[sam.id])
    await scene.settled()
    await sam.types("#general", "/incident show INC-1")
    assert "payroll leaked" in sam.told
    await scene.slack.post("leave", user=sam.id, channel=place)

    async def hidden():
        await sam.types("#general", "/incident show INC-1")
        return "There is no INC-1" in sam.answer

    await person.eventually(hidden, "the incident is hidden from sam")
    assert await scene.slack.violations() == []


async def test_longwatch_itself_is_nobody_who_came_in(scene, room, dana):
    """Slack tells of it late: by then the room is known to be the incident's."""
    bot = scene.slack.app["user_id"]
    channel = (await scene.slack.channels())[room]["id"]
    before = await answered(scene)
    joined = {"type": "member_joined_channel", "user": bot, "channel": channel}
    await scene.slack.post("events", send=joined)

    async def heard():
        return await answered(scene) > before

    await person.eventually(heard, "the event was heard")
    await dana.types(room, "/incident timeline")
    assert "came into the room" not in dana.told


async def answered(scene):
    """Count the deliveries that the bot has answered."""
    return len([one for one in await scene.slack.deliveries() if one["status"]])


async def test_it_is_not_merged_into_what_everybody_sees(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    await dana.types("#general", "/incident merge INC-1 into INC-2")
    assert "INC-1 is private, INC-2 is not. Merge INC-2 into INC-1 instead" in (
        dana.answer
    )
    await dana.types("inc-1-payroll-leaked", "/incident merge")
    await dana.modal("There is no other open incident to merge it into.")
    await scene.settled()
    await sam.types("#general", "/incident timeline INC-2")
    assert "INC-1" not in sam.told
    assert "payroll" not in str([one.raw for one in await sam.reads("#incidents")])


async def test_what_is_merged_into_it_brings_nobody_in(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    public, private = "inc-2-checkout-500s", "inc-1-payroll-leaked"
    await scene.slack.post("join", channel=public, user=sam.id)
    await scene.settled()
    await dana.types("#general", "/incident merge INC-2 into INC-1")
    assert "its people stay out, as that one is private" in dana.told
    await scene.settled()

    assert private not in await scene.slack.channels("sam")
    place = (await scene.slack.channels("dana"))[private]["id"]
    seen = [*await sam.reads(public), *await sam.reads("#incidents")]
    await sam.types("#general", "/incident timeline INC-2")
    await sam.types("#general", "/incident show INC-2")
    seen += [one for one in await sam.reads("#general") if one.ephemeral]
    shown = str([one.raw for one in seen])
    assert "merged it into INC-1" in shown
    assert "payroll" not in shown
    assert place not in shown
    await sam.types("#general", "/incident list")
    assert "INC-1 · a private incident" in sam.told
    await dana.sees(private, "its people stay out of this private room")


async def test_its_place_in_a_list_tells_nothing_of_it(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await dana.types("#general", "/incident declare sev4 a typo")
    await scene.settled()
    await sam.types("#general", "/incident list")
    assert sam.told.index("INC-2 · SEV-4") < sam.told.index("INC-1 · a private")
    await dana.types("#general", "/incident list")
    assert dana.told.index("INC-1 · SEV-1") < dana.told.index("INC-2 · SEV-4")
