"""The hook of releases: an address for pipelines: shown once, kept as a hash, shut."""

import asyncio
import json

import pytest
from sqlmodel import select

from bot.core import tokens
from bot.cycles import store
from bot.cycles.store import Hook
from bot.runtime import intake
from tests.calendar.calling import look, occurrences, recorded
from tests.cycles.test_flow import adopted, releases
from tests.findings.test_hooks import posts


async def made(dana):
    """Make the hook; give the path of its address."""
    await dana.types("#general", "/ops release hook new")
    assert "This address is shown once" in dana.told
    return address(dana.told)


def address(text):
    start = text.index("/hooks/release/")
    return text[start:].split()[0].strip("`")


def body(**more):
    return json.dumps({"version": "v2.3", **more})


async def test_a_pipeline_announces_a_release(scene, dana):
    await adopted(scene, "threat_model", "sanity_audit")
    path = await made(dana)
    status, said = await posts(scene, path, body(notes="https://example.com/notes"))
    told = {"ok": True, "version": "v2.3", "major": False, "known": False}
    asks = said.pop("asks")
    assert (status, said) == (200, {**told, "cycle": "CYC-1"})
    await scene.settled()
    (row,) = await releases(scene)
    assert (row.version, row.by) == ("v2.3", "hook release")
    opened = [one.ref for one in await occurrences(scene) if one.subject == row.id]
    assert asks == sorted(opened)
    assert len(asks) == 2
    await dana.types("#general", "/ops release list")
    await dana.presses("Open", channel="#general", message=dana.said)
    await scene.settled()
    await dana.sees("#general", "by a hook")


async def test_the_same_release_again_changes_nothing(scene, dana):
    path = await made(dana)
    for known in (False, True, True):
        status, said = await posts(scene, path, body())
        assert (status, said["known"], said["cycle"]) == (200, known, "CYC-1")
    assert len(await releases(scene)) == 1
    status, said = await posts(scene, path, body(major=True))
    assert (said["known"], said["major"]) == (False, True)
    assert len(await releases(scene)) == 1


async def test_many_at_once_are_one_release(scene, dana):
    path = await made(dana)
    sent = [posts(scene, path, body()) for _ in range(8)]
    assert sorted({status for status, _ in await asyncio.gather(*sent)}) == [200]
    assert len(await releases(scene)) == 1


async def test_its_token_is_kept_as_a_hash_and_said_nowhere_again(scene, dana):
    path = await made(dana)
    token = path.rpartition("/")[2]
    async with look(scene) as work:
        (row,) = (await work.session.exec(select(Hook))).all()
    assert row.digest == tokens.digest(token)
    assert token not in str(row.model_dump())
    await dana.types("#general", "/ops release hook")
    assert "never used" in dana.told
    assert token not in dana.told
    await posts(scene, path, body())
    await dana.types("#general", "/ops release hook")
    assert "last used" in dana.told


async def test_another_one_shuts_the_one_before(scene, dana):
    first = await made(dana)
    second = await made(dana)
    assert (await posts(scene, first, body()))[0] == 404
    assert (await posts(scene, second, body()))[0] == 200
    kinds = await recorded(scene, "cycles.hook")
    assert kinds == ["cycles.hook_made", "cycles.hook_shut", "cycles.hook_made"]


async def test_the_form_shows_the_address_once(scene, dana):
    await dana.types("#general", "/ops release hook")
    assert "Your pipeline can announce" in dana.told
    await dana.presses("Make the address…", channel="#general", message=dana.said)
    await dana.modal("Announce by machine")
    await dana.submits()
    view = await dana.modal("This address is shown once")
    path = address(json.dumps(view["blocks"]).replace('"', " "))
    assert (await posts(scene, path, body()))[0] == 200


async def test_one_that_is_shut_answers_nobody(scene, dana):
    path = await made(dana)
    await dana.types("#general", "/ops release hook")
    card = dana.said
    await dana.presses("Shut it", channel="#general", message=card)
    await scene.settled()
    await dana.sees("#general", "it answers nobody any more")
    assert (await posts(scene, path, body()))[0] == 404
    await dana.presses("Shut it", channel="#general", message=card)
    await dana.sees("#general", "There is no way in for releases")
    await dana.types("#general", "/ops release hook shut")
    assert "There is no way in for releases" in dana.told
    assert await releases(scene) == []


async def test_one_that_is_shut_while_a_release_arrives_takes_nothing(scene, dana):
    path = await made(dana)
    async with look(scene) as work:
        hook = await store.hook(work)
    way = intake.WAYS["release"]
    await dana.types("#general", "/ops release hook shut")
    known = scene.bot.installations.every()[0].id
    whose = {"workspace": known, "actor": "hook release"}
    opened = intake.Hook(id=hook.id, called="release")
    with pytest.raises(intake.cycles.NoHook):
        await way.take(scene.bot.transactions, body().encode(), opened, whose)
    assert (await posts(scene, path, body()))[0] == 404
    assert await releases(scene) == []


async def test_only_admins_make_it_see_it_and_shut_it(scene, dana, sam):
    for words in ("", " new", " shut"):
        await sam.types("#general", f"/ops release hook{words}")
        assert "Only an admin of Longwatch" in sam.told
    await made(dana)


@pytest.mark.parametrize("spoil", ["last", "workspace", "short", "kind"])
async def test_a_wrong_address_is_not_found_and_says_nothing(scene, dana, spoil):
    path = await made(dana)
    base, _, token = path.rpartition("/")
    other = (await scene.neighbour()).replace("-", "")
    wrong = {
        "last": f"{base}/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        "workspace": f"{base}/{other}{token[32:]}",
        "short": f"{base}/{token[:40]}",
        "kind": f"/hooks/findings/{token}",
    }[spoil]
    assert await posts(scene, wrong, body()) == (404, "Not Found")
    assert await releases(scene) == []


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"", 400, "Send JSON"),
        (b"v2.3", 400, "Send JSON"),
        (b"\xff\xfe", 400, "Send JSON"),
        (b"[" * 10_000, 400, "Send JSON"),
        (b"[]", 400, "Send an object"),
        (b"{}", 400, "Say which version"),
        (b'{"version": 2.3}', 400, "is a text"),
        (b'{"version": "soon"}', 400, "is no version"),
        (b'{"version": "v1", "tag": "v1"}', 400, "is none of version"),
        (b'{"version": "v1", "notes": "javascript:1"}', 400, "is no link"),
        (b'{"version": "v1", "service": "Nobody knows"}', 400, "no service"),
        (b" " * 20_000, 413, "at most 16 kilobytes"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_taken(
    scene, dana, sent, status, said
):
    path = await made(dana)
    answered = await posts(scene, path, sent)
    assert answered[0] == status
    assert said.casefold() in answered[1]["error"].casefold()
    assert await releases(scene) == []


async def test_what_a_release_says_is_shown_as_text(scene, dana):
    path = await made(dana)
    status, said = await posts(scene, path, body(version="<!channel>1"))
    assert (status, "is no version" in said["error"]) == (400, True)
