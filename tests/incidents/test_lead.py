"""Leading an incident: who answers, how bad it is, what is being done."""

import pytest


async def test_the_second_to_acknowledge_is_told_who_was_first(scene, room, dana, ana):
    await ana.presses("Acknowledge", channel="#incidents")
    card = (await dana.reads("#incidents"))[-1]
    await scene.settled()

    await dana.presses("Acknowledge", channel="#incidents", message=card, stale=True)
    await scene.settled()

    told = await dana.sees("#incidents", "ana has acknowledged INC-1 already, just now")
    assert told.ephemeral
    assert "INC-1 · SEV-2 · checkout 500s" in told.text
    said = [one.text for one in await dana.reads(room)]
    assert sum("acknowledged INC-1" in text for text in said) == 1


async def test_command_is_handed_over_and_taken_back(scene, room, dana, ana):
    await dana.types(room, "/incident ack")
    assert "You acknowledged INC-1 and lead it" in dana.told
    await dana.types(room, "/incident assign <@U0ANA>")
    assert "@ana now leads INC-1" in dana.told
    await scene.settled()
    assert "commander: ana" in (await scene.slack.channels())[room]["topic"]
    await ana.sees(room, "@ana now leads INC-1, handed over from @dana")

    await dana.presses("Undo", channel=room, message=dana.said)
    await scene.settled()

    assert "commander: dana" in (await scene.slack.channels())[room]["topic"]
    await ana.sees(room, "took back")


async def test_only_the_commander_or_an_admin_hands_over(scene, room, dana, ana, sam):
    await ana.types(room, "/incident ack")

    await sam.types("#general", "/incident assign INC-1 me")

    assert "Only the commander (ana) or an admin" in sam.answer
    assert await scene.slack.violations() == []


async def test_a_commander_is_named_by_name_or_the_nearest_is(scene, room, dana, ana):
    await ana.types("#general", "/incident list")
    await dana.types(room, "/incident assign anna")
    assert "I know nobody called @anna. Did you mean @ana? For" in dana.answer
    for typed in ("@nobody-like-that", "nobody-like-that"):
        await dana.types(room, f"/incident assign {typed}")
        said = (
            "I know nobody called @nobody-like-that. Slack offers names once you type"
        )
        assert said in dana.answer
    await dana.types(room, "/incident assign ana")
    assert "@ana now leads INC-1" in dana.told


async def test_a_severity_moves_the_target_and_says_what_it_was(scene, room, dana):
    await dana.types(room, "/incident severity sev1 all regions are down")
    await scene.settled()

    said = await dana.sees(room, "SEV-2 to SEV-1")
    assert "all regions are down" in said.text
    card = await dana.sees(room, "INC-1 · SEV-1 · checkout 500s")
    assert card.raw["pinned"]
    await dana.types(room, "/incident severity sev1")
    assert "INC-1 is SEV-1 already" in dana.answer
    await dana.types(room, "/incident severity catastrophic")
    assert "“catastrophic” is no severity. There are SEV-1" in dana.answer
    assert "/incident severity INC-42 sev1" in dana.answer


async def test_the_severity_form(scene, room, dana):
    await dana.presses("Severity…", channel=room)
    await dana.modal("INC-1")
    await dana.submits(severity="3", reason="one customer only")
    await scene.settled()
    await dana.sees(room, "INC-1 · SEV-3 · checkout 500s")


async def test_phases_go_forwards_backwards_and_skip(scene, room, dana):
    for word, phase in (("diag", "diagnosis"), ("triage", "triage"), ("next", "cont")):
        await dana.types(room, f"/incident phase {word}")
        await scene.settled()
        await dana.sees(room, phase)
    await dana.types(room, "/incident phase pondering")
    assert "“pondering” is no phase. There are triage, containment" in dana.answer
    await dana.types(room, "/incident phase containment")
    assert "INC-1 is in containment already" in dana.answer
    await dana.types(room, "/incident timeline")
    told = dana.told
    assert "moved from triage to diagnosis" in told
    assert "moved from diagnosis to triage" in told


async def test_times_are_put_right_with_a_trace(scene, room, dana):
    await scene.forward(hours=2)
    await dana.types(room, "/incident times started 3 hours ago")
    assert "put right" in dana.told
    await dana.types(room, "/incident times started 2031-01-01 10:00")
    assert "That is in the future" in dana.answer
    await dana.types(room, "/incident times lunch 12:00")
    assert "Say which of started, detected" in dana.answer
    await dana.types(room, "/incident timeline")
    assert "put times right: started" in dana.told
    assert ", it was " in dana.told


async def test_the_times_form_refuses_an_impossible_order(scene, room, dana):
    now = await scene.slack.now()
    await dana.presses_more("Times…", channel=room)
    view = await dana.modal("INC-1")
    answer = await dana.submits(detected=int(now) - 7200, started=int(now) - 3600)
    assert answer["delivered"]["status"] == 200
    assert "before it was started" in str(answer)
    await dana.submits(detected=int(now) - 3600, started=int(now) - 7200)
    await dana.no_modal()
    assert view


UNFIT = {
    "a guest": "U0GUS",
    "somebody who left": "U0OLGA",
    "somebody of another company": "U0NORA",
    "an app": "U0LONGWATCH",
}


@pytest.mark.parametrize("person", UNFIT.values(), ids=UNFIT)
async def test_nobody_leads_who_could_press_no_button(scene, room, dana, person):
    await dana.types(room, f"/incident assign <@{person}>")
    assert "can't lead: guests, apps and whoever has left can't" in dana.answer
    assert "commander: nobody yet" in (await scene.slack.channels())[room]["topic"]


# Slack offers everybody else in a form.
OFFERED = {who: id_ for who, id_ in UNFIT.items() if who != "somebody who left"}


@pytest.mark.parametrize("person", OFFERED.values(), ids=OFFERED)
async def test_the_form_refuses_a_leader_who_could_press_no_button(
    scene, room, dana, person
):
    await dana.types(room, "/incident assign")
    await dana.modal("INC-1")
    said = await dana.submits(commander=person)
    assert "can't lead" in str(said["errors"]["commander"])
    assert "commander: nobody yet" in (await scene.slack.channels())[room]["topic"]


@pytest.mark.parametrize("person", UNFIT.values(), ids=UNFIT)
async def test_a_line_that_names_such_a_leader_declares_all_the_same(
    scene, dana, person
):
    await dana.types("#general", f"/incident declare sev2 it is slow <@{person}> lead")
    assert "INC-1 declared: SEV-2 it is slow" in dana.answer
    await scene.settled()
    said = [one.text for one in await dana.reads("#general") if one.ephemeral]
    assert any("can't lead: guests, apps and whoever has left" in one for one in said)
    await dana.sees("#incidents", "commander: nobody yet")
