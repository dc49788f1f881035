"""The inventory of keys from Slack: by command, by form, by button."""

import pytest

from bot.calendar import Wanted, offering, register, routines
from bot.calendar.rotation import inventory, keynames, keyrules
from bot.calendar.rotation.keyrules import NoSuchKey, OfAKey
from tests.approvals.asking import assigned
from tests.calendar import calling, keeping
from tests.calendar.keeping import STRIPE

HOSTILE = "*b* <!channel> &amp; `c` <https://x.example|y>"


@pytest.fixture
def ana(scene):
    return scene.person("ana")


@pytest.fixture
def gus(scene):
    """Sit down as a guest."""
    return scene.person("gus")


async def test_longwatch_knows_its_own_keys_from_the_first_look_on_and_once(
    scene, dana, sam
):
    await sam.types("#general", "/rotation")
    await sam.types("#general", "/rotation list")
    assert "Longwatch: vault key-encryption key" in sam.told
    assert "Longwatch: Slack bot token" in sam.told
    assert "The security lead and admins add keys" in sam.told
    assert "Add a key…" not in sam.said.buttons
    await dana.types("#general", "/rotation list")
    assert "Add a key…" in dana.said.buttons
    keys = await keeping.keys(scene)
    assert {one.own for one in keys.values()} == {
        *("kek", "ledger", "slack_secret", "slack_token")
    }
    assert all(one.owners == ["security_lead"] for one in keys.values())
    names = await calling.recorded(scene)
    assert names.count("calendar.key_added") == 4


async def test_its_own_keys_come_with_the_first_rotation_that_is_adopted(scene, dana):
    async with calling.work(scene, "clock") as work:
        await offering.choose(work, "backup", [], "We have no backups yet.")
    assert await keeping.keys(scene) == {}
    await dana.types("#general", "/ops due")
    await dana.presses("Adopt all", "#general")
    await scene.settled()
    assert len(await keeping.keys(scene)) == 4


