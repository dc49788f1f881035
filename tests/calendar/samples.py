"""What each template of the calendar can be given, filled with any words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

from bot.calendar.register import Routine
from bot.calendar.rotation.keyrules import KeyState, Worth
from bot.calendar.rotation.keystore import Key
from bot.calendar.rules import Adoption, State
from bot.calendar.store import Occurrence
from bot.core.facts import Record, told
from bot.incidents import Status

Contexts = Iterator[dict[str, Any]]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
PEOPLE = ("U0DANA", "W0KENJI")
GROUP = "S0ONCALL"
SHA = "0123456789abcdef" * 4
DRAFT = {"text": "done", "link": "https://example.com/" + "a" * 2000, "number": "3"}
TURNED = (None, [], [PEOPLE[0]], list(PEOPLE))
DONE = {
    "started": {},
    "postponed": {"due": NOW.isoformat(), "reason": ""},
    "snoozed": {"until": NOW.isoformat()},
    "skipped": {"reason": ""},
    "assigned": {"owners": [], "reason": ""},
    "declined": {"reason": "", "asked": [PEOPLE[0]]},
    "reopened": {"reason": "", "was": "done"},
    "confirmed": {"evidence": {}, "on_behalf": "", "late": True, "signoff": ["ciso"]},
    "edited": {
        "key": "a",
        "terms": {"every": "FREQ=MONTHLY;BYMONTHDAY=31", "at": "10:00", "zone": ""},
        "changed": ["every", "at"],
    },
    "retired": {"key": "a", "reason": ""},
}


def routine(words: str, *, whole: bool) -> Routine:
    """Make a routine: with the least, or with everything."""
    more = {
        "asks": words[:300],
        "takes": "2 h",
        "reason": words[:1000],
        "signoff": ["ciso"],
        "on": ["release", "major_release"],
        "adoption": Adoption.LEFT_OUT,
    }
    return Routine(
        id="01b1",
        workspace="W",
        key="access_review",
        title=words[:150],
        area="security",
        kind="duty",
        start="2026-01-01",
        every="FREQ=WEEKLY;BYDAY=MO",
        evidence=["text", "link", "number", "file"],
        owners=[PEOPLE[0], GROUP, "tech_lead"],
        **{"adoption": Adoption.ADOPTED, **(more if whole else {})},
    )


def seldom(words: str) -> Routine:
    """Make a routine that not every month has the day of."""
    row = routine(words, whole=False)
    row.every = "FREQ=MONTHLY;BYMONTHDAY=31"
    return row


def occurrence(words: str, state: State, *, whole: bool) -> Occurrence:
    """Make an occurrence: with the least, or with everything."""
    proof = {"text": words[:3000], "link": "https://example.com/a", "number": "3.5"}
    more = {
        "postponed": 2,
        "started_at": NOW,
        "reason": words[:1000],
        "evidence": {**proof, "measured": words[:100]},
        "confirmed_by": PEOPLE[0],
        "confirmed_for": PEOPLE[1],
        # sent back, and missed after that
        "confirmed_at": None if state is State.MISSED else NOW,
    }
    return Occurrence(
        id="01b2",
        workspace="W",
        ref="OPS-4242",
        routine="01b1",
        slot="2026-11-24",
        title=words[:300],
        area="security",
        due_at=NOW,
        opened_at=NOW,
        state=state,
        **(more if whole else {}),
    )


def owners() -> list[dict[str, str]]:
    """Name a person, a user group and a role."""
    ids = [{"id": one, "name": one} for one in (PEOPLE[0], GROUP)]
    return [*ids, {"id": "", "name": "Tech lead"}]


def secret(words: str, state: KeyState, *, whole: bool) -> Key:
    """Make a key: with the least, or with everything."""
    more = {"how": words[:1000], "rotated_at": NOW, "expires_at": NOW, "own": "kek"}
    return Key(
        id="01b7",
        workspace="W",
        slug="stripe",
        name=words[:100],
        kind="secret",
        lives=words[:300],
        owners=[PEOPLE[0], GROUP, "tech_lead"],
        value=Worth.LOW if whole else Worth.HIGH,
        state=state,
        routine="01b1",
        added_at=NOW,
        **(more if whole else {}),
    )


def key_row(words: str, state: KeyState, *, whole: bool) -> dict[str, Any]:
    """Give a key in a line of the list."""
    return {
        "key": secret(words, state, whole=whole),
        "kind": words[:80],
        "one": occurrence(words, State.ESCALATED, whole=True) if whole else None,
        "next": NOW if whole else None,
        "late": whole,
        "cadence": "quarterly on the 28th" if whole else "",
        "owners": owners(),
    }


def keys(words: str) -> Contexts:
    """Give the contexts of the list of keys."""
    yield {"rows": [], "more": 0, "words": "", "keeps": False, "any": False}
    for state, whole in product(KeyState, (False, True)):
        yield {
            "rows": [key_row(words, state, whole=whole)] * (12 if whole else 1),
            "more": 3 if whole else 0,
            "words": "x" if whole else "",
            "keeps": whole,
            "any": True,
        }


def key_past(words: str) -> Contexts:
    """Give the contexts of what was rotated: of a key, of all."""
    past = [occurrence(words, one, whole=True) for one in State]
    for state, whole in product(KeyState, (False, True)):
        row = key_row(words, state, whole=whole)
        yield {**row, "keeps": whole, "past": past if whole else []}
    for some in ([], past[:1] * 12):
        yield {"key": None, "past": some}


def key_about(words: str) -> Contexts:
    """Give the contexts of the forms about a key that is there."""
    for whole in (False, True):
        yield {"key": secret(words, KeyState.ACTIVE, whole=whole)}


def key_import(words: str) -> Contexts:
    """Give the contexts of the form into which a file is pasted."""
    del words  # a kind's key is of the policy
    yield {"kinds": ["kek", "secret"]}


def key_forms(words: str) -> Contexts:
    """Give the contexts of the form of a key: a new one, one that is there."""
    whole = {"name": words[:100], "kind": "kek", "lives": words[:300], "value": "low"}
    for found in (None, secret(words, KeyState.RETIRED, whole=True)):
        yield {
            "secret": found,
            "given": {**whole, "how": words[:1000]} if found else {},
            "kinds": [(words[:75], "kek", ""), ("Secret", "secret", "")],
            "rotated": NOW.date() if found else None,
            "expires": NOW if found else None,
            "kept": "01b7:3" if found else "",
            "people": list(PEOPLE),
            "chosen": ["tech_lead"],
            "offices": [("Tech lead", "tech_lead", ""), ("@oncall", GROUP, "")],
        }


def key_done(words: str) -> Contexts:
    """Give the contexts of what whoever did something with a key is told."""
    said = {"title": words[:100], "ref": "ROT-4242", "reason": words[:1000]}
    for name in ("added", "changed", "retired", "compromised", "cleared"):
        for revived in (False, True):
            given = {"workspace": "W", "about": "01b7", "at": NOW, "actor": PEOPLE[0]}
            data = {**said, "revived": revived}
            record = Record(
                id="01b8", name=f"calendar.key_{name}", policy="", data=data, **given
            )
            yield {"fact": told(record)}


def duties(words: str) -> Contexts:
    """Give the contexts of an occurrence's card, and of its forms."""
    for state, whole in product(State, (False, True)):
        files = [{"called": words[:80], "sha256": SHA if whole else ""}] * 5
        yield {
            "one": occurrence(words, state, whole=whole),
            "state": state,
            "routine": routine(words, whole=whole) if whole else None,
            "owners": owners() if whole else [],
            "people": list(PEOPLE) if whole else [],
            "files": files if whole else [],
            "signing": ["CISO"] * 3 if whole else [],
            "signed": ["Tech lead"] * 3 if whole else [],
            "signers": ["CISO"] * 3 if whole else [],
            "rung": {"at": NOW, "whom": "the lead", "again": False} if whole else None,
            "declined": list(PEOPLE) if whole else [],
            "turned": TURNED[len(state) % 4] if whole else [],
            "others": whole,
            "again": NOW if whole else None,
            "offices": [("Tech lead", "tech_lead", "")],
            "at": NOW,
            "key": secret(words, KeyState.ACTIVE, whole=True) if whole else None,
            "steps": [(words[:75], str(n), "") for n in range(10)] if whole else [],
            "draft": DRAFT if whole else {},
            "leak": leaked(words, state) if whole else None,
        }


