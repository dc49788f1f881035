"""How documents end: superseded, retired, archived by the clock, and brought back."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import library
from bot.core.durations import Duration
from bot.core.facts import Record
from bot.library import Draft, Kind, State
from tests.library.test_flow import documents, looking, shown, versions, written
from tests.person import labelled

NAME = "cache-everything-is-slow"
HALF_A_YEAR = {"days": 181}


async def put(scene, slug, text="Do it.", actor="U0DANA", **more):
    """Keep a document as a file brings it."""
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.begin(workspace=known.id, actor=actor) as work:
        draft = Draft(title=more.pop("title", slug), text=text, **more)
        return await library.bring(work, slug, draft)


async def presses(who, action):
    """Press one of several buttons of the same label in a window."""
    view = await who.modal()
    (where,) = [at for _, at in labelled(view["blocks"]) if at["action_id"] == action]
    await who._does("act", view=view["id"], **where)


async def row(scene, slug=NAME):
    return (await documents(scene))[slug]


async def test_one_takes_the_place_of_another_and_says_so(scene, dana, sam):
    await written(scene, dana)
    await written(scene, dana, title="Cache, second edition", words="redis")
    await sam.types(
        "#general", f"/ops library supersede {NAME} by cache-second-edition"
    )
    assert "It is kept, and offered no more" in sam.told
    assert "Cache, second edition" in sam.told
    found = await row(scene)
    assert (found.state, found.superseded_by) == (
        State.SUPERSEDED,
        "cache-second-edition",
    )
    assert found.due is None, "its owner is asked no more"
    await dana.types("#general", "/incident declare sev3 redis is full")
    await scene.settled()
    await dana.types("#general", "/incident runbook INC-1")
    assert "second edition" in dana.told
    assert "everything is slow" not in dana.told
    text = await shown(sam, NAME)
    assert "This holds in its place: Cache, second edition" in text
    assert "*superseded* by `cache-second-edition`" in text


async def test_it_is_superseded_by_a_button_and_a_form(scene, dana):
    await written(scene, dana)
    await dana.types("#general", f"/ops library show {NAME}")
    await dana.modal()
    await dana.presses("Superseded…")
    await dana.modal("Superseded")
    await dana.submits(by="billing")
    await scene.settled()
    await dana.sees("#general", "This holds in its place")
    assert (await row(scene)).superseded_by == "billing"


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("nothing-like-it", "There is no document called “nothing-like-it”"),
        (NAME, "That is the document itself: name another one."),
        ("auth", "is retired itself: name one that holds."),
    ],
)
async def test_what_can_take_no_place_is_said_beside_the_field(scene, dana, by, told):
    await written(scene, dana)
    await dana.types("#general", "/ops library retire auth")
    await dana.types("#general", f"/ops library supersede {NAME}")
    await dana.modal("Superseded")
    await dana.submits(by=by)
    assert told in (await dana.modal())["errors"]["by"]
    await dana.types("#general", f"/ops library supersede {NAME} {by}")
    assert told.removesuffix(".") in dana.told
    assert (await row(scene)).state is State.CURRENT


async def test_what_is_retired_long_enough_is_archived_by_itself(scene, dana):
    await written(scene, dana)
    await dana.types(
        "#general", f"/ops library retire {NAME} instead use the dashboard"
    )
    assert "use the dashboard" in dana.told
    assert (await row(scene)).since == scene.bot.clock().date()
    await scene.forward(days=179)
    assert (await row(scene)).state is State.TOMBSTONED
    await dana.types("#general", "/ops library list retired")
    assert "everything is slow" in dana.told
    await scene.forward(days=2)
    assert (await row(scene)).state is State.ARCHIVED
    await dana.types("#general", "/ops library")
    assert "everything is slow" not in dana.told
    assert "Archive (1)…" in dana.said.buttons
    await dana.presses("Archive (1)…", channel="#general", message=dana.said)
    view = await dana.modal("Library")
    assert "everything is slow" in str(view["blocks"])
    await dana.closes()
    await dana.types("#general", "/ops library search evictions")
    assert "everything is slow" in dana.told, "it is found where somebody looks"
    text = await shown(dana, NAME)
    assert "use the dashboard" in text
    assert "evictions" in text
    assert await dana.told_directly() == "", "nobody is bothered with it"


async def test_a_long_absence_archives_once(scene, dana):
    await written(scene, dana)
    await dana.types("#general", f"/ops library retire {NAME}")
    await scene.forward(days=700)
    assert (await row(scene)).state is State.ARCHIVED
    await scene.forward(days=700)
    async with looking(scene) as work:
        names = select(Record.name).where(Record.name == "library.archived")
        assert len((await work.session.exec(names)).all()) == 1
    assert len(await versions(scene, NAME)) == 1


async def test_a_policy_that_changed_meanwhile_is_followed(scene, dana, monkeypatch):
    await written(scene, dana)
    await dana.types("#general", f"/ops library retire {NAME}")
    policy = scene.bot.transactions.policy
    longer = Duration.parse("365d")

    def patient(workspace):
        found = policy(workspace)
        kept = found.library.model_copy(update={"archive_after": longer})
        return found.model_copy(update={"library": kept})

    object.__setattr__(scene.bot.transactions, "policy", patient)
    await scene.forward(days=200)
    assert (await row(scene)).state is State.TOMBSTONED
    await scene.forward(days=170)
    assert (await row(scene)).state is State.ARCHIVED


async def test_what_is_gone_is_brought_back_in_its_own_words(scene, dana, sam):
    await written(scene, dana)
    await dana.types("#general", f"/ops library retire {NAME}")
    await dana.presses("Bring back", channel="#general", message=dana.said)
    await scene.settled()
    found = await row(scene)
    assert (found.state, found.version, found.since) == (State.CURRENT, 2, None)
    assert found.due is not None
    await scene.forward(days=150)
    await dana.types("#general", f"/ops library retire {NAME}")
    await scene.forward(days=100)
    assert (await row(scene)).state is State.TOMBSTONED, (
        "it counts from the second time"
    )
    await scene.forward(days=100)
    await sam.types("#general", f"/ops library restore {NAME}")
    assert "at version 3" in sam.told
    await sam.types("#general", f"/ops library restore {NAME}")
    assert "is current: there is nothing to bring back" in sam.told


async def test_an_edit_of_what_is_archived_leaves_it_there(scene, dana):
    await written(scene, dana)
    await dana.types("#general", f"/ops library retire {NAME}")
    await scene.forward(**HALF_A_YEAR)
    since = (await row(scene)).since
    await dana.types("#general", f"/ops library edit {NAME}")
    await dana.modal("Edit")
    await dana.submits(text="It was about Redis.")
    await scene.settled()
    found = await row(scene)
    assert (found.state, found.since, found.version) == (State.ARCHIVED, since, 2)


async def test_a_surface_that_is_gone_is_on_record(scene, dana):
    since = scene.bot.clock().date() - timedelta(days=10)
    more = {"kind": "retired surface", "instead": "/ops due", "since": str(since)}
    await written(scene, dana, title="/ops todo is gone", **more)
    found = await row(scene, "ops-todo-is-gone")
    assert (found.state, found.since) == (State.TOMBSTONED, since)
    await dana.types("#general", "/ops library restore ops-todo-is-gone")
    assert "is the record of something that is gone" in dana.told
    await dana.types("#general", "/ops library retired surfaces")
    assert "/ops todo is gone" in dana.told
    text = await shown(dana, "ops-todo-is-gone")
    assert "Use instead: " in text
    assert "/ops due" in text


async def test_a_day_that_is_still_to_come_is_refused(scene, dana):
    more = {"state": "tombstoned", "since": "2999-01-31"}
    await written(scene, dana, **more)
    assert "is still to come" in (await dana.modal())["errors"]["since"]
    assert not await documents(scene)


async def test_two_who_retire_at_once(scene, dana, sam):
    await written(scene, dana)
    await asyncio.gather(
        *(who.types("#general", f"/ops library retire {NAME}") for who in (dana, sam))
    )
    told = sorted(("already" in who.told) for who in (dana, sam))
    assert told == [False, True]


async def test_a_stale_button_is_answered_with_how_it_stands(scene, dana, sam):
    await written(scene, dana)
    await dana.types("#general", f"/ops library show {NAME}")
    await dana.modal()
    await sam.types("#general", f"/ops library retire {NAME}")
    await dana.presses("It still holds")
    await scene.settled()
    await dana.sees("#general", "is retired already: nothing was changed")


async def test_a_guest_ends_nothing(scene, dana, gus):
    await written(scene, dana)
    for typed in (f"supersede {NAME} by auth", f"restore {NAME}", f"tombstone {NAME}"):
        await gus.types("#general", f"/ops library {typed}")
        assert "Only members of the workspace can do that" in gus.told
    await gus.types("#general", f"/ops library show {NAME}")
    await gus.modal()
    await gus.presses("Superseded…")
    await gus.sees("#general", "Only members of the workspace can do that")


async def test_versions_can_be_looked_at(scene, dana):
    await written(scene, dana)
    for text in ("Second.", "Third."):
        await dana.types("#general", f"/ops library edit {NAME}")
        await dana.modal("Edit")
        await dana.submits(text=text)
        await scene.settled()
    await dana.types("#general", f"/ops library history {NAME}")
    view = await dana.modal("Versions")
    assert "Version 3: " in str(view["blocks"])
    await presses(dana, "library.history:1")
    view = await dana.modal("Versions")
    assert "evictions" in str(view["blocks"])
    assert "at version 1 of 3" in str(view["blocks"])
    await dana.presses("All versions")
    assert "Version 2: " in str((await dana.modal("Versions"))["blocks"])


async def test_many_versions_come_in_pages(scene, dana):
    for number in range(20):
        await put(scene, "many", text=f"Edition {number}.")
    await dana.types("#general", "/ops library history many")
    assert "Version 6: " in str((await dana.modal("Versions"))["blocks"])
    await dana.presses("Older ones")
    view = str((await dana.modal("Versions"))["blocks"])
    assert "Version 5: " in view
    assert "Version 6: " not in view


async def test_what_ships_has_no_versions_yet(scene, dana):
    await dana.types("#general", "/ops library versions auth")
    assert "it has no versions of yours yet" in str((await dana.modal())["blocks"])


async def test_a_document_shows_where_what_it_links_to_is_now(scene, dana):
    await put(scene, "new", title="The new cache")
    await put(scene, "cache", title="The old cache")
    said = "See [the cache](../x/cache.md#top), [the web](https://x.y) and [no](no.md)."
    await put(scene, "guide", text=said, kind=Kind.ARTICLE)
    text = await shown(dana, "guide")
    assert "See the cache, " in text
    assert "The old cache" in text
    await put(scene, "cache", superseded_by="new", state=State.SUPERSEDED)
    await dana.types("#general", "/ops library retire cache")
    await scene.forward(**HALF_A_YEAR)
    text = await shown(dana, "guide")
    assert "See the cache (archived), " in text
    assert "In its place: The new cache" in text
    assert "[no](no.md)" in text
    await dana.types("#general", "/ops library show guide")
    await dana.modal()
    await dana.presses("Open")
    assert "This holds in its place" in str((await dana.modal())["blocks"])


async def test_a_file_that_says_retired_leaves_the_archive_alone(scene):
    retired = {"state": State.TOMBSTONED, "text": "It was."}
    assert await put(scene, "plan", **retired) == "written"
    assert await put(scene, "plan", **retired) == "unchanged"
    await scene.forward(days=30)
    assert await put(scene, "plan", **retired) == "unchanged"
    await scene.forward(**HALF_A_YEAR)
    assert (await row(scene, "plan")).state is State.ARCHIVED
    assert await put(scene, "plan", **retired) == "unchanged"
    assert await put(scene, "plan", **{**retired, "text": "It was good."}) == "revised"
    assert (await row(scene, "plan")).state is State.ARCHIVED


async def test_what_was_retired_long_ago_goes_at_once(scene):
    since = scene.bot.clock().date() - timedelta(days=400)
    await put(scene, "plan", state=State.TOMBSTONED, since=since)
    await scene.forward(seconds=5)
    assert (await row(scene, "plan")).state is State.ARCHIVED


async def test_one_that_ships_and_is_archived_does_not_come_back(scene, dana):
    await dana.types("#general", "/ops library retire vault")
    await scene.forward(**HALF_A_YEAR)
    async with looking(scene) as work:
        assert "vault" not in [one.slug for one in await library.sheets(work)]
        assert [one.slug for one in await library.fitting(work, "vault", "x")] == []
    await dana.types("#general", "/ops library vault")
    assert "archived" in str((await dana.modal())["blocks"])
