"""Scanners: what a run takes in, what is gone, and who is silent for too long."""

import pytest

from bot import findings
from bot.calendar import State as Duty
from bot.findings import Draft, Report, Severity, State
from bot.runtime import bringing
from tests.findings.finding import (
    added,
    adopt,
    assigned,
    begun,
    duties,
    every,
    heard,
    later,
    looking,
    one,
    recorded,
)


def draft(name, severity=Severity.MEDIUM, **more):
    return Draft(title=name, reference=name, severity=severity, source="trivy", **more)


async def scan(scene, *drafts, source="trivy", **more):
    """Take in a run."""
    here = scene.bot.installations.every()[0].id
    report = Report(source=source, drafts=drafts, **more)
    whose = {"workspace": here, "actor": "hook ci"}
    (record,) = await bringing.bring(scene.bot.transactions, [report], **whose)
    await scene.settled()
    names = ("new", "gone", "known", "back")
    return tuple(record.data[name] for name in names)


async def test_a_run_tells_what_is_new_gone_and_known(scene, dana):
    assert await scan(scene, draft("a"), draft("b"), draft("c")) == (3, 0, 0, 0)
    await scene.forward(hours=24)
    assert await scan(scene, draft("a"), draft("d")) == (1, 2, 1, 0)
    await dana.sees("#ops", "Scan of trivy: 1 new, 2 gone, 1 known.")
    gone = [row.title for row in await every(scene) if row.gone_at]
    assert gone == ["b", "c"]
    assert {row.state for row in await every(scene)} == {State.OPEN}
    row = (await heard(scene))["trivy"]
    assert (row.runs, row.new, row.gone, row.known) == (2, 1, 2, 1)


async def test_nothing_new_is_recorded_and_told_to_nobody(scene, dana):
    await scan(scene, draft("a"))
    before = len(await dana.reads("#ops"))
    assert await scan(scene, draft("a")) == (0, 0, 1, 0)
    assert len(await dana.reads("#ops")) == before
    assert (await recorded(scene)).count("scanned") == 2


async def test_what_is_gone_and_comes_again_is_there_again(scene, dana):
    await scan(scene, draft("a"), draft("b"))
    await scan(scene, draft("a"))
    assert await scan(scene, draft("a"), draft("b")) == (0, 0, 2, 0)
    assert not [row for row in await every(scene) if row.gone_at]


async def test_what_was_closed_and_is_seen_again_is_open_again(scene, dana):
    await scan(scene, draft("a", Severity.HIGH))
    await dana.types("#general", "/ops finding fix FND-1 updated to 3.0.14")
    await dana.types("#general", "/ops finding close FND-1 scanned again: gone")
    assert await scan(scene, draft("a", Severity.HIGH)) == (0, 0, 0, 1)
    assert (await one(scene)).state is State.OPEN
    await dana.sees("#ops", "1 back")


async def test_what_was_declined_or_excepted_stays_so(scene, dana):
    await scan(scene, draft("a"))
    await dana.types("#general", "/ops finding decline FND-1 fp it is not installed")
    assert await scan(scene, draft("a")) == (0, 0, 1, 0)
    assert (await one(scene)).state is State.DECLINED


async def test_one_scanner_says_nothing_of_what_another_found(scene, dana):
    await added(scene, dana)
    await scan(scene, draft("a"))
    assert await scan(scene, source="zap") == (0, 0, 0, 0)
    assert not [row for row in await every(scene) if row.gone_at]


async def test_after_a_clean_run_all_is_gone(scene):
    await scan(scene, draft("a"), draft("b"))
    assert await scan(scene) == (0, 2, 0, 0)
    assert all(row.gone_at for row in await every(scene))


async def test_of_two_runs_at_once_the_one_that_began_last_says_what_is_gone(scene):
    await scan(scene, draft("a"), draft("b"), draft("c"))
    older = Report(source="trivy", drafts=(draft("a"), draft("c")))
    newer = Report(source="trivy", drafts=(draft("b"),))

    async def step(verb, *given):
        async with begun(scene, "hook ci") as work:
            return await verb(work, *given)

    first = await step(findings.begin, older)
    second = await step(findings.begin, newer)
    await step(findings.take, older.drafts[:1], first)
    overtaken = await step(findings.finish, older, first)
    assert overtaken.data["gone"] == 0  # b is yet to be seen
    await step(findings.take, newer.drafts, second)
    await scene.forward(seconds=1)
    third = await step(findings.begin, newer)
    await step(findings.take, newer.drafts, third)
    assert (await step(findings.finish, newer, third)).data["gone"] == 2
    await step(findings.take, older.drafts[1:], first)
    gone = [row.title for row in await every(scene) if row.gone_at]
    assert gone == ["a", "c"]  # what an older run saw comes back no more


async def test_a_part_of_a_report_makes_nothing_gone(scene):
    await scan(scene, draft("a"), draft("b"))
    assert await scan(scene, draft("c"), complete=False) == (1, 0, 0, 0)


async def test_the_same_line_twice_in_a_run_is_one(scene):
    assert await scan(scene, draft("a"), draft("a")) == (1, 0, 0, 0)


