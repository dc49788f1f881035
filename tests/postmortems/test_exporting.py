"""A postmortem as a file, sent to whoever asks: once, and to nobody else."""

import json

import pytest
from sqlalchemy import select

from bot.core.queue import OUTBOX
from tests.postmortems.conftest import followed, resolved, written
from tests.postmortems.test_rights import presses

DONE = "files.completeUploadExternal"


def files(scene):
    """Give what was shared, by the name of the file."""
    found = scene.playground.parts.world.files.values()
    return {file.name: file for file in found}


async def sent(scene, who, number=1):
    """Give the messages that brought a file to somebody, once all is in Slack."""
    await followed(scene)
    channels = (await who.state())["channels"]
    (direct,) = [c["id"] for c in channels if c["user"] == scene.slack.app["user_id"]]
    found = [one for one in await who.reads(direct) if one.raw["files"]]
    assert len(found) == number
    return found


async def asks(who, words="pdf"):
    return await who.types("#general", f"/postmortem export PM-1 {words}")


async def test_each_kind_of_file_comes_by_its_button(scene, dana, room):
    await written(scene, dana, room)
    await dana.types("#general", "/postmortem show PM-1")
    await dana.presses("Export…", channel="#general", message=dana.said)
    for label in ("Markdown", "JSON", "PDF"):
        await dana.modal("Export PM-1")
        await dana.presses(label)
        await scene.settled()
    messages = await sent(scene, dana, 3)
    assert [one.raw["files"] for one in messages] == [
        ["pm-1.md"],
        ["pm-1.json"],
        ["pm-1.pdf"],
    ]
    held = {name: file.held for name, file in files(scene).items()}
    assert held["pm-1.md"].startswith(b"# PM-1: checkout 500s\n")
    assert json.loads(held["pm-1.json"])["cause"]["whys"] == ["a bad flag"]
    assert held["pm-1.pdf"].startswith(b"%PDF-")
    assert await scene.slack.violations() == []


@pytest.mark.parametrize(
    ("words", "name"),
    [("pdf", "pm-1.pdf"), ("as JSON", "pm-1.json"), ("md", "pm-1.md")],
)
async def test_a_file_comes_by_the_word_for_it(edge, words, name):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await asks(dana, words)
    assert "in your direct messages with Longwatch" in dana.told
    (message,) = await sent(edge, dana)
    assert message.raw["files"] == [name]
    assert "PM-1 as " in message.text


async def test_a_kind_that_there_is_not_is_refused(edge):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await asks(dana, "docx")
    assert "can't be had as “docx”: say markdown, json or pdf." in dana.told
    await sent(edge, dana, 0)


async def test_without_a_word_it_is_shown_to_be_copied(edge):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await asks(dana, "")
    view = await dana.modal("Export PM-1")
    assert "# PM-1: checkout 500s" in str(view["blocks"])


async def test_asked_for_twice_at_once_it_comes_once(scene, dana, room):
    await dana.types("#general", "/postmortem show PM-1")
    await dana.presses("Export…", channel="#general", message=dana.said)
    await dana.modal("Export PM-1")
    await dana.presses("PDF", repeat=2)
    await sent(scene, dana)


async def test_two_people_each_get_their_own(scene, dana, ana, room):
    await asks(dana)
    await asks(ana)
    await sent(scene, dana)
    await sent(scene, ana)


async def test_of_a_private_one_nobody_outside_gets_a_file(scene, dana, sam):
    await resolved(scene, dana, "sev2 the books, private")
    await asks(sam)
    assert "There is no PM-1." in sam.told
    async with scene.bot.database.crossing() as connection:
        query = select(OUTBOX.c.about).where(OUTBOX.c.kind == "canvas")
        id_ = (await connection.execute(query)).scalar()
    await presses(scene, sam, "postmortems.send", f"{id_}:pdf")
    assert "There is no such" in await sam.told_directly()
    assert files(scene) == {}


async def test_whoever_left_meanwhile_gets_none(scene, dana, ana):
    room = await resolved(scene, dana, "sev2 the books, private")
    await scene.slack.post("invite", user=dana.id, channel=room, users=[ana.id])
    await scene.settled()
    await scene.slack.fault("conversations.open", "status_500")
    await asks(ana)
    await scene.slack.post("leave", user=ana.id, channel=room)
    await scene.settled()
    assert files(scene) == {}


async def test_another_workspaces_id_is_none_here(scene, dana, room):
    await presses(scene, dana, "postmortems.send", "01a0:pdf")
    assert "There is no such" in await dana.told_directly()
    assert files(scene) == {}


async def test_what_it_holds_stands_in_no_row_of_the_queue(scene, dana, room):
    await asks(dana, "json")
    await sent(scene, dana)
    async with scene.bot.database.crossing() as connection:
        query = select(OUTBOX).where(OUTBOX.c.kind == "upload")
        (row,) = (await connection.execute(query)).all()
    assert "checkout" not in str(row)


async def test_that_it_was_taken_out_is_on_the_record(scene, dana, room):
    await asks(dana, "json")
    known = scene.bot.installations.every()[0].id
    whose = {"workspace": known, "actor": "clock"}
    async with scene.bot.transactions.look(**whose) as work:
        connection = await work.session.connection()
        said = await connection.exec_driver_sql(
            "SELECT actor, data FROM records WHERE name = 'postmortems.exported'"
        )
        ((actor, data),) = said.all()
    assert (actor, "JSON" in str(data)) == (dana.id, True)


STEPS = ["files.getUploadURLExternal", "files.upload", DONE]
FAULTS = ["drop_before", "drop_after", "status_503", "status_502_html", "ratelimited"]


@pytest.mark.parametrize("method", STEPS)
@pytest.mark.parametrize("kind", FAULTS)
async def test_whatever_becomes_of_a_step_the_file_comes_once(edge, method, kind):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await edge.slack.fault(method, kind, do=True)
    await asks(dana, "json")
    (message,) = await sent(edge, dana)
    assert message.raw["files"] == ["pm-1.json"]


@pytest.mark.parametrize("do", [False, True])
async def test_a_slack_that_says_nothing_is_looked_at_before_it_is_asked_again(
    edge, do
):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await edge.slack.fault(DONE, "silence", seconds=1.5, do=do)
    await asks(dana, "json")
    await sent(edge, dana)
    calls = [call["method"] for call in await edge.slack.calls()]
    after = calls[calls.index(DONE) + 1 :]
    assert "conversations.history" in after
    assert (DONE in after) is not do


async def test_a_refusal_is_told_to_whoever_asked(edge):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await edge.slack.fault(STEPS[0], "error:file_uploads_disabled")
    await asks(dana)
    await edge.settled()
    told = await dana.told_directly()
    assert "A file could not be sent" in told
    assert "an admin of Slack has switched such uploads off" in told
    await dana.presses("Try again", channel=await direct(edge, dana))
    await sent(edge, dana)


async def direct(scene, who):
    channels = (await who.state())["channels"]
    ours = scene.slack.app["user_id"]
    return next(one["id"] for one in channels if one["user"] == ours)


async def test_an_older_installation_says_what_it_lacks(edge):
    dana = edge.person("dana")
    lesser = set(edge.playground.parts.world.app.scopes) - {"files:write"}
    await edge.slack.post("app", scopes=sorted(lesser))
    await edge.bot.installations.connect(edge.bot.transactions)
    await resolved(edge, dana)
    await asks(dana)
    await edge.settled()
    assert "install it again from its manifest" in await dana.told_directly()
    assert await edge.slack.violations() == []
    assert not [c for c in await edge.slack.calls() if c["method"] in STEPS]
