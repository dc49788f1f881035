"""`GET /metrics`: what workspaces did is told with the token, and to nobody else."""

import pytest

from tests import factories
from tests.incidents.conftest import proven
from tests.metrics.test_flow import an_outage

TOKEN = "t0ken-of-prometheus"
OURS = "longwatch_metric{"


@pytest.fixture
async def guarded(database, tmp_path):
    """Start a bot that has a token for its metrics."""
    more = {"LONGWATCH_METRICS_TOKEN": TOKEN}
    async with factories.scene(database, tmp_path / "home", **more) as made:
        yield made
        await proven(made)


async def asks(scene, authorization=None):
    headers = {} if authorization is None else {"Authorization": authorization}
    async with scene.slack.session.get(f"{scene.url}/metrics", headers=headers) as got:
        return got.status, await got.text()


def figures(text):
    lines = [line for line in text.splitlines() if line.startswith(OURS)]
    return dict(line.rsplit(" ", 1) for line in lines)


async def test_with_the_token_each_workspace_has_its_figures(guarded):
    dana = guarded.person("dana")
    await an_outage(guarded, dana)
    status, text = await asks(guarded, f"Bearer {TOKEN}")
    (known,) = guarded.bot.installations.every()
    told = figures(text)

    def name(metric, unit):
        return f'{OURS}metric="{metric}",unit="{unit}",workspace="{known.id}"}}'

    assert status == 200
    assert float(told[name("mttr", "minutes")]) == pytest.approx(60, abs=1)
    assert 99.9 < float(told[name("availability", "%")]) < 100
    assert not any("backup" in one or "support" in one for one in told)
    assert "longwatch_facts_total" in text
    assert "checkout" not in text


async def test_without_a_token_no_figure_of_a_workspace_is_told(guarded):
    await an_outage(guarded, guarded.person("dana"))
    status, text = await asks(guarded)

    assert (status, figures(text)) == (200, {})
    assert "longwatch_facts_total" in text


@pytest.mark.parametrize(
    "given",
    [
        "Bearer wrong",
        "Bearer",
        "",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer \N{SNOWMAN}".encode().decode("latin-1"),
    ],
)
async def test_a_wrong_token_is_told_nothing_at_all(sqlite_url, tmp_path, given):
    more = {"LONGWATCH_METRICS_TOKEN": TOKEN}
    async with factories.scene(sqlite_url, tmp_path / "home", **more) as made:
        status, text = await asks(made, given)

    assert (status, text) == (401, "another token")


async def test_where_there_is_no_token_none_is_right(edge):
    for given in ("Bearer ", "Bearer x", f"Bearer {TOKEN}"):
        assert (await asks(edge, given))[0] == 401


async def test_what_was_computed_is_told_again_for_a_minute(guarded):
    dana = guarded.person("dana")
    await an_outage(guarded, dana)
    _, first = await asks(guarded, f"Bearer {TOKEN}")
    await an_outage(guarded, dana, number=2, minutes=0)
    _, again = await asks(guarded, f"bearer {TOKEN}")
    assert figures(again) == figures(first)
    await guarded.forward(minutes=2)
    _, later = await asks(guarded, f"Bearer {TOKEN}")
    assert figures(later) != figures(first)
