"""Entering Operate: four criteria, each with its proof; computed, never typed."""

import asyncio

import pytest
from sqlmodel import select

from bot import services
from bot.core.facts import Record
from bot.services import Criterion
from tests.services.registering import (
    LINK,
    STRANGE,
    added,
    begun,
    every,
    looking,
    proofs,
)

CRITERIA = [one.value for one in Criterion]


async def proven(scene, who, *criteria, service="checkout"):
    for one in criteria:
        await who.types("#general", f"/ops service prove {service} {one} {LINK}")
    await scene.settled()


async def test_a_service_enters_once_all_four_are_proven_and_not_before(scene, dana):
    await added(scene, dana)
    for one in CRITERIA[:-1]:
        await proven(scene, dana, one)
        assert "To enter Operate it still needs" in dana.told
        assert (await every(scene))[0].entered_at is None
    await proven(scene, dana, CRITERIA[-1])
    assert "All four are proven: the service enters Operate." in dana.told
    (row,) = await every(scene)
    assert row.entered_at is not None
    await dana.types("#general", "/ops service checkout")
    assert "In Operate since" in dana.told
    assert dana.told.count(LINK) == 4
    await dana.types("#general", "/ops service")
    assert "In Operate" in dana.told


async def test_none_of_the_four_can_be_left_out(scene, dana):
    for last in CRITERIA:
        name = f"Without {last}"
        await added(scene, dana, f"{name} rpo 1h rto 4h warm")
        rest = [one for one in CRITERIA if one != last]
        await proven(scene, dana, *rest, service=name)
        assert (await every(scene))[-1].entered_at is None
        await dana.types("#general", f"/ops service {name}")
        assert f"{services.SAID[Criterion(last)]}: missing" in dana.told
        await proven(scene, dana, last, service=name)
        assert (await every(scene))[-1].entered_at is not None


async def test_the_same_criterion_four_times_is_one(scene, dana):
    row = await added(scene, dana)
    await proven(scene, dana, *["monitoring"] * 4)
    assert (await every(scene))[0].entered_at is None
    (proof,) = (await proofs(scene, row)).values()
    assert proof.number == 4


async def test_each_missing_proof_has_the_button_that_proves_it(scene, dana):
    row = await added(scene, dana)
    await dana.types("#general", "/ops service checkout")
    for nth, criterion in enumerate(CRITERIA, 1):
        before = dana.said
        await dana._does(
            "click",
            channel="#general",
            ts=before.ts,
            action_id=f"services.prove:{nth}",
            **where(before, f"services.prove:{nth}"),
        )
        view = await dana.modal("Prove")
        select = view["blocks"][1]["element"]
        assert select["initial_option"]["value"] == criterion
        await dana.closes()
    assert await proofs(scene, row) == {}


def where(said, action):
    """Find the block of a button."""
    for block in said.raw["blocks"]:
        button = block.get("accessory") or {}
        if button.get("action_id") == action:
            return {"block_id": block["block_id"]}
    raise AssertionError(action)


async def test_a_form_proves_the_first_that_is_missing_and_goes_on(scene, dana, sam):
    row = await added(scene, dana)
    await dana.types("#general", "/ops service prove checkout")
    await dana.modal("Prove")
    await dana.submits(proof="  ")
    assert "proof" in (await dana.modal())["errors"]
    await dana.submits(proof="the pipeline of 14:05")
    await scene.settled()
    said = await dana.sees("#general", "production deployment succeeded")
    await dana.presses("Prove the next…", channel="#general", message=said)
    view = await dana.modal("Prove")
    chosen = view["blocks"][1]["element"]["initial_option"]["value"]
    assert chosen == "validation"
    found = (await proofs(scene, row))["deployment"]
    assert (found.text, found.by) == ("the pipeline of 14:05", dana.id)


CALLED = (
    ("deployed", "deployment"),
    ("production", "deployment"),
    ("validated:", "validation"),
    ("post-deployment", "validation"),
    ("Alerting", "monitoring"),
    ("docs", "documentation"),
    ("release-notes", "documentation"),
)


async def test_a_criterion_is_called_as_people_call_it(scene, dana):
    row = await added(scene, dana)
    given = dict[str, int]()
    for typed, criterion in CALLED:
        await dana.types("#general", f"/ops service prove checkout {typed} done")
        given[criterion] = given.get(criterion, 0) + 1
        found = {key: one.number for key, one in (await proofs(scene, row)).items()}
        assert found == given


async def test_what_is_no_criterion_is_said(scene, dana):
    row = await added(scene, dana)
    for typed in ("prove checkout tests passed", "prove checkout tests"):
        await dana.types("#general", f"/ops service {typed}")
        assert "“tests” is none of deployment, validation, monitoring" in dana.told
    await dana.types("#general", f"/ops service prove checkout docs {'x' * 1001}")
    assert "It may have 1000 characters, this has 1001" in dana.told
    assert await proofs(scene, row) == {}


async def test_a_better_proof_replaces_one_and_the_record_keeps_both(scene, dana, sam):
    row = await added(scene, dana)
    await proven(scene, dana, *CRITERIA)
    await sam.types("#general", "/ops service prove checkout monitoring by another")
    assert "Proven: monitoring and alerting active" in sam.told
    entered = (await every(scene))[0].entered_at
    found = (await proofs(scene, row))["monitoring"]
    assert (found.text, found.by, found.number) == ("by another", sam.id, 2)
    await sam.types("#general", "/ops service prove checkout docs once more")
    assert (await every(scene))[0].entered_at == entered