async def test_few_of_many_are_told_and_the_rest_stand_in_one_line(scene, dana):
    await assigned(scene, security_lead=["U0DANA"])
    many = [draft(f"CVE-2026-{n:04}", Severity.CRITICAL) for n in range(30)]
    assert await scan(scene, draft("low one", Severity.LOW), *many) == (31, 0, 0, 0)
    direct = await dana.told_directly()
    assert direct.count("a critical vulnerability was found") == 5
    assert "Scan of trivy: 31 new, 0 gone, 0 known." in direct
    cards = [s for s in await dana.reads("#ops") if "critical vulnerability" in s.text]
    assert len(cards) == 5
    assert len(await every(scene)) == 31
    await scene.forward(days=3)  # all of them are late by now
    cards = [s for s in await dana.reads("#ops") if "critical vulnerability" in s.text]
    assert len(cards) == 5


async def test_a_large_report_is_taken_in_parts(scene):
    steps = []
    here = scene.bot.installations.every()[0].id
    many = tuple(draft(f"rule {n}", Severity.LOW) for n in range(250))
    await bringing.bring(
        scene.bot.transactions,
        [Report(source="trivy", drafts=many)],
        lambda done, of: steps.append((done, of)),
        workspace=here,
        actor="cli",
    )
    assert steps == [(100, 250), (200, 250), (250, 250)]
    assert len(await every(scene)) == 250


async def test_one_that_was_broken_off_is_sent_again_and_nothing_is_twice(scene):
    many = [draft(f"rule {n}", Severity.LOW) for n in range(3)]
    async with begun(scene, "hook ci") as work:
        await findings.take(work, many[:2], findings.Taken())
    assert await scan(scene, *many) == (1, 0, 2, 0)


async def test_an_owner_that_is_nobody_keeps_all_of_it_out(scene):
    at = findings.Mistake(problem="", line=3)
    rows = (draft("a"), draft("b", owner="@nobody"))
    report = Report(source="csv", drafts=rows, owners={"": at, "@nobody": at})
    here = scene.bot.installations.every()[0].id
    with pytest.raises(findings.Unreadable) as wrong:
        await bringing.bring(
            scene.bot.transactions, [report], workspace=here, actor="cli"
        )
    (mistake,) = wrong.value.mistakes
    assert (mistake.line, mistake.problem[:22]) == (3, "owner: I know nobody, ")
    assert await every(scene) == []


async def test_a_scanner_that_is_silent_for_too_long_is_asked_after(scene, dana):
    await assigned(scene, security_lead=["U0DANA"])
    await scan(scene, draft("a"))
    await later(scene, days=7)
    assert "silent" not in await recorded(scene)
    await later(scene, days=2)
    await dana.sees("#ops", "trivy is silent: it may be broken")
    assert "trivy is silent" in await dana.told_directly()
    await later(scene, days=20)
    assert (await recorded(scene)).count("silent") == 1
    async with looking(scene) as work:
        assert (await findings.ageing(work)).silent == ("trivy",)
    await dana.types("#general", "/ops finding scanners")
    assert "silent, heard 29 d" in dana.told


async def test_a_silence_opens_the_duty_and_being_heard_again_lets_it_go(scene, dana):
    await adopt(scene, "vulnerability_scans")
    await scan(scene, draft("a"))
    await later(scene, days=9)
    duty = (await duties(scene))["Vulnerability scans"]
    assert duty.open
    assert "(trivy is silent)" in duty.title
    await scan(scene, draft("a"))
    duty = (await duties(scene))["Vulnerability scans"]
    assert (duty.state, duty.reason) == (Duty.SKIPPED, "trivy is heard again")
    assert not (await heard(scene))["trivy"].silent


async def test_one_that_is_heard_in_time_alarms_nobody(scene):
    await scan(scene, draft("a"))
    for _ in range(3):
        await later(scene, days=7)
        await scan(scene, draft("a"))
    assert "silent" not in await recorded(scene)


async def test_one_that_is_used_no_more_is_expected_no_more(scene, dana):
    await scan(scene, draft("a"))
    await dana.types("#general", "/ops finding scanners")
    await dana.presses("Used no more", channel="#general", message=dana.said)
    await scene.settled()
    await dana.sees("#general", "That scanner is expected no more")
    await dana.presses("Used no more", channel="#general", message=dana.said)
    await later(scene, days=20)
    assert "silent" not in await recorded(scene)
    await scan(scene, draft("a"))
    assert not (await heard(scene))["trivy"].retired


async def test_ageing_counts_by_severity_names_the_oldest_and_the_late(scene, dana):
    await added(scene, dana)
    await later(scene, days=3)
    await added(scene, dana, "low typo in a log @dana")
    await added(scene, dana, "low another typo @dana")
    await dana.types("#general", "/ops finding decline FND-3 duplicate of FND-2, same")
    async with looking(scene) as work:
        found = await findings.ageing(work)
    assert found.open == {Severity.CRITICAL: 1, Severity.LOW: 1}
    assert (found.count, found.excepted) == (2, 0)
    assert found.oldest.ref == "FND-1"
    assert [row.ref for row in found.late] == ["FND-1"]
