"""Bringing in what a file says of keys: all of it or none, again and again.

What is proven here is not undone by a file: an earlier rotation than the last one, or
an earlier expiry, leaves those that are known.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.calendar.rotation import inventory, keynames, keyrules, keystore
from bot.calendar.rotation.keyrules import KeyDraft
from bot.calendar.rotation.keystore import Key
from bot.core import tabular
from bot.core.errors import Invalid, Refused
from bot.core.tabular import Entry, Mistake, Shape, Unreadable
from bot.core.work import Work

SHAPE = Shape(
    noun="key",
    keys=keyrules.KEYS,
    needed=keyrules.NEEDED,
    also={
        **dict.fromkeys(("key", "title"), "name"),
        **dict.fromkeys(("where", "location", "lives_in"), "lives"),
        **dict.fromkeys(("owners", "who"), "owner"),
        **dict.fromkeys(("value_class", "class"), "value"),
        **dict.fromkeys(("last_rotated", "last_rotation", "rotated_at"), "rotated"),
        **dict.fromkeys(("expires_at", "expiry"), "expires"),
    },
    read=keyrules.read,
    named=keyrules.slugged,
    example="2026-11-27",
    examples={
        "name": "Payments API",
        "kind": "secret",
        "lives": "the vault",
        "owner": "@dana",
        "value": "high",
        "how": "by hand: renew it, then deploy",
    },
)


def entries(text: str, kind: str = "") -> list[Entry]:
    """Read a file of the *kind* csv or toml; without one it is told by its look.

    What is wrong with a row is told when it is brought in, with all else that is.
    """
    return tabular.rows(SHAPE, text, kind)


def holds(text: str, kind: str = "") -> bool:
    """Tell whether a file is one of keys, right or wrong."""
    return tabular.holds(SHAPE, text, kind)


async def bring(work: Work, entries: Sequence[Entry]) -> dict[str, str]:
    """Keep what a file says; tell of each what was done, or raise Unreadable.

    Whatever is raised ends the transaction: nothing is half brought in.
    """
    await keynames.require(work)
    await inventory.alone(work)
    done, mistakes = dict[str, str](), list[Mistake]()
    for entry in entries:
        wrongs = await _wrong(work, entry)
        mistakes += [*entry.mistakes, *map(entry.mistake, wrongs)]
        if wrongs or entry.mistakes:
            continue
        try:
            draft = await _draft(work, entry)
            done[draft.name] = await _kept(work, draft, entry)
        except Invalid as wrong:
            mistakes.append(entry.mistake(wrong))
        except Refused as refused:
            mistakes.append(entry.mistake(Invalid("name", str(refused))))
    if mistakes:
        raise Unreadable(mistakes)
    return done


async def _wrong(work: Work, entry: Entry) -> list[Invalid]:
    """Give what is wrong with the owner and the kind of a row, each by itself."""
    found = list[Invalid]()
    try:
        await keynames.owner(work, str(entry.found.get("owner", "")))
    except Invalid as wrong:
        found.append(wrong)
    try:
        if "kind" in entry.found:
            keynames.require_kind(work, entry.found["kind"])
    except Invalid as wrong:
        found.append(wrong)
    return found


async def _draft(work: Work, entry: Entry) -> KeyDraft:
    said = str(entry.found.get("owner", ""))
    owners = await keynames.owner(work, said)
    return keyrules.draft_of(entry.found, owners)


async def _kept(work: Work, draft: KeyDraft, entry: Entry) -> str:
    known = await keystore.by_slug(work, keyrules.slugged(draft.name))
    if known is None:
        await inventory.add(work, draft)
        return "added"
    if known.retired:
        raise keyrules.KeyRetired(name=known.name)
    meant = _merged(work, known, draft, entry)
    if inventory.same(work, known, meant):
        return "unchanged"
    key = await keynames.locked(work, known.id)
    await inventory.changed(work, key, meant)
    return "changed"


def _merged(work: Work, key: Key, draft: KeyDraft, entry: Entry) -> KeyDraft:
    """Give what a file changes of a key: what it leaves out stays as it is."""
    given = entry.found
    owners = draft.owners if given.get("owner") else tuple(key.owners)
    rotated = _later(work, key, "rotated", draft)
    expires = _later(work, key, "expires", draft)
    kept = {name: getattr(key, name) for name in ("value", "how") if name not in given}
    return replace(draft, owners=owners, rotated=rotated, expires=expires, **kept)


def _later(work: Work, key: Key, name: str, draft: KeyDraft) -> str:
    """Give the later of two days: what a file says, and what is known."""
    known, said = getattr(key, f"{name}_at"), getattr(draft, name)
    told = inventory.moment(work, said)
    if known is None or (told and told.date() > known.date()):
        return str(said)
    return inventory.typed(work, known)
