"""Runbooks from Slack: listed, shown, written, edited, retired, looked through."""

import asyncio
import re
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot import incidents, library
from bot.core.facts import Record
from bot.core.queue import table
from bot.library import store
from tests import person

TEXT = "# First\n\nLook at **evictions**, then `redis-cli info`.\n\n- restart nothing"
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"


async def written(scene, who, **more):
    await who.types("#general", "/ops runbooks write")
    await who.modal("Write a document")
    given = {"title": "Cache: everything is slow", "text": TEXT, "words": "redis, slow"}
    await who.submits(**{**given, **more})
    await scene.settled()


async def documents(scene):
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="test") as work:
        rows = await work.session.exec(select(store.Document))
        return {row.slug: row for row in rows.all()}


async def versions(scene, slug):
    row = (await documents(scene))[slug]
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="test") as work:
        return await store.versions(work, row.id, 99, 99)


async def shown(who, name):
    """Read a document in its window."""
    await who.types("#general", f"/ops runbooks show {name}")
    view = await who.modal()
    text = str(view["blocks"])
    await who.closes()
    return text


async def test_what_ships_is_listed_and_shown(scene, dana):
    await dana.types("#general", "/ops runbooks")
    assert "Billing: payments fail or amounts are wrong" in dana.told
    assert "Runbook billing · ships with Longwatch" in dana.told
    await dana.types("#general", "/ops runbooks list playbooks")
    assert "Playbook playbook-sev1" in dana.told
    await dana.types("#general", "/ops runbooks")
    assert not await documents(scene)
    await dana.presses("Open", channel="#general", message=dana.said)
    view = await dana.modal()
    assert "It is over when" in str(view["blocks"])


async def test_what_is_needed_at_night_is_listed_before_what_comes_round(scene, dana):
    await dana.types("#general", "/ops runbooks")
    assert dana.told.index("Playbook playbook-sev4") < dana.told.index("access-review")
    assert "page 1 of" in dana.told


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("access review", "Runbook access-review"),
        ("rotate KEY vault", "Runbook rotate-vault-key"),
        ("playbooks", "Playbook playbook-sev1"),
    ],
)
async def test_a_list_holds_what_words_find(scene, dana, words, first):
    await dana.types("#general", f"/ops runbooks list {words}")
    names = re.findall(r"(?:Runbook|Playbook) [\w-]+", dana.told)
    assert names[0] == first


async def test_a_name_that_is_nearly_one_is_answered_with_those_near(scene, dana):
    await dana.types("#general", "/ops runbooks show drill")
    assert "Close to it are dr-drill, restore-drill." in dana.told


async def test_ones_own_runbook_is_listed_before_those_that_come_round(scene, dana):
    await written(scene, dana, title="Zebra: it is striped", words="")
    await dana.types("#general", "/ops runbooks")
    assert "Zebra: it is striped" in dana.told


async def test_one_is_written_and_shown_as_it_was_meant(scene, dana, sam):
    await written(scene, dana)
    await dana.sees("#general", "The runbook is kept, and offered where it fits")
    row = (await documents(scene))["cache-everything-is-slow"]
    assert (row.owner, row.version, row.words) == (dana.id, 1, ["redis", "slow"])
    await sam.types("#general", "/ops runbooks show cache-everything-is-slow")
    view = await sam.modal("Cache: everything is slow")
    blocks = str(view["blocks"])
    assert "{'type': 'text', 'text': 'evictions', 'style': {'bold': True}}" in blocks
    assert "'rich_text_list'" in blocks


async def test_an_edit_is_a_version_and_nothing_is_lost(scene, dana, sam):
    await written(scene, dana)
    await sam.types("#general", "/ops runbooks edit cache")
    view = await sam.modal("Edit")
    assert TEXT.split("\n\n")[1] in str(view["blocks"])
    await sam.submits(text="Look at nothing.")
    await scene.settled()
    await sam.sees("#general", "at version 2")
    kept = await versions(scene, "cache-everything-is-slow")
    assert [(one.number, one.by, one.text) for one in kept] == [
        (2, sam.id, "Look at nothing."), (1, dana.id, TEXT),
    ]  # fmt: skip


async def test_two_who_edit_at_once_lose_nothing(scene, dana, sam):
    await written(scene, dana)
    for who in (dana, sam):
        await who.types("#general", "/ops runbooks edit cache")
        await who.modal("Edit")
    await asyncio.gather(*(who.submits(text=who.name) for who in (dana, sam)))
    await scene.settled()
    kept = await versions(scene, "cache-everything-is-slow")
    assert len(kept) == 2
    (late,) = [who for who in (dana, sam) if (await who.state())["views"]]
    assert late.name != kept[0].text
    (errors,) = (await late.modal())["errors"].items()
    assert errors[0] == "text"
    assert "changed it meanwhile: it is at version 2" in errors[1]


