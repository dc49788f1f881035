"""What is logged, counted and kept holds no secret; and no log holds what people wrote.

The canary is what is typed into every field; the secrets are those of the tests' own
environment. Both are looked for wherever they could have got to.
"""

import asyncio
import json
import logging
import os
import sqlite3
import sys
import threading
import time
import warnings
from urllib.parse import urlencode

import orjson
import pytest
import structlog

from bot.playground import signing
from bot.runtime import observe
from tests import factories, processes
from tests.runtime import payloads

SECRETS = (factories.TOKEN, factories.SECRET, factories.APP_TOKEN)
CANARY = "cheepcheep"


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1234-5678-abcDEF",
        "xoxp-1-2-3",
        "xapp-1-A0B-123-abc",
        "xoxe.xoxb-1-Mi0yLTE",
        "Bearer abc.def",
        "https://hooks.slack.com/commands/T0/1/abc",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(logs, secret):
    log = structlog.get_logger("tests")
    log.info("here", deep={"list": [secret, ("tuple", secret)]})
    logging.getLogger("library").warning("here: %s", secret)
    log.error("a bug", exc_info=ValueError(secret))
    logging.getLogger("library").error("its bug", exc_info=ValueError(secret))
    assert logs.getvalue().count("[masked]") == 4
    assert secret.removeprefix("Bearer ") not in logs.getvalue()


def test_a_password_in_an_address_is_masked(logs):
    log = structlog.get_logger("tests")
    log.info("postgresql://longwatch:s3cret@db.example.com/longwatch")
    assert "s3cret" not in logs.getvalue()
    assert "db.example.com/longwatch" in logs.getvalue()


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal for int() with base 10: '{CANARY}'"),
        KeyError(CANARY),
        LookupError(f"duplicate key\nDETAIL:  Key (title)=({CANARY}) already exists"),
        TypeError(f'no such thing: "{CANARY} and more"'),
    ],
)
def test_what_an_error_quotes_is_not_logged(logs, error):
    def broken(words):
        raise error

    try:
        broken(CANARY)
    except (ValueError, LookupError, TypeError):
        structlog.get_logger("tests").exception("a bug")
        logging.getLogger("library").exception("its bug")
    assert CANARY not in logs.getvalue()
    first, *_ = logs.getvalue().splitlines()
    (said,) = orjson.loads(first)["exception"]
    assert said["exc_type"] == type(error).__name__
    assert said["frames"][-1]["name"] == "broken"
    assert f"line {said['frames'][-1]['lineno']}" in logs.getvalue()


def test_libraries_are_heard_from_a_warning_on(logs):
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("something")
    assert "chatter" not in logs.getvalue()
    (said,) = map(orjson.loads, logs.getvalue().splitlines())
    assert (said["level"], said["logger"]) == ("warning", "library")
    assert said["event"] == "something"


async def test_every_line_is_json_whoever_logs(logs, monkeypatch):
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    observe.log_crashes()

    def fails():
        raise ValueError(factories.TOKEN)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("an old way", DeprecationWarning, stacklevel=1)
    context = {"message": "a task\nfailed", "exception": ValueError("so")}
    asyncio.get_running_loop().call_exception_handler(context)
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    try:
        fails()
    except ValueError:
        sys.excepthook(*sys.exc_info())

    warned, failed, in_thread, crashed = map(orjson.loads, logs.getvalue().splitlines())
    assert "an old way" in warned["event"]
    assert failed["event"].startswith("a task\nfailed")
    assert failed["exception"].endswith("ValueError")
    for said in (in_thread, crashed):
        assert (said["level"], said["exception"][0]["exc_type"]) == (
            "critical",
            "ValueError",
        )
    assert factories.TOKEN not in logs.getvalue()


@pytest.mark.slow
async def test_a_process_writes_nothing_but_json(database, slack, tmp_path):
    """Whatever comes: what nobody can read, what is unsigned, what is of another."""
    part = "run" if database.startswith("sqlite") else "web"
    environ = factories.environment(database, tmp_path / "home", slack.url)
    folder = tmp_path / "here"
    folder.mkdir()
    command = f"{sys.executable} -m bot {part}"
    async with processes.serving(command, os.environ | environ, folder) as address:
        for head in UNREADABLE:
            assert b" 400 " in await answered(address, head), head
        stranger = urlencode(payloads.command("list", team_id="T9")).encode()
        headers = signing.sign(factories.SECRET, stranger, time.time())  # noqa: TID251 (its own)
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        url = f"{address}/slack/events"
        async with slack.session.post(url, data=stranger, headers=headers) as answer:
            assert answer.status == 200
    (log,) = tmp_path.glob("here-*.log")
    said = [orjson.loads(line) for line in log.read_text().splitlines()]
    assert f"Longwatch serves at {address}" in [each["event"] for each in said]
    assert {each["level"] for each in said} <= {"info", "warning"}


