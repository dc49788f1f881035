"""An incident from the first word to its resolution, as people live it."""


async def test_one_line_declares_and_everything_appears(scene, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s <@U0ANA> lead")

    assert "INC-1 declared: SEV-2 checkout 500s" in dana.answer
    await scene.settled()

    room = (await scene.slack.channels())["inc-1-checkout-500s"]
    card = await dana.sees("inc-1-checkout-500s", "INC-1 · SEV-2 · checkout 500s")
    assert card.raw["pinned"]
    assert room["topic"] == "INC-1 | SEV-2 | commander: ana | checkout 500s"
    assert set(room["members"]) == {"U0DANA", "U0ANA", "U0LONGWATCH"}
    assert [mark["title"] for mark in room["bookmarks"]] == ["INC-1 card"]
    announced = await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s")
    assert f"#{room['id']}" in announced.text
    assert await scene.slack.violations() == []


async def test_the_form_declares(scene, dana):
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    await dana.submits(title="Checkout answers 500", severity="1", user_facing="yes")
    await scene.settled()

    await dana.sees(
        "inc-1-checkout-answers-500", "INC-1 · SEV-1 · Checkout answers 500"
    )
    assert await scene.slack.violations() == []


async def test_it_is_acknowledged_and_resolved_by_buttons(scene, dana, ana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    await ana.presses("Acknowledge", channel="#incidents")
    await scene.settled()
    room = "inc-1-checkout-500s"
    await ana.sees(room, "acknowledged INC-1 and leads")

    await ana.presses("Resolve…", channel=room)
    await ana.modal("Resolve INC-1")
    await ana.submits(resolution="rolled the deploy back", outcome="fix")
    await scene.settled()

    announced = await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s")
    assert "Resolved" in announced.text
    assert "rolled the deploy back" in announced.text
    assert await scene.slack.violations() == []
