"""Setting Longwatch up from Slack: where it speaks, and on whom it falls back."""

import pytest

from tests import factories, person

NOWHERE = "# nothing is chosen yet\n"


@pytest.fixture
async def fresh(database, tmp_path):
    async with factories.scene(database, tmp_path / "home", policy=NOWHERE) as made:
        yield made


async def test_an_admin_chooses_the_channels(fresh):
    dana = fresh.person("dana")
    await fresh.slack.post("person", id=dana.id, is_admin=True)
    await dana.types("#general", "/incident declare sev2 before anything is chosen")
    await fresh.settled()
    await dana.sees("#general", "announced nowhere")

    await dana.types("#general", "/ops setup")
    await dana.modal("Announcements")
    chosen = {"announcements": "C0INCIDENTS", "ops": "C0OPS", "learning": "C0GENERAL"}
    await dana.submits(**chosen, fallback="U0ANA")
    await dana.no_modal()
    await fresh.settled()
    await dana.sees("#incidents", "INC-1 · SEV-2 · before anything is chosen")
    await dana.types("#general", "/incident declare sev2 after that")
    await fresh.settled()
    await dana.sees("#incidents", "INC-2 · SEV-2 · after that")

    await dana.types("#general", "/ops setup")
    await person.eventually(lambda: filled(dana), "the form shows what was chosen")
    assert await fresh.slack.violations() == []


async def test_nobody_else_does(fresh):
    sam, dana = fresh.person("sam"), fresh.person("dana")
    await sam.types("#general", "/ops setup")
    assert "Only an admin of Longwatch (an admin of this Slack, or" in sam.answer
    assert "can do that: ask one of them." in sam.answer
    await fresh.slack.post("person", id=dana.id, is_admin=True)
    await fresh.settled()
    await sam.types("#general", "/ops setup")
    assert "Only an admin of Longwatch (dana) can do that: ask one of them." in (
        sam.answer
    )
    assert not (await sam.state())["views"]


async def test_who_is_no_admin_any_more_saves_nothing(fresh):
    dana = fresh.person("dana")
    await fresh.slack.post("person", id=dana.id, is_admin=True)
    await dana.types("#general", "/ops setup")
    await dana.modal("Announcements")
    await fresh.slack.post("person", id=dana.id, is_admin=False)
    await fresh.settled()
    await dana.submits(announcements="C0INCIDENTS")
    view = await dana.modal("can't be done")
    assert "Only an admin of Longwatch" in str(view)


async def test_an_admin_names_the_security_lead(fresh):
    dana, ana = fresh.person("dana"), fresh.person("ana")
    await fresh.slack.post("person", id=dana.id, is_admin=True)
    await dana.types("#general", "/ops setup")
    await dana.modal("Security lead")
    await dana.submits(announcements="C0INCIDENTS", security_lead="U0GUS")
    refused = await dana.modal("Security lead")
    assert "Name a member of the workspace" in refused["errors"]["security_lead"]
    await dana.submits(announcements="C0INCIDENTS", security_lead=ana.id)
    await dana.no_modal()
    await dana.types("#general", "/incident declare sev2 security somebody is in")
    await fresh.settled()
    rooms = await fresh.slack.channels(seen_by="ana")
    assert "inc-1-somebody-is-in" in rooms


async def filled(dana):
    view = await dana.modal("Announcements")
    return "C0INCIDENTS" in str(view["blocks"])
