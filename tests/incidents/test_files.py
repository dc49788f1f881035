"""Files of the timeline: kept privately with the incident, never made public."""

import hashlib
import stat

import pytest

from bot import incidents
from bot.core import render
from bot.runtime import download
from bot.runtime.calls import Refusal
from tests import factories, house
from tests.incidents.test_marked import looking, records, timeline

PICTURE = b"\x89PNG not really" * 100
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
async def shared(scene, room, sam):
    """Have sam share a picture in the room; give the message."""
    await scene.slack.post("join", user=sam.id, channel=room)
    picture = {"mimetype": "image/png", "text": "see the <b>graph</b>"}
    said = await sam.shares(room, "p99 *last* hour.PNG", PICTURE, **picture)
    await scene.settled()
    return said


def folder(scene):
    return scene.bot.settings.home / "files"


async def downloads(scene):
    return await scene.slack.calls("files.download")


async def test_a_file_of_the_timeline_is_kept_and_its_hash_recorded(
    scene, room, dana, shared
):
    assert not folder(scene).exists()
    await dana.reacts(room, shared)
    await scene.settled()
    (filed,) = await records(scene, "incidents.filed")
    (quoted,) = await records(scene, "incidents.quoted")
    kept = scene.bot.settings.home / filed.data["path"]
    assert kept.read_bytes() == PICTURE
    assert filed.data["sha256"] == DIGEST
    assert filed.data["size"] == len(PICTURE)
    assert filed.because == quoted.id
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert kept.name == f"{filed.data['file']}.png"
    assert "kept the file p99 *last* hour.PNG of " in await timeline(dana, room)


async def test_no_file_is_ever_made_public(scene, room, dana, shared):
    await dana.reacts(room, shared)
    await scene.settled()
    await records(scene, "incidents.filed")
    assert await scene.slack.calls("files.sharedPublicURL") == []
    assert [call["status"] for call in await downloads(scene)] == [200]
    ours = (m for m in house.CODE if not m.name.startswith("bot/playground/"))
    written = "\n".join(module.text for module in ours)
    assert "sharedPublicURL" not in written
    assert "permalink_public" not in written


async def test_a_file_is_downloaded_once_whoever_marks_it(
    scene, room, dana, sam, shared
):
    await dana.reacts(room, shared)
    await scene.settled()
    await dana.takes_back(room, shared)
    await scene.settled()
    await sam.pins(room, shared)
    await scene.settled()
    assert len(await downloads(scene)) == 1
    assert len(await records(scene, "incidents.filed")) == 1
    assert len(await records(scene, "incidents.quoted")) == 2


async def test_a_file_that_nobody_marks_is_not_downloaded(scene, room, shared):
    assert await downloads(scene) == []
    assert not folder(scene).exists()


async def test_a_file_without_a_word_is_an_entry_too(scene, room, dana):
    said = await dana.shares(room, "graph.png", PICTURE, mimetype="image/png")
    await dana.reacts(room, said)
    await scene.settled()
    assert "wrote this message: shared graph.png" in await timeline(dana, room)
    assert len(await records(scene, "incidents.filed")) == 1


async def test_a_file_put_there_from_the_menu_is_kept_too(scene, room, dana, shared):
    await dana.uses_on(room, shared, "incidents.quote")
    await scene.settled()
    assert len(await records(scene, "incidents.filed")) == 1


async def test_a_file_that_may_not_be_read_is_told_and_can_be_tried_again(
    scene, room, dana, shared
):
    scopes = sorted(scene.playground.parts.world.app.scopes)
    await scene.slack.post("app", scopes=[s for s in scopes if s != "files:read"])
    await dana.reacts(room, shared)
    await scene.settled()
    told = await dana.told_directly()
    assert "A file of the timeline could not be kept" in told
    assert "file_not_found" in told
    assert await records(scene, "incidents.filed") == []
    assert not folder(scene).exists()

    await scene.slack.post("app", scopes=scopes)
    ana = scene.person("ana")
    await ana.types("#general", "/ops health")
    await ana.presses("Try again", channel="#general", message=ana.said)
    await scene.settled()
    assert len(await records(scene, "incidents.filed")) == 1


async def test_a_file_that_is_too_large_is_left_alone(sqlite_url, tmp_path):
    policy = f"{factories.POLICY}\n[timeline]\nlargest_file = 0\n"
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as scene:
        dana = scene.person("dana")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        room = "inc-1-checkout-500s"
        said = await dana.shares(room, "graph.png", PICTURE)
        await dana.reacts(room, said)
        await scene.settled()
        assert "shared graph.png" in await timeline(dana, room)
        assert await downloads(scene) == []


