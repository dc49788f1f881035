"""What each template can be given, from the least to the most, filled with any words.

`SAMPLES` maps a template's file to a function that takes words, as strange as they may
be, and gives contexts: with everything empty that can be, and with everything there.
A template of a fact needs no entry: its contexts are made from the fact's own fields.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace, UnionType
from typing import Any, get_args, get_type_hints

import handlers
from bot import (
    approvals,
    backups,
    hunts,
    incidents,
    metrics,
    postmortems,
    services,
    workspaces,
)
from bot.core import hooks, policy
from bot.core.advice import Advice
from bot.core.backlog import Backlog
from bot.core.facts import Fact, Record, told
from bot.core.marked import Piece, Span
from bot.core.verbs import Command, Verb
from bot.core.waits import Wait
from bot.incidents import Board, Incident, Line, Status, cards, verdict
from bot.incidents.access import Decision, Request
from bot.incidents.rollcall.rollrows import RollCall, RollRow, Tally
from bot.incidents.rules import Detection, Outcome, Phase
from bot.incidents.security import reportrules, reportstore, runs
from bot.incidents.tasklist import Progress, Task
from bot.ledger import Begun, Standing
from bot.library import Kind as DocumentKind
from bot.library import Led, Page, Query, Sheet, State, Version
from bot.library.searching import Hit
from bot.postmortems import Item, Postmortem
from bot.postmortems import cards as cards_of_postmortems
from bot.postmortems.rules import SECTIONS
from bot.postmortems.stages import Kind, Source, Stage
from bot.runtime.vitals import Vitals
from bot.workspaces import Called
from handlers.incidents.declare import NAMED
from tests.calendar import samples as calendar_samples
from tests.cycles import samples as cycle_samples
from tests.digest import samples as digest_samples
from tests.findings import samples as findings_samples
from tests.maintenance import samples as maintenance_samples

Contexts = Iterator[dict[str, Any]]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
POLICY = policy.load().of("W")
PEOPLE = ("U0DANA", "W0KENJI")
ROOM = "C0ROOM"
LINK = "https://harbour.slack.com/archives/C0OPS/p1760000000000100"
MANY = 100
MADE = {
    **dict.fromkeys(("commander", "before", "whom", "person", "by"), PEOPLE[0]),
    **dict.fromkeys(("about", "into", "other", "entry", "of"), "01a2"),
    **dict.fromkeys(("ref", "other_ref", "into_ref"), "INC-4242"),
    "task": "t1",
    "run": "r1",
    "lead": PEOPLE[1],
    "notice": "n1",
    "item": "01a3",
    "item_ref": "AI-4242",
    **dict.fromkeys(("invited", "told", "without"), PEOPLE),
    "left": ROOM,
    "until": "2027-03-31",
    "approver": PEOPLE[0],
    "verdict": "duplicate",
    **dict.fromkeys(("link", "source"), LINK),
    "phase": "containment",
    "severity": "SEV-1",
    "role": "scribe",
    "called": "Scribe",
    "outcome": "fix",
    "step": "end",
    "detected_by": "alert",
    "deed": "incidents.moved",
    "what": "topic",
    "verb": "incidents.acknowledge",
    "into_room": ROOM,
    "asker": PEOPLE[0],
    "digest": "0123456789abcdef" * 4,
    "does": "answers for it",
    "kind": "runbook",
    "state": "draft",
    "slug": "auth",
    "owner": PEOPLE[1],
    "incident_ref": "INC-4242",
    "part": "cause",
    "was": "identified",
    "postmortem": "PM-4242",
    "how": "rejected",
    "row": "01a5",
    "answer": "affected",
    "rows": ("01a5",) * 200,
    "contacts": (PEOPLE[0], ROOM, ""),
    "form": "PDF",
    "standby": "warm",
    "runbook": "billing",
    "criterion": "monitoring",
    "missing": ("deployment", "documentation"),
    "lines": ({"id": "01b2", "ref": "OPS-4242", "title": "T", "due": NOW.isoformat()},),
    "routine": "01b1",
    "area": "security",
    "slot": "2026-11-24",
    "key": "access_review",
    "subject": "",
    "signer": PEOPLE[1],
    "cover": PEOPLE[1],
    "first": "2026-11-24",
    "last": "2026-11-30",
    "to": "lead",
    "file": "F0A1B2",
    "document": "01c4",
    "opened": ("OPS-4242", "ROT-4242"),
    "wrong": ({"what": "Gate fails: Support", "why": "so", "ids": []},) * 30,
    "service": "01d2",
    **dict.fromkeys(("coordinator", "operator", "observer"), PEOPLE[0]),
    "hunters": PEOPLE * 20,
    "level": "high",
    "hunt_ref": "HUNT-4242",
    "finding": "01f2",
    "finding_ref": "FND-4242",
    "within": "01d6",
    "gaps": ("RTO 5 h is more than 4 h",),
    "task_ref": "ROT-4242",
    "begun": "01a6",
}
"""What is never typed by people: ids, references, addresses, words of our own."""


def kinds(kind: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """Give every kind of fact."""
    for child in kind.__subclasses__():
        if child.name:
            yield child
        yield from kinds(child)


FACTS = {kind.name: kind for kind in kinds()}


def of_fact(kind: type[Fact]) -> Callable[[str], Contexts]:
    """Give a fact with its defaults, with everything, and told by nobody."""

    def contexts(words: str) -> Contexts:
        for whole, actor in product((False, True), (*PEOPLE, "system")):
            yield {"fact": told(record(kind, words, whole=whole, actor=actor))}

    return contexts


def record(kind: type[Fact], words: str, *, whole: bool, actor: str) -> Record:
    """Make a record of a fact; without the *whole*, with its defaults."""
    hints = get_type_hints(kind)
    needed = [f for f in fields(kind) if whole or _required(f)]
    said = {f.name: _value(f.name, hints[f.name], words) for f in needed}
    fact = kind(**said)
    return Record(
        workspace="W",
        name=kind.name,
        about=fact.about,
        at=NOW,
        actor=actor,
        policy="",
        data=fact.data(),
    )


def _required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(name: str, hint: Any, words: str) -> Any:
    hint = get_args(hint)[0] if isinstance(hint, UnionType) else hint
    if isinstance(MADE.get(name), tuple):
        return MADE[name]
    if hint is str:
        return MADE.get(name, words)
    made = {datetime: NOW, bool: True, int: 4, float: 4.0}
    several = PEOPLE * MANY if name in ("before", "holders") else (words,)
    return made.get(hint, {} if "dict" in str(hint) else several)


def incident(words: str, **more: Any) -> Incident:
    """Make an incident with nothing that could be left out."""
    times = ("started_at", "detected_at", "declared_at", "respond_by")
    least = {
        "id": "01a2",
        "workspace": "W",
        "number": 4242,
        "title": words,
        "severity": 3,
        "detected_by": Detection.INTERNAL,
        "declarer": "system",
        **dict.fromkeys(times, NOW),
    }
    return Incident(**{**least, **more})


def full(words: str, **more: Any) -> Incident:
    """Make an incident with everything that there can be."""
    texts = (
        *("summary", "surface", "latest", "impact", "resolution"),
        "confirmed_by",
    )
    times = (
        *("acknowledged_at", "contained_at", "resolved_at", "closed_at"),
        *("promised_at", "missed_at", "latest_at", "impact_at"),
    )
    flags = ("user_facing", "private", "security", "drill", "announced")
    return incident(
        words,
        **{
            **dict.fromkeys(texts, words),
            **dict.fromkeys(times, NOW),
            **dict.fromkeys(flags, True),
            "severity": 1,
            "phase": Phase.REMEDIATION,
            "outcome": Outcome.WORKAROUND,
            "declarer": PEOPLE[0],
            "commander": PEOPLE[1],
            "merged_into": "01a3",
            "source": LINK,
            **more,
        },
    )


def both(words: str) -> Iterator[Incident]:
    """Give an incident in every state, with the least and with everything."""
    for status in Status:
        yield incident(words, status=status)
        yield full(words, status=status)
    yield full(words, acknowledged_at=None, resolved_at=None)


def troubles(words: str, count: int) -> list[Advice]:
    """Make troubles, with people and without, for good and for now."""
    return [
        Advice(
            seq=str(number),
            what="The room could not be created",
            how="ask an admin of Slack",
            error="cant_invite",
            place=ROOM if number % 2 else None,
            people=PEOPLE * (number % 3),
            dead=bool(number % 2),
        )
        for number in range(count)
    ]


def card(words: str) -> Contexts:
    """Give the contexts of an incident's cards."""
    for found in both(words):
        worst = MANY if found.status is Status.RESPONDING else 3
        count = worst if found.summary else 0
        severity = POLICY.severities[found.severity]
        common = {"incident": found, "severity": severity, "undo": count and 60}
        flags = dict.fromkeys(("late", "missed", "nowhere"), bool(count))
        rooms = {"room": ROOM if count else None, "into_room": ROOM if count else None}
        into = full(words, number=7) if count else None
        shown = {"into": into, "troubles": troubles(words, count)}
        roles = held(min(count, 8))
        for then in (None, NOW):
            rest = {"roles": roles, "then": then, "done": 1, "tasks": count}
            rest["roll"] = tally(count) if count else None
            rest |= {"parent": into, "parts": ["INC-7"] * min(count, 20)}
            rest["more_parts"] = count > 20
            yield {**common, **flags, **rooms, **shown, **rest}


