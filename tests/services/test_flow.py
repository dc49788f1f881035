"""The register from Slack: typed in a line, by forms, by buttons."""

import asyncio

import pytest

from bot import services
from tests import person
from tests.services.registering import (
    FILLED,
    LINE,
    STRANGE,
    added,
    begun,
    every,
    looking,
)


async def test_an_empty_register_says_what_to_do_next(scene, dana):
    await dana.types("#general", "/ops service")
    assert "Nothing is in the register yet" in dana.told
    await dana.presses("Add a service…", channel="#general", message=dana.said)
    await dana.modal("Add a service")


async def test_one_line_adds_a_service_and_says_what_it_still_needs(scene, dana):
    row = await added(scene, dana)
    assert "It is in the register. Before it enters Operate four things" in dana.told
    assert (row.title, row.surface, row.owner) == ("Checkout", "billing", "U0DANA")
    assert (row.rpo, row.rto, row.standby) == (3600, 14_400, services.Standby.WARM)
    await dana.types("#general", "/ops service")
    assert "4 of 4 proofs missing" in dana.told
    assert "warm standby · RPO 1h · RTO 4h" in dana.told


async def test_a_service_is_shown_with_what_is_missing(scene, dana, sam):
    await added(scene, dana)
    for typed in ("show Checkout", "show check", "checkout"):
        await sam.types("#general", f"/ops service {typed}")
        assert "Not in Operate yet: 4 of 4 proofs are missing." in sam.told
        assert "Monitoring and alerting active: missing" in sam.told


async def test_the_list_opens_a_service(scene, dana, sam):
    await added(scene, dana)
    await sam.types("#general", "/ops services list bill")
    await sam.presses("Open", channel="#general", message=sam.said)
    await scene.settled()
    await sam.sees("#general", "Not in Operate yet")


async def test_a_list_is_narrowed_by_words(scene, dana):
    await added(scene, dana)
    await added(scene, dana, "Search rpo 1d rto 2d cold")
    await dana.types("#general", "/ops service list sea")
    assert "Search" in dana.told
    assert "Checkout" not in dana.told
    await dana.types("#general", "/ops service list zzz")
    assert "No service is called so, nor of such a surface: zzz" in dana.told


LINES = (
    "Checkout rpo 1h",
    "Checkout",
    "",
    "Checkout warm",
)


async def test_what_a_line_leaves_out_is_asked_for(scene, dana):
    for number, line in enumerate(LINES):
        await dana.types("#general", f"/ops service add {line}")
        view = await dana.modal("Add a service")
        given = view["blocks"][0]["element"].get("initial_value")
        assert given == ("Checkout" if line else None)
        await dana.submits(**{**FILLED, "name": f"Checkout {number}"})
        await scene.settled()
        row = (await every(scene))[-1]
        assert (row.title, row.owner) == (f"Checkout {number}", "U0DANA")
        assert row.rto == 14_400
        said = await dana.sees("#general", f"Checkout {number}")
        assert "It is in the register" in said.text


async def test_a_form_takes_everything_and_an_edit_shows_it_again(scene, dana):
    await dana.types("#general", "/ops service add")
    more = {"surface": "billing", "plan": "https://wiki.example.com/dr"}
    await dana.submits(**FILLED, **more, runbook="billing")
    await scene.settled()
    await dana.types("#general", "/ops service edit checkout")
    view = str((await dana.modal("Change a service"))["blocks"])
    assert "https://wiki.example.com/dr" in view
    await dana.submits(rpo="30m")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.rpo, row.runbook, row.version) == (1800, "billing", 2)
    assert row.plan == "https://wiki.example.com/dr"


async def test_an_edit_by_a_line_changes_what_it_names_and_nothing_else(scene, dana):
    before = await added(scene, dana)
    await dana.types("#general", "/ops service edit checkout rpo 30m runbook billing")
    assert "Changed" in dana.told
    (row,) = await every(scene)
    assert (row.rpo, row.runbook) == (1800, "billing")
    assert (row.rto, row.owner, row.surface) == (14_400, before.owner, "billing")
    await dana.types("#general", "/ops service edit checkout name Checkout API")
    (row,) = await every(scene)
    assert (row.title, row.slug) == ("Checkout API", "checkout-api")


