"""The same twice at once, to two processes where there may be two: one effect."""

import asyncio

import pytest

from tests.chaos.balancer import balancing
from tests.chaos.stage import stage
from tests.person import eventually

pytestmark = pytest.mark.slow

LINE = "/incident declare sev2 checkout 500s"
TWO = {"postgres": ("run", "web"), "sqlite": ("run",)}


@pytest.fixture
async def two(databases, request, tmp_path):
    """Start processes that answer Slack in turn, on one database."""
    names = TWO[request.node.callspec.params["databases"]]
    async with stage(databases("twice"), tmp_path / "twice", *names) as made:
        await made.start()
        urls = [f"{process.url}/slack/events" for process in made.processes.values()]
        async with balancing(urls) as url:
            await made.slack.post("app", request_url=url)
            yield made
            await made.slack.post("app", request_url=None)


async def answers(made, kind):
    """Give what the last two requests of a kind were answered."""
    await made.quiet()
    return [one["body"] for one in await made.slack.deliveries(kind)][-2:]


async def test_two_people_at_once_make_one_fact_and_one_is_told(two):
    dana, ana = two.dana, two.slack.person("ana")
    await dana.types("#general", LINE)
    await two.quiet()
    card = await dana.sees("#incidents", "INC-1")

    async def answer(who):
        await who.presses("Acknowledge", channel="#incidents", message=card, stale=True)

    await asyncio.gather(answer(dana), answer(ana))
    await two.quiet()

    await dana.types("#general", "/incident timeline INC-1")
    assert dana.told.count("acknowledged it") == 1

    async def told():
        read = [await who.reads("#incidents") for who in (dana, ana)]
        direct = [await who.told_directly() for who in (dana, ana)]
        said = "\n".join([m.text for channel in read for m in channel] + direct)
        return "has acknowledged INC-1 already" in said

    await eventually(told, "one is told that the other was first")
    await two.blameless()


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
async def test_one_request_that_comes_twice_at_once_is_done_once(two):
    dana = two.dana
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    values = {"title": "checkout 500s", "severity": "2", "user_facing": "no"}
    await dana.submits(**values, repeat=2)
    await dana.no_modal()
    form, again = await answers(two, "interactive")
    assert form == again
    assert await two.numbers() == {1}

    await dana.types("#general", LINE, repeat=2)
    line, again = await answers(two, "slash_commands")
    assert line == again
    assert "INC-2 declared" in str(line)
    assert await two.numbers() == {1, 2}

    await dana.presses("Acknowledge", channel="#incidents", repeat=2)
    await two.quiet()
    await dana.types("#general", "/incident timeline INC-2")
    assert dana.told.count("acknowledged it") == 1
    await two.blameless()
