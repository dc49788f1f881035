"""What Slack says: whether it answers, takes the tokens, and lets Longwatch in."""

import asyncio
from collections.abc import Iterator
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

import handlers
from bot.core.errors import Refused
from bot.core.settings import APPS
from bot.runtime import manifest, vitals
from bot.runtime.calls import Late, Limited, Refusal, Unknown, Unreached, code_of
from bot.runtime.checks.accounts import Account
from bot.runtime.checks.findings import Finding, ok, unchecked, wrong
from bot.runtime.checks.patient import Patient
from bot.runtime.outcomes import TOKEN

AGAIN = "install it again from what `longwatch manifest` prints"
COPY = f"copy the Bot User OAuth Token under OAuth & Permissions at {APPS}, and restart"
OPTIONAL = ("approvals", "learning")  # channels
LOST = (Limited, Unknown, Unreached, Late)


async def reach(patient: Patient) -> list[Finding]:
    """Look whether Slack answers at all."""
    accounts, url = await asyncio.shield(patient.accounts), patient.given.slack_api_url
    for account in accounts:
        answer = account.answer
        if answer.away is not None:
            sentence = f"Slack can't be reached at {url}: {answer.away}."
            mend = "check the network, the proxy and SLACK_API_URL"
            return [wrong("slack", sentence, mend)]
        if answer.error and answer.error not in TOKEN:
            sentence = f"What answers at {url} answers with an error ({answer.error})."
            mend = "see https://slack-status.com, and check SLACK_API_URL"
            return [wrong("slack", sentence, mend)]
    if not accounts:
        return [unchecked("slack", "There is no token to ask Slack with.")]
    return [ok("slack", f"Slack answers at {url}.")]


async def token(patient: Patient) -> list[Finding]:
    """Look whether Slack takes the bot tokens."""
    return [_token(account) for account in await asyncio.shield(patient.accounts)] or [
        unchecked("token", "There is no bot token yet.")
    ]


def _token(account: Account) -> Finding:
    answer = account.answer
    if answer.error in TOKEN:
        whose = f" of {account.row.name}" if account.row else ""
        sentence = f"Slack refuses the bot token{whose} ({answer.error})."
        return wrong("token", sentence, COPY)
    if answer.error or answer.away is not None:
        return unchecked("token", "Slack does not say whose the bot token is.")
    return ok("token", f"Slack takes the bot token: it is of {account.name}.")


async def scopes(patient: Patient) -> list[Finding]:
    """Look whether the app may call what Longwatch calls."""
    found = [_scopes(account) for account in await met(patient)]
    return found or [unchecked("scopes", "What the app may do is not known.")]


def _scopes(account: Account) -> Finding:
    granted = account.answer.scopes
    if granted is None:
        return unchecked("scopes", f"Slack does not say what {account.name} grants.")
    lacking = sorted(handlers.SCOPES.keys() - granted - {"commands"})
    if not lacking:
        return ok("scopes", f"The app in {account.name} may do all that is needed.")
    needed = ", ".join(f"{scope} ({handlers.SCOPES[scope]})" for scope in lacking)
    sentence = f"The app in {account.name} lacks permissions: {needed}."
    return wrong("scopes", sentence, AGAIN)


async def drift(patient: Patient) -> list[Finding]:
    """Look whether the installed app is the one that the manifest describes."""
    found = [each for account in await met(patient) for each in _drift(account)]
    counted = await asyncio.shield(patient.metrics)
    strange = counted.total("longwatch_refusals_total", refusal="UnknownCommand")
    if strange:
        what = "Commands came that this version does not have"
        sentence = f"{what} ({strange:g} so far)."
        found.append(wrong("manifest", sentence, AGAIN))
    if _unheard(patient):
        sentence = "Longwatch changes rooms, and Slack tells it nothing of that."
        mend = "look at Event Subscriptions, or " + AGAIN
        found.append(wrong("manifest", sentence, mend))
    if found:
        return found
    if not await met(patient):
        return [unchecked("manifest", "The installed app can't be seen.")]
    return [ok("manifest", "The installed app fits what `longwatch manifest` prints.")]


def _unheard(patient: Patient) -> bool:
    """Tell whether events are missing that Slack sends for what a bot itself does."""
    counted = patient.metrics.result()
    calls = {"method": "conversations.setTopic", "outcome": "ok"}
    changed = counted.total("longwatch_slack_call_seconds_count", **calls)
    return changed > 0 and not counted.total("longwatch_own_events_total")


