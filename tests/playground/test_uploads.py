"""Files that people put into forms: theirs, then the app's to read, nobody else's."""

import pytest

from tests import person
from tests.playground.counterparts import SCOPES, TOKEN
from tests.playground.page_scene import asking, plain

PROOF = b"%PDF-1.7 restored"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
MEGABYTE = 2**20


@pytest.fixture
def settings():
    return {"scopes": (*SCOPES, "files:read")}


@pytest.fixture
def wants():
    """Change by parametrisation which files the form wants."""
    return {}


@pytest.fixture
async def form(bot, api, dana, wants):
    """Open a form with a field for files, one that need not be filled, before dana."""
    fields = [
        asking("proof", "Evidence", {"type": "file_input", **wants}, optional=True),
        asking("note", "Note", {"type": "plain_text_input"}, optional=True),
    ]
    view = {
        "type": "modal",
        "title": plain("Confirm"),
        "submit": plain("Confirm"),
        "blocks": fields,
    }

    async def opens(payload):
        told = await api("views.open", trigger_id=payload["trigger_id"], view=view)
        assert told["ok"], told
        return ""

    bot.answers["command"] = opens
    await dana.types("#ops", "/incident list")
    return await dana.modal("Confirm")


def sent(bot):
    """Return what the form held when it was sent."""
    values = bot.of("view_submission")[-1]["view"]["state"]["values"]
    return values["proof"]["value"]


async def read(slack, url, **headers):
    async with slack.session.get(url, headers=headers, allow_redirects=False) as said:
        return said.status, await said.read()


async def kept(slack, file, who):
    where = f"{slack.url}/control/files/{file}"
    async with slack.session.get(where, params={"as": who}) as said:
        return said.status


async def test_the_app_is_told_of_each_file_as_slack_tells_it(bot, dana, form):
    await dana.submits(proof=[("restore.pdf", PROOF), ("log.txt", b"ok")])
    held = sent(bot)
    assert held["type"] == "file_input"
    first, second = held["files"]
    told = {name: first[name] for name in ("name", "mimetype", "filetype", "user")}
    assert told == {
        "name": "restore.pdf",
        "mimetype": "application/pdf",
        "filetype": "pdf",
        "user": dana.id,
    }
    assert (first["size"], second["size"]) == (len(PROOF), 2)
    assert first["id"] != second["id"]
    assert not first["is_public"]
    assert first["url_private"] != first["url_private_download"]


async def test_nothing_is_sent_for_an_empty_field(bot, dana, form):
    await dana.submits(note="none")
    assert sent(bot) == {"type": "file_input", "files": []}


async def test_the_apps_token_reads_it_and_no_other(bot, slack, dana, form):
    await dana.submits(proof=("restore.pdf", PROOF))
    [file] = sent(bot)["files"]
    for name in ("url_private", "url_private_download"):
        assert await read(slack, file[name], **BEARER) == (200, PROOF)
    assert (await read(slack, file["url_private"]))[0] == 302
    other = {"Authorization": "Bearer xoxb-other"}
    assert (await read(slack, file["url_private"], **other))[0] == 302
    await slack.post("app", scopes=list(SCOPES))
    assert (await read(slack, file["url_private"], **BEARER))[0] == 302


async def test_whoever_put_it_there_keeps_it_and_nobody_else(bot, slack, dana, form):
    await dana.submits(proof=("restore.pdf", PROOF))
    [file] = sent(bot)["files"]
    assert await kept(slack, file["id"], dana.id) == 200
    assert await kept(slack, file["id"], "U0ANA") == 409


async def test_the_app_reads_nothing_before_the_form_holds_it(slack, api, dana, form):
    file = await dana.uploads(form, "proof", "restore.pdf", PROOF)
    _, told, _ = await api.raw("files.info", data={"file": file})
    assert told["error"] == "file_not_found"
    address = f"{slack.url}/files-pri/{file}/{file}"
    assert (await read(slack, address, **BEARER))[0] == 302
    await dana.submits(proof=[file])
    _, told, _ = await api.raw("files.info", data={"file": file})
    assert told["file"]["name"] == "restore.pdf"
    assert await read(slack, address, **BEARER) == (200, PROOF)


