"""The inventory: a key is added, changed, retired, used again; never deleted.

Invariants:
* of one name there is one key, and a key itself is never kept
* a change of what has changed meanwhile is refused; what was typed stays in the form
* Longwatch's own keys are in it from the first day that somebody looks
"""

from datetime import datetime, time
from typing import Any

from bot.calendar import change, moves, register, routines, rules, store, sweep, unfold
from bot.calendar.owners import people
from bot.calendar.rotation import keyfacts, keynames, keyroutine, keyrules, keystore
from bot.calendar.rotation.keyrules import KeyDraft, KeyState
from bot.calendar.rotation.keystore import Key
from bot.core import counters, secretive, walls
from bot.core.duties import Trigger
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.tables import new_id
from bot.core.work import Work

OWN = {
    "kek": KeyDraft(
        name="Longwatch: vault key-encryption key",
        kind="kek",
        lives="the key file of Longwatch, or what LONGWATCH_KEYS names",
        how="By hand today: the runbook says how. `longwatch keys list` shows which "
        "keys there are; stop every process while the data keys are wrapped anew.",
    ),
    "ledger": KeyDraft(
        name="Longwatch: ledger signing key",
        kind="ledger",
        lives="sealed in the database of Longwatch; its public half in the data folder",
        how="By hand today: the runbook says how. Keep the public half: "
        "`longwatch ledger verify` has to hold over both keys.",
    ),
    "slack_secret": KeyDraft(
        name="Longwatch: Slack signing secret",
        kind="slack",
        lives="SLACK_SIGNING_SECRET, in the environment of every process",
        how="By hand: api.slack.com/apps, Basic Information, Regenerate; put it into "
        "the environment and restart every process. The old one ends at once.",
    ),
    "slack_token": KeyDraft(
        name="Longwatch: Slack bot token",
        kind="slack",
        lives="SLACK_BOT_TOKEN, in the environment of every process",
        how="By hand: api.slack.com/apps, OAuth & Permissions, Revoke All OAuth "
        "Tokens, then install again; put the new one into the environment, restart.",
    ),
}
"""Longwatch's own keys. They are rotated by hand."""


async def enroll(work: Work) -> None:
    """Have Longwatch's own keys in the inventory, once; one that was retired stays so.

    It needs no right: it is Longwatch's own doing.
    """
    if OWN.keys() <= await keystore.owned(work):
        return
    await alone(work)
    known, names = (
        await keystore.owned(work),
        {k.slug for k in await keystore.every(work)},
    )
    for own, draft in OWN.items():
        wanted = own not in known and draft.kind in work.policy.keys
        if wanted and keyrules.slugged(draft.name) not in names:
            owners = await keynames.owner(work, "")
            await put(work, draft, owners or (work.actor,), own=own)


async def alone(work: Work) -> None:
    """Let nobody else name a key meanwhile: a name is given once."""
    await counters.next_number(work, "keys")


async def add(work: Work, draft: KeyDraft) -> Record:
    """Take a key into the inventory; its owners are resolved by now."""
    await keynames.require(work)
    await alone(work)
    known = await keystore.by_slug(work, keyrules.slugged(draft.name))
    if known is not None and known.retired:
        raise keyrules.KeyRetired(name=known.name)
    if known is not None:
        raise Invalid("name", f"A key called {known.name} is there already")
    await _require(work, draft)
    return await put(work, draft, draft.owners)


async def put(
    work: Work, draft: KeyDraft, owners: tuple[str, ...], own: str = ""
) -> Record:
    """Make the row of a key, and its routine."""
    key = Key(
        workspace=work.workspace,
        routine=new_id(),
        own=own,
        added_at=work.now,
        **columns(work, draft, owners),
    )
    work.session.add(key)
    await work.session.flush()
    said = {**_said(key), "routine": key.routine, "own": own}
    record = work.record(keyfacts.KeyAdded(**said))
    await keyroutine.make(work, key)
    await _relieve(work)
    await sweep.watch(work)
    return record


async def _require(work: Work, draft: KeyDraft) -> None:
    """Refuse a kind that is not there, an owner who can't be one, a time that can't."""
    keynames.require_kind(work, draft.kind)
    if not draft.owners:
        raise Invalid("owner", "Name who rotates it: @dana, a user group or a role")
    await moves.require_known(work, draft.owners)
    rotated = moment(work, draft.rotated)
    if rotated and rotated > work.now:
        raise Invalid("rotated", "That day has not come: leave it empty if never")
    if not draft.expires and expiring(work, draft):
        raise Invalid("expires", "Say when it expires, such as 2026-12-31")


def expiring(work: Work, draft: Any) -> bool:  # noqa: ANN401 (a row or a draft)
    """Tell whether keys of its kind are rotated only because they expire."""
    kind = work.policy.keys.get(draft.kind)
    if kind is None:
        return False
    followed = kind.follows(low=draft.value is keyrules.Worth.LOW)
    return not work.policy.routines[followed].every


def moment(work: Work, day: str) -> datetime | None:
    """Give the moment of a day as typed; without a time, the day as it begins."""
    if not day:
        return None
    wall = datetime.fromisoformat(day) if " " in day else _midnight(day)
    return walls.resolve(wall, work.policy.calendar.zone)