def unheard(words: str) -> Contexts:
    """Give the contexts of a message that can't be put on a timeline by a mark."""
    yield from ({"incident": found, "link": LINK} for found in both(words))


NEWS = ("updated", "resolved", "reopened", "declined", "merged", "reclassified")


def news(words: str) -> Contexts:
    """Give the contexts of what whoever subscribed is told."""
    for name, whole in product(NEWS, (False, True)):
        found = full(words) if whole else incident(words)
        made = record(FACTS[f"incidents.{name}"], words, whole=whole, actor=PEOPLE[0])
        severity = POLICY.severities[found.severity]
        shown = {"entry": cards.entry(made), "room": ROOM if whole else None}
        yield {"incident": found, "severity": severity, **shown}


def task(words: str, number: int, *, count: int = 1) -> Task:
    """Make a task: with the least, or with everything."""
    more = {"person": PEOPLE[0], "due_at": NOW, "phase": Phase.DIAGNOSIS}
    ends = {"progress": Progress.DONE, "done_by": PEOPLE[1], "done_at": NOW}
    least = {"id": f"t{number}", "workspace": "W", "incident": "01a2"}
    given = {"number": number, "text": words[:300], "progress": Progress.OPEN}
    kept = {**least, **given, **(more if count else {})}
    return Task(**{**kept, **(ends if number % 3 == 0 else {})})


def tasks(words: str) -> Contexts:
    """Give the contexts of lists of tasks: none, some, as many as there may be."""
    for found, count in product((incident(words), full(words)), (0, 1, 5, MANY)):
        known = [task(words, n + 1, count=n % 2) for n in range(count)]
        done = sum(not one.open for one in known)
        yield {"incident": found, "tasks": known, "done": done}


def tally(count: int) -> Tally:
    """Count as many answers of every kind."""
    kinds = ("silent", "affected", "unaffected", "patched")
    return Tally(total=4 * count, **dict.fromkeys(kinds, count))


def rolled(words: str, number: int) -> RollRow:
    """Make a row of a roll call: each kind of contact, each answer."""
    answer = tuple(incidents.Answer)[number % 4]
    ends = {"answered_by": PEOPLE[0], "answered_at": NOW} if number % 4 else {}
    least = {"id": f"r{number}", "workspace": "W", "incident": "01a2"}
    contact = (PEOPLE[1], ROOM, "")[number % 3]
    given = {"number": number, "team": words[:80], "contact": contact}
    return RollRow(**least, **given, answer=answer, **ends)


