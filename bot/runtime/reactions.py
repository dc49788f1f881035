"""Reactions: what a fact of one capability has another one do.

A capability knows only those below it. What must flow upwards is listed here: the fact,
the verb that it calls, and what the verb reads from it. The call is a timer that is due
at once: it commits with the fact, runs in a transaction of its own, and is never lost.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import (
    approvals,
    calendar,
    cycles,
    findings,
    home,
    incidents,
    library,
    maintenance,
    postmortems,
    workspaces,
)
from bot.core.facts import Record
from bot.core.work import Work

Verb = Callable[..., Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One verb that a fact calls, with the *fields* of the fact that it is given.

    *about* is what the verb calls the thing that the fact is about, if it is given it.
    """

    name: str
    verb: Verb
    fields: tuple[str, ...] = ()
    about: str = ""


GUIDE = Reaction(name="incidents.guide_again", verb=incidents.guide_again)
PAUSE = Reaction(name="postmortems.pause", verb=postmortems.pause, about="incident")
GIVEN_BACK = Reaction(
    name="postmortems.give_back",
    verb=postmortems.give_back,
    fields=("subject", "kind", "reason"),
)
REPORTED = Reaction(
    name="incidents.report_release",
    verb=incidents.report.release,
    fields=("subject", "kind", "digest"),
)
REPORT_BACK = Reaction(
    name="incidents.report_give_back",
    verb=incidents.report.give_back,
    fields=("subject", "kind", "reason"),
)
SIGN = Reaction(name="calendar.sign", verb=calendar.sign, fields=("subject", "kind"))
SENT_BACK = Reaction(
    name="calendar.send_back",
    verb=calendar.send_back,
    fields=("subject", "kind", "reason"),
)
ATTEND = Reaction(name="calendar.attend", verb=calendar.attend, fields=("person",))
SCHEDULE = Reaction(
    name="maintenance.sign",
    verb=maintenance.sign,
    fields=("subject", "kind", "digest"),
)
REFUSE = Reaction(
    name="maintenance.refuse",
    verb=maintenance.refuse,
    fields=("subject", "kind", "reason"),
)
ASK_ANEW = Reaction(
    name="maintenance.ask_again",
    verb=maintenance.ask_again,
    fields=("subject", "kind"),
)
EXCEPT = Reaction(
    name="findings.grant",
    verb=findings.grant,
    fields=("subject", "kind", "digest"),
)
KEEP = Reaction(
    name="findings.refuse",
    verb=findings.refuse,
    fields=("subject", "kind", "digest", "reason"),
)
CYCLE = (
    *("calendar.confirmed", "calendar.signed_off", "calendar.reopened"),
    *("calendar.overdue", "calendar.missed", "calendar.skipped"),
    *("incidents.declared", "incidents.reclassified", "incidents.resolved"),
    *("postmortems.drafted", "postmortems.published", "postmortems.skipped"),
    "backups.drill_finished",
)
"""The facts after which the criteria of a cycle may stand otherwise."""
LEAK = Reaction(name="incidents.leak", verb=incidents.leaked.leak)
UNLEAK = Reaction(name="incidents.unleak", verb=incidents.leaked.unleak)
REACTIONS: dict[str, tuple[Reaction, ...]] = {
    **dict.fromkeys(library.CHANGES, (GUIDE,)),
    workspaces.Configured.name: (
        Reaction(
            name="incidents.announce",
            verb=incidents.announce,
            fields=("announcements",),
        ),
    ),
    workspaces.Returned.name: (ATTEND,),
    "incidents.declared": (
        Reaction(name="postmortems.notice", verb=postmortems.notice, about="incident"),
        Reaction(name="maintenance.notice", verb=maintenance.notice, about="incident"),
    ),
    "incidents.resolved": (
        Reaction(name="postmortems.follow", verb=postmortems.follow, about="incident"),
    ),
    "incidents.made_private": (
        Reaction(
            name="postmortems.seclude", verb=postmortems.seclude, about="incident"
        ),
    ),
    calendar.KeyLeaked.name: (LEAK,),
    "incidents.communication_drafted": (
        Reaction(name="calendar.leak", verb=calendar.leaks.follow, fields=("begun",)),
    ),
    calendar.KeyCleared.name: (UNLEAK,),
    "incidents.reopened": (PAUSE,),
    "incidents.undone": (PAUSE,),
    approvals.Approved.name: (
        Reaction(
            name="postmortems.release",
            verb=postmortems.release,
            fields=("subject", "kind", "digest"),
        ),
        REPORTED,
        SIGN,
        SCHEDULE,
        EXCEPT,
    ),
    approvals.Rejected.name: (GIVEN_BACK, REPORT_BACK, SENT_BACK, REFUSE, KEEP),
    approvals.ChangesRequested.name: (
        *(GIVEN_BACK, REPORT_BACK, SENT_BACK, REFUSE, KEEP),
    ),
    approvals.Expired.name: (GIVEN_BACK, REPORT_BACK, ASK_ANEW, KEEP),
    approvals.Withdrawn.name: (GIVEN_BACK, REPORT_BACK, SENT_BACK, REFUSE, KEEP),
    approvals.Voided.name: (GIVEN_BACK, REPORT_BACK, KEEP),
}
VERBS = {one.name: one.verb for every in REACTIONS.values() for one in every}


def react(work: Work) -> None:
    """Have the verbs called that follow from what *work* recorded."""
    for record in work.records:
        for reaction in REACTIONS.get(record.name, ()):
            work.later(
                reaction.name,
                key=f"{reaction.name}:{record.id}",
                at=work.now,
                because=record,
                **_given(reaction, record),
            )
    _refresh(work)
    _cycle(work)


def _refresh(work: Work) -> None:
    """Have the homes shown again after a change: once for each thing that changed."""
    for record in work.records:
        if record.name.startswith(home.FOLLOWS):
            timer = refreshing(work.workspace, record.about, work.now)
            work.timers[timer["key"]] = {**timer, "because": record.id}


def _cycle(work: Work) -> None:
    """Have the open cycle's card follow: once for each thing that changed."""
    for record in work.records:
        if record.name in CYCLE:
            key = f"{cycles.FOLLOW}:{record.about}"
            work.later(cycles.FOLLOW, key=key, at=work.now, because=record)


def refreshing(workspace: str, about: str, at: datetime) -> dict[str, Any]:
    """Give the timer that has the homes shown again because of a change."""
    verb = "home.refresh"
    return {
        "workspace": workspace,
        "key": f"{verb}:{about}",
        "verb": verb,
        "args": {"about": about},
        "due": at,
    }


def _given(reaction: Reaction, record: Record) -> dict[str, str]:
    """Give what the verb reads from the fact."""
    given = {field: str(record.data[field]) for field in reaction.fields}
    return {**given, reaction.about: record.about} if reaction.about else given
