"""Every fact can be told, whatever people typed: none of it becomes markup."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from types import SimpleNamespace, UnionType
from typing import get_args, get_origin, get_type_hints

import pytest

import handlers
from bot.core import facts, render
from bot.core.facts import Fact, Record
from bot.core.tables import new_id
from bot.incidents import cards
from bot.playground import kit
from tests import house

pytestmark = pytest.mark.house

TEMPLATES = house.ROOT / "templates"
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
# Recorded and proven, and told to nobody.
UNTOLD = {
    "approvals.asked": "its card asks",
    "approvals.renewed": "its card says until when",
    "digest.sent": "everybody reads the digest itself",
    "postmortems.exported": "whoever asked has the file",
    **dict.fromkeys(
        (
            *("calendar.opened", "calendar.due", "calendar.overdue", "calendar.missed"),
            *("calendar.escalated", "calendar.orphaned", "calendar.nudged"),
            *("calendar.signed_off", "calendar.sent_back", "calendar.filled"),
            *("calendar.feed_made",),
        ),
        "the card of the occurrence shows it",
    ),
    **dict.fromkeys(
        (
            *("calendar.adopted", "calendar.left_out", "calendar.edited"),
            *("calendar.retired", "calendar.started", "calendar.confirmed"),
            *("calendar.postponed", "calendar.snoozed", "calendar.skipped"),
            *("calendar.assigned", "calendar.reopened", "calendar.filed"),
        ),
        "whoever did it reads `calendar.done`, everybody else its card",
    ),
    "library.archived": "whoever looks for it sees it",
    **dict.fromkeys(
        (
            *("maintenance.requested", "maintenance.edited", "maintenance.scheduled"),
            *("maintenance.returned", "maintenance.rejected", "maintenance.announced"),
            *("maintenance.reminded", "maintenance.started", "maintenance.extended"),
            *("maintenance.more_refused", "maintenance.finished", "maintenance.linked"),
            *("maintenance.rolled_back", "maintenance.closed", "maintenance.expired"),
            "maintenance.cancelled",
        ),
        "who answers for it and who subscribed read `maintenance.news`",
    ),
    **dict.fromkeys(
        (
            *("maintenance.signed", "maintenance.more_asked", "maintenance.retired"),
            *("maintenance.subscribed", "maintenance.unsubscribed"),
            "maintenance.opened",
        ),
        "whoever did it reads `maintenance.done`, everybody else its card",
    ),
    "calendar.reminded": "the list of what somebody is asked for shows it",
    "calendar.moved": "the card of the occurrence shows it",
    **dict.fromkeys(
        (
            *("findings.triaged", "findings.fixed"),
            *("findings.asked", "findings.refused"),
            "findings.recast",
            *("findings.hook_made", "findings.hook_revoked"),
            "findings.scanner_retired",
        ),
        "whoever did it reads `findings.done`, everybody else its card",
    ),
    **dict.fromkeys(
        ("cycles.released", "cycles.raised"), "the card of the release shows it"
    ),
    "cycles.withdrawn": "the card of the cycle shows it",
    "cycles.hook_made": "whoever made it sees the address",
    "maintenance.frozen": "the card of the freeze shows it",
    **dict.fromkeys(
        (
            *("calendar.key_added", "calendar.key_changed", "calendar.key_retired"),
            *("calendar.key_compromised", "calendar.key_cleared"),
        ),
        "whoever did it reads `calendar.key_done`",
    ),
    **dict.fromkeys(
        ("calendar.key_rotated", "calendar.key_unrotated"),
        "the card of the occurrence shows it",
    ),
    "ledger.erased": "who erased what is for the ledger",
    "workspaces.configured": "whoever changed it sees the form close",
    "workspaces.installed": "nobody waits for it",
    "workspaces.revived": "the effect itself is seen, or not",
}
# Made by us or by Slack: an id, a number, a word of our own. The rest people typed.
MADE = {
    *("about", "ref", "other", "other_ref", "into", "into_ref", "entry", "of"),
    *("commander", "before", "whom", "person", "link", "source", "into_room"),
    *("severity", "phase", "outcome", "detected_by", "what", "step", "deed"),
    *("role", "called", "task", "item", "item_ref", "invited", "told", "request"),
    *("asker", "does", "holders", "without", "left"),
    *("kind", "state", "slug", "digest", "superseded_by", "since"),
    *("row", "rows", "contacts", "answer", "run", "lead", "notice", "part"),
    *("lines", "routine", "area", "slot", "key", "subject", "signer", "to", "file"),
    *("cover", "first", "last"),
    *("incident_ref", "form", "owner", "was", "postmortem", "how"),
    *("standby", "runbook", "criterion", "missing"),
    *("hunters", "level", "hunt_ref", "within", "finding", "finding_ref"),
    *("document", "opened", "wrong"),
    *("service", "coordinator", "operator", "observer", "gaps"),
    *("verdict", "until", "approver"),
    *("task_ref", "begun", "beside"),
}
HOSTILE = (
    "U*{}* _b_ ~s~ `c` <!channel> <@U0ANA> <#C0OPS> <https://evil.example|x> "
    "&lt;!here&gt;"
)
LINK = "https://acme.slack.com/archives/C0OPS/p1760000000000100"
LONG = "U{} " + "🔥 و́ W " * 2000


def kinds(kind=Fact):
    for child in kind.__subclasses__():
        if child.name:
            yield child
        yield from kinds(child)


KINDS = sorted(kinds(), key=lambda kind: kind.name)
TOLD = [kind for kind in KINDS if kind.name not in UNTOLD]
INCIDENTS = [kind for kind in TOLD if kind.name.startswith("incidents.")]
every_text = pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "long"])


def filled(kind, text):
    """Make a fact of *kind* that holds *text* wherever a text can stand."""
    hints = get_type_hints(kind)
    texts = {f.name: HOSTILE if f.name in MADE else text for f in fields(kind)}
    said = {name: value(hints[name], texts[name].format(name)) for name in texts}
    kept = {name: LINK for name in ("link", "source") if name in texts}
    if "lines" in texts:
        line = {"id": new_id(), "ref": "OPS-1", "title": text, "due": NOW.isoformat()}
        kept["lines"] = (line,)
    if "beside" in texts:
        kept["beside"] = (
            {"owner": text, "called": "Tech lead", "duties": 4, "signs": 2},
        )
    if "wrong" in texts:
        kept["wrong"] = ({"what": text, "why": text, "ids": [text]},)
    return kind(**{**said, **kept, "about": new_id()})


def value(hint, text):
    """Give a value of the type *hint*."""
    if isinstance(hint, UnionType):
        hint = get_args(hint)[0]
    if get_origin(hint) is tuple:
        return (text,)
    plain = {str: text, datetime: NOW, bool: True, int: 4, float: 4.0}
    return plain.get(hint, {})


def record(kind, text):
    """Make the record of a fact of *kind*, as it comes out of the database."""
    fact = filled(kind, text)
    return Record(
        workspace="W",
        name=kind.name,
        about=fact.about,
        at=NOW,
        actor="U0DANA",
        policy="",
        data=fact.data(),
    )


def marked(said):
    """Give every text in which Slack reads markup."""
    if isinstance(said, dict):
        if said.get("type") == "mrkdwn":
            yield said["text"]
        said = [part for part in said.values() if isinstance(part, dict | list)]
    for part in said:
        if isinstance(part, dict | list):
            yield from marked(part)


def harmless(said, kind):
    """Hold what is *said* of a fact against what Slack would make of it."""
    typed = {f.name for f in fields(kind)} - MADE
    hidden = [f"*{name}*" for name in typed]

    assert kit.message(said).messages == []
    assert not set(kit.mentioned(said)) & {"channel", "here", "U0ANA", "C0OPS"}
    assert not [text for text in marked(said) if "<http" in text]
    assert not [text for text in marked(said) for sign in hidden if sign in text], (
        "Show what people typed with `quoted`, `typed` or `line`, never in mrkdwn."
    )


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.name)
@every_text
def test_a_fact_is_told_and_nothing_typed_becomes_markup(kind, text):
    said = render.message(kind.name, fact=facts.told(record(kind, text)))

    harmless(said, kind)
    assert said["text"].strip(), "Say it in a line: that is what a notification shows."


@pytest.mark.parametrize("kind", INCIDENTS, ids=lambda kind: kind.name)
@every_text
def test_a_fact_stands_on_the_timeline_and_nothing_typed_becomes_markup(kind, text):
    entry = cards.entry(record(kind, text))
    incident = SimpleNamespace(ref="INC-42")

    parts = {"first": [entry], "left_out": 1, "newest": [entry]}

    said = render.message("incidents.timeline", incident=incident, **parts)

    harmless(said, kind)


@pytest.mark.parametrize("kind", INCIDENTS, ids=lambda kind: kind.name)
def test_a_fact_stands_on_the_timeline_in_words(kind):
    entry = cards.entry(record(kind, "so"))
    parts = {"first": [entry], "left_out": 0, "newest": []}

    said = render.message(
        "incidents.timeline", incident=SimpleNamespace(ref="INC-42"), **parts
    )

    bare = kind.name.partition(".")[2]
    assert "_" not in bare or bare not in json.dumps(said["blocks"]), (
        "Give it words in incidents/_timeline.j2."
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_fact_has_a_template_or_is_told_to_nobody(kind):
    file = TEMPLATES / f"{kind.name.replace('.', '/')}.msg.j2"

    assert file.is_file() is (kind.name not in UNTOLD), (
        f"Write {file.name}, or say in UNTOLD why nobody is told."
    )


@pytest.mark.parametrize("command", handlers.COMMANDS.values(), ids=lambda c: c.name)
def test_help_fits(command):
    assert kit.message(render.message("workspaces.help", command=command)).ok