async def test_a_key_is_added_by_one_line_and_has_a_routine_of_its_own(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", STRIPE)
    assert "It is in the inventory" in dana.told
    key = await keeping.key(scene)
    assert (key.kind, key.lives) == ("secret", "vault, payments/stripe")
    assert (key.owners, key.value) == (["U0DANA"], "high")
    routine = await keeping.routine(scene)
    assert routine.title == "Rotate Stripe key"
    assert routine.evidence == ["link"]
    assert routine.signoff == ["ciso"]
    assert len(routine.steps) == 5
    assert routine.every == "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28"
    await dana.types("#general", STRIPE.replace("Stripe key", "stripe  KEY"))
    assert "A key called Stripe key is there already" in dana.told
    assert "For example" in dana.told


async def test_what_one_line_leaves_out_is_asked_for_in_a_form(scene, dana):
    await dana.types("#general", "/rotation add Mail key kind secret")
    form = await dana.modal("Add a key")
    assert form["values"]["name"] == "Mail key"
    assert form["values"]["kind"] == "secret"
    await dana.submits(lives="vault, mail", owner=["U0SAM"], value="low")
    await dana.no_modal()
    await dana.sees("#general", "It is in the inventory")
    key = await keeping.key(scene, "Mail key")
    assert (key.owners, key.value) == (["U0SAM"], "low")
    assert (await keeping.routine(scene, "Mail key")).every.startswith("FREQ=YEARLY")


WRONG = [
    ("X kind zzz lives y", "“zzz” is no kind of key: there are kek, ledger"),
    ("X kind secret lives y value mid", "“mid” is neither high nor low"),
    ("X kind secret lives y rotated 2099-01-01", "That day has not come"),
    ("X kind secret lives y rotated soon", "“soon” is no day such as"),
    ("X kind secret lives y lives z", "“lives” stands there twice"),
    ("X kind secret lives y owner @zzz", "I know nobody"),
    ("X kind token lives y", "Say when it expires"),
    ("X kind secret lives AKIAIOSFODNN7EXAMPLE", "looks like an access key of AWS"),
    ("xoxb-123456789-abcdef kind secret lives y", "looks like a token of Slack"),
]


async def test_what_is_wrong_is_said_with_an_example_and_nothing_is_kept(scene, dana):
    for line, said in WRONG:
        await dana.types("#general", f"/rotation add {line}")
        assert said in dana.told, line
        assert "AKIA" not in dana.told
        assert "xoxb" not in dana.told
        assert await keeping.keys(scene) == {}, line


async def test_a_secret_in_a_form_is_refused_beside_the_field(scene, dana):
    await dana.types("#general", "/rotation add")
    await dana.modal("Add a key")
    pem = "-----BEGIN RSA PRIVATE KEY----- MIIEow"
    await dana.submits(name="A", kind="secret", lives=pem, value="high")
    errors = (await dana.modal())["errors"]
    assert "looks like a PEM file" in errors["lives"]
    assert "MIIE" not in errors["lives"]
    assert await keeping.keys(scene) == {}


async def test_only_the_security_lead_and_admins_change_the_inventory(
    scene, dana, sam, gus
):
    await sam.types("#general", STRIPE)
    assert "Only the security lead or an admin" in sam.told
    assert "dana" in sam.told.casefold()
    await dana.types("#general", STRIPE)
    for verb in ("edit Stripe key", "retire Stripe key because", "import", "add"):
        await sam.types("#general", f"/rotation {verb}")
        assert "can change the inventory of keys" in sam.told
    await sam.types("#general", "/rotation start Stripe key")
    assert "can change the inventory of keys" in sam.told
    await gus.types("#general", "/rotation list")
    assert "Only members of the workspace" in gus.told
    await assigned(scene, security_lead=("U0SAM",))
    await sam.types("#general", STRIPE.replace("Stripe", "Other"))
    assert "It is in the inventory" in sam.told


async def test_an_owner_may_start_a_rotation_and_two_do_not_start_two(scene, dana, sam):
    await dana.types("#general", STRIPE.replace("@dana", "@sam"))
    await sam.types("#general", "/rotation start Stripe key")
    await sam.sees("#general", "Rotate Stripe key (asked for)")
    await dana.types("#general", "/rotation start Stripe key")
    assert "is being rotated already: /rotation confirm ROT-1" in dana.told
    assert await keeping.opened(scene) == ["ROT-1"]


async def test_a_key_is_edited_by_one_line_and_only_what_it_names(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types(
        "#general", "/rotation edit Stripe key value low owner security_lead"
    )
    assert "Changed" in dana.told
    key = await keeping.key(scene)
    assert (key.value, key.owners) == ("low", ["security_lead"])
    assert key.lives == "vault, payments/stripe"
    routine = await keeping.routine(scene)
    assert routine.owners == ["security_lead"]
    assert routine.every.startswith("FREQ=YEARLY")
    assert routine.signoff == ["compliance_officer"]
    await dana.types("#general", "/rotation edit Stripe key nonsense")
    assert "“nonsense” was not understood" in dana.told


async def test_a_form_that_is_older_than_a_change_keeps_nothing(scene, dana, ana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation edit Stripe key")
    form = await dana.modal("Change a key")
    assert form["values"]["lives"] == "vault, payments/stripe"
    async with calling.work(scene) as work:
        key, _ = await keynames.meant(work, "Stripe key")
        draft = keyrules.drafted(
            {**inventory.spoken(work, key), "lives": "elsewhere"}, ("U0DANA",)
        )
        await inventory.edit(work, key, draft, seen=1)
    await dana.submits(lives="a third place")
    assert "Somebody has changed it meanwhile" in (await dana.modal())["errors"]["name"]
    assert (await keeping.key(scene)).lives == "elsewhere"


async def test_a_key_is_retired_and_used_again(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    await dana.types("#general", "/rotation retire Stripe key")
    await dana.modal("Retire a key")
    await dana.submits(reason="another provider now")
    await dana.sees("#general", "It is retired")
    assert await keeping.opened(scene) == []
    assert not (await keeping.routine(scene)).adopted
    await dana.types("#general", "/rotation list")
    assert "Stripe key" not in dana.told
    await dana.types("#general", "/rotation list retired")
    assert "Stripe key is retired" in dana.told
    for verb in ("start", "retire", "compromised"):
        await dana.types(
            "#general", f"/rotation {verb} Stripe key it was somewhere else"
        )
        assert "Stripe key is retired. /rotation edit Stripe key" in dana.told
    await dana.types("#general", STRIPE)
    assert "Stripe key is retired" in dana.told
    await dana.types("#general", "/rotation edit Stripe key")
    await dana.modal("Change a key")
    await dana.submits()
    await dana.sees("#general", "It is used again")
    assert (await keeping.routine(scene)).adopted


async def test_what_people_type_is_no_markup(scene, dana):
    await dana.types("#general", "/rotation add")
    await dana.modal("Add a key")
    await dana.submits(name=HOSTILE, kind="secret", lives=HOSTILE, how=HOSTILE)
    await dana.no_modal()
    await dana.types("#general", "/rotation list")
    assert HOSTILE in dana.told
    await dana.presses("History", "#general", dana.said)
    shown = await dana.modal("Rotations")
    assert "<!channel>" not in str(
        [one for one in shown["blocks"] if one.get("text", {}).get("type") == "mrkdwn"]
    )


async def test_names_that_are_not_there_are_answered_with_those_that_are(scene, dana):
    for verb in ("start", "history", "compromised", "edit", "retire", "confirm"):
        await dana.types("#general", f"/rotation {verb} zzz")
        assert "There is no key “zzz” in the inventory. There is none" in dana.told
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation history zzz")
    assert "There are Stripe key." in dana.told
    await dana.types("#general", "/rotation confirm Stripe key")
    assert "No rotation of Stripe key is open. /rotation start" in dana.told


async def test_an_id_of_another_workspace_is_nothing_here(scene, dana):
    await dana.types("#general", STRIPE)
    key = await keeping.key(scene)
    there = await scene.neighbour()
    async with scene.bot.transactions.begin(workspace=there, actor="clock") as work:
        with pytest.raises(NoSuchKey):
            await keynames.clicked(work, key.id)
        with pytest.raises(NoSuchKey):
            await keynames.locked(work, key.id)


async def test_the_bare_words_list_the_keys_and_help_knows_them_all(scene, dana):
    await dana.types("#general", STRIPE)
    for verb in ("start", "compromised", "edit", "retire", "confirm", "list"):
        await dana.types("#general", f"/rotation {verb}")
        assert "vault, payments/stripe" in dana.told
    await dana.types("#general", "/rotation help")
    for verb in ("list", "add", "import", "confirm", "start", "history", "compromised"):
        assert f"/rotation {verb}" in dana.told
    await dana.types("#general", "/rotation compromized")
    assert "Did you mean /rotation compromised?" in dana.told


async def test_the_routine_of_a_key_is_changed_by_its_key_alone(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation start Stripe key")
    routine = await keeping.routine(scene)
    async with calling.work(scene) as work:
        row = await register.lock(work, routine.id)
        with pytest.raises(OfAKey, match="follows its key"):
            await routines.edit(work, row, Wanted(title="Mine"))
        with pytest.raises(OfAKey):
            await routines.retire(work, row, "no more, please")


async def test_a_list_can_be_narrowed_and_has_no_more_than_slack_shows(scene, dana):
    for number in range(14):
        await dana.types(
            "#general", f"/rotation add K{number:02} kind secret lives v owner @sam"
        )
    await dana.types("#general", "/rotation list K0")
    assert "K09" in dana.told
    assert "K13" not in dana.told
    await dana.types("#general", "/rotation list")
    assert "more: /rotation list and words" in dana.told
    await dana.types("#general", "/rotation list zzzz")
    assert "No key is like that" in dana.told
    await dana.types("#general", "/rotation list mine")
    assert "No key is like that" in dana.told


async def test_a_stale_button_says_how_the_key_stands(scene, dana):
    await dana.types("#general", STRIPE)
    await dana.types("#general", "/rotation list stripe")
    said = dana.said
    await dana.types("#general", "/rotation retire Stripe key gone for good now")
    for label in ("Compromised…", "Rotate now"):
        await dana.presses(label, "#general", said)
        told = await dana.sees("#general", "Stripe key is retired. /rotation edit")
        assert "brings it back" in told.text
