"""Declaring: four ways, one verb; and what people type into it."""

import uuid

import pytest

from bot.playground import kit


async def test_the_shortcut_opens_the_form(scene, dana):
    await dana.uses_shortcut("incidents.declare")
    view = await dana.modal("Declare an incident")
    shown = kit.plain(view["blocks"], scene.slack.names())
    for said in ("What is wrong?", "How bad is it?", "Answer within", "Who leads?"):
        assert said in shown
    await dana.submits(
        title="queue is stuck",
        severity="2",
        user_facing="yes",
        summary="nothing moves since noon",
        detected_by="customer",
        surface="billing",
        commander="U0ANA",
    )
    await dana.no_modal()
    await scene.settled()
    card = await dana.sees("inc-1-queue-is-stuck", "INC-1 · SEV-2 · queue is stuck")
    for said in ("nothing moves since noon", "a customer", "billing", "@ana"):
        assert said in card.text
    assert "Your room is" in await dana.told_directly()


async def test_a_message_becomes_the_first_entry(scene, dana, ana):
    await ana.types("#payments", "checkout answers 500 for everybody")
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    view = await dana.modal("Declare an incident")
    assert "checkout answers 500 for everybody" in str(view)
    await dana.submits(title="checkout answers 500", severity="1", user_facing="yes")
    await scene.settled()

    thread = await dana.sees("#payments", "INC-1", thread=message.ts)
    rooms = await scene.slack.channels()
    assert f"#{rooms['inc-1-checkout-answers-500']['id']}" in thread.text
    card = await dana.sees("inc-1-checkout-answers-500", "first message")
    await dana.types("inc-1-checkout-answers-500", "/incident timeline")
    assert "@ana wrote this message" in dana.told.splitlines()[1]
    assert card


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("slow since 14:05.", "slow since 14:05. "),
        ("is it slow?", "is it slow? "),
        ("it is slow", "it is slow. "),
    ],
)
async def test_what_follows_a_title_is_parted_by_one_stop(
    scene, dana, ana, title, ends
):
    await ana.types("#payments", "checkout is slow")
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    await dana.submits(title=title, severity="2", user_facing="yes")
    await scene.settled()
    thread = await dana.sees("#payments", "INC-1", thread=message.ts)
    assert f"{ends}It goes on in" in thread.text
    await dana.types("#general", f"/incident declare sev2 {title}")
    places = ("#payments", "#general")
    said = [one.text for place in places for one in await dana.reads(place)]
    for follows in ("Your room is", "The room is being made"):
        assert any(f"{ends}{follows}" in text for text in said)


async def test_the_form_asks_whether_it_is_one_of_these(scene, room, dana, sam):
    await sam.types("#general", "/incident declare")
    await sam.modal("Opened in the last hour. Is it one of these?")
    await sam.modal("INC-1 · SEV-2 · checkout 500s")


async def test_everything_in_one_line_is_understood(scene, dana):
    await dana.types(
        "#general",
        "/incident declare sev1 all of it is down since 10 minutes ago"
        " <@U0ANA> lead private",
    )
    for said in ("SEV-1: all of it is down", "started", "led by @ana", "private"):
        assert said in dana.told
    await scene.settled()
    rooms = await scene.slack.channels()
    assert rooms["inc-1-all-of-it-is-down"]["is_private"]


async def test_what_cant_be_read_becomes_the_title(scene, dana):
    await dana.types("#general", "/incident declare since when is sev9 a thing @nobody")
    assert "INC-1 declared" in dana.answer
    assert "since when is sev9 a thing @nobody" in dana.told
    assert "“sev9” stays in the title: INC-1 is SEV-3 until" in dana.told


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("🔥🔥🔥", "Say in a few words what is wrong"),
        ("   . ", "Say in a few words what is wrong"),
        ("x" * 250, "Keep it to 200 characters"),
    ],
)
async def test_a_title_that_cant_be_is_refused_beside_its_field(
    scene, dana, title, problem
):
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    said = await dana.submits(title=title, severity="2", user_facing="no")
    assert problem in str(said["errors"]["title"])
    view = await dana.modal("Declare an incident")
    assert view
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told


async def test_a_long_line_keeps_everything(scene, dana):
    long = "checkout " + "very " * 60 + "slow"
    await dana.types("#general", f"/incident declare sev2 {long}")
    await scene.settled()
    (room,) = [name for name in await scene.slack.channels() if name[:5] == "inc-1"]
    assert len(room) <= 80
    card = await dana.sees(room, "INC-1 · SEV-2")
    assert "very slow" in card.text


async def test_another_teams_channel_is_never_taken(scene, dana):
    taken = {"channel": "payments", "name": "inc-1-same-name"}
    await scene.slack.post("rename", user=dana.id, **taken)
    await dana.types("#general", "/incident declare sev2 same name")
    await scene.settled()
    rooms = await scene.slack.channels()
    assert "U0LONGWATCH" not in rooms["inc-1-same-name"]["members"]
    assert "U0LONGWATCH" in rooms["inc-1-same-name-2"]["members"]
    await dana.sees("inc-1-same-name-2", "INC-1 · SEV-2 · same name")


async def test_a_guest_and_a_stranger_are_refused(scene, dana):
    gus = scene.person("gus")
    await gus.types("#general", "/incident declare sev1 I am a guest")
    assert "Only members of the workspace can do that" in gus.answer
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told


async def test_another_workspaces_id_opens_nothing(scene, room, dana):
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    (button,) = [
        element
        for block in card.raw["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "incidents.acknowledge"
    ]
    body = {
        "type": "block_actions",
        "team": {"id": "T0HARBOUR", "domain": "harbour"},
        "user": {"id": dana.id, "team_id": "T0HARBOUR"},
        "trigger_id": "1.2.3",
        "container": {"type": "message", "channel_id": "C0INCIDENTS"},
        "actions": [{**button, "value": str(uuid.uuid4()), "action_ts": "1.1"}],
    }
    answer = await scene.sends(body)
    assert answer.status == 200
    await scene.settled()
    assert "There is no such incident here" in await dana.told_directly()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Acknowledge" in card.buttons


async def test_an_envelope_of_another_workspace_is_told_so(scene, room, dana):
    command = {"command": "/incident", "text": "list", "team_id": "T0NORTHWIND"}
    answer = await scene.sends_form({**command, "user_id": "U1", "trigger_id": "1.2"})
    assert "is not installed in this workspace" in await answer.text()