async def test_one_that_ships_is_edited_and_is_ones_own_from_then_on(scene, dana):
    await dana.types("#general", "/ops runbooks edit billing")
    await dana.modal("Edit")
    await dana.submits(text="Call the provider.")
    await scene.settled()
    row = (await documents(scene))["billing"]
    assert (row.version, row.text, row.surfaces) == (
        1,
        "Call the provider.",
        ["billing"],
    )
    await dana.types("#general", "/ops runbooks")
    assert dana.told.count("Billing: payments fail") == 1
    assert "Runbook billing · version 1" in dana.told
    stale = "shipped-billing"
    async with looking(scene) as work:
        assert (await library.opened(work, stale)).version == 1


def looking(scene, actor="U0DANA"):
    known = scene.bot.installations.find("T0HARBOUR", None)
    return scene.bot.transactions.look(workspace=known.id, actor=actor)


async def test_two_who_make_one_that_ships_their_own_at_once(scene, dana, sam):
    for who in (dana, sam):
        await who.types("#general", "/ops runbooks edit vault")
        await who.modal("Edit")
    await asyncio.gather(*(who.submits(text=who.name) for who in (dana, sam)))
    await scene.settled()
    assert (await documents(scene))["vault"].version == 1
    assert len([who for who in (dana, sam) if (await who.state())["views"]]) == 1


@pytest.mark.parametrize("name", ["releases", "cache"])
async def test_what_is_retired_is_kept_and_offered_no_more(scene, dana, name):
    await written(scene, dana)
    await dana.types("#general", f"/ops runbooks retire {name}")
    assert "It is retired: kept, and offered no more" in dana.told
    await dana.types("#general", f"/ops runbooks retire {name}")
    assert "is retired already: nothing was changed" in dana.told
    await dana.types("#general", "/incident declare sev3 slow after the deploy")
    await scene.settled()
    await dana.types("#general", "/incident runbook INC-1")
    titles = {"releases": "a deploy went wrong", "cache": "everything is slow"}
    assert titles[name] not in dana.told
    assert len([title for title in titles.values() if title in dana.told]) == 1
    await dana.types("#general", f"/ops runbooks edit {name}")
    await dana.modal("Edit")
    await dana.submits(state="current")
    await scene.settled()
    await dana.types("#general", "/incident runbook INC-1")
    assert titles[name] in dana.told


async def test_its_owner_is_asked_in_their_hours_whether_it_still_holds(
    scene, dana, sam
):
    await written(scene, dana, owner=sam.id)
    due = (await documents(scene))["cache-everything-is-slow"].due
    here = due.astimezone(ZoneInfo("America/New_York"))
    assert 9 <= here.hour < 17
    assert here.weekday() < 5
    await scene.forward(seconds=(due - scene.bot.clock()).total_seconds() + 60)
    told = await sam.told_directly()
    assert "does it still hold?" in told
    assert "comes late" not in told
    await scene.forward(days=8)
    assert (await sam.told_directly()).count("does it still hold?") == 2
    await sam.types("#general", "/ops runbooks review cache")
    assert "Noted that it still holds" in sam.told
    await scene.forward(days=30)
    assert (await sam.told_directly()).count("does it still hold?") == 2
    assert (await documents(scene))["cache-everything-is-slow"].asked_at is None


async def test_a_reminder_after_a_long_absence_says_so(scene, dana):
    await written(scene, dana)
    await scene.forward(days=250)
    told = await dana.told_directly()
    assert told.count("does it still hold?") == 1
    assert "This reminder comes late." in told


async def test_what_is_to_be_looked_through_waits_at_home(scene, dana):
    await written(scene, dana)
    await scene.forward(days=200)
    await scene.slack.post("home", user=dana.id)

    async def waits():
        view = (await dana.state())["home"]
        return view and "look whether it still holds" in str(view["blocks"])

    await person.eventually(waits, "dana is shown it at home")


async def test_a_guest_writes_nothing_and_reads(scene, gus):
    for verb in ("write", "edit auth", "retire auth"):
        await gus.types("#general", f"/ops runbooks {verb}")
        assert "Only members of the workspace can do that" in gus.told
    assert "It is over when" in await shown(gus, "auth")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("show zzz", "There is no document called “zzz”. /ops library lists them"),
        ("zzz", "Nothing in the library has “zzz”. Try fewer words"),
        ("edit playbook", "document called “playbook”. Close to it are playbook-sev"),
        ("retire", "documents"),
        ("restore auth", "is current: there is nothing to bring back"),
        ("review auth", "is the one that ships: write your own version first"),
    ],
)
async def test_what_can_not_be_is_said(scene, dana, typed, told):
    await dana.types("#general", f"/ops runbooks {typed}")
    assert told in dana.told


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(scene, dana):
    for wrong, beside in (
        ({"title": "???"}, "title"),
        ({"severities": "9"}, "severities"),
    ):
        await written(scene, dana, **wrong)
        assert beside in (await dana.modal())["errors"]
        await dana.closes()
    assert not await documents(scene)


