"""Findings from Slack: typed in a line, by forms, by buttons, to their end."""

import asyncio

import pytest

from bot import findings
from bot.findings import Kind, Severity, State
from tests import person
from tests.findings.finding import (
    HOUR,
    LINE,
    STRANGE,
    added,
    begun,
    every,
    looking,
    now,
    one,
    recorded,
)

FILLED = {"title": "Weak cipher", "severity": "high", "kind": "vulnerability"}


async def test_an_empty_list_says_what_to_do_next(scene, dana):
    await dana.types("#general", "/ops finding")
    assert "Nothing is open. Add what somebody found with" in dana.told
    await dana.presses("Add a finding…", channel="#general", message=dana.said)
    await dana.modal("Add a finding")


async def test_one_line_adds_a_finding_whose_clock_runs(scene, sam):
    row = await added(scene, sam)
    assert "FND-1 is kept: it is told at once" in sam.told
    assert (row.title, row.reference) == ("CVE-2026-1234 in openssl", "CVE-2026-1234")
    assert (row.surface, row.owner, row.kind) == (
        "openssl",
        "U0DANA",
        Kind.VULNERABILITY,
    )
    assert row.triage_by - row.found_at == 24 * HOUR
    assert row.fix_by - row.found_at == 48 * HOUR


async def test_what_is_critical_is_told_at_once_and_stands_in_the_channel(
    scene, dana, sam
):
    await added(scene, sam)
    assert "a critical vulnerability was found" in await dana.told_directly()
    await dana.sees("#ops", "FND-1 · critical vulnerability · open")


async def test_it_is_triaged_fixed_and_closed_and_says_how(scene, dana):
    await added(scene, dana)
    steps = (
        ("triage", "we run it in checkout, reachable", "FND-1 is triaged"),
        ("fix", "https://github.example.com/shop/pull/7", "FND-1 is fixed"),
        ("close", "scanned again, it is not there", "FND-1 is closed"),
    )
    for verb, words, told in steps:
        await dana.types("#general", f"/ops finding {verb} FND-1 {words}")
        assert told in dana.told
    await scene.settled()
    row = await one(scene)
    assert (row.state, row.note) == (State.CLOSED, "we run it in checkout, reachable")
    assert (row.fix, row.reason) == (steps[1][1], "scanned again, it is not there")
    assert await recorded(scene) == ["found", "triaged", "fixed", "closed"]
    said = await dana.sees("#ops", "Verified by")
    assert said.buttons == ["Reopen…"]


async def test_what_is_mended_is_no_older_than_it_was_then(scene, dana):
    await added(scene, dana)
    await scene.forward(days=10)
    await dana.types("#general", "/ops finding list")
    assert "open · 10 days old" in dana.told
    await dana.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await scene.settled()
    await scene.forward(days=5)
    await dana.types("#general", "/ops finding list fixed")
    assert "fixed after 10 days" in dana.told
    assert "days old" not in dana.told
    await dana.types("#general", "/ops finding FND-1")
    assert "fixed after 10 days" in dana.told
    await dana.types("#general", "/ops finding close FND-1 scanned again, it is gone")
    await scene.settled()
    await dana.types("#general", "/ops finding list closed")
    assert "closed · fixed after 10 days" in dana.told


