"""Checks: each looks at one thing of a setup, whatever else of it is broken.

The table says which variables a check reads: where one of them is wrong, that is told,
and what would follow from it is not.
"""

from collections.abc import Awaitable, Callable

from bot.runtime.checks import hooks, keeping, machine, people, reach, slack
from bot.runtime.checks.findings import Finding, State
from bot.runtime.checks.patient import Patient

__all__ = ["CHECKS", "Check", "Finding", "Patient", "State"]

Check = Callable[[Patient], Awaitable[list[Finding]]]

DATABASE = ("DATABASE_URL", "LONGWATCH_HOME")
KEYS = (*DATABASE, "LONGWATCH_KEYS")
SLACK = ("SLACK_BOT_TOKEN", "SLACK_API_URL")
HERE = ("HOST", "PORT")

CHECKS: dict[str, tuple[Check, tuple[str, ...]]] = {
    "environment": (machine.environment, ()),
    "key": (machine.key, KEYS),
    "database": (machine.database, DATABASE),
    "migration": (machine.migration, DATABASE),
    "home": (keeping.home, ("LONGWATCH_HOME",)),
    "policy": (machine.policy, ("LONGWATCH_POLICY",)),
    "containment": (hooks.secrets, ("LONGWATCH_POLICY",)),
    "templates": (keeping.templates, ("LONGWATCH_TEMPLATES",)),
    "slack": (slack.reach, SLACK),
    "token": (slack.token, SLACK),
    "scopes": (slack.scopes, SLACK),
    "manifest": (slack.drift, SLACK),
    "clock": (slack.clock, SLACK),
    "socket": (slack.socket, ("SLACK_APP_TOKEN", "SLACK_API_URL")),
    "channels": (slack.channels, (*SLACK, "LONGWATCH_POLICY")),
    "fallback": (people.fallback, (*SLACK, "LONGWATCH_POLICY")),
    "pushed clock": (reach.pushed, ("LONGWATCH_CLOCK",)),
    "bot": (reach.bot, HERE),
    "url": (reach.url, ("LONGWATCH_URL",)),
    "secret": (reach.secret, ("SLACK_SIGNING_SECRET", *HERE, "LONGWATCH_URL")),
    "queue": (machine.queue, (*KEYS, "LONGWATCH_POLICY")),
    "ledger": (keeping.records, (*KEYS, "LONGWATCH_POLICY")),
}