POST = b"POST /slack/events HTTP/1.1\r\nHost: here\r\n"
UNREADABLE = (
    POST + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\ngarbage!!",
    POST + b"Content-Encoding: deflate\r\nContent-Length: 9\r\n\r\ngarbage!!",
    POST + b"Content-Encoding: zstd\r\nContent-Length: 9\r\n\r\ngarbage!!",
    POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: here\r\nno header\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n",
    b"\x16\x03\x01 a handshake\r\n\r\n",
)


async def answered(address, request):
    """Send bytes; give the first line of what came back."""
    port = int(address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    line = await reader.readline()
    writer.close()
    return line


def test_a_call_is_counted_by_how_it_came_out():
    def counted(outcome):
        name = "longwatch_slack_call_seconds_count"
        labels = {"method": "tests.method", "outcome": outcome}
        return observe.REGISTRY.get_sample_value(name, labels) or 0

    with observe.calling("tests.method"):
        pass
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), observe.calling("tests.method"):
            raise error
    outcomes = ("ok", "valueerror", "keyboardinterrupt")
    assert [counted(one) for one in outcomes] == [1, 1, 1]


async def story(scene):
    """Type the canary into everything that takes words, and let things go wrong."""
    dana, sam = scene.person("dana"), scene.person("sam")
    for method, fault in (
        ("conversations.create", "status_500"),
        ("chat.postMessage", "status_502_html"),
        ("conversations.setTopic", "error:restricted_action"),
        ("conversations.invite", "error:internal_error"),
        ("chat.update", "ratelimited"),
        ("pins.add", "drop_after"),
    ):
        await scene.slack.fault(method, fault)
    await dana.types("#general", f"/incident declare sev1 {CANARY} is down")
    await dana.types("#general", f"/incident {CANARY}")
    await dana.types("#general", f"/incident ack {CANARY}")
    await scene.settled()
    (room,) = [name for name in await scene.slack.channels() if name[:5] == "inc-1"]
    await dana.comes_into(room)
    for verb in ("update", "note", "severity sev2", "resolve", "reopen", "decline"):
        await dana.types(room, f"/incident {verb} {CANARY} {CANARY}")
    await dana.types(room, f"/incident assign {CANARY}")
    await dana.types(room, f"just saying {CANARY}")
    await scene.slack.post("topic", user=dana.id, channel=room, topic=CANARY)
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    await dana.submits(title=CANARY, summary=CANARY, surface=CANARY)
    await sam.types(room, f"/incident decline {CANARY} {CANARY}")
    await scene.sends(payloads.action(CANARY, CANARY))
    await scene.sends_form(payloads.command(CANARY, team_id="T9"))
    await scene.settled()
    await scene.forward(days=2)


async def broken(*_):
    raise ValueError(f"no such thing: '{CANARY}'")


async def test_no_secret_and_no_word_gets_out(sqlite_url, tmp_path, logs, monkeypatch):
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        await story(scene)
        monkeypatch.setattr("bot.incidents.open_ones", broken)
        await scene.person("dana").types("#general", f"/incident list {CANARY}")
        async with scene.slack.session.get(f"{scene.url}/metrics") as answer:
            metrics = await answer.text()
        calls = [call["args"] for call in await scene.slack.calls()]
        said = json.dumps([calls, await scene.slack.get("state", **{"as": "U0DANA"})])
        spoken = await everything(scene)

    assert CANARY in said
    for secret in SECRETS:
        assert secret not in said + spoken + metrics + logs.getvalue()
        assert secret.encode() not in kept(sqlite_url, tmp_path / "home")
    assert CANARY not in logs.getvalue()
    assert CANARY not in metrics
    assert '"event":"slack refused"' in logs.getvalue()
    assert '"event":"unexpected"' in logs.getvalue()


async def everything(scene):
    """Give all that stands in every channel and thread, as raw as Slack keeps it."""
    world = scene.playground.parts.world
    return "\n".join(
        str(vars(message))
        for channel in world.channels.values()
        for message in channel.messages.values()
    )


def kept(url, home):
    """Give every byte that the bot has written: its database, and its data folder."""
    path = url.removeprefix("sqlite:///")
    database = sqlite3.connect(path)
    dump = "\n".join(database.iterdump())
    database.close()
    assert CANARY in dump
    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    return dump.encode() + b"".join(files)
