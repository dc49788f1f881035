"""The ledger: every fact, in a log that shows when it was tampered with.

`Logs.append` is the hook that runs last before a commit; `checkpoint` signs what the
log is, `verify` proves it, `export` hands it out.
"""

from bot.ledger.exporting import Exported, FolderInUse, NothingSigned, export
from bot.ledger.findings import Finding, Kind, Summary, Verification
from bot.ledger.following import UNTRUE, Rows, follow
from bot.ledger.kept import Begun, Unreadable, Untrusted, begun
from bot.ledger.kept import newest as newest_note
from bot.ledger.kept import path as notes_file
from bot.ledger.kept import workspaces as kept_workspaces
from bot.ledger.leaves import NOBODY
from bot.ledger.notes import Checkpoint
from bot.ledger.proving import Progress, Projection, verify
from bot.ledger.service import Erased, Logs, NoSuchField, erase
from bot.ledger.signing import (
    Contradicted,
    ListedKey,
    NoKey,
    RolledBack,
    Spoilt,
    checkpoint,
    keys,
    open_key,
)
from bot.ledger.standing import Standing, standing
from bot.ledger.store import Bytes, history

__all__ = [
    "NOBODY",
    "UNTRUE",
    "Begun",
    "Bytes",
    "Checkpoint",
    "Contradicted",
    "Erased",
    "Exported",
    "Finding",
    "FolderInUse",
    "Kind",
    "ListedKey",
    "Logs",
    "NoKey",
    "NoSuchField",
    "NothingSigned",
    "Progress",
    "Projection",
    "RolledBack",
    "Rows",
    "Spoilt",
    "Standing",
    "Summary",
    "Unreadable",
    "Untrusted",
    "Verification",
    "begun",
    "checkpoint",
    "erase",
    "export",
    "follow",
    "history",
    "kept_workspaces",
    "keys",
    "newest_note",
    "notes_file",
    "open_key",
    "standing",
    "verify",
]
