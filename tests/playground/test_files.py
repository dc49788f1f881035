"""Files: shared by people, read by an app that may, and by nobody else."""

import pytest

from tests import person
from tests.playground.counterparts import TOKEN

PICTURE = b"PNG" * 10


@pytest.fixture
async def shared(slack, dana):
    await slack.post("invite", user=dana.id, channel="ops", users=["U0LONGWATCH"])
    return await dana.shares("#ops", "graph.png", PICTURE, mimetype="image/png")


def address(slack, bot):
    [told] = [one for one in bot.events("message") if one.get("files")]
    return told["files"][0]["url_private_download"]


async def read(slack, url, **headers):
    async with slack.session.get(url, headers=headers, allow_redirects=False) as said:
        return said.status, await said.read()


async def test_a_shared_file_is_heard_with_where_it_is_read(bot, slack, dana, shared):
    [*_, event] = await bot.hears("message", count=2)
    assert event["subtype"] == "file_share"
    [file] = event["files"]
    assert (file["name"], file["mimetype"], file["size"]) == (
        "graph.png",
        "image/png",
        len(PICTURE),
    )
    assert not file["public_url_shared"]
    assert "permalink_public" not in file


async def test_only_the_apps_own_token_reads_it(bot, slack, shared):
    await bot.hears("message", count=2)
    url = address(slack, bot)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    scopes = ["files:read", "channels:history"]
    assert (await read(slack, url, **bearer))[0] == 302  # it has no scope for it
    await slack.post("app", scopes=scopes)
    assert await read(slack, url, **bearer) == (200, PICTURE)
    assert (await read(slack, url))[0] == 302
    assert (await read(slack, url, Authorization="Bearer xoxb-other"))[0] == 302
    await slack.post("kick", user="U0DANA", channel="ops", who="U0LONGWATCH")
    assert (await read(slack, url, **bearer))[0] == 302
    statuses = [call["status"] for call in await slack.calls("files.download")]
    assert statuses == [302, 200, 302, 302, 302]


async def test_only_who_is_in_a_channel_shares_there(slack):
    outside = slack.person("priya")
    with pytest.raises(person.Refused):
        await outside.shares("#security", "graph.png", PICTURE)


async def test_whoever_is_there_keeps_a_file_and_nobody_else_does(slack, dana, shared):
    [id_] = shared.raw["file_ids"]
    where = f"{slack.url}/control/files/{id_}"
    async with slack.session.get(where, params={"as": dana.id}) as said:
        assert (said.status, await said.read()) == (200, PICTURE)
        assert said.headers["Content-Disposition"] == "attachment"
    for who in ("U0PRIYA", "U0NOBODY", ""):
        async with slack.session.get(where, params={"as": who}) as said:
            assert said.status == 409