def leaks(words: str) -> Contexts:
    """Give the contexts of how the incident of a compromised key stands."""
    for state in State:
        one = occurrence(words, state, whole=False)
        yield {"one": one, "leak": leaked(words, state)}


def leaked(words: str, state: State) -> dict[str, Any]:
    """Give why a key is rotated at once: to whoever sees its incident, or not."""
    over = {State.SKIPPED: Status.RESOLVED, State.MISSED: Status.RETRACTED}
    over |= {State.OVERDUE: Status.MERGED}
    seen = state in (State.UPCOMING, State.DUE, *over)
    status = over.get(state, Status.DETECTED)
    one = SimpleNamespace(id="01b9", ref="INC-4242", status=status)
    one.open = status is Status.DETECTED
    return {
        "what": words[:2000] if seen else "",
        "incident": one if seen else None,
        "hidden": state is State.CONFIRMED,
    }


def agenda(words: str) -> Contexts:
    """Give the contexts of what somebody is asked for: some of it done, or all."""
    for states, more, late in (
        ((State.DUE,), 0, False),
        ((State.DONE, State.CONFIRMED), 0, True),
        ([*State, State.UPCOMING, State.DUE], 7, True),
    ):
        duties = [occurrence(words, state, whole=False) for state in states]
        for shared in (False, True):
            said = {"more": more, "late": late, "shared": shared, "now": NOW}
            owners = {one.id: [{"id": "", "name": "Tech lead"}] for one in duties}
            yield {"duties": duties, "owners": owners, **said}


