"""Who may do what: every verb, by every way there is, as everybody there is."""

import itertools
import re
import uuid
from dataclasses import dataclass, field

import pytest

import handlers
from bot.core.hooks import Containment
from handlers.incidents.verbs import VERBS
from tests import factories
from tests.chaos import database
from tests.incidents.asking import Asking

MEMBERS = "Only members of the workspace can do that, guests can't"
CONTAINERS = "Only the security lead (ana) or an admin (dana) can do that"
LEADERS = "Only whoever declared it (kenji) or an admin (dana) can do that"
HERE = "Longwatch answers only people of the workspace it is installed in"
UNDONE = "You have changed nothing on INC-"

# kenji declared what is asked about, and leads it while nobody else does
INSIDE = {"kenji": "commander", "dana": "admin", "sam": "member", "gus": "guest"}
OUTSIDE = {"nora": "of another company", "olga": "gone", "longwatch": "no person"}
UNSEEING = ("sam", "dana")  # a member, and even an admin
ALL = {}
ONLY_MEMBERS = {"gus": MEMBERS}
ONLY_LEADERS = {"gus": LEADERS, "sam": LEADERS}
ONLY_DOER = dict.fromkeys(("gus", "sam", "dana"), UNDONE)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One verb: who inside is refused, and how; what is typed or filled in.

    `first` is typed by kenji before, `beside` stands behind the id that a button holds,
    `keeps` what stands behind the one that a form keeps; `reads` is a verb that changes
    nothing, `asks` one that opens its form, whatever is typed.
    """

    refused: dict[str, str]
    words: str = ""
    values: dict[str, str] = field(default_factory=dict)
    first: str | tuple[str, ...] = ""
    beside: str = ""
    keeps: str = ""
    reads: bool = False
    asks: bool = False


OF_ROLL_CALLS = ("all", "add", "remove", "close", "reopen")  # see test_roll_calls
NEW = {"declare", "drill", "list"}  # they name no incident
OF_ROWS = ("affected", "unaffected", "patched", "unanswer")  # theirs a row's
ROLLCALL = "rollcall {ref} Payments, Checkout"
OF_TASKS = ("check", "uncheck", "delegate")  # their buttons hold a task's id
STEP = Containment(
    name="Revoke all sessions",
    about="Everybody is logged out",
    url="http://127.0.0.1:9/revoke",
    secret="REVOKE_SECRET",
)
POLICY = f"""{factories.POLICY}security_lead = "U0ANA"
[[containment]]
name = "{STEP.name}"
about = "{STEP.about}"
url = "{STEP.url}"
secret = "{STEP.secret}"
"""
WHY = {"reason": "it is not what it seemed"}
RIGHTS = {
    "declare": Row(
        refused=ONLY_MEMBERS,
        words="sev3 it is slow",
        values={"title": "it is slow", "severity": "3", "user_facing": "no"},
    ),
    "drill": Row(refused=ONLY_MEMBERS, words="sev3 it is slow"),
    "list": Row(refused=ALL, reads=True),
    "show": Row(refused=ALL, reads=True),
    "timeline": Row(refused=ALL, reads=True),
    "catchup": Row(refused=ALL, reads=True),
    "similar": Row(refused=ALL, reads=True),
    "runbook": Row(refused=ALL, reads=True),
    "acknowledge": Row(refused=ONLY_MEMBERS),
    "assign": Row(
        refused=ONLY_LEADERS, words="<@U0ANA|ana>", values={"commander": "U0ANA"}
    ),
    "roles": Row(refused=ALL, reads=True),
    "claim": Row(
        refused=ONLY_MEMBERS,
        words="scribe",
        values={"role": "scribe"},
        beside=":scribe",
    ),
    "drop": Row(
        refused=ONLY_LEADERS,
        words="scribe",
        values={"role": "scribe"},
        first="claim {ref} scribe",
        beside=":scribe",
    ),
    "severity": Row(refused=ONLY_LEADERS, words="sev1", values={"severity": "1"}),
    "private": Row(
        refused=ONLY_LEADERS, words="without <@U0SAM>", values={"without": "U0SAM"}
    ),
    "phase": Row(refused=ONLY_MEMBERS, words="next", values={"phase": "containment"}),
    "update": Row(refused=ONLY_MEMBERS, words="so so", values={"text": "so so"}),
    "snooze": Row(
        refused=ONLY_MEMBERS,
        words="30m lunch",
        values={"reason": "lunch"},
    ),
    "waive": Row(refused=ONLY_MEMBERS, words="calm", values={"reason": "calm"}),
    "subscribe": Row(refused=ONLY_MEMBERS),
    "unsubscribe": Row(
        refused=ONLY_MEMBERS | dict.fromkeys(("sam", "dana"), "You get no updates on"),
        first="subscribe {ref}",
    ),
    "tasks": Row(refused=ALL, reads=True),
    "task": Row(refused=ONLY_MEMBERS, words="call them", values={"text": "call them"}),
    "check": Row(refused=ONLY_MEMBERS, words="1"),
    "uncheck": Row(refused=ONLY_MEMBERS, words="1", first="check {ref} 1"),
    "delegate": Row(refused=ONLY_MEMBERS, words="1 me", values={"person": "U0ANA"}),
    "confirm": Row(
        refused=ONLY_MEMBERS,
        words="error rate is normal",
        values={"confirmed_by": "error rate"},
        first="resolve {ref} restarted",
    ),
    "note": Row(refused=ONLY_MEMBERS, words="a note", values={"text": "a note"}),
    "times": Row(
        refused=ONLY_LEADERS, words="started 3 hours ago", values={"started": "1000"}
    ),
    "resolve": Row(
        refused=ONLY_LEADERS, words="restarted", values={"resolution": "restarted"}
    ),
    "reopen": Row(
        refused=ONLY_MEMBERS,
        words=WHY["reason"],
        values=WHY,
        first="resolve {ref} restarted",
    ),
    "close": Row(refused=ONLY_LEADERS, first="resolve {ref} restarted"),
    "decline": Row(refused=ONLY_LEADERS, words=WHY["reason"], values=WHY),
    "merge": Row(
        refused=ONLY_LEADERS, words="into INC-1", values={"incident": "INC-1"}
    ),
    "relate": Row(refused=ONLY_LEADERS, words="to INC-1", values={"incident": "INC-1"}),
    "unrelate": Row(refused=ONLY_LEADERS, first="relate {ref} to INC-1"),
    "rollcall": Row(
        refused=ONLY_LEADERS, words="Payments", values={"rows": "Payments"}
    ),
    **{
        verb: Row(refused=ONLY_MEMBERS, words="Payments", first=ROLLCALL)
        for verb in ("affected", "unaffected", "patched")
    },
    "unanswer": Row(
        refused=ONLY_MEMBERS, words="Payments", first=(ROLLCALL, "patched {ref} 1")
    ),
    "security": Row(refused=ONLY_MEMBERS, words=WHY["reason"], values=WHY),
    "contain": Row(
        refused=dict.fromkeys(("gus", "sam", "kenji"), CONTAINERS),
        words="revoke",
        first=f"security {{ref}} {WHY['reason']}",
        beside=f":{STEP.key}",
        keeps=f":{STEP.key}:{STEP.terms}:1",
        asks=True,
    ),
    "report": Row(refused=ALL, first=f"security {{ref}} {WHY['reason']}", reads=True),
    "undo": Row(refused=ONLY_DOER, first="phase {ref} next"),
}


def test_the_table_has_every_verb_and_every_way_to_it():
    assert RIGHTS.keys() == {verb.name for verb in VERBS}
    ours = {f"incidents.{name}" for name in RIGHTS}
    of_reports = {f"incidents.{name}" for name in ("submit", "notice", "told")}
    access = {f"incidents.{name}" for name in ("request", "allow", "deny")}
    others = {
        f"incidents.{n}" for n in ("retract", "strike", "discard", "more")
    } | access
    others |= {"incidents.communicate"}  # opens the form of an update, filled in
    others |= {f"incidents.rollcall_{name}" for name in OF_ROLL_CALLS} | of_reports
    assert {n for n in handlers.ACTIONS if n.startswith("incidents.")} - others <= ours
    quoting = {"incidents.quote"}  # from a message's menu: see test_quoting
    views = {n for n in handlers.VIEWS if n.startswith("incidents.")}
    assert views - quoting - of_reports - {"incidents.rollcall_add"} <= ours


@pytest.fixture
async def asking(sqlite_url, tmp_path):
    home = tmp_path / "home"
    async with factories.scene(sqlite_url, home, policy=POLICY) as scene:
        made = Asking(scene=scene, database=sqlite_url)
        await made.command("dana", "list")  # its admin is known from now on
        await made.command("kenji", "declare sev3 what others are merged into")
        yield made


async def incident(asking, row):
    """Have kenji declare one, and do what comes first; give its name and id."""
    await asking.command("kenji", "declare sev2 checkout 500s")
    number, id_ = max((await database.incidents(asking.database)).items())
    for first in row.first if isinstance(row.first, tuple) else (row.first,):
        if first:
            await asking.command("kenji", first.format(ref=f"INC-{number}"))
    return f"INC-{number}", id_


def ways(verb):
    """Name every way to a verb."""
    name = f"incidents.{verb}"
    tables = {"button": handlers.ACTIONS, "form": handlers.VIEWS}
    return ["command", *(way for way, table in tables.items() if name in table)]


async def goes(asking, way, who, verb, about):
    """Go one way to a verb; give what came of it."""
    row, name, (ref, id_) = RIGHTS[verb], f"incidents.{verb}", about
    if way == "command":
        which = "" if verb in NEW else ref
        return await asking.command(who, f"{verb} {which} {row.words}")
    if verb in OF_TASKS:
        id_ = await first_of(asking, "incident_tasks", id_)
    if verb in OF_ROWS:
        id_ = await first_of(asking, "roll_rows", id_)
    if way == "button":
        return await asking.button(who, name, id_ + row.beside)
    ids = await database.incidents(asking.database)
    values = {name: element(said, ids[1]) for name, said in row.values.items()}
    return await asking.form(who, name, id_ + row.keeps, values)


async def first_of(asking, table, id_):
    """Give the id of the first row of an incident; of none, the same id again."""
    query = f"SELECT id FROM {table} WHERE incident = '{id_}' AND number = 1"  # noqa: S608 (ours)
    return next((row["id"] for row in await database.rows(asking.database, query)), id_)


def element(said, first):
    """Give a filled element of a form, whatever its kind."""
    option = {"value": first if said == "INC-1" else said}
    at = int(said) if said.isdigit() else None
    text = {"value": said, "selected_user": said}
    return {**text, "selected_option": option, "selected_date_time": at}


async def test_who_may_not_is_told_who_can(asking):
    wrong = []
    for verb, row in RIGHTS.items():
        about = await incident(asking, row)
        for who, way in itertools.product((*OUTSIDE, *row.refused), ways(verb)):
            came = await goes(asking, way, who, verb, about)
            if who in INSIDE and came.form and way == "button":
                continue  # what is sent with the form is refused
            if came.facts or came.form or row.refused.get(who, HERE) not in came.said:
                wrong.append((verb, way, who, came))
    assert wrong == []


async def test_who_may_does(asking):
    wrong = []
    for verb, row in RIGHTS.items():
        allowed = INSIDE.keys() - row.refused.keys()
        for who, way in itertools.product(sorted(allowed), ways(verb)):
            about = await incident(asking, row)
            came = await goes(asking, way, who, verb, about)
            form = (way == "button" or (row.asks and way == "command")) and came.form
            if not (came.facts or form or (row.reads and HERE not in came.said)):
                wrong.append((verb, way, who, came))
    assert wrong == []


async def test_who_may_not_see_one_is_answered_as_if_there_were_none(asking):
    wrong = []
    await asking.command("kenji", "declare sev1 private payroll leaked")
    _, hidden = max((await database.incidents(asking.database)).items())
    nothing = str(uuid.uuid4())
    for verb, who in itertools.product(RIGHTS.keys() - NEW, UNSEEING):
        for way in ways(verb):
            came = await goes(asking, way, who, verb, ("INC-2", hidden))
            none = await goes(asking, way, who, verb, ("INC-9", nothing))
            if came.facts or came.form or unnumbered(came) != unnumbered(none):
                wrong.append((verb, way, who, came, none))
    assert wrong == []


async def test_what_belongs_to_a_hidden_one_is_not_there_either(asking):
    await asking.command("kenji", "declare sev1 private payroll leaked")
    _, hidden = max((await database.incidents(asking.database)).items())
    await asking.command("sam", "declare sev3 of sam's own")
    await asking.scene.settled()
    await asking.command("sam", "list")  # what sam was told by now has been read
    number, own = max((await database.incidents(asking.database)).items())
    query = f"SELECT id FROM records WHERE about = '{hidden}'"  # noqa: S608 (ours)
    (record,) = await database.rows(asking.database, query)
    nothing = str(uuid.uuid4())
    pairs = [
        [await asking.button("sam", f"incidents.{does}", about) for about in both]
        for does, both in (
            ("retract", (hidden, nothing)),
            ("strike", (record["id"], nothing)),
            ("undo", (record["id"], nothing)),
        )
    ]
    for target in (("INC-2", hidden), ("INC-9", nothing)):
        typed = await asking.command("sam", f"merge INC-{number} into {target[0]}")
        values = {"incident": {"selected_option": {"value": target[1]}}}
        form = await asking.form("sam", "incidents.merge", own, values)
        pairs.append([typed, form])
    *pairs, seen, unseen = pairs
    pairs += zip(seen, unseen, strict=True)
    for came, none in pairs:
        assert unnumbered(came) == unnumbered(none)
        assert came.said.strip()


def unnumbered(came):
    """Give what came of a request, but for the number that was asked about."""
    said = re.sub(r"There is no INC-[29]\b", "There is no INC-#", came.said)
    return came.facts, came.form, said
