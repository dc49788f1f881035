"""Leases: who claims, and for how long it holds what it claimed."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.core.settings import Patience

FILES = ("file", "upload", "report", "measure")
"""Effects that carry a file: their calls, and so their leases, are longer."""

PATIENT = ("digest.weekly", "digest.page", "digest.edition")
"""Calls that can wait, as effects of the last priority can: many come at one hour."""


class Places(NamedTuple):
    """How many claims there is room for: of what is urgent, of what can wait."""

    urgent: int
    patient: int


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Who claims: one boot of one process, its lease and its settle time (seconds).

    What carries a file has bounds of its own, those of *files*, where they are given.
    """

    boot: str
    lease: float
    settle: float
    files: Patience | None = None

    @property
    def longer(self) -> tuple[float, float]:
        """Give the lease and the settle time of what carries a file."""
        if self.files is None:
            return self.lease, self.settle
        return self.files.lease, self.files.settle

    def bounds(self, kind: str) -> tuple[float, float]:
        """Give the lease and the settle time of an effect of *kind*."""
        return self.longer if kind in FILES else (self.lease, self.settle)
