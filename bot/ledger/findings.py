"""What verification says: each finding a plain sentence, and a summary of the rest."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.ledger.kept import Begun

MOST = 100  # findings that are listed


class Kind(StrEnum):
    """What was found to be wrong."""

    EDITED = "edited"
    """The bytes of an entry, or of some in a range, are not what was entered."""
    REMOVED = "removed"
    """An entry is not there any more."""
    SWAPPED = "swapped"
    """Two entries stand in each other's place."""
    TRUNCATED = "truncated"
    """The newest entries were cut off."""
    ADDED = "added"
    """An entry that was never entered, beyond the head or between others."""
    UNENTERED = "not entered"
    """A record that no entry commits to: it was added, or its entry is gone."""
    RECORD_CHANGED = "record changed"
    """A record says something else than its entry committed to."""
    RECORD_MISSING = "record missing"
    """The record that an entry commits to is not there any more."""
    SILENCED = "silenced"
    """The salt of a field is gone, and no entry says that it was erased."""
    HEAD = "head"
    """The head is missing, or is not what the entries lead to."""
    FORGED = "forged"
    """A checkpoint that no trusted key signed, or that is about another log."""
    UNSIGNED = "checkpoints missing"
    """Checkpoints that are kept are not in the database any more."""
    OLDER = "older"
    """The database is older than a checkpoint that is kept outside of it."""
    UNTRUSTED = "untrusted"
    """What is needed to check signatures is not there."""
    UNFOUNDED = "unfounded"
    """A row of a table says what does not follow from the record."""
    LOCKED = "locked"
    """The key that sealed an entry's salts is not there."""


ALTERED = (
    "Don't repair it: keep a copy of the database as it is, find out who could write to"
    " it, and compare it with the newest backup that verifies."
)
ADVICE = {
    Kind.FORGED: (
        "Compare the checkpoint with the copies that you keep elsewhere, and find out"
        " who could write to it."
    ),
    Kind.OLDER: "Bring the newest database back: an older one is never signed.",
    Kind.UNTRUSTED: (
        "Bring the data folder (LONGWATCH_HOME) back from a backup: its ledger.vkey"
        " and its checkpoints."
    ),
    Kind.UNFOUNDED: (
        "Trust the record, `longwatch export INC-42` gives what it says, and not the"
        " table. Keep a copy of the database as it is, and find out who could write to"
        " it."
    ),
    Kind.LOCKED: "Bring the table data_keys back from a backup.",
}
"""What to do about each kind of finding; about any other, ALTERED."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    kind: Kind
    sentence: str
    seq: int | None = None
    """The entry's number, where it is about one."""

    @property
    def advice(self) -> str:
        """Give what to do about it."""
        return ADVICE.get(self.kind, ALTERED)

    def __str__(self) -> str:
        """Give the sentence."""
        return self.sentence


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How much was looked at, and how far it is proven."""

    entries: int
    checkpoints: int
    """Signed notes that were checked, in the database and in the data folder."""
    covered: int
    """Entries that the newest sound checkpoint covers."""
    erased: int
    """Fields whose words were erased, as entries of their own say."""

    begun: Begun | None = None
    """Where proof begins, because nothing is kept from before."""

    @property
    def unsigned(self) -> int:
        """Count the newest entries that no checkpoint covers yet."""
        return max(0, self.entries - self.covered)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Everything that was found; no finding means proven."""

    summary: Summary
    findings: tuple[Finding, ...]
    unlisted: int = 0
    """Further findings, beyond the number that is listed."""

    @property
    def proven(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


@dataclass
class Report:
    """What verification has found so far."""

    checkpoints: int = 0
    covered: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0

    def add(self, kind: Kind, sentence: str, *, seq: int | None = None) -> None:
        """Note a finding; past the number that is listed they are only counted."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(kind=kind, sentence=sentence, seq=seq))
        else:
            self.unlisted += 1

    def concluded(self, entries: int, begun: Begun | None) -> Verification:
        """Give the result: findings about entries first, in the order of the log."""

        def place(finding: Finding) -> tuple[bool, int]:
            return finding.seq is None, finding.seq or 0

        return Verification(
            summary=Summary(
                entries=entries,
                checkpoints=self.checkpoints,
                covered=self.covered,
                erased=self.erased,
                begun=begun,
            ),
            findings=tuple(sorted(self.findings, key=place)),
            unlisted=self.unlisted,
        )
