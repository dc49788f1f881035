"""Who owns a service: a person, a user group, or a role that signs off."""

import pytest

from bot import services
from bot.core.errors import Invalid
from tests.approvals import asking
from tests.approvals.test_groups import group, put, renewed
from tests.services.registering import FILLED, added, begun, every, looking


@pytest.fixture
async def met(scene, dana, sam, gus):
    """Have Slack say who these are, as it does once they ask for something."""
    for who in (dana, sam, gus):
        await who.types("#general", "/ops service")


async def owned_by(scene, said, actor="U0DANA"):
    async with looking(scene, actor) as work:
        return await services.owner(work, said)


NAMED = (
    ("<@U0SAM|sam>", "U0SAM"),
    ("<@U0SAM>", "U0SAM"),
    ("U0SAM", "U0SAM"),
    ("@sam", "U0SAM"),
    ("Sam", "U0SAM"),
    ("me", "U0DANA"),
    ("sre_lead", "sre_lead"),
    ("SRE lead", "sre_lead"),
    ("  tech   lead ", "tech_lead"),
)


async def test_an_owner_is_named_as_people_do(scene, met):
    for said, owner in NAMED:
        assert await owned_by(scene, said) == owner


REFUSED = (
    ("@nobody", "I know nobody, no user group and no role called nobody"),
    ("@danna", "Did you mean @dana?"),
    ("U0GUS", "Guests, apps and whoever has left can own no service"),
    ("S0GONE", "Slack has no user group S0GONE"),
    ("<@U0SAM> <@U0DANA>", "Name one owner"),
    ("me", "I know nobody"),
)


async def test_who_can_not_own_it_is_said(scene, met):
    for said, told in REFUSED:
        with pytest.raises(Invalid, match=told) as wrong:
            await owned_by(scene, said, actor="cli" if said == "me" else "U0DANA")
        assert wrong.value.field == "owner"


async def test_a_user_group_owns_it_and_each_of_its_people_is_asked(scene, dana, sam):
    put(scene, group("U0SAM", "U0KENJI", handle="shop"))
    await renewed(scene)
    await added(scene, dana, "Search rpo 1h rto 4h hot owner @shop")
    (row,) = await every(scene)
    assert row.owner == "S0LEADS"
    await dana.types("#general", "/ops service search")
    assert "Owner: @shop" in dana.told
    for who, asked in (("U0SAM", 1), ("U0DANA", 0)):
        async with looking(scene, who) as work:
            assert len(await services.waits(work)) == asked


async def test_a_role_owns_it_and_whoever_holds_it_is_asked(scene, dana, ana):
    await asking.assigned(scene, sre_lead=("U0ANA",))
    await dana.types("#general", "/ops service add")
    await dana.submits(**{**FILLED, "owner": None, "team": "sre_lead"})
    await scene.settled()
    (row,) = await every(scene)
    assert row.owner == "sre_lead"
    await dana.types("#general", "/ops service checkout")
    assert "Owner: SRE lead" in dana.told
    await scene.slack.post("home", user=ana.id)
    await scene.settled()
    assert "You own this service" in str((await ana.state())["home"])


async def test_a_form_shows_the_owner_it_has(scene, dana):
    await added(scene, dana, "Search rpo 1h rto 4h hot owner sre_lead")
    await dana.types("#general", "/ops service edit search")
    view = await dana.modal("Change a service")
    fields = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert "initial_user" not in fields["owner"]
    assert fields["team"]["initial_option"]["value"] == "sre_lead"
    await dana.submits(rpo="2h")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.owner, row.rpo) == ("sre_lead", 7200)


async def test_one_whose_owner_has_left_can_be_changed_and_keeps_them(scene, dana):
    await added(scene, dana, "Search rpo 1h rto 4h hot owner @sam")
    await scene.slack.post("person", id="U0SAM", deleted=True)
    await scene.settled()
    await dana.types("#general", "/ops service edit search rpo 2h")
    assert "Changed" in dana.told
    (row,) = await every(scene)
    assert (row.owner, row.rpo) == ("U0SAM", 7200)
    await dana.types("#general", "/ops service edit search owner @sam")
    assert "whoever has left can own no service" in dana.told


async def test_a_group_that_is_gone_is_named_by_its_id(scene, dana):
    put(scene, group("U0SAM"))
    await renewed(scene)
    async with begun(scene) as work:
        draft = services.draft({**FILLED, "owner": "S0LEADS"})
        await services.add(work, draft)
    put(scene)
    await renewed(scene)
    await dana.types("#general", "/ops service checkout")
    assert "Owner: S0LEADS" in dana.told