def due(words: str) -> Contexts:
    """Give the contexts of what is due: nothing, some, as much as is shown."""
    for count, adopted in product((0, 1, 3), (0, 60)):
        states = {"late": State.ESCALATED, "today": State.DUE}
        states |= {"next": State.UPCOMING, "later": State.UPCOMING}
        states |= {"signing": State.CONFIRMED}
        groups = {
            name: [occurrence(words, state, whole=True)] * count
            for name, state in states.items()
        }
        more = {
            "counts": dict.fromkeys(groups, count * 400),
            "first": count * 100 + 1,
            "page": max(1, count),
            "pages": 2 * count + 1,
            "mine": bool(count % 2),
            "area": "security" if count else "",
        }
        yield {
            "groups": groups,
            "any": bool(count),
            "owners": {occurrence(words, State.DUE, whole=True).id: owners()},
            "adopted": adopted,
            "label": "Confirm…",
            "does": "calendar.confirm",
            **more,
        }


def overview(words: str) -> Contexts:
    """Give the contexts of the list of routines, and of one."""
    for count, may in product((0, 1, 80), (False, True)):
        row = {
            "routine": routine(words, whole=bool(count)),
            "cadence": "weekly on Monday" if count else "",
            "next": NOW if count else None,
            "ref": "OPS-4242" if count > 1 else "",
            "owners": owners(),
        }
        past = [occurrence(words, state, whole=True) for state in State]
        yield {
            "routines": [row] * count,
            "left": count,
            "offered": count,
            "words": words[:40] if count else "",
            "may": may,
            **row,
            "elsewhere": "Europe/Berlin" if count else "",
            "past": past[: count and 8],
            "signoff": ["CISO"] * count,
            "sheet": "01b3" if count else "",
        }


def forms(words: str) -> Contexts:
    """Give the contexts of the forms of a routine: a new one, one that is there."""
    for found in (None, routine(words, whole=False), routine(words, whole=True)):
        offices = [("Tech lead", "tech_lead", ""), ("@oncall", GROUP, "")]
        yield {
            "routine": found,
            "named": words[:150],
            "people": list(PEOPLE),
            "chosen": ["tech_lead"],
            "offices": offices,
            "signers": [("CISO", "ciso", "")],
            "cadence": "weekly on Monday" if found else "",
            "zone": "America/Argentina/ComodRivadavia",
        }


