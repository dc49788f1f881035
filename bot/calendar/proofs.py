"""Proofs: the files that prove something was done, kept privately with it.

A file is downloaded by the relay, with the bot's token, and never made public. Whatever
people called it, it is known by Slack's id: by nothing that was typed on the disk.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.calendar import change, facts, store
from bot.calendar.store import Occurrence, Proof
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work

FILE = "calendar.file"
FOLDER = "evidence"
ID = re.compile(r"F[A-Z0-9]{2,30}")
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
MEGABYTE = 2**20


def want(
    work: Work, one: Occurrence, files: Iterable[Mapping[str, str]], record: Record
) -> None:
    """Have files kept that were given as evidence with *record*."""
    for given in files:
        proof = Proof(
            workspace=work.workspace,
            occurrence=one.id,
            file=given["id"],
            called=given["name"],
            url=given["url"],
            mimetype=given["mimetype"],
            size=int(given["size"]),
        )
        work.session.add(proof)
        how = {"key": f"proof:{proof.id}", "priority": Priority.DIGEST}
        work.want("file", FILE, proof.id, **how, detail={"because": record.id})


async def file(work: Work, about: str) -> dict[str, Any] | None:
    """Give what is downloaded, where it is kept, and what is called then."""
    proof = await store.proof(work, about)
    if proof is None or not ID.fullmatch(proof.file):
        return None
    return {
        "url": proof.url,
        "mimetype": proof.mimetype,
        "most": work.policy.duties.largest_file * MEGABYTE,
        "path": path(proof),
        "then": {"verb": FILE, "args": {"proof": proof.id}},
    }


async def keep(work: Work, *, proof: str, sha256: str, size: str) -> None:
    """Record that a file is kept, once: what it holds, and where."""
    held = await store.proof(work, proof)
    one = next(iter(await store.lock(work, held.occurrence)), None) if held else None
    if held is None or one is None or held.sha256:
        return
    held.sha256, held.size = sha256, int(size)
    said = {"file": held.file, "called": held.called, "path": path(held)}
    await change.note(work, one, facts.Filed, sha256=sha256, size=held.size, **said)


def path(proof: Proof) -> str:
    """Say where a file is kept, below the data folder."""
    suffix = SUFFIX.search(proof.called)
    ending = suffix[0].lower() if suffix else ""
    return f"{FOLDER}/{proof.occurrence}/{proof.file}{ending}"


VIEWS = {FILE: file}
TIMED = {FILE: keep}