async def test_what_is_too_long_for_a_form_is_told_to_be_brought_in(scene, dana):
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": dana.id}
    async with scene.bot.transactions.begin(**whose) as work:
        long = library.Draft(title="Long", text="x" * 20_000)
        await library.write(work, long)
    await dana.types("#general", "/ops runbooks edit long")
    assert "is longer than a form takes" in dana.told
    await shown(dana, "long")


async def test_a_long_one_stands_in_several_fields(scene, dana):
    text = "\n\n".join(f"{number} " + "x" * 1000 for number in range(6))
    parts = library.parted(text)
    more = {"text_2": parts[1], "text_3": parts[2]}
    await written(scene, dana, text=parts[0], **more)
    assert (await documents(scene))["cache-everything-is-slow"].text == text
    await dana.types("#general", "/ops runbooks edit cache")
    await dana.modal("Edit")
    await dana.submits(title="Still the same")
    await scene.settled()
    assert (await documents(scene))["cache-everything-is-slow"].text == text


async def test_words_are_words_whatever_they_look_like(scene, dana):
    await written(scene, dana, title=STRANGE, text=STRANGE)
    (name,) = await documents(scene)
    text = await shown(dana, name)
    assert "<!channel> <@U0ANA> " in text
    assert "{{ 7 * 7 }} &lt;b&gt; [x](javascript:1)" in text
    assert "'type': 'user'" not in text


async def test_an_id_of_another_workspace_is_unknown(scene, dana):
    other = await scene.neighbour()
    async with scene.bot.transactions.begin(workspace=other, actor="U0X") as work:
        record = await library.write(work, library.Draft(title="theirs", text="x"))
    async with looking(scene) as work:
        with pytest.raises(library.NoSuchDocument):
            await library.opened(work, record.about)
        assert "theirs" not in [sheet.title for sheet in await library.sheets(work)]


async def test_its_history_is_in_the_record(scene, dana):
    await written(scene, dana)
    await dana.types("#general", "/ops runbooks retire cache")
    async with looking(scene) as work:
        connection = await work.session.connection()
        rows = table(Record)
        found = await connection.execute(
            select(rows.c.name, rows.c.data).where(rows.c.name.like("library.%"))
        )
        names = {row.name: row.data for row in found}
    assert names.keys() == {"library.written", "library.retired"}
    assert TEXT not in str(names)


async def place(scene):
    return next(n for n in await scene.slack.channels() if n.startswith("inc-1"))


async def room(scene, who):
    said = await who.reads(await place(scene))
    return [one for one in said if "Playbook" in one.text]


async def test_a_room_shows_what_fits_once_and_follows(scene, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s after a deploy")
    await scene.settled()
    (said,) = await room(scene, dana)
    assert "Runbook: Releases: a deploy went wrong" in said.text
    assert "Runbook: Billing: payments fail" in said.text
    assert "Playbook: SEV-2: what to do" in said.text
    assert "Support needs a sentence" in said.text
    await dana.types("#general", "/incident severity INC-1 sev1 all of it")
    await scene.settled()
    (said,) = await room(scene, dana)
    assert "Playbook: SEV-1: what to do" in said.text
    await dana.types("#general", "/incident undo INC-1")
    await scene.settled()
    (said,) = await room(scene, dana)
    assert "Playbook: SEV-2: what to do" in said.text
    await written(scene, dana, title="Checkout, by the shop team", words="checkout")
    (said,) = await room(scene, dana)
    assert "Checkout, by the shop team" in said.text
    await dana.presses("Open", channel=await place(scene), message=said)
    await dana.modal()


async def test_a_private_room_has_its_own_and_nobody_else_is_told(scene, dana, sam):
    await dana.types("#general", "/incident declare sev1 private key leaked")
    await scene.settled()
    (said,) = await room(scene, dana)
    assert "Vault: secrets can't be read" in said.text
    await sam.types("#general", "/incident runbook INC-1")
    assert "There is no INC-1" in sam.told
    async with looking(scene, sam.id) as work:
        found, masked = await incidents.open_ones(work)
        assert {one.id for one in found} == masked


async def test_words_that_only_sound_like_a_verb_are_looked_for(scene, dana):
    """At night somebody looks for how to restore, and retires or restores nothing."""
    await dana.types("#general", "/ops library restore backup")
    assert "nothing to bring back" not in dana.told
    assert "Library" in dana.told
    await dana.types("#general", "/ops library restore drill of the database")
    assert "There is no document called" not in dana.told
