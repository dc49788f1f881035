"""The vault: seals and opens with the data keys that it has unlocked."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.errors import Refused
from bot.vault import rules, store
from bot.vault.rules import DataKey, Kek, KeyState, Locked, Purpose

SYSTEM = "system"  # owner of what belongs to the installation, not to a workspace


class WrongKey(Refused):
    """The secrets here were sealed under key {theirs}, but key {ours} was given.

    Bring {theirs} back, or say in LONGWATCH_KEYS where it is.
    """


@dataclass(frozen=True, kw_only=True)
class ListedKey:
    """One data key as it may be shown."""

    id: str
    workspace: str
    purpose: Purpose
    state: KeyState
    kek: str
    """Id of the KEK that wrapped it."""
    problem: str | None
    """Why it can't be used, in a sentence."""


class Vault:
    """Seals the secrets of workspaces; holds unwrapped data keys in memory only."""

    def __init__(self, kek: Kek) -> None:
        """Begin locked: each workspace is unlocked at installation or start."""
        self._kek = kek
        self._keys: dict[str, DataKey] = {}
        self._active: dict[tuple[str, Purpose], DataKey] = {}

    def __repr__(self) -> str:
        """Name the key, never show it."""
        return f"Vault(kek={self._kek.id})"

    async def unlock(
        self, session: AsyncSession, workspace: str, *, make: bool = True
    ) -> None:
        """Load the data keys of *workspace* into memory; *make* those that lack.

        Raises WrongKey when they were wrapped by another KEK, Damaged when the KEK is
        right but a wrapped key was altered.
        """
        rows = await store.of(session, workspace)
        active = {row.purpose for row in rows if row.state is KeyState.ACTIVE}
        lacking = _purposes(workspace) - active if make else set()
        for purpose in sorted(lacking):
            await store.add(session, self._wrapped(workspace, purpose))
        for row in await store.of(session, workspace) if lacking else rows:
            self._hold(row)

    def seal(self, workspace: str, place: str, row: str, secret: bytes) -> bytes:
        """Seal *secret* for one column ("table.column") of one row.

        Raises Locked when *workspace* was not unlocked.
        """
        key = self._active.get((workspace, rules.purpose(place)))
        if key is None:
            raise Locked(key=f"for {rules.purpose(place)}", workspace=workspace)
        return key.seal(place, row, secret)

    def open(self, workspace: str, place: str, row: str, sealed: bytes) -> bytes:
        """Open what was sealed for the same workspace, column and row.

        Raises Damaged when it was altered or moved, Locked when its key is not here.
        """
        id_ = rules.sealed_by(sealed, place)
        key = self._keys.get(id_)
        if key is None:
            raise Locked(key=id_, workspace=workspace)
        if (key.workspace, key.purpose) != (workspace, rules.purpose(place)):
            raise rules.Damaged(place=place)
        return key.open(place, row, sealed)

    async def keys(self, session: AsyncSession) -> list[ListedKey]:
        """List every data key of every workspace, and whether this KEK opens it."""
        return [self._listed(row) for row in await store.every(session)]

    def _listed(self, row: store.WrappedKey) -> ListedKey:
        problem = None
        if row.state is not KeyState.SHREDDED:
            try:
                self._unwrapped(row)
            except Refused as refusal:
                problem = str(refusal)
        given = row.model_dump(exclude={"wrapped"})
        return ListedKey(**given, problem=problem)

    def _wrapped(self, workspace: str, purpose: Purpose) -> store.WrappedKey:
        key = rules.fresh(workspace, purpose)
        return store.WrappedKey(
            id=key.id,
            workspace=workspace,
            purpose=purpose,
            kek=self._kek.id,
            wrapped=self._kek.wrap(key),
            state=KeyState.ACTIVE,
        )

    def _hold(self, row: store.WrappedKey) -> None:
        key = self._unwrapped(row)
        self._keys[row.id] = key
        if row.state is KeyState.ACTIVE:
            self._active[row.workspace, row.purpose] = key

    def _unwrapped(self, row: store.WrappedKey) -> DataKey:
        if row.kek != self._kek.id:
            raise WrongKey(theirs=row.kek, ours=self._kek.id)
        return self._kek.unwrap(
            row.wrapped or b"", key=row.id, workspace=row.workspace, purpose=row.purpose
        )


async def sealed(session: AsyncSession) -> bool:
    """Tell whether anything was ever sealed here."""
    return bool(await store.every(session))


def _purposes(workspace: str) -> set[Purpose]:
    """Give the keys that *workspace* needs; the installation's include the check."""
    own = {Purpose.SECRETS}
    return own | ({Purpose.CHECK} if workspace == SYSTEM else {Purpose.OPENINGS})
