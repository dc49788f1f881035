"""The bench itself: each of its sections measures, at the smallest size."""

import math

import pytest

from tests.bench import (
    acks,
    crowd,
    duties,
    figures,
    growth,
    hostile,
    mornings,
    parts,
    processes,
    queues,
    stage,
    statements,
    trips,
)
from tests.bench.figures import Figure

pytestmark = pytest.mark.slow

FEW = {
    "acks": lambda e, s: acks.measure(e, s, acks.Size(single=8, rush=16, burst=2)),
    "statements": lambda e, _: statements.measure(e, 3),
    "trips": lambda e, s: trips.measure(e, s, 1),
    "processes": lambda e, s: processes.measure(e, s, 4),
    "parts": lambda e, _: parts.measure(e, 3),
    "queues": lambda e, s: queues.measure(
        e, s, queues.Size(effects=8, timers=8, pending=50, due=2)
    ),
    "duties": lambda e, _: duties.measure(e, duties.Size(due=300)),
    "mornings": lambda e, s: mornings.measure(
        e, s, mornings.Size(workspaces=50, played=3, waiting=40, times=1)
    ),
    "growth": lambda e, s: growth.measure(
        e, s, growth.Size(histories=(3, 6), turns=1, times=1)
    ),
    "crowd": lambda e, s: crowd.measure(
        e, s, crowd.Size(incidents=3, cards=2, changes=2, at_once=2)
    ),
    "hostile": lambda e, s: hostile.measure(
        e, s, hostile.Size(honest=5, slow=3, large=1)
    ),
}


@pytest.mark.parametrize("section", FEW)
async def test_each_section_measures_something(section):
    with stage.engine("SQLite") as engine:
        async with stage.strict_slack() as slack:
            found = await FEW[section](engine, slack)
    assert found
    for figure in found:
        assert math.isfinite(figure.value), figure
        assert figure.floor is None or figure.floor > 0, figure


def test_a_table_takes_the_place_of_the_one_before(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n")
    slow = Figure(
        group="g", what="a click", value=30, unit="ms", floor=10, aim="2", most=20
    )
    for _ in range(2):
        figures.into(readme, {"SQLite": [slow]})
    said = readme.read_text()
    assert "old" not in said
    assert said.count("| a click | 30 ms | 10 | 3.00 | 2 ✗ |") == 1
    assert said.startswith("before\n")
    assert said.endswith("after\n")
