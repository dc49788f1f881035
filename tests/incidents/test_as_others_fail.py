"""How other bots fail, each as a test that this one passes; longer ones stand apart.

Elsewhere: a reminder after a restart (`chaos/test_restart`), dead buttons and templates
(`test_listeners`), each method refused in turn, another team's channel
(`chaos/test_refused`), a crash at each call (`chaos/test_kill`), messages in order
(`core/test_queue`), rights and zones (`test_rights`, `core/test_times`), what is longer
than Slack takes (`conformance`), old buttons (`runtime/test_dispatch`), deliveries that
come twice (`chaos/test_twice`), a silent socket (`runtime/test_sockets`), a form that
came too late (`runtime/test_modals`), one who can't be invited (`runtime/test_steps`).
"""

import pytest

from bot import incidents
from tests import factories

MILESTONES = ("started_at", "detected_at", "acknowledged_at", "contained_at")
NEVER_IN_A_FLOW = ("conversations.list", "conversations.history", "users.list")


async def found(scene, number=1):
    whose = {"workspace": scene.bot.installations.every()[0].id, "actor": "clock"}
    async with scene.bot.transactions.look(**whose) as work:
        row = await incidents.numbered(work, number)
        return {name: getattr(row, name) for name in (*MILESTONES, "resolved_at")}


async def test_what_is_written_later_moves_no_milestone(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident phase containment")
    await dana.types(room, "/incident phase diagnosis")
    await dana.types(room, "/incident resolve rolled back")
    before = await found(scene)
    await scene.forward(hours=5)
    await dana.types(room, "/incident note we should have seen it")
    await dana.types(room, "/incident confirm error rate is normal; tests: a check")
    await dana.types(room, "/incident task write it down")
    await dana.types(room, "/incident close")
    assert await found(scene) == before
    assert None not in before.values()


async def test_nudges_go_on_at_night_and_at_weekends_until_somebody_answers(
    edge,
):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    counts = []
    await edge.forward(hours=60)
    for _ in range(8):
        await edge.forward(minutes=30)
        said = "\n".join([one.text for one in await dana.reads("#incidents")])
        counts.append(said.count("INC-1 needs an answer, and is overdue"))
    assert counts[-1] > 5
    assert sorted(set(counts)) == counts


async def test_nothing_is_listed_and_no_history_is_read_in_a_flow(scene, room, dana):
    for words in ("ack", "update so so", "severity sev1", "resolve x", "close"):
        await dana.types(room, f"/incident {words}")
    await dana.types("#general", "/incident list")
    await scene.settled()
    called = {call["method"] for call in await scene.slack.calls()}
    assert not called & set(NEVER_IN_A_FLOW)


async def test_a_storm_of_limits_loses_no_card_and_tells_nothing_twice(
    edge,
):
    dana = edge.person("dana")
    await edge.slack.fault("*", "ratelimited", times=12, retry_after=1)
    for number in range(3):
        await dana.types("#general", f"/incident declare sev1 outage {number}")
    await edge.settled(60)
    for number in range(3):
        room = f"inc-{number + 1}-outage-{number}"
        cards = [
            one
            for one in await dana.reads(room)
            if f"INC-{number + 1} · SEV-1" in one.text
        ]
        assert len(cards) == 1
    announced = [one.text for one in await dana.reads("#incidents")]
    for number in range(3):
        assert sum(f"outage {number}" in text for text in announced) == 1


async def test_slack_is_never_first_and_the_database_never_last(edge):
    dana = edge.person("dana")
    await edge.slack.fault("*", "status_503", times=40)
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    assert (await found(edge))["started_at"] is not None
    await edge.slack.forget("faults")
    await edge.settled(90)
    assert await dana.sees("inc-1-checkout-500s", "INC-1 · SEV-2")


@pytest.mark.parametrize(
    ("typed", "severity"),
    [("sev 12 cores are at 100 %", "SEV-3"), ("sev1 all down", "SEV-1")],
)
async def test_a_severity_is_no_part_of_a_longer_number(edge, typed, severity):
    dana = edge.person("dana")
    await dana.types("#general", f"/incident declare {typed}")
    assert severity in dana.told


async def test_an_entry_is_struck_through_for_all_to_see_and_never_gone(
    scene, room, dana, ana
):
    await dana.types(room, "/incident note deployed 3f2a")
    await dana.presses("Strike through", channel=room, message=dana.said)
    await scene.settled()
    await ana.types("#general", "/incident timeline INC-1")
    assert "deployed 3f2a (struck through)" in ana.told


async def test_an_unset_channel_breaks_no_close(sqlite_url, tmp_path):
    empty = '[channels]\nannouncements = ""\nops = ""\n'
    home = tmp_path / "home"
    async with factories.scene(sqlite_url, home, policy=empty) as scene:
        dana = scene.person("dana")
        await dana.types("#general", "/incident declare sev1 all down")
        await scene.settled()
        for words in ("ack", "update so so", "resolve rolled back", "close"):
            verb, _, rest = words.partition(" ")
            await dana.types("#general", f"/incident {verb} INC-1 {rest}")
        assert "is closed" in dana.told
        await scene.settled()
        assert await scene.slack.violations() == []
