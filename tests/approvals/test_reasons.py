"""Why a question is void: each capability says what happened, and nothing else."""

import pytest
from sqlmodel import col, select

from bot import approvals
from bot.approvals import State
from tests.approvals import asking
from tests.calendar import calling
from tests.findings import finding
from tests.findings.test_excusing import line
from tests.incidents import conftest as incidents
from tests.postmortems import conftest as postmortems

EDITED = "It was changed after it was asked for."


async def voided(scene):
    """Give the reasons of the questions that are void, in order."""
    async with calling.look(scene) as work:
        query = select(approvals.Approval).where(
            approvals.Approval.state == State.VOIDED
        )
        rows = await work.session.exec(query.order_by(col(approvals.Approval.id)))
        return [one.reason for one in rows.all()]


@pytest.fixture
async def duty(scene, dana):
    """Have a duty done that two roles sign off."""
    await calling.begins(scene)  # else years of it would go by
    await asking.assigned(scene, tech_lead=["U0KENJI"], ciso=["U0SAM"])
    await calling.added(scene, signoff=["tech_lead", "ciso"])
    await calling.monday(scene)
    told = await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    assert "is confirmed" in told


async def test_a_duty_that_one_role_sent_back_is_not_asked_of_the_other(
    scene, duty, sam
):
    await sam.presses("Reject…", "#ops", await sam.sees("#ops", "CISO"))
    await sam.modal()
    await sam.submits(reason="the report of May is missing")
    await scene.settled()
    (why,) = await voided(scene)
    sent = "The duty OPS-1 was sent back, to be done again:"
    assert why == f"{sent} the report of May is missing"


async def test_a_duty_that_is_reopened_is_not_signed_off(scene, duty, dana, sam):
    await calling.does(scene, dana, "/ops reopen OPS-1 the wrong report was read")
    why = "The duty OPS-1 was reopened: the wrong report was read"
    assert await voided(scene) == [why, why]
    card = await sam.sees("#ops", "Void: the duty OPS-1 was reopened")
    assert "changed after" not in card.text


DEEDS = {
    "fixed FND-1 the library is at 3.1": "was mended: the library is at 3.1",
    "decline FND-1 false positive because nothing calls it": (
        "was declined, as a false positive: nothing calls it"
    ),
    "severity FND-1 high because it needs a login": "counts as high instead of",
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_finding_says_what_became_of_it(scene, dana, deed):
    await asking.assigned(scene, security_lead=["U0SAM"])
    await finding.added(scene, dana)
    await dana.types("#general", line(scene))
    await scene.settled()
    await dana.types("#general", f"/ops finding {deed}")
    await scene.settled()
    (why,) = await voided(scene)
    assert DEEDS[deed] in why
    assert why != EDITED


@pytest.fixture
async def asked(scene, dana):
    """Have it asked to publish PM-1; give the room of its incident."""
    await asking.assigned(scene, tech_lead=["U0ANA"])
    room = await postmortems.resolved(scene, dana)
    await postmortems.written(scene, dana, room)
    await dana.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await dana.types("#general", "/postmortem publish PM-1")
    await scene.settled()
    return room


WORDS = {
    "/incident reopen INC-1 it came back after all": (
        "The incident was reopened: its postmortem waits until it is over."
    ),
    "/postmortem skip PM-1 the outage of Tuesday covers both": (
        "The postmortem PM-1 was skipped: the outage of Tuesday covers both"
    ),
    "/ops backlog AI-1 drop there are no flags any more": (
        "The action item AI-1 of it was changed."
    ),
    "/incident private INC-1 everyone": (
        "The incident was made private: ask anew, where only its people see it."
    ),
}


@pytest.mark.parametrize("words", WORDS)
async def test_a_postmortem_says_what_became_of_it(scene, asked, dana, words):
    place = asked if "private" in words else "#general"
    await dana.types(place, words.replace(" INC-1 everyone", " everyone"))
    await scene.settled()
    assert await voided(scene) == [WORDS[words]], dana.told
    await incidents.proven(scene)
