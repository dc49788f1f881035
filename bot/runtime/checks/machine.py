"""What can be seen on this machine: environment, key, database, policy, queue."""

import asyncio
from collections.abc import Sequence

from bot import vault
from bot.core import backlog, times
from bot.core.errors import Busy, Full, Refused
from bot.core.policy import BadPolicy
from bot.runtime import schema
from bot.runtime.checks.findings import Finding, ok, unchecked, wrong
from bot.runtime.checks.patient import Patient
from bot.runtime.commands import offline
from bot.workspaces import Workspace

HOW = {
    "database": "start it, or put DATABASE_URL right",
    "full": "make room on its disk",
    "read-only": "let Longwatch write to it, or put DATABASE_URL right",
    "environment": "put {} right in the environment of Longwatch, and restart",
    "key": "give Longwatch, alone, the key that this data was sealed with"
    " (LONGWATCH_KEYS)",
    "data keys": "bring the table data_keys back from a backup",
    "policy": "`longwatch policy check` names the lines; put them right and restart",
}


async def environment(patient: Patient) -> list[Finding]:
    """Look whether the environment can be read: all that is wrong with it, at once."""
    if not patient.problems:
        return [ok("environment", "The environment is complete.")]
    return [
        wrong("environment", f"{problem}.", HOW["environment"].format(problem.variable))
        for problem in patient.problems
    ]


async def database(patient: Patient) -> list[Finding]:
    """Look whether the database answers."""
    try:
        found = await asyncio.shield(patient.migration)
    except schema.Unreachable as refusal:
        return [wrong("database", str(refusal), HOW["database"])]
    what = f"The database at {schema.where(patient.given.database_url)}"
    if found is None:
        return [_to_be(patient, what)]
    try:
        ails = await _ailment(patient) if found == schema.head() else ""
    except Busy as refusal:
        return [unchecked("database", f"{what} answers, but: {refusal}")]
    if ails:
        sentence = f"{what} can't be written to: {ails}."
        mend = HOW["full" if ails == Full.ails else "read-only"]
        return [wrong("database", sentence, mend)]
    return [ok("database", f"{what} answers.")]


def _to_be(patient: Patient, what: str) -> Finding:
    """Say of a database that is none yet whether it can be made."""
    given = patient.given
    file = schema.file(given.database_url)
    if file is None or file.parent == given.home or file.parent.is_dir():
        return ok("database", f"{what} can be made or is empty.")
    sentence = f"There is no folder {file.parent} to keep the database in."
    return wrong("database", sentence, "make it, or put DATABASE_URL right")


async def _ailment(patient: Patient) -> str:
    """Say what keeps the database from being written to; nothing where nothing does."""
    async with offline.database(patient.given) as found:
        try:
            await found.answers()
        except Busy as refusal:
            if refusal.ails:
                return refusal.ails
            raise
        return found.ailments.now()


async def migration(patient: Patient) -> list[Finding]:
    """Look whether the database is at the migration that this version needs."""
    try:
        found = await asyncio.shield(patient.migration)
    except schema.Unreachable:
        return [unchecked("migration", "The database can't be asked where it is.")]
    needed = schema.head()
    if found == needed:
        return [ok("migration", f"The database is at migration {found}.")]
    if found is not None and not schema.known(found):
        sentence = f"The database is at {found}, which this version does not know."
        return [wrong("migration", sentence, "install the newer Longwatch again")]
    sentence = "The database is empty."
    if found is not None:
        sentence = f"The database is at migration {found}, this version needs {needed}."
    if patient.given.database_url.startswith("sqlite"):
        will = f"The next start of `longwatch run` brings it to {needed}."
        return [ok("migration", f"{sentence} {will}")]
    return [wrong("migration", sentence, "run `longwatch db upgrade`, and restart")]


async def key(patient: Patient) -> list[Finding]:
    """Look whether the key is there, and is the one that this data was sealed with."""
    given = patient.given
    try:
        kek = vault.read(
            given.keys, data=given.home, environment=dict(patient.environ), make=False
        )
    except vault.KeyMissing as refusal:
        if await _sealed(patient) is False:
            sentence = f"There is no key in {given.keys} yet: the first start makes it."
            return [ok("key", sentence)]
        return [wrong("key", str(refusal), HOW["key"])]
    except Refused as refusal:
        return [wrong("key", str(refusal), HOW["key"])]
    return [await _fits(patient, vault.Vault(kek))]


async def _sealed(patient: Patient) -> bool | None:
    """Tell whether anything is sealed here; None where that can't be seen."""
    try:
        if await asyncio.shield(patient.migration) is None:
            return False
        return bool(await asyncio.shield(patient.installed))
    except Refused:
        return None


async def _fits(patient: Patient, sealer: vault.Vault) -> Finding:
    """Tell whether the key opens what is sealed in the database."""
    try:
        async with (
            offline.database(patient.given) as found,
            found.reading(vault.SYSTEM) as session,
        ):
            listed = await sealer.keys(session)
    except Refused:
        return unchecked("key", "The key is there; what it opens can't be asked.")
    spoilt = next((each.problem for each in listed if each.problem), None)
    if spoilt:
        mend = HOW["key" if all(each.problem for each in listed) else "data keys"]
        return wrong("key", spoilt, mend)
    return ok("key", f"The key opens what is sealed here ({len(listed)} data keys).")


async def policy(patient: Patient) -> list[Finding]:
    """Look whether the policy can be used, in every workspace."""
    try:
        policies = patient.policies()
        rows = await _rows(patient)
        of = offline.chosen(policies, rows)
        for row in rows:
            of(row.id)
    except BadPolicy as refusal:
        return [wrong("policy", str(refusal), HOW["policy"])]
    file = patient.given.policy
    return [ok("policy", f"The policy holds: {file or 'what ships, no file'}.")]


async def _rows(patient: Patient) -> Sequence[Workspace]:
    try:
        return await asyncio.shield(patient.installed)
    except Refused:  # told by the checks of the database
        return []


async def queue(patient: Patient) -> list[Finding]:
    """Look whether what was committed reaches Slack, in each workspace."""
    try:
        rows = offline.named(await asyncio.shield(patient.installed), patient.wanted)
        async with offline.opened(patient.wanted, given=patient.given) as opened:
            found = [_standing(row, await _backlog(opened, row)) for row in rows]
    except offline.NoSuchWorkspace:
        raise
    except Refused:
        return [unchecked("queue", "The queue can't be read before that is mended.")]
    return found or [unchecked("queue", "No workspace is installed yet.")]


async def _backlog(opened: offline.Opened, row: Workspace) -> backlog.Backlog:
    whose = {"workspace": row.id, "actor": offline.ACTOR}
    async with opened.transactions.look(**whose) as work:
        return await backlog.of(work)


def _standing(row: Workspace, found: backlog.Backlog) -> Finding:
    failed = len(found.dead) + found.unlisted
    if found.slow or found.stuck:
        age = max(found.age, found.overdue)
        what = f"{row.name}: something has been due for {times.human(age)}"
        why = f", and every try fails ({found.error})" if found.error else ""
        return wrong("queue", f"{what}{why}.", "look whether a worker runs")
    if failed or found.failed:
        many = failed + found.failed
        sentence = f"{row.name}: {many} effect{'s' * (many > 1)} failed for good."
        return wrong(
            "queue", sentence, "`/ops health` in Slack tells each, to try again"
        )
    return ok("queue", f"{row.name}: nothing waits for long, nothing failed.")
