"""Socket Mode: the same bot over a websocket, whatever happens to it."""

import asyncio

import pytest

from bot.runtime import observe, sockets
from tests import factories, person
from tests.runtime import payloads


@pytest.fixture
def quick(monkeypatch):
    """Let the heart beat fast, and tries follow each other soon."""
    monkeypatch.setattr(sockets, "HEART", 0.2)
    monkeypatch.setattr(sockets, "AGAIN", 0.05)
    monkeypatch.setattr(sockets, "LONGEST", 0.1)
    monkeypatch.setattr(sockets, "GRACE", 0.3)


@pytest.fixture
async def socket(quick, sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home", socket=True) as made:
        yield made


@pytest.fixture
async def socketed(database, tmp_path):
    async with factories.scene(database, tmp_path / "home", socket=True) as made:
        yield made


def connections(scene):
    """Give the connections that Slack's end knows."""
    return list(scene.playground.parts.sockets.open)


async def replaced(scene, before):
    """Wait until another connection than *before* is the only one, and serves."""

    async def look():
        now = connections(scene)
        return len(now) == 1 and now != before and scene.bot.sockets.connected

    await person.eventually(look, "another connection has taken over")


async def serves(scene, title):
    dana = scene.person("dana")
    await dana.types("#general", f"/incident declare sev2 {title}")
    assert f"declared: SEV-2 {title}" in dana.answer
    await scene.settled()
    await dana.sees("#incidents", title)


def counted(reason):
    """Tell how often a connection was replaced for *reason*."""
    return observe.reconnections.labels(reason)._value.get()


async def test_an_incident_is_declared_and_led_over_a_websocket(socketed):
    dana, ana = socketed.person("dana"), socketed.person("ana")
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    said = await dana.submits(title="\N{FIRE}", severity="1", user_facing="no")
    assert "Say in a few words what is wrong" in str(said["errors"])
    await dana.submits(title="checkout 500s", severity="1", user_facing="no")
    await socketed.settled()
    await ana.presses("Acknowledge", channel="#incidents")
    await socketed.settled()
    await dana.sees("inc-1-checkout-500s", "ana acknowledged INC-1")
    await socketed.slack.post("leave", user=ana.id, channel="inc-1-checkout-500s")
    await dana.sees("inc-1-checkout-500s", "left this room")
    assert await socketed.slack.violations() == []


async def test_a_form_and_its_fields_are_checked_the_same(socket):
    sam = socket.person("sam")
    await socket.slack.post("person", id=sam.id, is_admin=True)
    await sam.types("#general", "/ops setup")
    await sam.modal("Announcements")
    await socket.slack.post("person", id=sam.id, is_admin=False)
    await socket.settled()
    await sam.submits(announcements="C0INCIDENTS")
    assert "Only an admin of Longwatch" in str(await sam.modal("can't be done"))
    assert await socket.slack.violations() == []


@pytest.mark.parametrize(
    ("do", "reason"),
    [
        # Slack tells ahead, tells at once, cuts without a word
        ("warning", "warning"),
        ("refresh_requested", "refresh_requested"),
        ("cut", sockets.GONE),
    ],
)
async def test_another_connection_is_opened_and_said(socket, logs, do, reason):
    before, many = connections(socket), counted(reason)
    await socket.slack.post("sockets", do=do)
    await replaced(socket, before)
    await serves(socket, "after that")
    assert counted(reason) == many + 1
    assert "another connection to Slack is opened" in logs.getvalue()
    assert await socket.slack.violations() == []


async def test_a_peer_that_is_silently_dead_is_noticed(socket, logs):
    before = connections(socket)
    await socket.slack.post("sockets", do="mute")

    async def noticed():
        return sockets.SAID[sockets.SILENT] in logs.getvalue()

    await person.eventually(noticed, "the bot hears its heart no more")
    await socket.slack.post("sockets", do="unmute")
    await replaced(socket, before)
    await serves(socket, "after that")


async def test_its_own_heart_is_heard_while_nobody_asks(socket):
    before, since = connections(socket), socket.bot.sockets.link.since
    heard = socket.bot.sockets.link.heard

    async def beats():
        return socket.bot.sockets.link.heard > heard

    for _ in range(3):
        await person.eventually(beats, "a pong comes back")
        heard = socket.bot.sockets.link.heard
    assert connections(socket) == before
    assert socket.bot.sockets.link.since == since


async def test_a_connection_by_which_nothing_comes_is_tried_anew(
    socket, logs, monkeypatch
):
    before = connections(socket)
    await serves(socket, "before that")
    assert connections(socket) == before
    monkeypatch.setattr(sockets, "QUIET", 0.3)
    await socket.slack.post("sockets", do="warning")

    async def said():
        return sockets.SAID[sockets.NOTHING] in logs.getvalue()

    await person.eventually(said, "a quiet connection was replaced")
    monkeypatch.setattr(sockets, "QUIET", 1800)
    await socket.slack.post("sockets", do="warning")
    await replaced(socket, before)
    await serves(socket, "after that")


async def test_a_connection_that_is_left_still_answers(socket, monkeypatch):
    monkeypatch.setattr(sockets, "GRACE", 1800)
    (old,) = connections(socket)
    await socket.slack.post("sockets", do="warning")

    async def both():
        return len(connections(socket)) == 2 and socket.bot.sockets.connected

    await person.eventually(both, "the next connection is open beside the last")
    dana = socket.person("dana")
    for _ in connections(socket):  # requests take turns
        await dana.types("#general", "/incident list")
        assert "All is quiet" in dana.told
    assert old in connections(socket)


async def test_an_app_whose_socket_mode_is_off_says_so_until_it_is_on(socket, logs):
    app = socket.playground.parts.world.app
    app.socket_mode = False
    await socket.slack.post("sockets", do="link_disabled")

    async def refused():
        return '"reason":"forbidden_team"' in logs.getvalue()

    await person.eventually(refused, "Slack opens no connection")
    assert sockets.SAID[sockets.DISABLED] in logs.getvalue()
    async with socket.slack.session.get(f"{socket.url}/readyz") as answer:
        assert answer.status == 503
        (waits,) = (await answer.json())["waits_for"]
    assert waits == "the connection to Slack: forbidden_team"
    app.socket_mode = True
    await socket.slack.connected()
    await serves(socket, "after that")


async def test_a_refused_connection_is_asked_for_again(socket, logs):
    kinds = (
        "error:internal_error", "status_500", "status_502_html", "drop_before",
        "truncated_json",
    )  # fmt: skip
    for kind in kinds:
        await socket.slack.fault("apps.connections.open", kind)
    before = connections(socket)
    await socket.slack.post("sockets", do="cut")
    await replaced(socket, before)
    tries = await socket.slack.calls("apps.connections.open")
    assert [call["fault"] for call in tries if call.get("fault")] == list(kinds)
    assert logs.getvalue().count("Slack opens no connection") == len(kinds)
    assert "Traceback" not in logs.getvalue()


async def test_what_slack_sends_that_is_no_envelope_is_passed_over(socket, logs):
    (theirs,) = connections(socket)
    for said in ("{", "[]", '"hello"', '{"type": "hello"}', '{"type": "strange"}'):
        await theirs.send_str(said)
    await theirs.send_bytes(b"\x00")
    await serves(socket, "after that")
    assert connections(socket) == [theirs]


async def test_an_answer_under_way_is_given_before_the_connection_is_closed(
    quick, sqlite_url, tmp_path, monkeypatch
):
    started, go_on = asyncio.Event(), asyncio.Event()
    answered = sockets.receive.answered

    async def slowly(bolt, payload):
        started.set()
        await go_on.wait()
        return await answered(bolt, payload)

    async with factories.scene(sqlite_url, tmp_path / "home", socket=True) as scene:
        dana = scene.person("dana")
        monkeypatch.setattr(sockets.receive, "answered", slowly)
        typed = asyncio.create_task(dana.types("#general", "/incident list"))
        await started.wait()
        closing = asyncio.create_task(scene.bot.sockets.close())
        go_on.set()
        await typed
        await closing
        assert "All is quiet" in dana.told
        assert not scene.bot.sockets.connected


async def test_an_event_that_broke_something_comes_again(socket, logs, monkeypatch):
    def broken(*_):
        raise ValueError("canary")

    find = socket.bot.installations.find
    monkeypatch.setattr(socket.bot.installations, "find", broken)
    socket.playground.parts.world.patience = 0.2
    change = {**payloads.event()["event"], "user": {"id": "U0SAM", "name": "sam"}}
    await socket.slack.post("events", send=change)

    async def tried():
        return "unexpected" in logs.getvalue()

    await person.eventually(tried, "the event was delivered")
    monkeypatch.setattr(socket.bot.installations, "find", find)

    async def taken():
        events = await socket.slack.deliveries("events_api")
        return [one["status"] for one in events][-1] == 200

    await person.eventually(taken, "the event was delivered again, and taken")


async def test_what_is_of_another_shape_is_taken_and_does_not_come_again(socket, logs):
    await socket.slack.post("events", send={"type": "member_joined_channel"})

    async def taken():
        events = await socket.slack.deliveries("events_api")
        return [one["status"] for one in events][-1] == 200

    await person.eventually(taken, "the event was taken")
    assert "a payload of another shape" in logs.getvalue()
