"""The ledger: every fact, in a log that shows when it was tampered with.

`append` is the hook that runs last before a commit; `checkpoint` signs what the log is,
`verify` proves it, `export` hands it out.
"""

from bot.ledger.exporting import Exported, FolderInUse, NothingSigned, export
from bot.ledger.findings import Finding, Kind, Summary, Verification
from bot.ledger.kept import Untrusted, newest, path, workspaces
from bot.ledger.notes import BadNote, Checkpoint
from bot.ledger.proving import Progress, verify
from bot.ledger.service import Erased, NoSuchField, append, erase
from bot.ledger.signing import (
    Contradicted,
    NoKey,
    RolledBack,
    SignedBy,
    checkpoint,
    keys,
    open_key,
)
from bot.ledger.store import Bytes

__all__ = [
    "BadNote",
    "Bytes",
    "Checkpoint",
    "Contradicted",
    "Erased",
    "Exported",
    "Finding",
    "FolderInUse",
    "Kind",
    "NoKey",
    "NoSuchField",
    "NothingSigned",
    "Progress",
    "RolledBack",
    "SignedBy",
    "Summary",
    "Untrusted",
    "Verification",
    "append",
    "checkpoint",
    "erase",
    "export",
    "keys",
    "newest",
    "open_key",
    "path",
    "verify",
    "workspaces",
]
