"""Sending the bytes of a file: every way it ends has a name, and can be repeated."""

import contextlib
import time

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime import paper, uploading
from bot.runtime.calls import Late, Limited, Refusal, Slack, Unreached
from bot.runtime.serving import serving

HELD = b"what is sent" * 100_000  # more than aiohttp takes as plain bytes
TOKEN = "xoxb-1-upload"


@contextlib.asynccontextmanager
async def taking(status=200, **headers):
    """Take an upload as *status* says; give a way there, its address, what came."""
    came = []

    async def take(request):
        came.append((request.headers.get("Authorization"), await request.read()))
        return web.Response(status=status, headers=headers)

    app = web.Application(client_max_size=2**24)
    app.router.add_post("/upload/v1/F1", take)
    async with serving(app, "127.0.0.1", 0) as url, aiohttp.ClientSession() as session:
        client = AsyncWebClient(TOKEN, base_url=f"{url}/api/", session=session)
        slack = Slack(workspace="W", client=client, timeout=5.0, rests={})
        yield slack, f"{url}/upload/v1/F1", came


async def test_the_bytes_go_there_without_the_bots_token():
    async with taking() as (slack, url, came):
        await uploading.send(slack, url, HELD, within=5)
    assert came == [(None, HELD)]


@pytest.mark.parametrize(
    ("status", "headers", "kind", "said"),
    [
        (500, {}, Unreached, "HTTP 500"),
        (503, {}, Unreached, "HTTP 503"),
        (404, {}, Refusal, "upload_refused"),
        (302, {"Location": "/elsewhere"}, Refusal, "upload_refused"),
        (429, {"Retry-After": "7"}, Limited, "files.upload"),
    ],
)
async def test_what_is_not_taken_is_named(status, headers, kind, said):
    async with taking(status, **headers) as (slack, url, came):
        with pytest.raises(kind, match=said):
            await uploading.send(slack, url, HELD, within=5)
    assert len(came) == 1, "a redirect is not followed"


async def test_a_host_that_is_not_slacks_is_sent_nothing():
    async with taking() as (slack, _, _), taking() as (_, elsewhere, came):
        with pytest.raises(Refusal, match="not_slacks_host"):
            await uploading.send(slack, elsewhere, HELD, within=5)
    assert came == []


async def test_nothing_is_sent_when_too_little_of_the_lease_is_left():
    async with taking() as (slack, url, came):
        late = Slack(
            workspace="W",
            client=slack.client,
            timeout=5.0,
            rests={},
            deadline=time.time() - 1,  # noqa: TID251 (leases use real time)
        )
        with pytest.raises(Late):
            await uploading.send(late, url, HELD, within=5)
    assert came == []


async def test_a_host_that_is_away_can_be_asked_again():
    async with taking() as (slack, url, _):
        there = slack
    async with aiohttp.ClientSession() as session:
        there.client.session = session
        with pytest.raises(Unreached):
            await uploading.send(there, url, HELD, within=5)


def test_a_pdf_that_cannot_be_made_is_a_refusal_with_advice(monkeypatch):
    def broken(read, font):
        raise paper.NoPdf(why="the package fpdf2 is not installed")

    monkeypatch.setattr(paper, "pdf", broken)
    with pytest.raises(Refusal, match="no_pdf"):
        uploading.made({"form": "pdf", "read": {}})


def test_json_keeps_every_letter():
    assert uploading.made({"form": "json", "told": {"title": "Störung"}}) == (
        '{\n  "title": "Störung"\n}\n'.encode()
    )
