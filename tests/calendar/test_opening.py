"""A form opens for those who may send it: whoever may not is told so at once."""

from tests.calendar import calling
from tests.calendar.test_proving import of_priya


async def test_no_form_opens_for_whoever_would_be_refused_when_sending_it(scene, sam):
    await of_priya(scene)
    for verb in ("confirm", "postpone", "snooze", "skip", "assign", "decline"):
        told = await calling.does(scene, sam, f"/ops {verb} OPS-1")
        assert "Only priya or ana can do that: OPS-1 is theirs" in told, verb
    told = await calling.does(scene, sam, "/ops edit look at the cost report")
    assert "Only priya or ana can do that: Look at the cost report is theirs" in told
    assert not (await sam.state())["views"]


async def test_a_button_whose_form_would_be_refused_says_so_at_once(scene, sam):
    await of_priya(scene)
    await calling.does(scene, sam, "/ops due OPS-1")
    for label in ("Confirm…", "Postpone…", "Snooze…"):
        await sam.presses(label, channel="#general", message=sam.said)
        await scene.settled()
        told = (await sam.reads("#general"))[-1]
        assert told.ephemeral
        assert "Only priya or ana can do that: OPS-1 is theirs" in told.text, label
    assert not (await sam.state())["views"]


async def test_what_was_given_away_while_a_form_was_open_is_refused_when_sent(
    scene, dana
):
    await of_priya(scene)
    priya = scene.person("priya")
    await calling.does(scene, priya, "/ops confirm OPS-1")
    await priya.modal("Confirm OPS-1")
    await calling.does(scene, dana, "/ops assign OPS-1 @dana they are away")
    answer = await priya.submits(evidence="Looked at all of it, nothing found")
    await scene.settled()
    assert "OPS-1 is theirs" in str(await priya.modal()) + str(answer)


async def test_a_form_to_confirm_what_is_done_does_not_open_again(scene, dana):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of the report")
    told = await calling.does(scene, dana, "/ops confirm OPS-1")
    assert "OPS-1 is done already by dana" in told
    assert not (await dana.state())["views"]
