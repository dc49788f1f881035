"""Finding the finding that somebody means, and what lists and cards show."""

import re
from datetime import datetime
from typing import Any

from bot import approvals, calendar, services
from bot.core import roles, times
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work
from bot.findings import change, excusing, rules, store, waysin
from bot.findings.rules import Kind, NoSuchFinding, Severity, State, WhichFinding
from bot.findings.store import Finding, Wanted

REF = re.compile(r"(?is)fnd[- ]?(\d{1,9})[:,;.]?(?:\s+(.*))?")
LIST = 12
WAITING = 10
MINE = ("mine", "me", "my")
LATE = ("late", "overdue")
STATES = {
    "fixed": (State.FIXED,),
    "excepted": (State.EXCEPTED,),
    "exceptions": (State.EXCEPTED,),
    "declined": (State.DECLINED,),
    "closed": (State.CLOSED,),
    "all": tuple(State),
}
OPEN = (State.OPEN, State.TRIAGED, State.FIXED)
"""What is in a list that names no state."""


async def meant(work: Work, words: str) -> tuple[Finding, str]:
    """Give the finding that is named, and the rest of the words."""
    await roles.require(work, Role.MEMBER)
    found = REF.fullmatch(words.strip())
    if found is None:
        raise WhichFinding
    ref = f"FND-{int(found[1])}"
    one = await store.by_ref(work, ref)
    if one is None:
        raise NoSuchFinding(ref=ref)
    return one, (found[2] or "").strip()


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Finding:
    """Give the finding of a button, or refuse: it may be another workspace's."""
    await roles.require(work, Role.MEMBER)
    found = (
        next(iter(await store.lock(work, id_)), None)
        if lock
        else await store.get(work, id_)
    )
    if found is None:
        raise NoSuchFinding(ref="such finding")
    return found


async def wanted(work: Work, words: str) -> tuple[Wanted, bool]:
    """Read what a list is narrowed to; tell whether only what is late."""
    left, given, late = list[str](), dict[str, Any](), False
    for word in words.casefold().split():
        if word in MINE:
            given["owners"] = tuple(await mine(work))
        elif word in STATES:
            given["states"] = STATES[word]
        elif word in rules.AS and word in {*Severity}:
            given["severity"] = rules.AS[word]
        elif word.rstrip("s") in rules.KINDS or word == "vulnerabilities":
            given["kind"] = rules.KINDS.get(word.rstrip("s"), Kind.VULNERABILITY)
        elif word in LATE:
            late = True
        elif word != "open":
            left.append(word)
    return Wanted(**{"states": OPEN, "words": " ".join(left), **given}), late


async def mine(work: Work) -> list[str]:
    """Give all by which the actor owns a finding."""
    return await services.ownership(work, await approvals.offices(work, work.actor))


async def listed(work: Work, words: str = "") -> dict[str, Any]:
    """Give the findings that *words* narrow, with how old each is and what is left."""
    await roles.require(work, Role.MEMBER)
    asked, late = await wanted(work, words)
    if late:
        every = await store.due_before(work, work.now)
        rows, many = every[:LIST], len(every)
    else:
        rows = await store.listed(work, asked, LIST)
        many = await store.many(work, asked)
    return {
        "rows": [await row(work, one) for one in rows],
        "more": many - len(rows),
        "words": words,
        "any": bool(await store.counts(work)),
        "does": "",
        "label": "",
    }


async def row(work: Work, one: Finding) -> dict[str, Any]:
    """Give a finding as a line: how old, by when, and whose it is."""
    return {
        "one": one,
        "days": age(work, one),
        "left": left(one, work.now),
        "owner": await services.owner_of(work, one.owner) if one.owner else None,
    }


def age(work: Work, one: Finding) -> int:
    """Give for how many days it is, or was, open: until it was mended, or declined."""
    over = one.fixed_at or one.ended_at or work.now
    return (over - one.clock_at) // times.DAY


def left(one: Finding, now: datetime) -> dict[str, Any] | None:
    """Give what of its clock is left, or over, of the step that comes next."""
    clock = rules.Clock(triage=one.triage_by, fix=one.fix_by)
    following = rules.next_by(one.state, clock)
    if following is None:
        return None
    step, due = following
    return {"step": step, "due": due, "late": now >= due, "by": times.human(due - now)}


async def details(work: Work, one: Finding) -> dict[str, Any]:
    """Give everything that a card of a finding shows."""
    known = await calendar.covered(work, [one.subject])
    asking = await approvals.of(work, one.id, excusing.EXCEPT)
    office = work.policy.signoff.get(work.policy.findings.role(one.kind.value))
    return {
        **await row(work, one),
        "people": (await change.people(work, one))[: change.MOST],
        "duties": [duty.ref for duty in known.get(one.subject, ())],
        "asking": asking if asking and asking.open and one.asked_until else None,
        "office": office.name if office else one.kind.value,
        "link": link(one.reference) or link(one.place),
        "fix_link": link(one.fix),
    }


def link(text: str) -> str:
    """Give what was typed if it is nothing but a link."""
    return text if services.link(text) else ""


async def card(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the card shows."""
    one = await store.get(work, about)
    return await details(work, one) if one else None


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: findings of theirs, the worst first."""
    asked = Wanted(states=OPEN, owners=tuple(await mine(work)))
    return [_wait(work, one) for one in await store.listed(work, asked, WAITING)]


async def engaged(work: Work) -> set[str]:
    """Give who has a finding of theirs that is not over."""
    named = [one for one in await store.owners(work) if one]
    return {p for one in named for p in await approvals.people_of(work, one)}


def _wait(work: Work, one: Finding) -> Wait:
    label, does = {
        State.OPEN: ("Triage…", "findings.triage"),
        State.TRIAGED: ("Fixed…", "findings.fix"),
    }.get(one.state, ("Close…", "findings.close"))
    return Wait(
        what=f"{one.ref} · {one.title}",
        why=f"a {one.severity.value} finding of yours",
        label=label,
        does=does,
        value=one.id,
        more=(("Open", "findings.show"),),
        due=one.next_by,
        late=bool(one.next_by and one.next_by < work.now),
    )


async def board(work: Work, about: str) -> dict[str, Any]:
    """Give the list that a button asks for; *about* narrows it."""
    return await listed(work, "" if about == "list" else about)


async def scanners(work: Work, _: str) -> dict[str, Any]:
    """Give the scanners and hooks, to whoever asks."""
    return await waysin.listed(work)


LISTED, SCANNERS = "findings.list", "findings.scanners"
VIEWS = {rules.CARD: card, LISTED: board, SCANNERS: scanners}
