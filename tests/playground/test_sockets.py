"""Rule 46: Socket Mode, as the app at the other end of the websocket sees it."""

import asyncio
import contextlib

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from tests import person
from tests.playground.counterparts import APP_TOKEN


@pytest.fixture
def settings():
    return {"socket": True}


@pytest.fixture
def address(api):
    async def address():
        _, body, _ = await api.raw("apps.connections.open", token=APP_TOKEN)
        return body["url"]

    return address


@pytest.fixture
async def connect(address, slack):
    async with contextlib.AsyncExitStack() as stack:

        async def connect():
            socket = await stack.enter_async_context(
                slack.session.ws_connect(await address())
            )
            hello = await socket.receive_json()
            assert hello["type"] == "hello"
            return socket

        yield connect


async def test_a_ticket_is_good_for_one_connection(address, slack):
    ticket = await address()
    async with slack.session.ws_connect(ticket) as socket:
        assert (await socket.receive_json())["num_connections"] == 1
    with pytest.raises(WSServerHandshakeError):
        await slack.session.ws_connect(ticket)


async def test_a_command_comes_in_an_envelope_and_is_answered_in_its_ack(
    connect, slack, dana
):
    socket = await connect()
    typed = dana.slack.session.post(
        f"{slack.url}/control/command",
        json={"user": dana.id, "channel": "ops", "text": "/incident list"},
    )
    async with AnsweredBy(socket, {"text": "None open."}) as envelope, typed as done:
        body = await done.json()
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    assert envelope["payload"]["command"] == "/incident"
    assert body["answer"] == "None open."


class AnsweredBy:
    """Acknowledge the next envelope of a socket with a payload, in the background."""

    def __init__(self, socket, payload):
        self.socket, self.payload, self.envelope = socket, payload, {}

    async def __aenter__(self):
        self.task = asyncio.create_task(self._answer())
        return self.envelope

    async def _answer(self):
        self.envelope.update(await self.socket.receive_json())
        ack = {"envelope_id": self.envelope["envelope_id"], "payload": self.payload}
        await self.socket.send_json(ack)

    async def __aexit__(self, *_):
        await self.task


async def test_an_event_without_ack_comes_again_and_says_so(connect, playground, slack):
    playground.parts.world.patience = 0.05
    socket = await connect()
    await slack.post("events", send={"type": "team_join"})
    first, second = await socket.receive_json(), await socket.receive_json()
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "http_timeout"
    await socket.send_json({"envelope_id": second["envelope_id"]})


@pytest.mark.parametrize(
    ("message", "violation"),
    [
        ('{"envelope_id": "made-up"}', "socket: acknowledged the unknown made-up"),
        ("{", "socket: sent something that is no ack"),
        ("[]", "socket: sent something that is no ack"),
    ],
)
async def test_a_wrong_ack_is_a_violation(connect, slack, message, violation):
    socket = await connect()
    await socket.send_str(message)
    await _settled(slack, 1)
    assert await slack.violations() == [violation]


async def test_an_event_is_not_answered_with_a_payload(connect, slack):
    socket = await connect()
    await slack.post("events", send={"type": "team_join"})
    envelope = await socket.receive_json()
    assert envelope["accepts_response_payload"] is False
    ack = {"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}
    await socket.send_json(ack)
    await _settled(slack, 1)
    assert await slack.violations() == ["socket: answered events_api with a payload"]


async def _settled(slack, count):
    async def look():
        return len(await slack.violations()) >= count

    await person.eventually(look, f"{count} violations are noted")


async def test_envelopes_go_to_all_connections_in_turn(connect, slack):
    sockets = [await connect(), await connect()]
    for _ in sockets:
        await slack.post("events", send={"type": "team_join"})
    for socket in sockets:
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})


async def test_the_eleventh_connection_is_sent_away(connect, address, slack):
    for _ in range(10):
        await connect()
    async with slack.session.ws_connect(await address()) as socket:
        told = await socket.receive_json()
        assert told == {"type": "disconnect", "reason": "too_many_websockets"}


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_connection_is_ended_with_a_reason(connect, slack, reason):
    socket = await connect()
    await slack.post("sockets", do="warning")
    assert (await socket.receive_json())["reason"] == "warning"
    await slack.post("sockets", do=reason)
    assert (await socket.receive_json())["reason"] == reason
    assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_connection_can_be_cut_without_a_word(connect, slack):
    socket = await connect()
    assert (await slack.get("state"))["bot"]["up"]
    await slack.post("sockets", do="cut")
    assert (await socket.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
    state = await slack.get("state")
    assert state["bot"] == {"up": False, "why": "no socket is connected"}


async def test_without_a_connection_a_command_fails_at_once(slack, dana):
    done = await dana.types("#ops", "/incident list")
    assert done["delivered"]["error"] == "no socket is connected"
    assert dana.answer == '/incident failed with the error "dispatch_failed"'
    assert await slack.violations() == []
