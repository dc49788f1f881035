"""`make bench`: measure, print one table for each engine, write bench.json.

python -m tests.bench                 on SQLite; `make bench` also asks for:
python -m tests.bench --postgres      on PostgreSQL too
python -m tests.bench --only acks     one module of it
python -m tests.bench --readme        also put the tables into README.md
"""

import argparse
import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
import uvloop

from tests import person
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

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))
ROOT = Path(__file__).resolve().parents[2]
Measure = Callable[[stage.Engine, person.Slack], Awaitable[list[Figure]]]

SECTIONS: dict[str, Measure] = {
    "acks": lambda engine, slack: acks.measure(engine, slack, acks.Size()),
    "statements": lambda engine, _: statements.measure(engine, 40),
    "trips": lambda engine, slack: trips.measure(engine, slack, 5),
    "processes": lambda engine, slack: processes.measure(engine, slack, 1000),
    "parts": lambda engine, _: parts.measure(engine, 300),
    "queues": lambda engine, slack: queues.measure(engine, slack, queues.Size()),
    "duties": lambda engine, _: duties.measure(engine, duties.Size()),
    "mornings": lambda engine, slack: mornings.measure(engine, slack, mornings.Size()),
    "growth": lambda engine, slack: growth.measure(engine, slack, growth.Size()),
    "crowd": lambda engine, slack: crowd.measure(engine, slack, crowd.Size()),
    "hostile": lambda engine, slack: hostile.measure(engine, slack, hostile.Size()),
}


async def measured(name: str, only: list[str]) -> list[Figure]:
    """Measure everything on one engine."""
    found = []
    with stage.engine(name) as engine:
        async with stage.strict_slack() as slack:
            for section, measure in SECTIONS.items():
                if not only or section in only:
                    found += await measure(engine, slack)
    return found


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    parser.add_argument("--only", action="append", choices=SECTIONS, default=[])
    parser.add_argument("--readme", action="store_true", help="write the tables there")
    parser.add_argument("--json", type=Path, default=ROOT / "bench.json")
    asked = parser.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    names = [stage.Engine.name, *([stage.Server.name] if asked.postgres else [])]
    found = {}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for name in names:
            found[name] = runner.run(measured(name, asked.only))
            figures.show(name, found[name])
            figures.write(asked.json, found)
            if asked.readme:
                figures.into(ROOT / "README.md", found)


if __name__ == "__main__":
    main()