async def test_what_is_mended_on_its_day_took_no_days(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 it is patched everywhere")
    await scene.settled()
    await dana.types("#general", "/ops finding list fixed")
    assert "fixed within a day" in dana.told


async def test_each_verb_has_a_form_behind_a_button_of_the_card(scene, dana):
    await added(scene, dana)
    fills = (
        ("Triage…", "Triage FND-1", {"note": "it is reachable, dana mends it"}),
        ("Severity…", "Severity of FND-1", {"severity": "medium", "reason": "x" * 12}),
        ("Assign…", "Assign FND-1", {"owner": "U0SAM"}),
        ("Fixed…", "Fixed: FND-1", {"fix": "https://github.example.com/pull/7"}),
        ("Close…", "Close FND-1", {"verified": "scanned again: gone"}),
        ("Reopen…", "Reopen FND-1", {"reason": "it is there again"}),
        ("Decline…", "Decline FND-1", {"reason": "it is not installed"}),
    )
    for label, title, values in fills:
        await dana.types("#general", "/ops finding show FND-1")
        await dana.presses(label, channel="#general", message=dana.said)
        await dana.modal(title)
        await dana.submits(**values)
        await dana.no_modal()
        await scene.settled()
    facts = ["found", "triaged", "reclassified", "assigned", "fixed", "closed"]
    assert await recorded(scene) == [*facts, "reopened", "declined"]
    assert (await one(scene)).verdict == "false_positive"


VERBS = (
    ("triage", "Triage…"),
    ("fix", "Fixed…"),
    ("assign", "Assign…"),
    ("except", "Except…"),
    ("decline", "Decline…"),
    ("severity", "Severity…"),
)


async def test_a_verb_alone_asks_which_finding_and_with_one_opens_its_form(scene, dana):
    await added(scene, dana)
    for verb, label in VERBS:
        await dana.types("#general", f"/ops finding {verb}")
        assert "Which finding?" in dana.told
        await dana.presses(label, channel="#general", message=dana.said)
        await dana.modal("FND-1")
        await dana.closes()
        await dana.types("#general", f"/ops finding {verb} fnd-1")
        await dana.modal("FND-1")
        await dana.closes()


LINES = (
    "",
    "CVE-2026-1 in openssl",
    "critical",
)


async def test_what_a_line_leaves_out_is_asked_for(scene, dana):
    for number, line in enumerate(LINES, 1):
        await dana.types("#general", f"/ops finding add {line}")
        await dana.modal("Add a finding")
        title = f"Weak cipher {number}"
        await dana.submits(**{**FILLED, "title": title}, team="security_lead")
        await scene.settled()
        row = (await every(scene))[-1]
        assert (row.title, row.owner) == (title, "security_lead")
        await dana.sees("#general", f"FND-{number} is kept")


async def test_the_same_finding_twice_is_one_that_is_seen_again(scene, dana, sam):
    await added(scene, dana)
    await sam.types("#general", "/ops finding add high cve-2026-1234 in openssl")
    assert "Seen 2 times" in sam.told
    row = await one(scene)
    assert (row.seen, row.severity) == (2, Severity.CRITICAL)


async def test_two_who_add_it_at_once_make_one(scene, dana, sam):
    line = f"/ops finding add {LINE}"
    await asyncio.gather(*(who.types("#general", line) for who in (dana, sam)))
    await scene.settled()
    assert (await one(scene)).seen == 2


async def test_one_request_that_comes_twice_is_one(scene, dana):
    await dana.types("#general", f"/ops finding add {LINE}", repeat=2)
    await scene.settled()
    assert (await one(scene)).seen == 1


async def test_two_who_triage_at_once_do_it_once(scene, dana, sam):
    await added(scene, dana)
    for who in (dana, sam):
        await who.types("#general", "/ops finding triage FND-1")
        await who.modal("Triage FND-1")
    said = {"note": "we are affected by it"}
    await asyncio.gather(*(who.submits(**said) for who in (dana, sam)))
    await scene.settled()
    assert await recorded(scene) == ["found", "triaged"]


async def test_a_stale_button_meets_the_present_card(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding show FND-1")
    card = dana.said
    await dana.types("#general", "/ops finding decline FND-1 fp it is not installed")
    await dana.presses("Triage…", channel="#general", message=card)
    await dana.modal("Triage FND-1")
    await dana.submits(note="we are affected by it")
    shown = await dana.modal("FND-1 is declined already: nothing was changed.")
    assert shown["callback_id"] == "workspaces.refused"


async def test_what_is_seen_after_it_was_closed_is_open_again(scene, dana):
    await added(scene, dana)
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await dana.types("#general", "/ops finding close FND-1 scanned again: gone")
    await scene.forward(hours=30)
    await dana.types("#general", f"/ops finding add {LINE}")
    await scene.settled()
    row = await one(scene)
    assert (row.state, row.turn, row.fix) == (State.OPEN, 2, "")
    assert now(scene) + 23 * HOUR < row.triage_by
    assert "FND-1, critical, is open again" in await dana.told_directly()


REFUSED = (
    ("add critical ???", "Say what was found"),
    ("add high CVE-2026-1 in x @nobody", "I know nobody"),
    ("add high SQL injection in login owner @gus", "whoever has left can"),
    ("triage FND-1 no", "Say why, in 10 characters or more"),
    ("triage FND-9 we are affected", "There is no FND-9 here."),
    ("triage soon", "Say which finding, such as FND-12"),
    ("fix FND-1 x", "characters or more"),
    ("close FND-1 scanned again", "FND-1 is open: say first how it was mended"),
    ("decline FND-1 no", "Begin with “false positive” or “duplicate”"),
    ("decline FND-1 duplicate", "Say why, in 10 characters"),
    ("severity FND-1 awful because it is", "“awful” is no severity"),
    ("severity FND-1 critical because it is", "FND-1 is critical already"),
    ("severity FND-1 low", "Say why, in 10 characters"),
    ("assign FND-1 @nobody", "I know nobody"),
    ("assign FND-1 @dana", "FND-1 is theirs already"),
    ("reopen FND-1 because of it all", "FND-1 is open: there is nothing"),
    ("except FND-1 soon", "“soon” is no day such as"),
    ("except FND-1 until yesterday because it is fine", "That day is over"),
    ("except FND-1 2031-01-01 because it is fine", "is the latest: ask again"),
)


async def test_what_can_not_be_is_said_with_an_example(scene, dana):
    before = await added(scene, dana)
    for line, told in REFUSED:
        await dana.types("#general", f"/ops finding {line}")
        assert told in dana.told
        row = await one(scene)
        assert (row.state, row.version) == (State.OPEN, before.version)


async def test_a_guest_changes_nothing(scene, dana, gus):
    await added(scene, dana)
    for typed in (
        "add low a typo",
        "add",
        "triage FND-1 we are affected",
        "triage FND-1",
        "fix FND-1 done so",
        "assign FND-1 me",
        "hook trivy",
    ):
        await gus.types("#general", f"/ops finding {typed}")
        assert "Only " in gus.told
    assert await recorded(scene) == ["found"]


async def test_words_are_words_whatever_they_look_like(scene, dana):
    await dana.types("#general", "/ops finding add")
    more = {"place": STRANGE, "reference": STRANGE, "surface": STRANGE[:70]}
    await dana.submits(**{**FILLED, "title": STRANGE, **more})
    await scene.settled()
    await dana.types("#general", f"/ops finding triage FND-1 {STRANGE}")
    await dana.types("#general", f"/ops finding fix FND-1 {STRANGE}")
    await dana.types("#general", "/ops finding show FND-1")
    assert "<!channel>" in dana.told
    assert "{{ 7 * 7 }}" in dana.told
    await scene.settled()


async def test_an_id_of_another_workspace_is_unknown(scene, dana):
    other = await scene.neighbour()
    async with begun(scene, "U0X", other) as work:
        given = findings.draft({"title": "Theirs", "severity": "high"})
        theirs, _ = await findings.add(work, given)
    async with looking(scene) as work:
        with pytest.raises(findings.NoSuchFinding):
            await findings.clicked(work, theirs.id)
    assert await every(scene) == []
    await dana.types("#general", "/ops finding show FND-1")
    assert "There is no FND-1 here." in dana.told


async def test_what_is_theirs_waits_at_home(scene, dana, sam):
    await added(scene, sam)
    for who in (dana, sam):
        await scene.slack.post("home", user=who.id)

    async def waits():
        view = (await dana.state())["home"]
        return view and "a critical finding of yours" in str(view)

    await person.eventually(waits, "dana is shown it at home")
    assert "finding of yours" not in str((await sam.state())["home"])
