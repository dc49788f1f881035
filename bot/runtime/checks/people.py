"""Whom Longwatch falls back on, as Slack knows them."""

from bot.core.errors import Refused
from bot.runtime.calls import Refusal
from bot.runtime.checks import slack
from bot.runtime.checks.accounts import Account
from bot.runtime.checks.findings import Finding, ok, unchecked, wrong
from bot.runtime.checks.patient import Patient

MEND = "choose another with `/ops setup`, or in the policy"


async def fallback(patient: Patient) -> list[Finding]:
    """Look whether the person to fall back on is there, in each workspace."""
    found = [await _one(patient, account) for account in await slack.met(patient)]
    return found or [unchecked("fallback", "Slack can't be asked about people.")]


async def _one(patient: Patient, account: Account) -> Finding:
    try:
        user = patient.policy(account).people.fallback
    except Refused:
        return unchecked("fallback", "Whom there is to fall back on is in the policy.")
    if not user:
        sentence = f"{account.name} has chosen nobody to fall back on."
        return unchecked("fallback", sentence, "`/ops setup` in Slack chooses one")
    who = f"{user}, the person to fall back on in {account.name},"
    return await _seen(patient, account, user, who)


async def _seen(patient: Patient, account: Account, user: str, who: str) -> Finding:
    try:
        said = await patient.slack(account)("users.info", user=user)
    except Refusal as refusal:
        if refusal.error != "user_not_found":
            sentence = f"{who} can't be looked at ({refusal.error})."
            return unchecked("fallback", sentence)
        return wrong("fallback", f"{who} is unknown there.", MEND)
    except slack.LOST:
        return unchecked("fallback", f"{who} can't be looked at now.")
    if said["user"].get("deleted"):
        return wrong("fallback", f"{who} is deactivated.", MEND)
    return ok("fallback", f"{who} is there.")
