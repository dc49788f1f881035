"""HTTP: what is not Slack's is turned away; what is, is answered; nothing is told."""

import asyncio
import io
import time
from urllib.parse import urlencode

import aiohttp
import orjson
import pytest

from bot.playground import signing
from bot.runtime import app, http
from bot.runtime.receive import FORM, JSON
from tests import factories, person
from tests.runtime import payloads

WORDS = "the canary sings"
DECLARE = urlencode(payloads.command(f"declare sev1 {WORDS}")).encode()
DEEP = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def signed(body=DECLARE, *, late=0, secret=factories.SECRET, **changed):
    """Sign *body* as Slack did *late* seconds ago."""
    made = signing.sign(secret, body, time.time() - late)  # noqa: TID251 (its own)
    return {**made, **changed}


def without(name):
    return {key: value for key, value in signed().items() if key != name}


async def posts(edge, body, headers=None, kind=FORM):
    """Send a request; give its status and its text."""
    given = {"Content-Type": kind, **(signed(body) if headers is None else headers)}
    url = f"{edge.url}/slack/events"
    sent = {"data": io.BytesIO(body), "headers": given}
    async with edge.slack.session.post(url, **sent) as answer:
        return answer.status, await answer.text()


async def nothing_happened(edge, logs):
    """Look whether the request left no trace: no deed, and no word in the log."""
    assert await edge.bot.idle()
    for said in (WORDS, "v0=", "Traceback", "exception"):
        assert said not in logs.getvalue()
    dana = edge.person("dana")
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told


UNSIGNED = {
    "nothing is signed": dict,
    "no signature": lambda: without(SIGNATURE),
    "no timestamp": lambda: without(STAMP),
    "another secret": lambda: signed(secret="another"),
    "six minutes old": lambda: signed(late=360),
    "from the future": lambda: signed(late=-360),
    "another body": lambda: signed(DECLARE + b" "),
    "one byte changed": lambda: signed(DECLARE.replace(b"sev1", b"sev2")),
    "no number": lambda: signed(**{STAMP: "yesterday"}),
    "no whole number": lambda: signed(**{STAMP: "1.5"}),
    "a huge number": lambda: signed(**{STAMP: "9" * 4000}),
    "not ASCII": lambda: signed(**{SIGNATURE: "v0=\u00e9"}),
    "digits of another script": lambda: signed(**{STAMP: "\u0661\u0662\u0663"}),
}


@pytest.mark.parametrize("headers", UNSIGNED.values(), ids=UNSIGNED)
async def test_what_slack_did_not_sign_is_turned_away(edge, logs, headers):
    said = await posts(edge, DECLARE, headers())
    assert said == (401, "not signed by Slack")
    await nothing_happened(edge, logs)


async def test_what_slack_signed_is_carried_out(edge, logs):
    status, text = await posts(edge, DECLARE)
    assert status == 200
    assert "INC-1 declared" in orjson.loads(text)["text"]
    assert WORDS not in logs.getvalue()


UNREADABLE = {
    "no JSON": (JSON, b"{"),
    "no object": (JSON, b"[]"),
    "100,000 deep": (JSON, DEEP),
    "100,000 deep in a form": (FORM, b"payload=" + DEEP),
    "no UTF-8": (JSON, b'{"type": "\xff"}'),
    "no UTF-8 in a form": (FORM, b"command=\xff"),
    "no payload": (FORM, b"a=b"),
    "nothing": (FORM, b""),
    "plain text": ("text/plain", DECLARE),
    "no known type": ("application/x-canary", DECLARE),
}


@pytest.mark.parametrize(("kind", "body"), UNREADABLE.values(), ids=UNREADABLE)
async def test_what_is_signed_but_no_payload_is_refused(edge, logs, kind, body):
    said = await posts(edge, body, kind=kind)
    assert said == (400, "not a payload of Slack's")
    await nothing_happened(edge, logs)


async def test_a_body_of_five_megabytes_is_too_large(edge, logs):
    body = DECLARE + b"x" * 5 * 1024 * 1024
    status, text = await posts(edge, body)
    assert (status, "Large" in text) == (413, True)
    await nothing_happened(edge, logs)


async def test_the_largest_view_of_slacks_fits(edge):
    view = payloads.submission("tests.large")
    view["view"]["private_metadata"] = "\N{FIRE}" * 62_500  # 250 KB
    body = urlencode({"payload": orjson.dumps(view).decode()}).encode()
    assert (await posts(edge, body))[0] == 200


async def half(edge, body):
    """Send headers and half of *body*; give the two ends of the connection."""
    port = int(edge.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    given = {"Host": "here", "Content-Type": FORM, "Content-Length": len(body)}
    head = "".join(f"{n}: {v}\r\n" for n, v in {**given, **signed(body)}.items())
    writer.write(f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode())
    writer.write(body[: len(body) // 2])
    await writer.drain()
    return reader, writer


async def test_a_slow_body_is_not_waited_for(edge, logs, monkeypatch):
    monkeypatch.setattr(http, "SLOWEST", 0.2)
    reader, writer = await half(edge, DECLARE)
    assert b" 408 " in await reader.readline()
    writer.close()
    await nothing_happened(edge, logs)


async def test_a_body_that_breaks_off_does_nothing(edge, logs):
    _, writer = await half(edge, DECLARE)
    writer.close()
    await writer.wait_closed()
    await nothing_happened(edge, logs)


async def test_slacks_own_checks_are_answered(edge):
    checks = {"type": "url_verification", "token": "t", "challenge": "3eZbrw1a"}
    status, text = await posts(edge, orjson.dumps(checks), kind=JSON)
    assert (status, orjson.loads(text)) == (200, {"challenge": "3eZbrw1a"})
    assert await posts(edge, b"ssl_check=1&token=t") == (200, "")
    async with edge.slack.session.get(f"{edge.url}/slack/events") as answer:
        assert answer.status == 200


async def test_a_challenge_that_slack_did_not_sign_is_not_answered(edge):
    checks = orjson.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})
    status, text = await posts(edge, checks, {}, kind=JSON)
    assert (status, "3eZbrw1a" in text) == (401, False)


async def test_events_that_slack_holds_back_are_said_in_the_log(edge, logs):
    warning = {"type": "app_rate_limited", "minute_rate_limited": 1518467820}
    status, text = await posts(edge, orjson.dumps(warning), kind=JSON)
    assert (status, text) == (200, "")
    assert '"minute":1518467820' in logs.getvalue()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("POST", "/healthz", 405), ("PUT", "/slack/events", 405)],
)
async def test_there_is_nothing_else(edge, method, path, status):
    async with edge.slack.session.request(method, edge.url + path) as answer:
        assert (answer.status, "Traceback" in await answer.text()) == (status, False)