@pytest.mark.parametrize(
    ("wants", "file", "said"),
    [
        # larger than a form takes
        ({}, ("a.bin", b"x" * (10 * MEGABYTE + 1)), "a.bin is larger than 10 MB."),
        # of another type, of none, and one that only looks like one
        ({"filetypes": ["pdf", "PNG"]}, ("a.exe", b"x"), "choose pdf, png"),
        ({"filetypes": ["pdf"]}, ("pdf", b"x"), "choose pdf"),
        ({"filetypes": ["pdf"]}, ("a.pdf.exe", b"x"), "choose pdf"),
        # nothing at all
        ({}, ("a.txt", b""), "a.txt is empty."),
    ],
    ids=["large", "another type", "no type", "two types", "empty"],
)
async def test_what_a_client_does_not_take_is_refused_beside_its_field(
    bot, dana, form, file, said
):
    with pytest.raises(person.Refused) as refused:
        await dana.submits(proof=file)
    assert said in refused.value.fields["proof"]
    assert bot.of("view_submission") == []


@pytest.mark.parametrize("wants", [{"filetypes": ["pdf"]}])
async def test_a_type_is_taken_in_capitals_too(bot, dana, form):
    await dana.submits(proof=("RESTORE.PDF", PROOF))
    assert sent(bot)["files"][0]["filetype"] == "pdf"


async def test_the_largest_file_is_taken(bot, slack, dana, form):
    await dana.submits(proof=("a.bin", b"x" * 10 * MEGABYTE))
    [file] = sent(bot)["files"]
    assert file["mimetype"] == "application/octet-stream"
    status, body = await read(slack, file["url_private"], **BEARER)
    assert (status, len(body)) == (200, 10 * MEGABYTE)


@pytest.mark.parametrize(
    ("wants", "most"), [({"max_files": 1}, 1), ({"max_files": 3}, 3), ({}, 10)]
)
async def test_no_more_files_than_the_field_takes(bot, dana, form, most):
    files = [(f"{n}.txt", b"x") for n in range(most + 1)]
    with pytest.raises(person.Refused) as refused:
        await dana.submits(proof=files)
    assert refused.value.fields == {"proof": f"Please choose no more than {most}."}
    await dana.submits(proof=files[:most])
    assert len(sent(bot)["files"]) == most


async def test_nobody_sends_a_file_of_another_or_one_that_is_nowhere(slack, dana, form):
    file = await dana.shares("#ops", "graph.png", b"x")
    [shared] = file.raw["file_ids"]
    await dana.submits(proof=[shared])  # one's own: a client offers recent files
    await dana.types("#ops", "/incident list")
    await dana.modal("Confirm")
    ana = await slack.person("ana").shares("#ops", "graph.png", b"x")
    for file in (ana.raw["file_ids"][0], "F0NOWHERE"):
        with pytest.raises(person.Refused) as refused:
            await dana.submits(proof=[file])
        assert "of yours" in refused.value.fields["proof"]


async def test_a_file_needs_a_field(dana, form):
    with pytest.raises(person.Refused, match="no field for files"):
        await dana.uploads(form, "note", "restore.pdf", PROOF)


async def test_a_form_that_is_closed_takes_no_file(dana, form):
    await dana.closes()
    with pytest.raises(person.Refused, match="not open"):
        await dana.uploads(form, "proof", "restore.pdf", PROOF)


async def test_a_form_keeps_its_files_when_something_else_is_wrong(bot, dana, form):
    bot.answers["view_submission"] = {
        "response_action": "errors",
        "errors": {"note": "Say more."},
    }
    await dana.submits(proof=("restore.pdf", PROOF))
    shown = await dana.modal("Confirm")
    [file] = shown["values"]["proof"]
    assert (file["name"], file["size"]) == ("restore.pdf", len(PROOF))
    bot.answers["view_submission"] = ""
    await dana.submits(note="more")
    assert [one["id"] for one in sent(bot)["files"]] == [file["id"]]


async def test_bytes_that_are_none_are_refused(slack, dana, form):
    where = {"view": form["id"], "block_id": "proof", "action_id": "value"}
    with pytest.raises(AssertionError, match="error"):
        await slack.post("upload", user=dana.id, **where, name="a", held="no base64!")
