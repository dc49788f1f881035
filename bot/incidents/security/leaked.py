"""A compromised key opens a security incident, and drafts what is said about it.

Nobody has to declare it: it follows from the fact. It is private; whoever said that the
key is compromised and whoever owns it are brought in. The draft is sent by nobody but
whoever edits it and presses Post.
"""

from datetime import datetime

from bot.core.acting import acting
from bot.core.errors import Refused
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, rules, store
from bot.incidents.declare import Declaration, declare, retract
from bot.incidents.lead import call_in
from bot.incidents.rules import Detection
from bot.incidents.security import leakfacts
from bot.incidents.store import Incident

SUMMARY = 2000  # characters of what was said that stand on the card


async def leak(work: Work) -> None:
    """Open the incident of a key that is compromised, and draft what is said of it."""
    said = await _cause(work)
    if said is None:
        return
    data = said.data
    name = data.get("title", "a key")
    declared = Declaration(
        title=f"Key {name} is compromised"[: rules.TITLE],
        severity=int(data["severity"]),
        summary=data.get("what", "")[:SUMMARY],
        detected_by=Detection.INTERNAL,
        private=True,
        security=True,
    )
    with acting(work, said.actor):  # it is their report
        incident = await declare(work, declared)
    await call_in(work, incident, [said.actor, *data["people"]])
    _draft(work, incident, said, name)


def _draft(work: Work, incident: Incident, said: Record, name: str) -> None:
    fact = leakfacts.CommunicationDrafted(
        about=incident.id,
        ref=incident.ref,
        called=name,
        text=draft(name, said.data, said.at),
        task_ref=said.data["ref"],
        begun=said.id,
    )
    work.tell(work.record(fact), to=incident.room)


def draft(name: str, data: dict[str, str], at: datetime) -> str:
    """Write what whoever is affected has to know; “…” stands where a person knows."""
    noticed = f"{at:%Y-%m-%d %H:%M} UTC"
    known = "may be known to somebody who should not have it"
    return "\n".join(
        (
            f"What happened: the key “{name}” {known}.",
            "Who is affected: … (whose data, which systems: what the key opens)",
            f"Exposed: since … until it is revoked; noticed {noticed}.",
            f"What was done: its rotation began at once ({data['ref']}). …",
            "What you have to do: … (or: nothing)",
            "Next update: …",
        )
    )


async def communication(work: Work, incident: Incident) -> dict[str, str]:
    """Give the words that were drafted, for the form that sends them."""
    name = leakfacts.CommunicationDrafted.name
    drafted = await store.named(work, incident.id, name)
    text = drafted[-1].data.get("text", "") if drafted else ""
    return {"text": text}


async def unleak(work: Work) -> None:
    """Take back the incident of a key that is not compromised after all.

    One in which something has happened goes on, and one that is another's: its room
    is told.
    """
    said = await _cause(work)
    opened = said and await store.following(work, said.data["of"], facts.Declared.name)
    if said is None or opened is None:
        return
    try:
        with acting(work, said.actor):
            await retract(work, opened.about)
    except Refused:
        await _tell(work, opened.about, said)


async def _tell(work: Work, id_: str, said: Record) -> None:
    (incident,) = await store.lock(work, id_)
    if not incident.writable:
        return
    fact = leakfacts.LeakTakenBack(
        about=incident.id,
        ref=incident.ref,
        called=said.data.get("title", "the key"),
        reason=said.data.get("reason", ""),
    )
    work.tell(work.record(fact), to=incident.room)


async def _cause(work: Work) -> Record | None:
    """Give the fact that this follows from."""
    return await work.session.get(Record, (work.because,)) if work.because else None