def setup(words: str) -> Contexts:
    """Give the contexts of the walk through what ships."""
    for count in (1, 10):
        every = [(words[:150], f"key_{n}", "quarterly") for n in range(2 * count)]
        yield {
            "area": "ai" if count > 1 else "security",
            "number": count,
            "areas": 13,
            "parts": [every[:count], every[count:]],
            "owners": owners(),
            "ticked": ["key_0"] if count > 1 else [],
            "reason": words[:1000] if count > 1 else "",
            "adopted": count,
            "left": count - 1,
            "changed": None,
            "routine": None,
            "draft": {"reason_ai": words[:1000], "change_ai": ["key_0"]},
            "place": words[:3000],
        }
    for whole in (False, True):
        yield {
            "area": "security",
            "number": 1,
            "areas": 13,
            "nth": 1,
            "picked": 21,
            "changed": seldom(words) if whole else None,
            "routine": routine(words, whole=whole),
            "people": list(PEOPLE),
            "chosen": ["tech_lead"],
            "offices": [("Tech lead", "tech_lead", ""), ("@oncall", GROUP, "")],
            "cadence": "weekly on Monday",
            "zone": "Europe/Berlin",
            "draft": {"every_read": words[:200], "owner_read": []} if whole else {},
            "place": "",
        }


def walked(words: str) -> Contexts:
    """Give the contexts of the end of the walk."""
    for count in (1, 10):
        yield {"adopted": count, "left": count - 1, "changed": seldom(words)}


def done(words: str) -> Contexts:
    """Give the contexts of what whoever did something is told."""
    more = [("declined", {"reason": "", "asked": asked}) for asked in TURNED[1:]]
    for name, data in (*DONE.items(), *more, ("declined", {"reason": ""})):
        said = {"ref": "OPS-4242", "title": words[:150], **data}
        given = {"workspace": "W", "about": "01b2", "at": NOW, "actor": PEOPLE[0]}
        record = Record(name=f"calendar.{name}", policy="", data=said, **given)
        yield {"fact": told(record)}


def absent(words: str) -> Contexts:
    """Give the form that says who is away nothing: it needs none."""
    del words
    yield {}


def left(words: str) -> Contexts:
    """Give the contexts of what people are told whom an absence is about."""
    del words
    days = {"person": PEOPLE[0], "first": "2026-11-24", "last": "2026-11-27"}
    for cover in ("", PEOPLE[1]):
        given = {"workspace": "W", "about": "W", "at": NOW, "actor": PEOPLE[0]}
        data = {**days, "cover": cover}
        record = Record(name="workspaces.left", policy="", data=data, **given)
        yield {"fact": told(record)}


def feed(words: str) -> Contexts:
    """Give the contexts of a link to a feed: a person's, a role's, the team's."""
    del words
    link = "https://longwatch.example.com/feeds/" + "x" * 43 + ".ics"
    yield from ({"whose": one, "link": link} for one in (PEOPLE[0], "ciso", "team"))


FORMS = ("confirm", "postpone", "snooze", "skip", "assign", "decline", "reopen")
SAMPLES = {
    **{f"calendar.{name}.modal.j2": duties for name in FORMS},
    **{f"calendar.{name}.modal.j2": forms for name in ("add", "edit")},
    "calendar.duty.card.j2": duties,
    "calendar.leak.card.j2": leaks,
    "calendar.agenda.card.j2": agenda,
    "calendar.list.card.j2": due,
    "calendar.which.msg.j2": due,
    "calendar.overview.card.j2": overview,
    "calendar.added.card.j2": overview,
    "calendar.routine.modal.j2": overview,
    "calendar.retire.modal.j2": overview,
    "calendar.setup.modal.j2": setup,
    "calendar.walked.modal.j2": walked,
    "calendar.done.msg.j2": done,
    "calendar.feed.msg.j2": feed,
    "workspaces.away.modal.j2": absent,
    "workspaces.covering.msg.j2": left,
    "workspaces.set_away.msg.j2": left,
    "calendar.keys.card.j2": keys,
    "calendar.history.modal.j2": key_past,
    "calendar.compromised.modal.j2": key_about,
    "calendar.key_retire.modal.j2": key_about,
    "calendar.key_edit.modal.j2": key_forms,
    "calendar.import.modal.j2": key_import,
    "calendar.key_done.msg.j2": key_done,
}