def typed(work: Work, at: datetime) -> str:
    """Give a moment as it is typed, to the minute."""
    return f"{at.astimezone(work.policy.calendar.zone):%Y-%m-%d %H:%M}"


def spoken(work: Work, key: Key) -> dict[str, str]:
    """Give the fields of a key as they are typed, but for its owners."""
    said = {"name": key.name, "kind": key.kind, "lives": key.lives, "how": key.how}
    days = {"rotated": key.rotated_at, "expires": key.expires_at}
    typed_ = {name: typed(work, at) if at else "" for name, at in days.items()}
    return {**said, "value": key.value.value, **typed_}


def _midnight(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time())


def columns(work: Work, draft: KeyDraft, owners: tuple[str, ...]) -> dict[str, Any]:
    """Give the columns of a row that a draft says."""
    return {
        "slug": keyrules.slugged(draft.name),
        "name": draft.name,
        "kind": draft.kind,
        "lives": draft.lives,
        "owners": [*dict.fromkeys(owners)],
        "value": draft.value,
        "how": draft.how,
        "rotated_at": moment(work, draft.rotated),
        "expires_at": moment(work, draft.expires),
    }


def _said(key: Key) -> dict[str, Any]:
    return {
        "about": key.id,
        "title": key.name,
        "slug": key.slug,
        "kind": key.kind,
        "lives": key.lives,
        "owners": tuple(key.owners),
        "value": key.value.value,
        "how": key.how,
        "rotated": key.rotated_at,
        "expires": key.expires_at,
    }


async def _relieve(work: Work) -> None:
    """Have the policy's routines open no more that keys now stand for."""
    for name in sorted(await unfold.resting(work)):
        row = await register.keyed(work, name)
        found = await keystore.open_of(work, [row.id]) if row else ()
        planned = [one.id for one in found if not one.subject]
        await change.skip(work, planned, "Each key has a rotation of its own now.")


async def edit(work: Work, key: Key, draft: KeyDraft, *, seen: int) -> Record:
    """Change a locked key, seen at version *seen*; a retired one is used again."""
    await keynames.require(work)
    if key.version != seen:
        raise Invalid(
            "name",
            f"Somebody has changed it meanwhile: it is at version {key.version}. Copy "
            "what you wrote, close this form, and open it again",
        )
    return await changed(work, key, draft)


async def changed(work: Work, key: Key, draft: KeyDraft) -> Record:
    """Change a locked key as a draft says."""
    await _require(work, draft)
    slug = keyrules.slugged(draft.name)
    known = await keystore.by_slug(work, slug)
    if known is not None and known.id != key.id:
        raise Invalid("name", f"A key called {known.name} is there already")
    before, revived = [*key.owners], key.retired
    rotated = key.rotated_at
    for name, value in _kept(work, key, draft).items():
        setattr(key, name, value)
    key.state = KeyState.ACTIVE if revived else key.state
    key.version += 1
    record = work.record(keyfacts.KeyChanged(**_said(key), revived=revived))
    row = await keyroutine.fit(work, key, anew=rotated != key.rotated_at)
    if before != key.owners:
        await routines.pass_on(work, row)
    await _relieve(work)
    return record


def _kept(work: Work, key: Key, draft: KeyDraft) -> dict[str, Any]:
    """Give the columns that a draft says; a day that stays keeps its time of day."""
    given = columns(work, draft, draft.owners)
    zone = work.policy.calendar.zone
    days = {"rotated_at": draft.rotated, "expires_at": draft.expires}
    for name, day in days.items():
        was: datetime | None = getattr(key, name)
        same = was and (typed(work, was), was.astimezone(zone).date().isoformat())
        if same and day in same:
            given[name] = was
    return given


def same(work: Work, key: Key, draft: KeyDraft) -> bool:
    """Tell whether a row says already what a draft does."""
    given = _kept(work, key, draft)
    return all(getattr(key, name) == value for name, value in given.items())


async def retire(work: Work, key: Key, reason: str) -> Record:
    """Mark a locked key as used no more: nobody is asked for it."""
    await keynames.require(work)
    if key.retired:
        raise keyrules.KeyRetired(name=key.name)
    said = rules.reason(reason)
    secretive.refuse("reason", said)
    key.state, key.version = KeyState.RETIRED, key.version + 1
    fact = keyfacts.KeyUnused(about=key.id, title=key.name, reason=said)
    record = work.record(fact)
    row = await register.lock(work, key.routine)
    if row is not None and row.adopted:
        await routines.end(work, row, said)
    keyroutine.watch(work, key)
    return record


async def start(work: Work, key: Key) -> store.Occurrence:
    """Open a rotation of a locked key now: somebody wants it before its time."""
    if work.actor not in await people(work, key.owners):
        await keynames.require(work)
    if key.retired:
        raise keyrules.KeyRetired(name=key.name)
    found = await keystore.open_of(work, [key.routine])
    if found:
        raise keyrules.RotatingAlready(name=key.name, ref=found[0].ref)
    row = await register.lock(work, key.routine)
    if row is None:
        raise LookupError(key.routine)
    asked = work.now.isoformat()
    one = await unfold.begin(work, row, Trigger.REQUEST, asked, title="asked for")
    if one is None:
        raise keyrules.RotatingAlready(name=key.name, ref="it")
    return one