def _drift(account: Account) -> Iterator[Finding]:
    """Compare what is granted with what the manifest of this version asks for."""
    granted = account.answer.scopes
    if granted is None:
        return
    given = {*granted, ""}  # some events need nothing
    unheard = [e for e in manifest.events() if manifest.NEEDED[e] not in given]
    lacking = [f"the event {name} ({manifest.NEEDED[name]})" for name in unheard]
    if "commands" not in granted:
        commands = [f"the command {name}" for name in handlers.COMMANDS]
        lacking = [*commands, "its shortcuts (commands)", *lacking]
    if lacking:
        what = f"The app in {account.name} is not the one of this version"
        sentence = f"{what}: it lacks {', '.join(lacking)}."
        yield wrong("manifest", sentence, AGAIN)
    more = sorted(granted - set(manifest.scopes()))
    if more:  # worth a word, and nothing that keeps Longwatch from working
        what = f"The app in {account.name} may do what nothing needs"
        yield ok("manifest", f"{what}: {', '.join(more)}.")


async def clock(patient: Patient) -> list[Finding]:
    """Look how far this machine's clock is from Slack's."""
    accounts = await asyncio.shield(patient.accounts)
    known = [a.answer.drift for a in accounts if a.answer.drift is not None]
    if not known:
        return [unchecked("clock", "Slack does not say what time it is.")]
    ahead = min(known, key=abs)
    if abs(ahead) <= vitals.ADRIFT:
        return [
            ok(
                "clock",
                f"This machine's clock is within {abs(ahead):.0f} s of Slack's.",
            )
        ]
    way = "ahead of" if ahead > 0 else "behind"
    sentence = f"This machine's clock is {abs(ahead):.0f} seconds {way} Slack's."
    mend = "set it by a time server: from 300 seconds on no request is accepted"
    return [wrong("clock", sentence, mend)]


async def socket(patient: Patient) -> list[Finding]:
    """Look whether Slack would open a websocket, in Socket Mode."""
    secret = patient.given.slack_app_token
    if secret is None:
        return [ok("socket", "Socket Mode is not used: Slack sends requests by HTTP.")]
    token = secret.get_secret_value()
    try:
        async with asyncio.timeout(patient.given.call_timeout):
            await patient.client(token).apps_connections_open(app_token=token)
    except SlackApiError as error:
        return [_unopened(code_of(error) or "no reason given")]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [unchecked("socket", "Slack does not answer for SLACK_APP_TOKEN.")]
    return [ok("socket", "Slack opens websockets for SLACK_APP_TOKEN.")]


def _unopened(code: str) -> Finding:
    if code in TOKEN:
        sentence = f"Slack refuses SLACK_APP_TOKEN ({code})."
        mend = f"make one with connections:write under Basic Information at {APPS}"
        return wrong("socket", sentence, mend)
    sentence = f"Slack opens no websocket for this app ({code})."
    mend = "switch Socket Mode on in the app, or unset SLACK_APP_TOKEN to use HTTP"
    return wrong("socket", sentence, mend)


async def channels(patient: Patient) -> list[Finding]:
    """Look whether Longwatch is in the channels that it speaks in."""
    found: list[Finding] = []
    for account in await met(patient):
        try:
            chosen = patient.policy(account).channels
        except Refused:
            return [unchecked("channels", "Which channels there are is in the policy.")]
        named = {"announcements": chosen.announcements, "ops": chosen.ops}
        # without these, what they are for is said in the other two
        named |= {n: c for n in OPTIONAL if (c := getattr(chosen, n))}
        found += [await _channel(patient, account, *each) for each in named.items()]
    return found or [unchecked("channels", "Slack can't be asked about channels.")]


async def _channel(patient: Patient, account: Account, name: str, id_: str) -> Finding:
    """Look at one channel of one account."""
    if not id_:
        sentence = f"{account.name} has chosen no {name} channel."
        return unchecked("channels", sentence, "`/ops setup` in Slack chooses one")
    what = f"the {name} channel of {account.name}"
    try:
        told = await patient.slack(account)("conversations.info", channel=id_)
    except Refusal as refusal:
        return _hidden(f"{id_}, {what},", refusal.error)
    except LOST:
        return unchecked("channels", f"{id_}, {what}, can't be looked at now.")
    return _seen(f"#{told['channel']['name']}, {what}", told["channel"])


def _hidden(named: str, error: str) -> Finding:
    if error != "channel_not_found":
        return unchecked("channels", f"{named} can't be looked at ({error}).")
    sentence = f"{named} is gone, or private and Longwatch is not in it."
    mend = "invite Longwatch into it with /invite, or choose another with `/ops setup`"
    return wrong("channels", sentence, mend)


def _seen(named: str, channel: dict[str, Any]) -> Finding:
    if channel["is_archived"]:
        mend = "bring it back, or choose another with `/ops setup`"
        return wrong("channels", f"{named}, is archived.", mend)
    if not channel["is_member"]:
        sentence = f"Longwatch is no member of {named}."
        return wrong("channels", sentence, "invite Longwatch into it with /invite")
    return ok("channels", f"Longwatch is a member of {named}.")


async def met(patient: Patient) -> list[Account]:
    """Give the accounts whose token Slack takes."""
    accounts = await asyncio.shield(patient.accounts)
    return [a for a in accounts if not a.answer.error and a.answer.away is None]
