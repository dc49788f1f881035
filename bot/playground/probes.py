"""Probes: what reaches an app's request URL besides its work.

Slack checks the certificate and the URL, and warns of too many events; others, who do
not know the signing secret, send what looks like Slack's. Each probe says whether the
app answered it as it should; what it did not is a violation.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientTimeout
from yarl import URL

from bot.playground import payloads
from bot.playground.clock import real_now
from bot.playground.deliver import OK, Deliveries
from bot.playground.screen import NotOnScreen
from bot.playground.signing import STAMP, sign

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
CHALLENGE = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
OLD = 6 * 60
"""Seconds by which the signature of a replayed request is too old."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One request; *genuine* tells whether it is Slack's own."""

    name: str
    method: str = "POST"
    body: bytes = b""
    headers: dict[str, str]
    genuine: bool

    def passed(self, status: int, text: str) -> bool:
        """Tell whether the app answered as it should."""
        if not self.genuine:
            return 400 <= status < 500  # noqa: PLR2004 (refused, and not by accident)
        return status == OK and (self.name != "url_verification" or _echoed(text))


def _echoed(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return text == CHALLENGE
    return isinstance(found, dict) and found.get("challenge") == CHALLENGE


async def send(deliveries: Deliveries, user: str) -> list[Json]:
    """Send every probe and tell how the app answered each.

    The forged ones pretend to be a command of *user*, which would be carried out.
    """
    if deliveries.world.app.request_url is None:
        raise NotOnScreen("The app has no request URL.")
    return [
        await _sent(deliveries, probe)
        for probe in (*_own(deliveries), *_forged(deliveries, user))
    ]


async def _sent(deliveries: Deliveries, probe: Probe) -> Json:
    url = URL(deliveries.world.app.request_url or "")
    if probe.method == "GET":
        url = url.with_query(ssl_check="1")
    request = deliveries.client().request(
        probe.method,
        url,
        data=probe.body or None,
        headers=probe.headers,
        timeout=ClientTimeout(total=deliveries.world.patience),
    )
    try:
        async with request as answer:
            status, text = answer.status, await answer.text()
    except (TimeoutError, ClientError):
        status, text = 0, ""
    ok = probe.passed(status, text)
    if not ok:
        deliveries.records.violation("probe", f"{probe.name} was answered by {status}")
    return {"probe": probe.name, "status": status, "ok": ok}


def _own(deliveries: Deliveries) -> Iterator[Probe]:
    yield Probe(name="ssl_check by GET", method="GET", headers={}, genuine=True)
    check, typed = b"ssl_check=1&token=playground", {"Content-Type": FORM}
    yield Probe(name="ssl_check", body=check, headers=typed, genuine=True)
    app, team = deliveries.world.app, deliveries.world.team.id
    minute = int(deliveries.world.clock.now()) // 60 * 60
    verification = {"token": "playground", "challenge": CHALLENGE}
    limited = {"token": "playground", "team_id": team, "api_app_id": app.id}
    said: dict[str, Json] = {
        "url_verification": verification,
        "app_rate_limited": {**limited, "minute_rate_limited": minute},
    }
    for name, payload in said.items():
        body = json.dumps({**payload, "type": name}).encode()
        signed = sign(app.signing_secret, body, real_now())
        headers = {"Content-Type": JSON, **signed}
        yield Probe(name=name, body=body, headers=headers, genuine=True)


def _forged(deliveries: Deliveries, user: str) -> Iterator[Probe]:
    secret, now = deliveries.world.app.signing_secret, real_now()
    body = _command(deliveries, user)
    right = sign(secret, body, now)
    forgeries = {
        "wrong signature": (body, sign(f"not {secret}", body, now)),
        "old timestamp": (body, sign(secret, body, now - OLD)),
        "no signature": (body, {}),
        "timestamp that is no number": (body, {**right, STAMP: "yesterday"}),
        "body changed by one byte": (body.replace(b"forged", b"Forged"), right),
    }
    for name, (sent, signed) in forgeries.items():
        headers = {"Content-Type": FORM, **signed}
        yield Probe(name=name, body=sent, headers=headers, genuine=False)


def _command(deliveries: Deliveries, user: str) -> bytes:
    world = deliveries.world
    person = world.people[user]
    place = world.direct(world.app.user_id, user)
    name = next((c.command for c in world.app.commands), "/command")
    typed = {
        "command": name,
        "text": "declare forged",
        "response_url": f"{world.address}/respond/forged",
        "trigger_id": "1.2.forged",
    }
    return urlencode(payloads.command(world, person, place, typed)).encode()