async def looks(edge, path):
    async with edge.slack.session.get(edge.url + path) as answer:
        return answer.status, await answer.text()


async def test_it_says_that_it_is_alive_and_able(edge):
    assert await looks(edge, "/healthz") == (200, "ok")
    status, text = await looks(edge, "/readyz")
    assert (status, orjson.loads(text)) == (200, {"waits_for": []})


async def test_it_says_what_it_waits_for(sqlite_url, tmp_path):
    home = tmp_path / "home"
    nowhere = factories.environment(sqlite_url, home, "http://127.0.0.1:1")
    del nowhere["LONGWATCH_CLOCK"]
    async with factories.running(nowhere) as (_, url), aiohttp.ClientSession() as asks:
        assert (await (await asks.get(f"{url}/healthz")).text()) == "ok"
        async with asks.get(f"{url}/readyz") as answer:
            assert answer.status == 503
            said = {"waits_for": ["an installation in Slack"]}
            assert await answer.json() == said


async def test_it_says_that_slack_refuses_the_token(sqlite_url, tmp_path, slack, logs):
    environ = factories.environment(sqlite_url, tmp_path / "home", slack.url)
    environ["SLACK_BOT_TOKEN"] = "xoxb-of-another-app"
    async with factories.running(environ) as (bot, _):

        async def refused():
            return bot.unknown

        await person.eventually(refused, "Slack has refused it")
        said = "an installation in Slack: it refuses the bot token (invalid_auth)"
        assert await bot.waits_for() == [said]
    assert '"event":"slack refuses the bot token"' in logs.getvalue()
    assert '"reason":"invalid_auth"' in logs.getvalue()


async def test_it_asks_again_when_slack_cant_be_understood(
    sqlite_url, tmp_path, slack, logs, monkeypatch
):
    monkeypatch.setattr(app, "AGAIN", 0.05)
    await slack.fault("auth.test", "truncated_json")
    environ = factories.environment(sqlite_url, tmp_path / "home", slack.url)
    async with factories.running(environ) as (bot, _):

        async def ready():
            return not await bot.waits_for()

        await person.eventually(ready, "it has asked again")
    assert '"event":"slack does not answer yet"' in logs.getvalue()
    assert '"level":"error"' not in logs.getvalue()


async def test_it_is_not_ready_while_the_database_is_locked(edge):
    async with edge.bot.database.crossing():
        status, text = await looks(edge, "/readyz")
    assert (status, orjson.loads(text)) == (503, {"waits_for": ["the database"]})
    assert (await looks(edge, "/readyz"))[0] == 200


async def test_it_counts_what_it_did(edge):
    dana = edge.person("dana")
    await dana.types("#general", f"/incident declare sev1 {WORDS}")
    await dana.types("#general", "/incident nonsense")
    await edge.settled()
    _, text = await looks(edge, "/metrics")
    counted = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    assert float(counted['longwatch_facts_total{fact="incidents.declared"}']) >= 1
    assert float(counted['longwatch_refusals_total{refusal="UnknownVerb"}']) >= 1
    command = 'longwatch_request_seconds_count{kind="command",status="200"}'
    assert float(counted[command]) >= 2
    made = "longwatch_slack_call_seconds_count"
    called = f'{made}{{method="conversations.create",outcome="ok"}}'
    assert float(counted[called]) >= 1
    assert WORDS not in text


async def test_one_request_has_one_id_in_the_log(edge, logs):
    await edge.person("dana").types("#general", "/incident nonsense")

    async def answered():
        lines = map(orjson.loads, logs.getvalue().splitlines())
        return [line for line in lines if line["event"] == "answered"]

    (line,) = await person.eventually(answered, "the request is logged")
    assert (line["kind"], line["status"]) == ("command", "200")
    assert len(line["request"]) == 36


async def test_slack_finds_nothing_wrong_with_the_request_url(edge, logs):
    found = (await edge.slack.post("probe", user="U0DANA"))["probes"]
    assert len(found) == 9
    assert [one["probe"] for one in found if not one["ok"]] == []
    assert await edge.slack.violations() == []
    await nothing_happened(edge, logs)


@pytest.mark.parametrize("body", [b"ssl_check=1", b"token=t&ssl_check=1"])
async def test_the_certificate_may_be_checked_without_a_signature(edge, body):
    assert (await posts(edge, body, {}))[0] == 200


@pytest.mark.parametrize("more", [DECLARE, b"payload={}", b"x"])
async def test_nothing_hides_behind_a_check_of_the_certificate(edge, logs, more):
    assert (await posts(edge, b"ssl_check=1&" + more, {}))[0] == 401
    await nothing_happened(edge, logs)