async def test_a_proof_that_is_withdrawn_is_missing_until_it_is_proven_anew(
    scene, dana, sam
):
    row = await added(scene, dana)
    await proven(scene, dana, *CRITERIA)
    words = "withdraw checkout monitoring its dashboard was deleted"
    await sam.types("#general", f"/ops service {words}")
    assert "Withdrawn: monitoring and alerting active." in sam.told
    assert "The service is in Operate no more until it is proven anew." in sam.told
    assert (await every(scene))[0].entered_at is None
    assert "its dashboard was deleted" in (await reasons(scene))
    await dana.types("#general", "/ops service checkout")
    assert "Monitoring and alerting active: missing" in dana.told
    await sam.types("#general", f"/ops service {words}")
    assert "there is nothing to withdraw" in sam.told
    await proven(scene, dana, "monitoring")
    assert "the service enters Operate" in dana.told
    found = (await proofs(scene, row))["monitoring"]
    assert (found.text, found.number) == (LINK, 3)


async def reasons(scene):
    """Give why proofs were withdrawn, as the record has it."""
    async with looking(scene) as work:
        query = select(Record).where(Record.name == services.Withdrawn.name)
        return [one.data["reason"] for one in (await work.session.exec(query)).all()]


async def test_a_form_asks_which_proof_holds_no_longer_and_why(scene, dana, gus):
    await added(scene, dana)
    await dana.types("#general", "/ops service withdraw checkout")
    assert "there is nothing to withdraw" in dana.told
    await proven(scene, dana, "docs", "monitoring")
    await dana.types("#general", "/ops service checkout")
    card = dana.said
    await dana.presses("Withdraw a proof…", channel="#general", message=card)
    view = await dana.modal("Withdraw a proof")
    options = view["blocks"][1]["element"]["options"]
    assert [one["value"] for one in options] == ["monitoring", "documentation"]
    await dana.submits(criterion="documentation", reason="  ")
    assert "reason" in (await dana.modal())["errors"]
    await dana.submits(criterion="documentation", reason="the pages are gone")
    await scene.settled()
    await dana.sees("#general", "It is missing until it is proven anew.")
    async with looking(scene) as work:
        (found,) = await services.every(work)
        assert [*await services.proofs(work, found)] == [Criterion.MONITORING]
    await gus.types("#general", "/ops service withdraw checkout monitoring it is gone")
    assert "Only members of the workspace can do that" in gus.told
    await dana.types("#general", "/ops service retire checkout gone")
    await dana.types("#general", "/ops service withdraw checkout monitoring it is gone")
    assert "Checkout is retired" in dana.told


async def test_two_who_prove_the_same_at_once_are_told(scene, dana, sam):
    row = await added(scene, dana)
    for who in (dana, sam):
        await who.types("#general", "/ops service prove checkout monitoring")
        await who.modal("Prove")
    await asyncio.gather(*(who.submits(proof=who.name) for who in (dana, sam)))
    await scene.settled()
    found = (await proofs(scene, row))["monitoring"]
    (late,) = [who for who in (dana, sam) if (await who.state())["views"]]
    assert found.text != late.name
    assert "has proven it meanwhile" in (await late.modal())["errors"]["proof"]


async def test_two_who_prove_different_things_at_once_both_do(scene, dana, sam):
    row = await added(scene, dana)
    await proven(scene, dana, *CRITERIA[:2])
    for who, one in ((dana, CRITERIA[2]), (sam, CRITERIA[3])):
        await who.types("#general", f"/ops service prove checkout {one}")
        await who.modal("Prove")
    await asyncio.gather(*(who.submits(proof=LINK) for who in (dana, sam)))
    await scene.settled()
    assert len(await proofs(scene, row)) == 4
    assert (await every(scene))[0].entered_at is not None


async def test_a_form_that_was_open_while_it_was_retired_proves_nothing(
    scene, dana, sam
):
    row = await added(scene, dana)
    await dana.types("#general", "/ops service prove checkout docs")
    await dana.modal("Prove")
    await sam.types("#general", "/ops service retire checkout gone")
    await dana.submits(proof=LINK)
    await scene.settled()
    assert await proofs(scene, row) == {}
    assert "Checkout is retired" in str((await dana.state())["views"])


async def test_a_proof_is_a_link_only_where_it_is_one_of_the_web(scene, dana):
    await added(scene, dana)
    await dana.types("#general", f"/ops service prove checkout docs {LINK}")
    for strange in (STRANGE, "javascript:alert(1)", "see https://x.example <b>"):
        await dana.types("#general", "/ops service prove checkout monitoring")
        await dana.modal("Prove")
        await dana.submits(proof=strange)
        await scene.settled()
        await dana.types("#general", "/ops service checkout")
        blocks = str(dana.said.raw["blocks"])
        assert blocks.count("'type': 'link'") == 1
        assert f"'url': '{LINK}'" in blocks


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://ci.example.com/1", True),
        ("http://ci.example.com/1?a=b#c", True),
        ("https://user:secret@ci.example.com", False),
        ("ftp://ci.example.com", False),
        ("https://localhost", False),
        ("https://ci.example.com and more", False),
        ("", False),
    ],
)
def test_a_link_is_an_address_and_nothing_else(text, is_link):
    assert bool(services.link(text)) is is_link


async def test_what_is_proven_stays_proven_when_it_is_run_again(scene, dana):
    row = await added(scene, dana)
    await proven(scene, dana, "docs")
    async with begun(scene) as work:
        await services.retire(work, row.id, "gone")
    async with begun(scene) as work:
        await services.revive(work, row.id)
    await proven(scene, dana, *CRITERIA[:3])
    assert (await every(scene))[0].entered_at is not None
