"""8.6, rule 46: Socket Mode, as the app at the other end of the websocket sees it."""

import asyncio
import contextlib

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from tests import person
from tests.playground.counterparts import APP_TOKEN

DANA = "U0DANA"


@pytest.fixture
def settings():
    return {"socket": True}


@pytest.fixture
def ticket(api):
    """Ask for the address of one connection."""

    async def ticket():
        _, body, _ = await api.raw("apps.connections.open", token=APP_TOKEN)
        assert body["ok"], body
        return body["url"]

    return ticket


@pytest.fixture
async def connect(ticket, slack):
    """Open a connection and hear its greeting."""
    async with contextlib.AsyncExitStack() as stack:

        async def connect(**options):
            opening = slack.session.ws_connect(await ticket(), **options)
            socket = await stack.enter_async_context(opening)
            assert (await socket.receive_json())["type"] == "hello"
            return socket

        yield connect


def event(slack, name="team_join"):
    return slack.post("events", send={"type": name})


def typing(slack):
    typed = {"user": DANA, "channel": "ops", "text": "/incident list"}
    return asyncio.create_task(slack.post("command", typed))


async def acknowledge(socket, envelope, **more):
    await socket.send_json({"envelope_id": envelope["envelope_id"], **more})


async def reported(slack, said):
    async def look():
        return [one for one in await slack.violations() if said in one]

    return await person.eventually(look, f"it is reported: {said}")


async def test_rule_46_the_greeting_tells_how_many_connections_there_are(ticket, slack):
    opened = []
    for count in (1, 2):
        socket = await slack.session.ws_connect(await ticket())
        opened.append(socket)
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", count)
        assert hello["connection_info"]["app_id"]
        assert hello["debug_info"]["approximate_connection_time"]
    for socket in opened:
        await socket.close()


async def test_rule_46_a_ticket_is_used_once(ticket, slack):
    address = await ticket()
    async with slack.session.ws_connect(address) as socket:
        await socket.receive_json()
        with pytest.raises(WSServerHandshakeError):
            await slack.session.ws_connect(address)
    with pytest.raises(WSServerHandshakeError):
        await slack.session.ws_connect(f"{address}x")


# What happens: how, with which kind of envelope, and whether it can be answered.
SENT = {
    "events": ({"send": {"type": "team_join"}}, "events_api", False),
    "command": (
        {"user": DANA, "channel": "ops", "text": "/incident"},
        "slash_commands",
        True,
    ),
    "shortcut": ({"user": DANA, "callback_id": "go"}, "interactive", True),
}


@pytest.mark.parametrize("act", SENT)
async def test_rule_46_an_envelope_says_what_it_is(connect, slack, act):
    body, kind, answerable = SENT[act]
    socket = await connect()
    acting = asyncio.create_task(slack.post(act, body))
    envelope = await socket.receive_json()
    await acknowledge(socket, envelope)
    await acting
    assert envelope["type"] == kind
    assert envelope["accepts_response_payload"] is answerable
    assert isinstance(envelope["payload"], dict)
    assert ("retry_attempt" in envelope) is (kind == "events_api")


async def test_rule_46_every_envelope_has_its_own_id(connect, slack):
    socket = await connect()
    ids = []
    for _ in range(10):
        await event(slack)
        envelope = await socket.receive_json()
        ids.append(envelope["envelope_id"])
        await acknowledge(socket, envelope)
    assert len(set(ids)) == 10


async def test_rule_46_an_answer_comes_with_the_acknowledgement(connect, slack):
    socket = await connect()
    acting = typing(slack)
    answer = {"payload": {"text": "None open."}}
    await acknowledge(socket, await socket.receive_json(), **answer)
    assert (await acting)["answer"] == "None open."