async def test_a_file_is_listed_in_the_export_with_its_hash_and_path(
    scene, room, dana, shared
):
    await dana.reacts(room, shared)
    await scene.settled()
    (filed,) = await records(scene, "incidents.filed")
    async with looking(scene) as work:
        found = await incidents.exportable(work, "INC-1")
        told = await incidents.export(work, found)
        readable = incidents.readable(told, work.policy)
    document = render.document("incidents.export", **readable)
    (listed,) = [r for r in told["records"] if r["name"] == "incidents.filed"]
    assert listed["data"]["sha256"] == DIGEST
    assert f"SHA-256 {DIGEST}" in document
    assert filed.data["path"] in document.replace("\\", "")


async def test_a_file_of_a_private_room_is_shown_to_its_people_only(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 the books, private")
    await scene.settled()
    (room,) = [n for n in await scene.slack.channels() if n.startswith("inc-1")]
    said = await dana.shares(room, "books.csv", b"1;2;3")
    await dana.reacts(room, said)
    await scene.settled()
    assert "kept the file books.csv" in await timeline(dana, room)
    await sam.types("#general", "/incident timeline INC-1")
    assert "books.csv" not in sam.told


API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/x.png", API, True),
        ("https://slack.com/files-pri/T1-F1/download/x.png", API, True),
        ("http://127.0.0.1:99/files-pri/F1", "http://127.0.0.1:99/api/", True),
        ("https://files.slack-gov.com/F1", "https://slack-gov.com/api/", True),
        # the token goes nowhere else, whatever an event says
        ("http://files.slack.com/F1", API, False),
        ("https://files.slack.com.evil.example/F1", API, False),
        ("https://evil.example/files.slack.com", API, False),
        ("https://files.slack.com@evil.example/F1", API, False),
        ("https://files.slack.com:8443/F1", API, False),
        ("https://a.slack.com/F1", API, False),
        ("http://127.0.0.1:98/F1", "http://127.0.0.1:99/api/", False),
        ("file:///etc/passwd", API, False),
        ("", API, False),
    ],
)
def test_the_token_goes_to_slack_only(url, api, ours):
    assert download.of_slack(url, api) is ours


async def test_a_file_elsewhere_is_not_asked_for(scene, room, dana):
    channel = (await scene.slack.channels())[room]["id"]
    now = f"{await scene.slack.now():.6f}"
    file = {"id": "F0EVIL", "name": "x", "mimetype": "text/plain", "size": 1}
    file |= {"mode": "hosted", "url_private_download": "https://evil.example/F0EVIL"}
    told = {"type": "message", "subtype": "file_share", "user": dana.id, "ts": now}
    await scene.slack.post(
        "events", send={**told, "channel": channel, "text": "", "files": [file]}
    )
    item = {"type": "message", "channel": channel, "ts": now}
    mark = {"type": "reaction_added", "user": dana.id, "reaction": "pushpin"}
    await scene.settled()
    await scene.slack.post("events", send={**mark, "item": item, "event_ts": now})
    await scene.settled()
    assert "not_slacks_host" in await dana.told_directly()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"most": len(PICTURE) - 1}, Refusal),
        ({"most": len(PICTURE)}, None),
        ({"path": "F0NONE"}, Refusal),
    ],
)
async def test_what_comes_back_is_held_against_what_was_expected(
    scene, room, shared, fault, kind
):
    (known,) = scene.bot.installations.every()
    slack, _ = scene.bot.installations.slack(known.id)
    (file,) = scene.playground.parts.world.files.values()
    url = file.payload(scene.slack.url)["url_private_download"]
    url = url.replace(file.id, fault.get("path", file.id))
    how = {"mimetype": "image/png", "most": fault.get("most", 10**6), "within": 5.0}
    if kind is None:
        assert await download.fetch(slack, url, **how) == PICTURE
        return
    with pytest.raises(kind):
        await download.fetch(slack, url, **how)


def test_a_file_that_is_written_is_whole_and_its_owners(tmp_path):
    kept = tmp_path / "files" / "inc" / "F1.png"
    assert download.measured(kept) is None
    download.write(kept, b"one")
    download.write(kept, PICTURE)
    assert download.measured(kept) == {"sha256": DIGEST, "size": str(len(PICTURE))}
    assert [file.name for file in kept.parent.iterdir()] == ["F1.png"]
