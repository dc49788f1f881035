"""Clocks: nobody answers, an update is late; silence never just passes."""

import pytest


async def test_silence_is_nudged_at_half_time_and_at_the_deadline(scene, room, dana):
    await scene.forward(minutes=29)
    assert "needs an answer" not in await dana.told_directly()
    await scene.forward(minutes=2)
    assert "INC-1 needs an answer: @dana" in await dana.told_directly()
    assert "needs an answer" not in await everything(dana, "#incidents")

    await scene.forward(minutes=30)
    announced = await everything(dana, "#incidents")
    assert announced.count("INC-1 needs an answer, and is overdue") == 1
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "overdue" in card.text
    await scene.forward(minutes=16)
    again = await everything(dana, "#incidents")
    assert again.count("INC-1 needs an answer, and is overdue") == 2


async def test_an_answer_ends_the_nudges(scene, room, dana, ana):
    await scene.forward(minutes=31)
    await ana.presses("Acknowledge", channel="#incidents")
    await scene.settled()
    await scene.forward(minutes=40)
    assert "overdue" not in await everything(dana, "#incidents")


async def test_an_answer_that_is_undone_is_asked_for_again(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.presses("Undo", channel=room, message=dana.said)
    await scene.settled()
    await scene.forward(minutes=61)
    assert "INC-1 needs an answer, and is overdue" in await everything(
        dana, "#incidents"
    )


async def test_each_severity_has_its_target(scene, dana):
    for severity, minutes in (("sev1", 15), ("sev3", 240)):
        await dana.types("#general", f"/incident declare {severity} {severity} is on")
        await scene.settled()
        start = await scene.slack.now()
        number = "INC-1" if severity == "sev1" else "INC-2"
        await scene.forward(minutes=minutes - 1)
        assert f"{number} needs an answer, and" not in await everything(
            dana, "#incidents"
        )
        await scene.forward(minutes=2)
        assert f"{number} needs an answer, and" in await everything(dana, "#incidents")
        assert await scene.slack.now() - start >= minutes * 60


async def test_a_promise_is_asked_for_and_visibly_missed(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident update looking at the pool; next in 20m")
    await scene.settled()
    await scene.forward(minutes=21)
    assert "promised for" in await dana.told_directly()
    await scene.forward(minutes=6)
    assert "did not come" in await everything(dana, room)
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "missed" in card.text

    await dana.types(room, "/incident update pool is back")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "missed" not in card.text


async def test_a_missed_promise_is_told_once_whatever_is_done_then(scene, room, dana):
    await scene.forward(minutes=66)
    missed = "promised for", "did not come"
    said = await everything(dana, room)
    assert all(said.count(words) == 1 for words in missed)
    for verb in ("ack", "undo", "ack", "assign <@U0ANA>"):
        await dana.types(room, f"/incident {verb}")
        await scene.settled()
    said = await everything(dana, room)
    assert all(said.count(words) == 1 for words in missed)
    await dana.types("#general", "/incident timeline INC-1")
    assert dana.told.count("did not come") == 1
    await scene.forward(minutes=16)
    assert (await everything(dana, room)).count("did not come") == 2


async def test_what_is_due_is_asked_for_once_whatever_is_done_then(scene, room, dana):
    await scene.forward(minutes=61)
    asked = "is due."
    assert (await dana.told_directly()).count(asked) == 1
    await dana.types(room, "/incident ack")
    await scene.settled()
    assert (await dana.told_directly()).count(asked) == 1
    await scene.forward(minutes=5)
    assert (await everything(dana, room)).count("did not come") == 1


async def test_a_kept_promise_is_never_asked_for(scene, room, dana):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident update one; next in 20m")
    await scene.forward(minutes=15)
    await dana.types(room, "/incident update two; next in 20m")
    await scene.forward(minutes=15)
    assert "is due" not in await dana.told_directly()


async def test_no_clock_runs_once_it_is_resolved(scene, room, dana):
    await dana.types(room, "/incident resolve restarted it")
    await scene.settled()
    before = await everything(dana, room)
    await scene.forward(days=2)
    assert await everything(dana, room) == before
    assert await scene.slack.violations() == []


@pytest.mark.parametrize(
    "promise", ["; next 20m", ", next update 20 min.", "; Next: 20m"]
)
async def test_a_promise_needs_no_in(edge, promise):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 checkout 500s")
    await dana.types("#general", f"/incident update INC-1 known; impact: none{promise}")
    await edge.settled()
    await dana.types("#general", "/incident timeline INC-1")
    said = await everything(dana, "#incidents")
    assert "none" in said
    assert "20" not in said.partition("none")[2].partition("\n")[0]
    await edge.forward(minutes=27)
    assert "did not come" in await everything(dana, "inc-1-checkout-500s")


@pytest.mark.parametrize(
    "promise", ["; next yesterday", ", next update 25:99", "; step 1, next tomorrow!"]
)
async def test_a_promise_without_in_that_cannot_be_read_is_refused(edge, promise):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 checkout 500s")
    await dana.types("#general", f"/incident update INC-1 known; impact: none{promise}")
    word = promise.split()[-1].rstrip("!")
    assert f"“{word}” is no time to promise: nothing was posted" in dana.answer


@pytest.mark.parametrize(
    "words",
    [
        "restarted; next we look at the CDN",
        "restarted, next in line: the CDN",
        "we wait for the next deploy",
        "restarted; next: failover",
        "restarted; next 2 hosts follow",
    ],
)
async def test_what_is_done_next_is_no_promise(edge, words):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 checkout 500s")
    await dana.types("#general", f"/incident update INC-1 {words}")
    await edge.settled()
    assert await dana.sees("inc-1-checkout-500s", words)


async def everything(person, channel):
    """Read a whole channel."""
    return "\n".join(one.text for one in await person.reads(channel))