async def test_rule_46_what_is_not_acknowledged_in_three_seconds_comes_again(
    connect, slack
):
    socket = await connect()
    await event(slack)
    acting = typing(slack)
    first = [await socket.receive_json() for _ in range(2)]
    done = await acting
    assert done["delivered"]["timeout"] is True
    assert "slash_commands: operation_timeout" in await slack.violations()
    again = await socket.receive_json()
    [lost] = [one for one in first if one["type"] == "events_api"]
    assert again["payload"]["event_id"] == lost["payload"]["event_id"]
    assert (lost["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert (lost["retry_reason"], again["retry_reason"]) == ("", "http_timeout")
    await acknowledge(socket, again)
    late = f"acknowledged the unknown {lost['envelope_id']}"
    await acknowledge(socket, lost)
    await reported(slack, late)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('{"envelope_id": "made-up"}', "acknowledged the unknown made-up"),
        ('{"envelope": "x"}', "acknowledged the unknown"),
        ("{", "sent something that is no ack"),
        ("[]", "sent something that is no ack"),
    ],
)
async def test_rule_46_a_wrong_acknowledgement_is_reported(
    connect, slack, message, said
):
    socket = await connect()
    await socket.send_str(message)
    await reported(slack, said)


async def test_rule_46_an_acknowledgement_counts_once(connect, slack):
    socket = await connect()
    await event(slack)
    envelope = await socket.receive_json()
    for _ in range(2):
        await acknowledge(socket, envelope)
    await reported(slack, f"acknowledged the unknown {envelope['envelope_id']}")


async def test_rule_46_an_event_takes_no_answer(connect, slack):
    socket = await connect()
    await event(slack)
    await acknowledge(socket, await socket.receive_json(), payload={"text": "hi"})
    await reported(slack, "answered events_api with a payload")


async def test_rule_46_any_connection_gets_an_envelope_and_any_acknowledges_it(
    connect, slack
):
    one, two = [await connect(), await connect()]
    came = []
    for _ in range(20):
        await event(slack)
        waiting = {asyncio.create_task(s.receive_json()): s for s in (one, two)}
        done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        [arrived] = done
        came.append(waiting[arrived] is one)
        other = two if waiting[arrived] is one else one
        await acknowledge(other, arrived.result())
    assert set(came) == {True, False}
    assert came != [bool(n % 2) for n in range(20)]
    assert came != [not n % 2 for n in range(20)]
    assert await slack.violations() == []


async def test_rule_46_the_eleventh_connection_is_sent_away(connect, ticket, slack):
    for _ in range(10):
        await connect()
    async with slack.session.ws_connect(await ticket()) as socket:
        told = await socket.receive_json()
        assert told == {"type": "disconnect", "reason": "too_many_websockets"}
        assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_rule_46_a_warning_comes_before_the_end(connect, slack):
    socket = await connect()
    for reason in ("warning", "refresh_requested"):
        await slack.post("sockets", do=reason)
        told = await socket.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", reason)
    assert (await socket.receive()).type is WSMsgType.CLOSE
    await connect()  # and may come again


async def test_rule_46_a_disabled_link_does_not_open_again(connect, slack, api):
    socket = await connect()
    await slack.post("sockets", do="link_disabled")
    assert (await socket.receive_json())["reason"] == "link_disabled"
    _, body, _ = await api.raw("apps.connections.open", token=APP_TOKEN)
    assert body["error"] == "forbidden_team"


async def test_rule_46_a_connection_is_cut_without_a_word(connect, slack):
    socket = await connect()
    await slack.post("sockets", do="cut")
    assert (await socket.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
    done = await typing(slack)
    assert done["answer"] == '/incident failed with the error "dispatch_failed"'


async def test_rule_46_a_living_end_answers_pings_and_a_dead_one_does_not(
    connect, slack
):
    socket = await connect(autoping=False)
    await socket.ping(b"1")
    assert (await socket.receive()).data == b"1"
    await slack.post("sockets", do="mute")
    await socket.ping(b"2")
    await slack.post("sockets", do="unmute")
    await socket.ping(b"3")
    assert (await socket.receive()).data == b"3"


async def test_rule_46_without_socket_mode_there_is_no_ticket(slack, api):
    await slack.post("app", socket_mode=False)
    _, body, _ = await api.raw("apps.connections.open", token=APP_TOKEN)
    assert body["error"] == "forbidden_team"