async def test_its_runbook_opens(scene, dana):
    await added(scene, dana, f"{LINE} runbook billing")
    await dana.types("#general", "/ops service checkout")
    await dana.presses("Open runbook", channel="#general", message=dana.said)
    assert "It is over when" in str((await dana.modal())["blocks"])


REFUSED = (
    ("add ??? rpo 1h rto 2h hot", "Say what the service is called"),
    ("add Search rpo soon rto 2h hot", "“soon” is no length of time"),
    ("add Search rpo 1h rto 0 hot", "Nothing is usable again in no time"),
    ("add Search rpo 1h rto 2bd hot", "by the clock"),
    ("add Search rpo 1h rto 999d hot", "a year at the most"),
    ("add Search rpo 1h rto 2h hot water", "“water” was not understood"),
    ("add Search rpo 1h rpo 2h rto 2h hot", "stands there twice"),
    ("add Search rpo 1h rto 2h hot runbook zzz", "no document called “zzz”"),
    ("add Search rpo 1h rto 2h hot owner zzz", "no user group and no role called"),
    ("add Checkout rpo 1h rto 2h hot", "A service called Checkout is there"),
    ("edit checkout frobnicate", "“frobnicate” was not understood"),
    ("edit checkout rpo never", "“never” is no length of time"),
    ("edit zzz rpo 1h", "There is no service called “zzz rpo 1h”. There are Check"),
    ("show zzz", "There is no service called “zzz”. There are Checkout."),
    ("retire zzz", "There is no service called “zzz”"),
    ("retire", "Services"),
    ("prove", "Services"),
    ("revive checkout", "Checkout is not retired: nothing was changed."),
)


async def test_what_can_not_be_is_said(scene, dana):
    before = await added(scene, dana)
    for line, told in REFUSED:
        await dana.types("#general", f"/ops service {line}")
        assert told in dana.told
    rows = [(row.slug, row.version) for row in await every(scene)]
    assert rows == [(before.slug, before.version)]
    await dana.types("#general", "/ops service add CHECK-out rpo 1h rto 2h hot")
    assert "It is in the register" in dana.told  # it is another name


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(scene, dana):
    await dana.types("#general", "/ops service add")
    for wrong, beside in (
        ({"name": "???"}, "name"),
        ({"rpo": "soon"}, "rpo"),
        ({"rto": "0"}, "rto"),
        ({"team": "sre_lead"}, "team"),
    ):
        await dana.submits(**{**FILLED, **wrong})
        assert beside in (await dana.modal())["errors"]
    assert await every(scene) == []
    await dana.submits(**FILLED, team=None)
    assert len(await every(scene)) == 1


async def test_two_who_add_one_name_at_once_make_one(scene, dana, sam):
    for who in (dana, sam):
        await who.types("#general", "/ops service add")
        await who.modal("Add a service")
    await asyncio.gather(*(who.submits(**FILLED) for who in (dana, sam)))
    await scene.settled()
    assert len(await every(scene)) == 1
    (late,) = [who for who in (dana, sam) if (await who.state())["views"]]
    assert "is there already" in (await late.modal())["errors"]["name"]


async def test_two_who_change_it_at_once_lose_nothing(scene, dana, sam):
    await added(scene, dana)
    for who in (dana, sam):
        await who.types("#general", "/ops service edit checkout")
        await who.modal("Change a service")
    await asyncio.gather(*(who.submits(surface=who.name) for who in (dana, sam)))
    await scene.settled()
    (row,) = await every(scene)
    (late,) = [who for who in (dana, sam) if (await who.state())["views"]]
    assert row.surface != late.name
    told = (await late.modal())["errors"]["name"]
    assert "changed it meanwhile: it is at version 2" in told