def roll_calls(words: str) -> Contexts:
    """Give the contexts of roll calls: nobody asked, one, as many as are shown."""
    given = {"id": "01a4", "workspace": "W", "incident": "01a2", "asked_by": PEOPLE[0]}
    times = {"asked_at": NOW, "due_at": NOW}
    ends = product((incident(words), full(words)), (0, 1, 30), (None, NOW))
    for found, count, closed in ends:
        call = RollCall(**given, **times, question=words[:400], closed_at=closed)
        every = [rolled(words, 4 * n) for n in range(min(count, 8))]
        said = [
            (one, [rolled(words, 4 * n + at) for n in range(count // 3 + 1)])
            for at, one in enumerate(incidents.Answer)
            if at and count
        ]
        rows = [rolled(words, n + 1) for n in range(min(count, 12))]
        pages = {"page": min(count, 5), "last": min(count, 16), "rows": rows}
        more = {"more": count, "late": bool(count), "waiting": count}
        yield {
            "incident": found,
            "call": call,
            "tally": tally(count) if count else None,
            "silent": every,
            "said": said,
            "unlisted": count,
            "hidden": False,
            **pages,
            **more,
        }


def roll_asks(words: str) -> Contexts:
    """Give the contexts of what a person or a channel is asked, and once it may not."""
    yield from roll_calls(words)
    yield {"incident": full(words), "hidden": True}


def asking(words: str) -> Contexts:
    """Give the contexts of the forms of a roll call."""
    for found, unnamed in product((incident(words), full(words)), (True, False)):
        asked = {"question": words[:250], "rows": words[:3000], "every": "30 minutes"}
        yield {"incident": found, "unnamed": unnamed, "due": NOW, **asked}


def requests(words: str) -> Contexts:
    """Give the contexts of a request to see a private incident."""
    for decision in Decision:
        given = {"id": "q1", "workspace": "W", "incident": "01a2", "person": PEOPLE[0]}
        made = Request(**given, asked_at=NOW, decision=decision, decided_by=PEOPLE[1])
        yield {"incident": full(words), "request": made}


def run(words: str, state: runs.State, number: int = 1) -> runs.Run:
    """Make a run of a containment step, ended or not."""
    ended = {} if state is runs.State.RUNNING else {"ended_at": NOW}
    return runs.Run(
        workspace="W",
        id="r1",
        incident="01a2",
        step="0123456789ab",
        number=number,
        named=words[: hooks.LONGEST],
        deed="r1",
        terms="0123456789ab",
        place="auth.example.com/revoke",
        by=PEOPLE[0] if number % 2 else "clock",
        state=state,
        started_at=NOW,
        answered=number % 2 and 200,
        milliseconds=1234,
        why=words[:300],
        **ended,
    )


def step(words: str, number: int) -> hooks.Containment:
    """Make a containment step of the policy."""
    return hooks.Containment(
        name=f"{number} {words[: hooks.LONGEST - 4]}",
        about=f"{number} {words[: hooks.ABOUT - 4]}",
        url="https://auth.example.com/revoke",
        secret="REVOKE_SECRET",
        automatic=bool(number % 2),
    )


def containment(words: str) -> Contexts:
    """Give the contexts of the card of containment: nothing, and all there may be."""
    states = [None, *runs.State]
    for found, count in product(both(words), (0, 1, hooks.MOST)):
        listed = [
            SimpleNamespace(
                step=step(words, at) if at % 7 or not state else None,
                run=run(words, state, at) if state else None,
            )
            for at, state in zip(range(count), states * hooks.MOST, strict=False)
        ]
        yield {"incident": found, "steps": listed}


def contained(words: str) -> Contexts:
    """Give the form that asks before a step is run: anew, again, in a drill."""
    for state, place in product((None, *runs.State), ("", "auth.example.com/revoke")):
        sent = {"id": "r1", "step": words, "drill": False, "try": 2} if place else {}
        asked = SimpleNamespace(
            step=step(words, 1),
            place=place,
            sent=sent,
            before=run(words, state) if state else None,
            keeps="01a2:0123456789ab:0123456789ab:1",
        )
        yield {"incident": full(words), "asked": asked}


def notice(words: str, number: int) -> reportstore.Notice:
    """Make a notice: of those who were told, and of those who must be."""
    told = {"told_at": NOW, "told_by": PEOPLE[0]} if number % 2 else {}
    whose = {"workspace": "W", "id": f"n{number}", "incident": "01a2"}
    said = {"number": number, "addressee": words[: reportrules.WHOM]}
    return reportstore.Notice(**whose, **said, due_at=NOW, **told)


def reports(words: str) -> Contexts:
    """Give the contexts of a security report: empty, and with all there may be."""
    for status, count in product(reportrules.Status, (0, 1, reportrules.NOTICES)):
        for found in (incident(words), full(words)):
            sections = [
                SimpleNamespace(
                    part=part.value,
                    said=[(f.label, words[:3000]) for f in fields] if count else [],
                )
                for part, fields in reportrules.FORMS.items()
            ]
            states = [*runs.State] * count
            yield {
                "incident": found,
                "status": status.value,
                "approved_at": NOW,
                "sections": sections,
                "runs": [run(words, one, at) for at, one in enumerate(states, 1)],
                "notices": [notice(words, at) for at in range(count)],
                "missing": [] if count else [*reportrules.Section],
                "approver": "Security lead" if count else "",
            }


def report_form(words: str) -> Contexts:
    """Give the contexts of the forms of a report."""
    for asked, whole in product(reportrules.FORMS.values(), (False, True)):
        names = [field.name for field in asked if not field.choices]
        yield {
            "incident": full(words) if whole else incident(words),
            "fields": asked,
            "content": dict.fromkeys(names, words[:3000]) if whole else {},
            "keeps": "01a2:impact:1",
            "notice": notice(words, 1),
            "due": NOW,
            "now": NOW,
        }


def verdicts(words: str) -> Contexts:
    """Give the contexts of what is left: nothing, everything."""
    for found in both(words):
        known = [task(words, 1)]
        for tasks_, reported in product((known, known * 2), (True, False)):
            left = verdict.left(found, tasks_, reported=reported)
            yield {"incident": found, "left": left, "learning": None}
        how = {"label": "Open", "does": "postmortems.show", "value": "01a2"}
        learning = SimpleNamespace(what="PM-4242 is not published", due=NOW, **how)
        for known_ in (None, learning):
            yield {"incident": found, "left": [], "learning": known_}


def form(words: str) -> Contexts:
    """Give the contexts of a form about one incident."""
    for found, count in ((incident(words), 0), (full(words), MANY + 50)):
        options = [(words, str(number), words) for number in range(count)]
        yield {
            "incident": found,
            "roles": options[:MANY],
            "role": "scribe",
            "source": json.dumps({"link": LINK, "text": words})[:3000],
            "severities": incidents.severities(POLICY),
            "others": options,
            "count": count + 1,
            "room": ROOM if count else None,
            "due": NOW,
            "task": task(words, 1, count=count),
            "automatic": (words[: hooks.LONGEST],) * min(count, hooks.MOST),
            "draft": {"text": words[:3000], "tests": words[:3000]} if count else {},
        }


def held(count: int) -> list[SimpleNamespace]:
    """Make roles, of which every third is held by nobody."""
    people = zip(range(count), (*PEOPLE, None) * MANY, strict=False)
    return [
        SimpleNamespace(key=f"r{n}", name=f"Role {n}", does="does it", person=who)
        for n, who in people
    ]


def staffed(words: str) -> Contexts:
    """Give the contexts of what shows who holds which role: nobody, some, everybody."""
    entries = list(timeline(words))[-1]["entries"][:3]
    for found, count in ((incident(words), 0), (full(words), 5), (full(words), MANY)):
        roles = held(count)
        for away in (set(), {PEOPLE[0]}):
            yield {
                "incident": found,
                "severity": POLICY.severities[found.severity],
                "room": ROOM if count else None,
                "roles": roles,
                "mine": roles[:3],
                "entries": entries if count else [],
                "todo": [task(words, n, count=n % 2) for n in range(min(count, 5))],
                "left": count,
                "missed": bool(away),
                "roll": tally(count) if count else None,
                "away": away,
                "claimable": not away,
            }


def declare(words: str) -> Contexts:
    """Give the contexts of the form that declares."""
    empty = Line(title="")
    flags = frozenset({"private", "security", "drill"})
    filled = {"severity": 1, "started": NOW, "commander": PEOPLE[0], "flags": flags}
    known = {
        "policy": POLICY,
        "severities": incidents.severities(POLICY),
        "now": NOW,
    }
    yield {**known, "given": empty, "source": ""}
    for count in (0, 1, MANY):
        recent = [full(words, id=str(n), number=n) for n in range(count)]
        rooms = {one.id: ROOM for one in recent[::2]}
        unread = {"no_severity": "SEV-9", "named": words[:80], "doubtful": bool(count)}
        given = Line(title=words[:200], **filled, **unread)
        source = json.dumps({"link": LINK, "text": words})[:3000]
        yield {
            **known,
            "given": given,
            "source": source,
            "recent": recent,
            "rooms": rooms,
            "links": dict.fromkeys(rooms, LINK),
        }


def listed(words: str) -> Contexts:
    """Give the contexts of lists of incidents."""
    for count, every in product((0, 1, 2, MANY), (False, True)):
        found = [
            (full if number % 2 else incident)(words, id=str(number), number=number)
            for number in range(count)
        ]
        masked = {one.id for one in found[::3]}
        yield {
            "incidents": found,
            "masked": masked,
            "more": count == MANY,
            "every": every,
            "policy": POLICY,
            "does": "incidents.acknowledge",
            "label": "Acknowledge",
        }


def similar(words: str) -> Contexts:
    """Give the contexts of what is similar to one: nothing, something, a lot."""
    for count in (0, 1, incidents.SIMILAR, MANY):
        found = [
            SimpleNamespace(
                incident=(full if number % 2 else incident)(words, number=number),
                score=0.5,
                words=(words,) * number,
                surface=words[:80] if number % 2 else "",
            )
            for number in range(count)
        ]
        yield {"incident": incident(words), "similars": found, "policy": POLICY}


def home(words: str) -> Contexts:
    """Give what homes show: nothing, a little, and more than fits."""
    for count, may in product((0, 1, MANY), (True, False)):
        found = [
            (full if number % 2 else incident)(words, id=str(number), number=number)
            for number in range(count)
        ]
        waits = [
            Wait(
                what=words,
                why="Nobody has answered",
                label="Acknowledge",
                does="incidents.acknowledge",
                value=one.id,
                due=one.missed_at,
                late=bool(one.missed_at),
                who=PEOPLE[0] if one.missed_at else "",
                more=(("Refuse", "incidents.deny"),) if one.missed_at else (),
            )
            for one in found
        ]
        masked = {one.id for one in found[::3]}
        named = {one.id: "Commander, Scribe" for one in found[::4]}
        rooms = dict.fromkeys(named, ROOM)
        parts = {"mine": found[::2], "others": found[1::2], "masked": masked}
        yield {
            "waits": waits[:10],
            "waiting": count,
            "unseen": {"calendar", "incidents"} if count else set(),
            "board": Board(rooms=rooms, roles=named, **parts),
            "most": 15,
            "may": may,
            "policy": POLICY,
            "failed": troubles(words, min(count, 5)),
            "unlisted": count,
            "shown": ("", ROOM),
        }


def pieces(words: str) -> list[Piece]:
    """Make a document of every sort of piece, with words that are no Markdown."""
    plain, look = (
        Span(text=words[:2900]),
        {"bold": True, "italic": True, "strike": True},
    )
    lines = (
        (plain, Span(text=words[:2900], **look), Span(text="x", link=LINK)),
        (plain,),
    )
    kinds = ("heading", "text", "bullets", "numbers", "quote", "code")
    short = [Piece(kind=kind, lines=(lines[1],)) for kind in kinds]
    return [*short, Piece(kind="bullets", lines=lines, level=8)]


def sheets(words: str, count: int) -> list[Sheet]:
    """Make documents: of one's own, and one that ships."""
    whole = {"owner": PEOPLE[0], "due": NOW, "version": 3, "state": State.ARCHIVED}
    whole |= {"superseded_by": "d0", "instead": words[:300], "since": NOW.date()}
    whole |= {"surfaces": ("auth",), "words": (words[:1000],), "severities": (1, 2)}
    return [
        Sheet(
            id=str(n),
            slug=f"d{n}",
            title=words[:150],
            text=words,
            **(whole if n else {}),
        )
        for n in range(count)
    ]


def document(words: str) -> Contexts:
    """Give what shows a document: short, of every sort, and longer than fits."""
    for sheet, many in zip(sheets(words, 3), (0, 1, 30), strict=True):
        said = pieces(words) * many
        now = sheet if many else None
        led = [Led(sheet=one, now=now) for one in sheets(words, many)]
        shown = {"sheet": sheet, "pieces": said, "severities": ["SEV-1"] * many}
        yield {**shown, "now": now, "led": led}


def written(words: str) -> Contexts:
    """Give the form in which a document is written."""
    for given in sheets(words, 2):
        parts = [given.text[:3000], "", ""]
        yield {
            "given": given,
            "parts": parts,
            "kept": given.owner,
            "surfaces": ["auth"],
        }


def shelf(words: str) -> Contexts:
    """Give pages of documents: of none, one, many; of a list and of a search."""
    for count, asked in ((0, ""), (0, words[:100]), (1, ""), (10, words[:100])):
        hits = [
            Hit(sheet=sheet, words=1, score=1, exact=False, around=asked)
            for sheet in sheets(words, count)
        ]
        query = Query(words=asked, page=1 + count)
        if count == 1:
            query = replace(query, state=State.TOMBSTONED, kind=DocumentKind.SURFACE)
        found = 200 * count
        yield {"page": Page(query=query, hits=tuple(hits), found=found, archived=count)}


def versions(words: str) -> Contexts:
    """Give what shows the versions of a document: none, many, and one of them."""
    for sheet, many in zip(sheets(words, 3), (0, 1, 15), strict=True):
        every = [
            Version(
                workspace="W", document="d", number=n, title=words[:150],
                text=words, by=PEOPLE[0], at=NOW,
            )
            for n in range(many)
        ]  # fmt: skip
        shown = every[0] if many == 1 else None
        said = {"shown": shown, "pieces": pieces(words), "more": many > 1}
        yield {"sheet": sheet, "versions": every, **said}


def successor(words: str) -> Contexts:
    """Give the form that asks what holds in the place of a document."""
    for sheet in sheets(words, 2):
        yield {"sheet": sheet}


def guides(words: str) -> Contexts:
    """Give what is shown in a room of what is written down."""
    for count, found in ((0, incident(words)), (3, full(words))):
        every = sheets(words, count + 1)
        playbook = every[-1] if count else None
        said = pieces(words) if count else []
        shown = {"runbooks": every[:count], "playbook": playbook, "pieces": said}
        yield {"incident": found, **shown}


def timeline(words: str) -> Contexts:
    """Give the contexts of a timeline: empty, of every fact, and long."""
    every = [
        cards.entry(record(kind, words, whole=whole, actor=actor), struck=whole)
        for kind in FACTS.values()
        if kind.name.startswith("incidents.")
        for whole, actor in product((False, True), (PEOPLE[0], "system"))
    ]
    for entries in ([], every[:1], every, every * 3):
        cut = {"first": entries[:5], "left_out": len(entries) // 40}
        shown = {**cut, "newest": entries[-35:], "entries": entries}
        yield {"incident": incident(words), **shown}


def done(words: str) -> Contexts:
    """Give every fact, with its defaults and with everything."""
    for kind, whole in product(FACTS.values(), (False, True)):
        if kind.name.startswith("incidents."):
            made = record(kind, words, whole=whole, actor=PEOPLE[0])
            yield {"fact": told(made)}


def understood(words: str) -> Contexts:
    """Give what was understood of one line: little, or everything."""
    for found, undo in product((incident(words), full(words)), (0, 60)):
        started = NOW if undo else None
        line = Line(title=words, started=started, severity=1 if undo else None)
        unread = replace(
            line,
            severity=None,
            no_severity="SEV-9",
            left=words,
            no_time=words,
            unfit=words,
        )
        severity = POLICY.severities[found.severity]
        common = {"incident": found, "severity": severity, "undo": undo}
        yield {**common, "line": line, "unclear": {}}
        for near, several in (((), True), ((), False), ((words,) * 3, False)):
            called = Called(person=None, several=several, near=near)
            unclear = {f"{words}{number}": called for number in range(NAMED)}
            yield {**common, "line": unread, "unclear": unclear}


def helped(_: str) -> Contexts:
    """Give the commands there are, one without verbs and one with too many."""
    yield from ({"command": command} for command in handlers.COMMANDS.values())

    async def nothing() -> None:
        """Do nothing."""

    about = "say what it is for at some length, " * 5
    verbs = tuple(
        Verb(name=f"verb{n}", does=nothing, about=about, usage="[x]", aliases=("a",))
        for n in range(MANY)
    )
    yield {"command": Command(name="/x", about="x", verbs=())}
    yield {"command": Command(name="/x", about="x", verbs=verbs, example="/x verb1")}


def sentence(words: str) -> Contexts:
    """Give a sentence: plain, and with things to type in it."""
    yield {"sentence": words}
    yield {"sentence": f"Type `{words}` or `help`, {words}"}


def setup(_: str) -> Contexts:
    """Give what is set up: not looked up yet, nothing, everything."""
    yield {"channels": None}
    for chosen in ("", ROOM):
        channels = SimpleNamespace(**dict.fromkeys(workspaces.CHANNELS, chosen))
        people = dict.fromkeys(("fallback", "security_lead"), PEOPLE[0] * bool(chosen))
        yield {"channels": channels, **people}


def trouble(words: str) -> Contexts:
    """Give one trouble at a time."""
    crowd = replace(troubles(words, 6)[5], people=PEOPLE * MANY)
    alone = replace(crowd, people=(), place=None, person=PEOPLE[0])
    ends = (alone, replace(alone, dropped=True), replace(crowd, well=True, error=""))
    every = (*troubles(words, 6), crowd, *ends)
    for one, subject in product(every, ("", "INC-4242")):
        yield {"trouble": one, "subject": subject}


def health(words: str) -> Contexts:
    """Give the state of a process that has just begun, is well, and is not."""
    fresh = Vitals(
        now=NOW,
        started=NOW,
        socket=False,
        connected=None,
        echoed=None,
        drift=None,
        works=False,
        versions={},
        ails="",
    )
    known = {"echoed": NOW, "works": True, "versions": {"Longwatch": "0.1.0"}}
    well = replace(fresh, socket=True, connected=NOW, drift=0.0, **known)
    ill = replace(fresh, socket=True, drift=-1000.5, ails="its disk is full", **known)
    empty = Standing(entries=0, signed=0, at=None, sound=None, begun=None)
    for vitals, count, sound in ((fresh, 0, None), (well, 1, True), (ill, 5, False)):
        begun = Begun(size=count, at=NOW) if count > 1 else None
        kept = {"entries": count, "signed": count, "at": NOW, "begun": begun}
        signed = replace(empty, sound=sound, **kept)
        for may, ledger in product((True, False), (empty, signed)):
            queue = {"backlog": backlog(words, count), "may": may, "shown": ("", ROOM)}
            lacks = {0: "", 1: "missing_scope"}.get(count, "free_team_lacks_it")
            yield {**queue, "ledger": ledger, "vitals": vitals, "without": lacks}


def backlog(words: str, count: int) -> Backlog:
    """Make a queue in which so many things failed."""
    return Backlog(
        waiting=count,
        held=count,
        age=timedelta(hours=count),
        error="ratelimited" if count else "",
        dead=tuple(troubles(words, count)),
        unlisted=MANY * count,
        due=NOW if count else None,
        verb="incidents.promise_due" if count else "",
        overdue=timedelta(hours=count),
        failed=count,
    )


def approval(words: str, number: int = 1, **more: Any) -> approvals.Approval:
    """Make an approval; `more` are its columns."""
    named = {"role": "tech_lead", "kind": "postmortems.publish", "subject": "01a3"}
    given = {"id": f"01a{number}", "title": words, "content": words}
    given |= {"digest": "0123456789abcdef" * 4}
    asked = {"asked_by": PEOPLE[0], "asked_at": NOW, "expires_at": NOW}
    return approvals.Approval(workspace="W", **{**named, **given, **asked, **more})


def signed(words: str) -> Contexts:
    """Give an approval in every state, with nobody and with many who may decide."""
    long = words * (60_000 // max(1, len(words)))
    for state, count in product(approvals.State, (0, 2, MANY)):
        settled = {"state": state, "reason": words if count else ""}
        who = {"decided_by": PEOPLE[1] if count else "clock", "decided_at": NOW}
        found = approval(words, content=long if count else words, **settled, **who)
        yield {"approval": found, "hidden": True, **approvals.page(found, 1)}
        for page in (1, 2) if count else (1,):
            yield {
                "approval": found,
                "called": "Tech lead",
                "hidden": False,
                "deciders": list(PEOPLE * count)[:10],
                "more": max(0, count - 10),
                **approvals.page(found, page),
            }


def board(_: str) -> Contexts:
    """Give who signs off: nobody, somebody, many."""
    for count, may in product((0, 1, MANY), (False, True)):
        groups = {f"S0{number}": f"leads-{number}" for number in range(count)}
        people = PEOPLE * count
        held = {"people": people, "holders": (*groups, "S0GONE", *people)}
        offices = [
            SimpleNamespace(key=key, **one.model_dump(), **held)
            for key, one in POLICY.signoff.items()
        ]
        options = [(f"@{handle}", id_, "") for id_, handle in groups.items()]
        seen = {"seen": "0123456789ab", "groups": groups, "options": options}
        yield {"offices": offices, "may": may, **seen}


def figure(key: metrics.Key = metrics.Key.MTTR) -> metrics.Line:
    """Make one figure with all that is said of it."""
    said = {"value": "3 h", "verdict": "target met: below 4 h", "spread": "p50 2 h"}
    trend = "better than in the period before (4 h)"
    title = metrics.ABOUT[key].title
    return metrics.Line(key=key, title=title, trend=trend, **said)


def figures(words: str) -> Contexts:
    """Give reports of metrics: with nothing on record, and with everything."""
    for count, surface in product((0, 1, MANY), ("", words[:200])):
        named = [(words[:200], "99 %", "target met")] * count
        yield {
            "period": "90 days",
            "surface": surface,
            "keeps": f"90d|{surface}",
            "lines": [figure(key) for key in metrics.Key],
            "surfaces": named,
            "others": [("30 days", f"30d|{surface}")] * 4,
            "everywhere": "90d|",
            "recorded": NOW if count else None,
            "known": bool(count),
            "within": bool(count),
            "charts": [plotted(number) for number in range(min(count, 2))],
        }


def plotted(number: int) -> metrics.Chart:
    """Make a chart: of one series, or of two."""
    values = tuple(float(at) for at in range(12))
    series = [(f"series {at}", values) for at in range(number + 1)]
    parts = tuple(f"{at:02} Nov" for at in range(12))
    title = "Minutes in which users were hit"
    said = {"title": title, "counts": "minutes", "series": tuple(series)}
    return metrics.Chart(parts=parts, **said)


def explained(words: str) -> Contexts:
    """Give how a figure comes about: of no data, and of more than is named."""
    for count, surface in product((0, 1, 20), ("", words[:200])):
        named = [
            metrics.Named(
                said=f"INC-{n} · {words[:200]}",
                part="1 h",
                incident="1" if n % 3 == 1 else "",
                duty="1" if n % 3 == 2 else "",
            )
            for n in range(count)
        ]
        yield {
            "figure": figure(),
            "definition": "The mean of it.",
            "period": "90 days",
            "surface": surface,
            "upper": "12 minutes",
            "lower": "2 incidents",
            "known": bool(count),
            "without": "nothing was resolved",
            "since": NOW if count == 1 else None,
            "named": named,
            "more": count // 20,
            "hidden": count,
        }


def waits(words: str) -> Contexts:
    """Give what waits: nothing, something, more than is listed."""
    for mine, others, narrow in product((0, 1, 7), (0, 1, 7), ("", words)):
        yield {
            "mine": [approval(words, number) for number in range(mine)],
            "others": [approval(words, number + 50) for number in range(others)],
            "more": mine * others,
            "words": narrow,
            "asker": PEOPLE[0],
            "called": {"tech_lead": "Tech lead"} if mine else {},
        }


def postmortem(words: str, **more: Any) -> Postmortem:
    """Make a postmortem with nothing that could be left out."""
    least = {
        "id": "01b2",
        "workspace": "W",
        "number": 4242,
        "incident": "01a2",
        "incident_number": 4242,
        "title": words,
        "days": 5,
        **dict.fromkeys(("since", "due_at", "opened_at"), NOW),
    }
    return Postmortem(**{**least, **more})


def shared_card(words: str) -> Contexts:
    """Give the contexts of what was learned: public, private now, or superseded."""
    for context in postmortem_card(words):
        yield context
        context["incident"].private = True
        yield context


def postmortem_card(words: str) -> Contexts:
    """Give the contexts of the cards of a postmortem, in every state."""
    full_ = {"owner": PEOPLE[0], "reason": words, "published_at": NOW, "day": 7}
    for status, whole in product(postmortems.Status, (False, True)):
        more = {**(full_ if whole else {}), "published_at": NOW}
        like = ["INC-1", "INC-2"] if whole else []
        found = postmortem(words, status=status, similar=like, **more)
        count = (MANY if status is postmortems.Status.REVIEW else 2) if whole else 0
        yield {
            "pm": found,
            "empty": [] if whole else [*SECTIONS],
            "sections": SECTIONS,
            "into": postmortem(words, number=9) if whole else None,
            "items": count,
            "canvas": "https://harbour.slack.com/docs/T1/F1" if whole else "",
            "incident": (full if whole else incident)(words),
            "lasted": "1 h" if whole else "",
            "summary": {"what": words if whole else "", "affected": words},
            "cause": {
                "trigger": words,
                "factors": [words[:300]] * (count and 20),
                "whys": [words[:300]] * (count and 5),
            },
            "lessons": {"learned": words, "share": words if whole else ""},
            "actions_": [*items(words, count)],
        }


def items(words: str, count: int) -> Contexts:
    """Give action items as templates read them."""
    kinds_, stages = [*Kind], [*Stage]
    for at in range(count):
        made = Item(
            workspace="W",
            id=f"01c{at}",
            number=at,
            kind=kinds_[at % len(kinds_)],
            source=Source.POSTMORTEM,
            origin="PM-4242" if at % 2 else words[:80],
            title=words[:300],
            owner=PEOPLE[0] if at % 2 else "",
            due_at=NOW if at % 3 else None,
            state=stages[at % len(stages)],
            reason=words if at % 2 else "",
            added_by=PEOPLE[1],
            added_at=NOW,
        )
        yield cards_of_postmortems.told(made)


def postmortem_form(words: str) -> Contexts:
    """Give the contexts of a form about one postmortem."""
    for whole in (False, True):
        text = words[:3000] if whole else ""
        now_ = {"trigger": words, "factors": [words], "whys": []} if whole else {}
        yield {
            "pm": postmortem(words, owner=PEOPLE[0] if whole else ""),
            "day": NOW.date(),
            "keeps": "01b2:1",
            "overtaken": words if whole else None,
            "back": whole,
            "now": now_,
            "names": [words[:80]] * (MANY if whole else 1),
            "whys": [words[:300] if whole else ""] * 5,
            "content": {
                **dict.fromkeys(("what", "affected", "learned", "share"), text),
                "trigger": text,
                "factors": [text[:100]],
            },
            "incidents": [(words, str(n), "") for n in range(MANY * whole)],
            "chosen": "1",
            "pieces": [words[:2900]] * (60 if whole else 1),
            "more": whole,
            "ready": whole,
            "approver": "Tech lead" if whole else "",
            "empty": [] if whole else [*SECTIONS],
            "others": [(words, str(n), "") for n in range(MANY * whole)],
            **next(hits(words, 12 * whole)),
            "kinds": [("Prevent recurrence", "prevent", "")],
            "item": next(items(words, 1))["item"],
        }


def postmortems_listed(words: str) -> Contexts:
    """Give the contexts of lists of postmortems."""
    states = [*postmortems.Status]
    for count, every in product((0, 1, 15), (False, True)):
        found = [
            postmortem(
                words,
                id=str(at),
                number=at,
                status=states[at % len(states)],
                day=at,
                owner=PEOPLE[0] if at % 2 else "",
            )
            for at in range(count)
        ]
        said = {"does": "postmortems.assign", "label": "Assign…"}
        yield {"found": found, "every": every, **said}


def hits(words: str, count: int) -> Contexts:
    """Give what a search found."""
    found = [
        SimpleNamespace(
            pm=postmortem(words, id=str(at), number=at),
            into="PM-9" if at % 2 else "",
            text=words[:200] if at % 3 else "",
        )
        for at in range(count)
    ]
    yield {"hits": found, "more": count > 1, "query": words[:100]}


def sought(words: str) -> Contexts:
    """Give searches that found nothing, something, and more than is shown."""
    for count in (0, 1, 12):
        yield from hits(words, count)


def item_card(words: str) -> Contexts:
    """Give the contexts of the card of an action item, at each step."""
    yield from items(words, 12)


def backlogged(words: str) -> Contexts:
    """Give the contexts of the backlog: empty, and as much as is shown."""
    for count, mine in product((0, 1, 14), (False, True)):
        yield {"found": [*items(words, count)], "more": count > 1, "mine": mine}


def postmortems_done(words: str) -> Contexts:
    """Give every fact about a postmortem, with its defaults and with everything."""
    for kind, whole in product(FACTS.values(), (False, True)):
        if kind.name.startswith("postmortems."):
            yield {"fact": told(record(kind, words, whole=whole, actor=PEOPLE[0]))}


def service(words: str, *, whole: bool, **more: Any) -> services.Service:
    """Make a service: with the least, or with everything."""
    texts = dict.fromkeys(("surface", "plan", "reason"), words[:80] if whole else "")
    given = {"standby": services.Standby.WARM, "rpo": 3600, "rto": 14_400 + whole}
    least = {"id": "01d2", "workspace": "W", "slug": "x", "title": words[:80]}
    made = {**least, **given, **texts, "changed_at": NOW, "owner": "sre_lead"}
    return services.Service(**{**made, "runbook": "auth" * whole, **more})


def owners(words: str) -> list[services.Owner]:
    """Give who may own a service."""
    return [services.Owner(person=PEOPLE[0]), services.Owner(said=words[:80])]


def service_card(words: str) -> Contexts:
    """Give the contexts of the card of a service: missing, entered, retired."""
    said = list(services.SAID.items())
    for proven, owner, url in product((0, 2, 4), owners(words), ("", LINK)):
        for ends in ({}, {"entered_at": NOW}, {"entered_at": NOW, "retired_at": NOW}):
            proofs = [
                services.Proof(
                    workspace="W",
                    service="01d2",
                    criterion=key,
                    text=words[:1000],
                    by=PEOPLE[0] if url else "cli",
                    at=NOW,
                )
                for key, _ in said[:proven]
            ]
            yield {
                "service": service(words, whole=bool(proven), **ends),
                "owner": owner,
                "rpo": "1h",
                "rto": "4h",
                "plan_link": url,
                "proven": [
                    (name, proof, url)
                    for (_, name), proof in zip(said, proofs, strict=False)
                ],
                "missing": [(key.value, name) for key, name in said[proven:]],
            }


def register(words: str) -> Contexts:
    """Give the contexts of the list of services: none, some, more than are shown."""
    ends = ({}, {"entered_at": NOW}, {"retired_at": NOW})
    for count, narrow in product((0, 1, 12), ("", words)):
        rows = [
            {
                "service": service(
                    words, whole=bool(at % 2), id=str(at), **ends[at % 3]
                ),
                "owner": owners(words)[at % 2],
                "missing": at % 5,
                "rpo": "0",
                "rto": "1d 2h 30m",
            }
            for at in range(count)
        ]
        yield {"rows": rows, "more": count and MANY, "words": narrow}


def service_form(words: str) -> Contexts:
    """Give the contexts of the forms about a service."""
    for whole in (False, True):
        given = dict.fromkeys(("name", "surface", "rpo", "rto", "plan"), words[:40])
        options = [(words[:75] or "x", str(n), "") for n in range(100 * whole)]
        yield {
            "service": service(words, whole=whole),
            "given": {**given, "standby": "cold", "runbook": "3"} if whole else {},
            "person": PEOPLE[0] if whole else "",
            "team": "7" if whole else "",
            "teams": [("SRE lead", "sre_lead", ""), *options[1:]],
            "runbooks": options,
            "surfaces": POLICY.surfaces.names,
            "kept": "01d2:3" if whole else "",
            "criteria": [(said, one.value, "") for one, said in services.SAID.items()],
            "chosen": "monitoring",
            "proof": words[:1000] if whole else "",
        }


def drill(words: str, **more: Any) -> backups.Drill:
    """Make a drill, planned, with nothing that could be left out."""
    least = {"id": "01d5", "workspace": "W", "number": 4242, "service": "01d2"}
    given = {"kind": backups.Kind.DR, "scenario": words[:200], "place": ROOM}
    by = {"planned_by": PEOPLE[0], "planned_at": NOW}
    return backups.Drill(**{**least, **given, **by, **more})


def drills(words: str) -> Contexts:
    """Give the contexts of a drill: planned, running, measured, judged, aborted."""
    full_ = {
        **dict.fromkeys(backups.ROLES, PEOPLE[0]),
        **dict.fromkeys(("taken_at", "restored_to", "usable_at", "ended_at"), NOW),
        "lessons": words[:3000],
        "reason": words[:500],
        "plan": words[:500],
    }
    kinds_ = product([*backups.Kind], [*backups.State], (False, True))
    for kind, state, whole in kinds_:
        over = state is backups.State.FINISHED
        verdict_ = [*backups.Verdict][whole] if over else None
        fixed = {
            "state": state,
            "verdict": verdict_,
            "started_at": NOW,
            "ended_at": NOW,
        }
        more = {**(full_ if whole else {}), **fixed, "kind": kind, "updated": whole}
        yield {
            "drill": drill(words, **more),
            "kind": kind.said,
            "service": service(words, whole=whole),
            "rpo": "1 h",
            "rto": "4 h",
            "rpo_lost": "5 min" if whole else None,
            "rto_lost": "0" if whole else None,
            "gaps": ["RTO 5 h is more than 4 h"] * (2 * whole),
            "plan_link": LINK if kind is backups.Kind.RESTORE or not whole else "",
            "lessons": words[:3000] if whole else "",
            "usable": NOW,
        }


def drills_listed(words: str) -> Contexts:
    """Give the contexts of the list of drills: none, some, more than are shown."""
    for count, of in product((0, 1, 10), (None, service(words, whole=True))):
        rows = [*drills(words)][:count]
        yield {"rows": rows, "more": count > 1, "service": of}


def drill_form(words: str) -> Contexts:
    """Give the contexts of the form that plans a drill."""
    for whole in (False, True):
        options = [(words[:75] or "x", str(n), "") for n in range(100 if whole else 1)]
        yield {
            "options": options,
            "chosen": "0" if whole else "",
            "kind": "dr" if whole else "restore",
            "people": PEOPLE if whole else (),
            "begin": whole,
            "kept": ROOM if whole else "",
        }


def hunt(words: str, *, whole: bool) -> hunts.Hunt:
    """Make a hunt: one that begins, or one that is over and lacks nothing."""
    least = {"id": "01d6", "workspace": "W", "number": 4242, "kind": hunts.Kind.LAYER}
    by = {"started_by": PEOPLE[0], "started_at": NOW, "ends_at": NOW}
    over = {"state": hunts.State.ENDED, "ended_at": NOW, "ended_by": PEOPLE[0]}
    said = {"extended": words[:500], "untouched": words[:500], "hunters": PEOPLE * 20}
    more = {**over, **said} if whole else {}
    return hunts.Hunt(**{**least, **by, **more}, scope=words[:120] or "x")


def defect(words: str, state: hunts.Found, *, whole: bool) -> hunts.Defect:
    """Make a defect as it stands somewhere."""
    least = {"id": "01d7", "workspace": "W", "number": 4242, "hunt": "01d6"}
    said = {"title": words[:150] or "x", "reproducer": words[:3000] or "x"}
    level = [*hunts.Severity][len(words) % 4]
    found = {"severity": level, "found_by": PEOPLE[0], "found_at": NOW}
    judged = {"judged_by": PEOPLE[1], "judged_at": NOW, "reason": words[:500]}
    more = {"area": words[:80], "link": LINK, "seen": 4242, "same": "01d8", **judged}
    given = {**least, **said, **found, **(more if whole else {}), "state": state}
    return hunts.Defect(**{"judged_by": PEOPLE[0], **given})


def hunted(words: str) -> Contexts:
    """Give the contexts of a hunt: with nothing found, with much, running and over."""
    for whole, over in product((False, True), repeat=2):
        found = [defect(words, state, whole=whole) for state in hunts.Found]
        many = found * 3 if whole else []
        yield {
            "hunt": hunt(words, whole=over),
            "over": whole,
            "counts": [(level.value, 4242 * whole) for level in hunts.Severity],
            "states": {state.value: 4242 * whole for state in hunts.Found},
            "newest": many[:5],
            "more": 4242 * whole,
            "real": many,
            "unshown": 4242 * whole,
            "short": 300,
            "box": "7d",
            "reason": words[:500] if whole else "",
        }


def defects(words: str) -> Contexts:
    """Give the contexts of a defect, wherever it stands."""
    for state, whole in product(hunts.Found, (False, True)):
        options = [(words[:75] or "x", str(n), "") for n in range(100 if whole else 1)]
        yield {
            "defect": defect(words, state, whole=whole),
            "hunt": hunt(words, whole=whole),
            "other": defect(words, state, whole=whole) if whole else None,
            "finding": SimpleNamespace(id="01f2", ref="FND-4242") if whole else None,
            "options": options,
        }


def hunts_listed(words: str) -> Contexts:
    """Give the contexts of the list of hunts: none, one, more than are shown."""
    for count in (0, 1, 10):
        counts = dict.fromkeys(hunts.Found, 4242)
        rows = [(hunt(words, whole=bool(n % 2)), counts) for n in range(count)]
        yield {"rows": rows, "more": count > 1}


def hunts_proposed(words: str) -> Contexts:
    """Give the contexts of where to hunt next."""
    for count in (0, 1, 5):
        one = hunts.Proposal(area=words[:300] or "x", weight=8, count=count)
        yield {"rows": [one] * count, "back": 180, "rests": 60}


def hunt_form(words: str) -> Contexts:
    """Give the contexts of the form that starts a hunt."""
    for whole in (False, True):
        one = hunts.Proposal(area=words[:300] or "x", weight=8, count=4)
        yield {
            "kind": "layer" if whole else "area",
            "scope": words[:120] if whole else "",
            "box": "7d",
            "hunters": PEOPLE if whole else (),
            "proposals": [one] * (5 * whole),
        }


def defect_form(words: str) -> Contexts:
    """Give the contexts of the form that reports a defect, asked about others too."""
    for whole in (False, True):
        options = [(words[:75] or "x", str(n), "") for n in range(100 if whole else 1)]
        said = {"title": words[:150], "reproducer": words[:3000], "area": words[:80]}
        empty = dict.fromkeys(said, "")
        level, link = ("high", LINK) if whole else ("", "")
        given = {**(said if whole else empty), "severity": level, "link": link}
        likes = [defect(words, hunts.Found.REPORTED, whole=whole)] * (4 * whole)
        yield {
            "draft": hunts.Draft(**given),
            "options": options,
            "chosen": "0",
            "likes": likes,
            "known": options,
        }


FORMS = (
    *("assign", "claim", "decline", "drop", "merge", "note", "phase"),
    *("quote", "reopen", "resolve", "severity", "snooze", "times", "update"),
    *("waive", "confirm", "task", "delegate", "relate", "private", "security", "more"),
)
LEARNING = (
    *("add", "assign", "blameless", "cause", "draft", "drop", "idea", "lessons"),
    *("plan", "summary", "review", "export", "skip", "supersede", "search"),
    "results",
)
SAMPLES: dict[str, Callable[[str], Contexts]] = {
    **{f"{name}.msg.j2": of_fact(kind) for name, kind in FACTS.items()},
    **{f"incidents.{name}.modal.j2": form for name in FORMS},
    **{f"postmortems.{name}.modal.j2": postmortem_form for name in LEARNING},
    "digest.edition.card.j2": digest_samples.editions,
    "metrics.report.card.j2": figures,
    "metrics.how.modal.j2": explained,
    "postmortems.countdown.card.j2": postmortem_card,
    "postmortems.postmortem.card.j2": postmortem_card,
    "postmortems.shared.card.j2": shared_card,
    "postmortems.found.msg.j2": sought,
    "postmortems.item.card.j2": item_card,
    "postmortems.backlog.card.j2": backlogged,
    "postmortems.done.msg.j2": postmortems_done,
    "postmortems.list.msg.j2": postmortems_listed,
    "postmortems.which.msg.j2": postmortems_listed,
    "incidents.incident.card.j2": card,
    "incidents.announcement.card.j2": card,
    "incidents.yours.card.j2": card,
    "incidents.ready.card.j2": card,
    "incidents.pointer.card.j2": card,
    "incidents.withdrawn.card.j2": card,
    "incidents.unsaid.card.j2": card,
    "home.home.home.j2": home,
    "library.document.modal.j2": document,
    "library.write.modal.j2": written,
    "library.list.msg.j2": shelf,
    "library.shelf.modal.j2": shelf,
    "library.history.modal.j2": versions,
    "library.supersede.modal.j2": successor,
    "incidents.runbooks.card.j2": guides,
    "home.incident.modal.j2": staffed,
    "incidents.unheard.card.j2": unheard,
    "incidents.panel.card.j2": staffed,
    "incidents.roster.card.j2": staffed,
    "incidents.briefing.card.j2": staffed,
    "incidents.leaving.card.j2": staffed,
    "incidents.catchup.card.j2": staffed,
    "incidents.news.card.j2": news,
    "incidents.request.card.j2": requests,
    "incidents.rollcall.card.j2": roll_calls,
    "incidents.rollask.card.j2": roll_asks,
    "incidents.rollreminder.card.j2": roll_calls,
    "incidents.rolltable.modal.j2": roll_calls,
    "incidents.rollcall.modal.j2": asking,
    "incidents.rollcall_add.modal.j2": asking,
    "incidents.tasks.card.j2": tasks,
    "incidents.tasklist.card.j2": tasks,
    "incidents.verdict.card.j2": verdicts,
    "incidents.containment.card.j2": containment,
    "incidents.contain.modal.j2": contained,
    "incidents.report.card.j2": reports,
    **{f"incidents.{n}.modal.j2": report_form for n in ("report", "notice", "told")},
    "incidents.similar.card.j2": similar,
    "incidents.declare.modal.j2": declare,
    "incidents.timeline.modal.j2": timeline,
    "incidents.timeline.msg.j2": timeline,
    "incidents.done.msg.j2": done,
    "incidents.understood.msg.j2": understood,
    "incidents.list.msg.j2": listed,
    "incidents.which.msg.j2": listed,
    "approvals.approval.card.j2": signed,
    "approvals.show.modal.j2": signed,
    "approvals.reject.modal.j2": signed,
    "approvals.request_changes.modal.j2": signed,
    "approvals.approvers.card.j2": board,
    "approvals.assign.modal.j2": board,
    "approvals.waiting.msg.j2": waits,
    "backups.drill.card.j2": drills,
    "backups.list.msg.j2": drills_listed,
    "backups.plan.modal.j2": drill_form,
    **{
        f"backups.{name}.modal.j2": drills
        for name in ("measure", "finish", "abort", "staff")
    },
    "hunts.hunt.card.j2": hunted,
    "hunts.report.card.j2": hunted,
    "hunts.defect.card.j2": defects,
    "hunts.list.msg.j2": hunts_listed,
    "hunts.suggestions.msg.j2": hunts_proposed,
    "hunts.start.modal.j2": hunt_form,
    "hunts.found.modal.j2": defect_form,
    **{f"hunts.{name}.modal.j2": hunted for name in ("extend", "end")},
    **{
        f"hunts.{name}.modal.j2": defects for name in ("confirm", "reject", "duplicate")
    },
    "services.service.card.j2": service_card,
    "services.list.msg.j2": register,
    **{
        f"services.{name}.modal.j2": service_form
        for name in ("edit", "prove", "withdraw", "retire", "import")
    },
    **calendar_samples.SAMPLES,
    **maintenance_samples.SAMPLES,
    **findings_samples.SAMPLES,
    **cycle_samples.SAMPLES,
    "workspaces.help.msg.j2": helped,
    "workspaces.refused.msg.j2": sentence,
    "workspaces.refused.modal.j2": sentence,
    "workspaces.setup.modal.j2": setup,
    "workspaces.trouble.card.j2": trouble,
    "workspaces.health.msg.j2": health,
}
