"""Whether Slack's requests arrive: the bot that runs, its address, its secret."""

import asyncio
import json
import secrets
import time

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.core import environ
from bot.core.settings import APPS
from bot.runtime.checks.findings import Finding, ok, unchecked, wrong
from bot.runtime.checks.patient import LIMIT, Patient
from bot.runtime.http import PROBE

UNAUTHORISED = 401
COPY = f"copy the Signing Secret under Basic Information at {APPS}, and restart"


async def bot(patient: Patient) -> list[Finding]:
    """Look whether a bot with this environment runs on this machine, and can serve."""
    found = await asyncio.shield(patient.bot)
    if found is None:
        sentence = f"No bot answers at {patient.here}."
        return [unchecked("bot", sentence, "`longwatch run` starts one")]
    _, said = found
    if not isinstance(said, dict) or not isinstance(said.get("waits_for"), list):
        sentence = f"What answers at {patient.here} is no Longwatch."
        return [wrong("bot", sentence, "give Longwatch a PORT of its own")]
    if said["waits_for"]:
        sentence = (
            f"The bot at {patient.here} waits for {', '.join(said['waits_for'])}."
        )
        return [wrong("bot", sentence, "mend what is named here; it goes on by itself")]
    return [ok("bot", f"The bot at {patient.here} can serve.")]


async def pushed(patient: Patient) -> list[Finding]:
    """Look whether the clock that is to be followed answers."""
    place = patient.given.clock
    if place is None:
        return [ok("pushed clock", "The machine's own clock counts.")]
    try:
        async with patient.session.get(place, timeout=LIMIT) as said:
            float((await said.json())["offset"])
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError):
        sentence = f"LONGWATCH_CLOCK: no clock answers at {place}."
        mend = "unset it: only a playground has a clock to follow"
        return [wrong("pushed clock", sentence, mend)]
    return [ok("pushed clock", f"The clock at {place} is followed.")]


async def url(patient: Patient) -> list[Finding]:
    """Look whether the public address leads to a bot."""
    place = patient.given.url
    if patient.given.socket_mode:
        return [ok("url", "Socket Mode needs no public address.")]
    if place is None:
        sentence = "LONGWATCH_URL is not set: whether Slack reaches it is not seen."
        return [unchecked("url", sentence, "set it to the address in the manifest")]
    try:
        environ.public(place)
    except ValueError as reason:
        return [wrong("url", f"LONGWATCH_URL {reason}.", "put TLS before Longwatch")]
    return [await _leads(patient, place)]


async def _leads(patient: Patient, place: str) -> Finding:
    mend = "check the address, the proxy before Longwatch, and that it runs"
    try:
        async with patient.session.get(f"{place}/slack/events", timeout=LIMIT) as said:
            body, status = await said.text(errors="replace"), said.status
    except TimeoutError:
        return wrong("url", f"{place} does not answer within 4 seconds.", mend)
    except (aiohttp.ClientError, OSError) as error:
        why = " ".join(str(error).split())
        return wrong("url", f"{place} can't be reached: {why}.", mend)
    if (status, body) != (200, "ok"):
        sentence = (
            f"What answers at {place}/slack/events is no Longwatch (HTTP {status})."
        )
        return wrong("url", sentence, mend)
    return ok("url", f"{place} leads to Longwatch.")


async def secret(patient: Patient) -> list[Finding]:
    """Look whether the bot takes what is signed with this secret, and what Slack signs.

    Only Slack knows the right one: a wrong one shows in Slack's requests, refused.
    """
    given = patient.given.slack_signing_secret
    if given is None:
        return [ok("secret", "Socket Mode needs no signing secret.")]
    for place in dict.fromkeys(filter(None, (patient.here, patient.given.url))):
        status = await _probed(patient, place, given.get_secret_value())
        if status == UNAUTHORISED:
            sentence = f"The bot at {place} runs with another SLACK_SIGNING_SECRET."
            return [wrong("secret", sentence, "restart it with this environment")]
        if status is not None:
            return [await _taken(patient)]
    return [unchecked("secret", "No bot answers that could say whether it is right.")]


async def _taken(patient: Patient) -> Finding:
    """Tell from what the bot has counted whether it takes what Slack signs."""
    counted = await asyncio.shield(patient.metrics)
    refused = counted.total("longwatch_forged_total")
    taken = counted.total("longwatch_request_seconds_count")
    if refused and not taken:
        what = "No request that came was signed with SLACK_SIGNING_SECRET"
        sentence = f"{what} ({refused:g} so far)."
        return wrong("secret", sentence, COPY)
    if not taken:
        return unchecked("secret", "Slack has sent nothing yet since the bot began.")
    return ok("secret", "The bot takes what Slack signs.")


async def _probed(patient: Patient, place: str, key: str) -> int | None:
    """Send what Slack sends to verify an address; None if nothing of ours answers."""
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    stamp = str(int(time.time()))  # noqa: TID251 (a signature's own)
    signature = SignatureVerifier(key).generate_signature(timestamp=stamp, body=body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": PROBE,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }
    try:
        async with patient.session.post(
            f"{place}/slack/events", data=body, headers=headers, timeout=LIMIT
        ) as said:
            if said.status == UNAUTHORISED:
                return UNAUTHORISED
            return said.status if challenge in await said.text() else None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
