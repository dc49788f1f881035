"""What can have happened to an approval. Fields are only ever added, with a default.

Each names the `subject` and the `kind` of deed that it is about, and the `digest` of
the exact text: whoever reacts to one looks at its kind, and holds its digest against
the text as it is by then.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfApproval(Fact):
    """What every fact about an approval says; `called` is what the role is called."""

    name = ""
    subject: str
    kind: str
    digest: str
    role: str
    title: str
    called: str = ""
    asker: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked(OfApproval):
    """Somebody asked for an approval."""

    name = "approvals.asked"
    expires: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reminded(OfApproval):
    """Those who may decide were reminded."""

    name = "approvals.reminded"
    expires: datetime
    late: bool = False
    nobody: bool = False


@dataclass(frozen=True, kw_only=True)
class Renewed(OfApproval):
    """Nobody decided in time, and it is asked on by itself, until `expires`."""

    name = "approvals.renewed"
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class Settlement(OfApproval):
    """The end of an approval; `reason` is what was said to it."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Approved(Settlement):
    """Somebody who may approved it."""

    name = "approvals.approved"


@dataclass(frozen=True, kw_only=True)
class Rejected(Settlement):
    """Somebody who may decide rejected it."""

    name = "approvals.rejected"


@dataclass(frozen=True, kw_only=True)
class ChangesRequested(Settlement):
    """Somebody who may decide said what must change first."""

    name = "approvals.changes_requested"


@dataclass(frozen=True, kw_only=True)
class Voided(Settlement):
    """Nobody has to decide it any more: `reason` says why, such as a change."""

    name = "approvals.voided"


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Settlement):
    """Whoever asked took the question back."""

    name = "approvals.withdrawn"


@dataclass(frozen=True, kw_only=True)
class Expired(Settlement):
    """Nobody decided in time."""

    name = "approvals.expired"
    expires: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Assigned(Fact):
    """An admin changed who holds a role that signs off; `groups` are called so."""

    name = "approvals.assigned"
    role: str
    called: str
    does: str
    before: tuple[str, ...]
    holders: tuple[str, ...]
    groups: dict[str, str] = field(default_factory=dict)
