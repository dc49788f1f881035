"""A download is held against what was expected, and every way it ends has a name."""

import contextlib
import hashlib

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime import download
from bot.runtime.calls import Limited, Refusal, Slack, Unknown, Unreached
from bot.runtime.serving import serving

HELD = b"what was shared" * 1000
MOST = len(HELD)
TOKEN = "xoxb-1-download"


@contextlib.asynccontextmanager
async def keeping(**answer):
    """Serve one file as *answer* says; give a way there, its address, and who asked."""
    asked = []

    async def file(request):
        asked.append(request.headers.get("Authorization"))
        return web.Response(**{"body": HELD, "content_type": "image/png", **answer})

    app = web.Application()
    app.router.add_get("/{path:.*}", file)
    async with serving(app, "127.0.0.1", 0) as url, aiohttp.ClientSession() as session:
        client = AsyncWebClient(TOKEN, base_url=f"{url}/api/", session=session)
        slack = Slack(workspace="W", client=client, timeout=5.0, rests={})
        yield slack, f"{url}/files-pri/T1-F1/download/x.png", asked


async def fetched(slack, url, *, mimetype="image/png", most=MOST):
    return await download.fetch(slack, url, mimetype=mimetype, most=most, within=5)


async def test_a_file_is_read_with_the_bots_token():
    async with keeping() as (slack, url, asked):
        assert await fetched(slack, url) == HELD
    assert asked == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ({"status": 404}, Refusal, "file_not_found"),
        ({"status": 403}, Refusal, "file_not_found"),
        # whoever may not read it is sent to a page to sign in, or shown one
        ({"status": 302, "headers": {"Location": "/login"}}, Refusal, "file_not_found"),
        ({"content_type": "text/html"}, Refusal, "file_not_found"),
        ({"status": 500}, Unknown, "HTTP 500"),
        ({"status": 503}, Unknown, "HTTP 503"),
        ({"status": 429, "headers": {"Retry-After": "7"}}, Limited, "files.download"),
        ({"status": 429}, Limited, "files.download"),
        ({"body": HELD + b"!"}, Refusal, "file_too_large"),
    ],
)
async def test_what_is_no_file_is_refused_by_name(answer, kind, said):
    async with keeping(**answer) as (slack, url, asked):
        with pytest.raises(kind, match=said):
            await fetched(slack, url)
    assert len(asked) == 1, "a redirect is not followed"


async def test_a_page_that_was_shared_is_a_file():
    async with keeping(content_type="text/html") as (slack, url, _):
        assert await fetched(slack, url, mimetype="text/html") == HELD


async def test_a_host_that_is_not_slacks_is_never_asked():
    async with keeping() as (slack, _, _), keeping() as (_, elsewhere, asked):
        with pytest.raises(Refusal, match="not_slacks_host"):
            await fetched(slack, elsewhere)
    assert asked == []


async def test_a_host_that_is_away_can_be_asked_again():
    async with keeping() as (slack, url, _):
        there = slack
        await fetched(there, url)
        await slack.client.session.close()
    async with aiohttp.ClientSession() as session:
        there.client.session = session
        with pytest.raises(Unreached):
            await fetched(there, url)


def test_a_file_is_measured_by_what_it_holds(tmp_path):
    kept = tmp_path / "files" / "F1"
    download.write(kept, HELD)
    digest = hashlib.sha256(HELD).hexdigest()
    assert download.measured(kept) == {"sha256": digest, "size": str(len(HELD))}
    kept.write_bytes(b"")
    assert download.measured(kept)["size"] == "0"