async def test_the_same_line_twice_is_one_service(scene, dana):
    await dana.types("#general", f"/ops service add {LINE}", repeat=2)
    await scene.settled()
    assert len(await every(scene)) == 1


async def test_a_retired_one_is_marked_listed_last_and_brought_back(scene, dana, sam):
    await added(scene, dana)
    await added(scene, dana, "Search rpo 1d rto 2d cold")
    await dana.types("#general", "/ops service retire checkout replaced by Billing 2")
    assert "Marked as retired; it is kept" in dana.told
    assert "replaced by Billing 2" in dana.told
    await sam.types("#general", "/ops service")
    assert sam.told.index("Search") < sam.told.index("Retired")
    for tried in ("edit checkout rpo 1h", "prove checkout docs x", "retire checkout y"):
        await sam.types("#general", f"/ops service {tried}")
        assert "Checkout is retired: nothing was changed." in sam.told
    await dana.presses("Bring back", channel="#general", message=dana.said)
    await scene.settled()
    await dana.sees("#general", "It is run again")
    assert [one.retired for one in await every(scene)] == [False, False]


async def test_a_button_asks_why_it_is_retired(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops service checkout")
    card = dana.said
    await dana.presses("Retire…", channel="#general", message=card)
    await dana.modal("Retire a service")
    await dana.submits(reason="   ")
    assert "reason" in (await dana.modal())["errors"]
    await dana.submits(reason="nobody needs it")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.retired, row.reason) == (True, "nobody needs it")
    await dana.presses("Retire…", channel="#general", message=card)
    await dana.sees("#general", "Checkout is retired: nothing was changed.")
    await dana.sees("#general", "it is kept, and run no more")


async def test_a_guest_changes_nothing_and_is_shown_nothing(scene, dana, gus):
    await added(scene, dana)
    for typed in (
        "add Search rpo 1h rto 2h hot",
        "add",
        "edit checkout",
        "edit checkout rpo 2h",
        "prove checkout docs x",
        "retire checkout x",
        "revive checkout",
        "import",
    ):
        await gus.types("#general", f"/ops service {typed}")
        assert "Only members of the workspace can do that" in gus.told
    await gus.types("#general", "/ops service checkout")
    assert "Only members of the workspace can do that" in gus.told
    assert not (await gus.state())["views"]


async def test_words_are_words_whatever_they_look_like(scene, dana):
    await dana.types("#general", "/ops service add")
    await dana.submits(**{**FILLED, "name": STRANGE, "surface": STRANGE})
    await scene.settled()
    (row,) = await every(scene)
    await dana.types("#general", f"/ops service retire {row.slug} {STRANGE}")
    await dana.types("#general", f"/ops service {row.slug}")
    assert "<!channel>" in dana.told
    assert "{{ 7 * 7 }}" in dana.told
    blocks = str(dana.said.raw["blocks"])
    assert blocks.count("'type': 'user'") == 1  # the owner


async def test_an_id_of_another_workspace_is_unknown(scene, dana):
    other = await scene.neighbour()
    draft = services.draft({**FILLED, "owner": "U0X"})
    async with begun(scene, "U0X", other) as work:
        record = await services.add(work, draft)
    async with looking(scene) as work:
        with pytest.raises(services.NoSuchService):
            await services.opened(work, record.about)
    async with begun(scene) as work:
        with pytest.raises(services.NoSuchService):
            await services.retire(work, record.about, "theirs")
    await dana.types("#general", "/ops service")
    assert "Nothing is in the register yet" in dana.told


async def test_what_lacks_a_proof_waits_at_the_home_of_its_owner(scene, dana, sam):
    await added(scene, dana)
    for who in (dana, sam):
        await scene.slack.post("home", user=who.id)

    async def waits():
        view = (await dana.state())["home"]
        return view and "You own this service: prove what it needs" in str(view)

    await person.eventually(waits, "dana is shown it at home")
    assert "You own this service" not in str((await sam.state())["home"])
    await dana.types("#general", "/ops service retire checkout no more")
    await scene.settled()
    async with looking(scene) as work:
        assert await services.waits(work) == []
