"""Tasks and the alarm: what was begun is ended before the bot goes."""

import asyncio

import pytest

from bot.runtime import tasks


async def test_what_runs_beside_an_answer_is_waited_for():
    done, go_on, running = [], asyncio.Event(), tasks.Tasks()

    async def work():
        await go_on.wait()
        running.after(more())

    async def more():
        done.append("more")

    running.after(work())
    draining = asyncio.create_task(running.drain())
    go_on.set()
    await draining
    assert done == ["more"]
    assert running.running == set()


async def test_a_service_is_ended_and_not_waited_for():
    running = tasks.Tasks()
    service = running.serve(asyncio.Event().wait())
    await running.drain()
    assert not service.done()
    await running.stop(1)
    assert service.cancelled()


async def test_what_a_service_began_last_is_waited_for():
    done, began, running = [], asyncio.Event(), tasks.Tasks()

    async def last():
        await asyncio.sleep(0.01)
        done.append("last")

    async def service():
        running.after(last())
        began.set()
        await asyncio.Event().wait()

    running.serve(service())
    await began.wait()
    await running.stop(20)
    assert done == ["last"]
    assert running.running == set()


async def test_what_never_ends_is_cut_off():
    running = tasks.Tasks()
    running.after(asyncio.Event().wait())
    await running.stop(0.01)
    assert running.running == set()


async def test_an_error_beside_an_answer_is_logged(logs):
    async def broken():
        raise ValueError("a canary")

    running = tasks.Tasks()
    running.after(broken())
    await running.drain()
    await asyncio.sleep(0)
    assert '"event":"a task failed"' in logs.getvalue()


@pytest.fixture
async def alarm(monkeypatch):
    monkeypatch.setattr(tasks, "SOON", 0.01)
    made = tasks.Alarm(tasks.Tasks())
    yield made
    made.stop()
    await asyncio.sleep(0)
    await made.tasks.drain()


async def test_an_alarm_rings_again_and_again(alarm):
    rung = asyncio.Semaphore(0)

    async def ring():
        rung.release()

    alarm.every(0.01, ring)
    alarm.start()
    for _ in range(3):
        await asyncio.wait_for(rung.acquire(), 20)


async def test_a_round_begins_when_the_last_one_has_ended(alarm):
    begun, go_on, other = [], asyncio.Event(), asyncio.Semaphore(0)

    async def slow():
        begun.append(1)
        await go_on.wait()

    async def quick():
        other.release()

    alarm.every(0.01, slow)
    alarm.every(0.01, quick)
    alarm.start()
    for _ in range(5):
        await asyncio.wait_for(other.acquire(), 20)
    assert begun == [1]
    go_on.set()


async def test_what_the_alarm_began_ends_after_it_was_stopped(monkeypatch):
    monkeypatch.setattr(tasks, "SOON", 0.01)
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), []

    async def work():
        begun.set()
        await go_on.wait()
        ended.append(1)

    alarm = tasks.Alarm(tasks.Tasks())
    alarm.every(60, work)
    alarm.start()
    await asyncio.wait_for(begun.wait(), 20)
    alarm.stop()
    await asyncio.sleep(0)
    go_on.set()
    await alarm.tasks.drain()
    assert ended == [1]


async def test_a_bot_that_stops_ends_what_it_began(slack, start, sqlite_url, logs):
    dana = slack.person("dana")
    async with start(sqlite_url):
        await slack.fault("conversations.create", "pause")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await slack.paused()
        going_on = asyncio.create_task(resumed(slack))
    await going_on
    assert "inc-1-checkout-500s" in await slack.channels()
    assert "Traceback" not in logs.getvalue()

    async with start(sqlite_url) as again:
        await again.settled()
        await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s")
    assert len(await slack.calls("conversations.create")) == 1
    assert await slack.violations() == []


async def test_a_command_under_way_is_answered_before_the_bot_goes(
    slack, start, sqlite_url
):
    dana = slack.person("dana")
    async with start(sqlite_url):
        await slack.fault("users.info", "pause", times=9)
        text = "/incident declare sev2 checkout 500s @kenji lead"
        typed = asyncio.create_task(dana.types("#general", text))
        await slack.paused()
    await typed
    assert "INC-1 declared" in dana.answer


async def test_the_ledger_is_signed_before_the_bot_goes(slack, start, sqlite_url):
    async with start(sqlite_url) as scene:
        await slack.person("dana").types("#general", "/incident declare sev2 it is on")
        home = scene.bot.settings.home
    signed = [file for file in home.rglob("*") if file.is_file()]
    assert any("checkpoint" in str(file) for file in signed), signed


async def resumed(slack):
    """Let what is paused go on, a little after now."""
    await asyncio.sleep(0.1)
    await slack.resume()
