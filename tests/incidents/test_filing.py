"""Where a file is kept, and that it is recorded once."""

import pytest

from bot import incidents
from bot.incidents import filing, store
from tests.incidents.test_files import PICTURE, shared  # noqa: F401 (a fixture)
from tests.incidents.test_marked import records

INCIDENT = "01a2b3"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("graph.png", "F1.png"),
        ("Graph.PNG", "F1.png"),
        ("archive.tar.gz", "F1.gz"),
        ("no suffix", "F1"),
        (".", "F1"),
        # nothing that was typed stands on the disk
        ("../../etc/passwd", "F1"),
        ("..\\..\\x.exe", "F1.exe"),
        ("x.p/../../y", "F1"),
        ("x.ph\x00p", "F1"),
        ("x.waytoolongforasuffix", "F1"),
        ("", "F1"),
    ],
)
def test_a_file_is_kept_under_slacks_id_of_it(name, path):
    kept = filing.path(INCIDENT, {"id": "F1", "name": name})
    assert kept == f"files/{INCIDENT}/{path}"


@pytest.mark.parametrize("id_", ["", "f1", "F", "../F12", "F12/..", "F12\n", "G123"])
def test_what_is_no_id_of_a_file_is_not_downloaded(id_):
    assert not filing.ID.fullmatch(id_)


async def test_a_file_is_recorded_once_however_often_it_is_told(
    scene,
    room,
    dana,
    shared,  # noqa: F811 (the fixture)
):
    await dana.reacts(room, shared)
    await scene.settled()
    (filed,) = await records(scene, "incidents.filed")
    (known,) = scene.bot.installations.every()
    channel = (await scene.slack.channels())[room]["id"]
    told = {"incident": filed.about, "channel": channel, "ts": shared.ts}
    told |= {"file": filed.data["file"], "sha256": "0" * 64, "size": "1"}
    for unknown in ({}, {"file": "F0NONE"}, {"ts": "1.1"}):
        async with scene.bot.transactions.begin(
            workspace=known.id, actor="clock"
        ) as work:
            await filing.keep(work, **{**told, **unknown})
    assert await records(scene, "incidents.filed") == [filed]


async def test_what_the_database_forgot_of_a_file_is_not_downloaded(
    scene,
    room,
    dana,
    shared,  # noqa: F811 (the fixture)
):
    (known,) = scene.bot.installations.every()
    channel = (await scene.slack.channels())[room]["id"]
    whose = {"workspace": known.id, "actor": "clock"}
    (file,) = scene.playground.parts.world.files
    async with scene.bot.transactions.look(**whose) as work:
        (id_,) = await store.ids(work, "", 1)
        about = f"{id_}:{channel}:{shared.ts}"
        found = await filing.file(work, f"{about}:{file}")
        assert found["most"] == 20 * 2**20
        assert found["then"]["args"]["incident"] == id_
        assert await filing.file(work, f"{about}:F0NONE") is None
        assert await filing.file(work, f"{id_}:{channel}:1.1:{file}") is None


async def test_a_file_that_lies_there_already_is_not_downloaded_again(
    scene,
    room,
    dana,
    shared,  # noqa: F811 (the fixture)
):
    """As after a kill between the writing and the mark."""
    (file,) = scene.playground.parts.world.files
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": "clock"}
    async with scene.bot.transactions.look(**whose) as work:
        (id_,) = await store.ids(work, "", 1)
    folder = scene.bot.settings.home / "files" / id_
    folder.mkdir(parents=True)
    (folder / f"{file}.png").write_bytes(PICTURE)
    await dana.reacts(room, shared)
    await scene.settled()
    (filed,) = await records(scene, "incidents.filed")
    assert filed.data["size"] == len(PICTURE)
    assert await scene.slack.calls("files.download") == []


async def test_a_kept_file_is_no_part_of_another_workspace(
    scene,
    room,
    dana,
    shared,  # noqa: F811 (the fixture)
):
    await dana.reacts(room, shared)
    await scene.settled()
    (filed,) = await records(scene, "incidents.filed")
    other = await scene.neighbour()
    channel = (await scene.slack.channels())[room]["id"]
    about = f"{filed.about}:{channel}:{shared.ts}:{filed.data['file']}"
    async with scene.bot.transactions.look(workspace=other, actor=dana.id) as work:
        assert await filing.file(work, about) is None
        assert await incidents.VIEWS[filing.FILE](work, about) is None
