"""Two people at once, each answered by another process: one effect."""

import asyncio
import itertools

import pytest

from tests.chaos.stage import stage

pytestmark = pytest.mark.slow


def alternating(made):
    """Have Slack send every request to the next of the two `web` processes."""
    urls = itertools.cycle(
        f"{p.url}/slack/events" for n, p in made.processes.items() if n != "worker"
    )

    async def turn():
        await made.slack.post("app", request_url=next(urls))

    return turn


@pytest.fixture
async def two(postgres, tmp_path):
    """Start two processes that answer Slack, on one database."""
    url = postgres("twice")
    async with stage(url, tmp_path / "twice", "run", "web") as made:
        await made.start()
        yield made


async def test_two_people_at_once_make_one_fact_and_one_is_told(two):
    turn = alternating(two)
    dana, ana = two.dana, two.slack.person("ana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await two.quiet()
    card = await dana.sees("#incidents", "INC-1")

    async def answer(who):
        await turn()
        await who.presses("Acknowledge", channel="#incidents", message=card, stale=True)

    await asyncio.gather(answer(dana), answer(ana))
    await two.quiet()

    await dana.types("#general", "/incident timeline INC-1")
    assert dana.told.count("acknowledged it") == 1
    seen = [await who.reads("#incidents") for who in (dana, ana)]
    direct = [await who.told_directly() for who in (dana, ana)]
    told = "\n".join([m.text for said in seen for m in said] + direct)
    assert "has acknowledged INC-1 already" in told
    await two.blameless()
