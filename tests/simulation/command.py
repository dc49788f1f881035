"""The command: many seeds, each in a process of its own that begins the same way."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.runtime import schema
from tests.simulation import disk, edge, faults, mutants, points, runner
from tests.simulation.runner import Verdict

LEAST = 10 / 2000  # hits of each kill point and each fault, per seed


def say(line: str) -> None:
    """Write one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Seeds:
    """Runs seeds in forked children, some at a time, and collects their verdicts."""

    def __init__(self, folder: Path, jobs: int, mutant: str | None) -> None:
        self.folder, self.jobs, self.mutant = folder, jobs, mutant
        self.running: dict[int, tuple[int, int]] = {}

    def start(self, seed: int) -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._child(seed, writing)
        os.close(writing)
        self.running[child] = (seed, reading)

    def _child(self, seed: int, writing: int) -> None:
        try:
            verdict = one(seed, self.folder, self.mutant)
        except BaseException as error:  # noqa: BLE001 (it is told, whatever it is)
            verdict = Verdict(seed=seed, broken=[f"the simulation broke: {error!r}"])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(verdict.dump())
        os._exit(0)

    def finish(self) -> Verdict:
        """Wait for one of them."""
        seed, reading = self.running[child := next(iter(self.running))]
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        del self.running[child]
        if not said:
            return Verdict(seed=seed, broken=["the child died"])
        return Verdict(**json.loads(said))


def one(seed: int, folder: Path, mutant: str | None) -> Verdict:
    """Run one seed on a copy of the prepared database."""
    if mutant:
        mutants.plant(mutant)
    plan = faults.planned(seed)
    run = Path(tempfile.mkdtemp(prefix="seed", dir=folder.parent))
    try:
        shutil.copytree(folder / ("empty" if plan.fresh else "known"), run / "bot")
        return runner.play(seed, plan, run / "bot")
    finally:
        shutil.rmtree(run, ignore_errors=True)


def main(given: Any) -> int:
    """Prepare, run, tell; give the exit code."""
    place = Path(tempfile.mkdtemp(prefix="longwatch-simulation-", dir=runner.scratch()))
    try:
        prepare(place)
        if given.mutants:
            return _mutants(place, given)
        seeds = (
            [given.seed]
            if given.seed
            else range(given.first, given.first + given.seeds)
        )
        return _report(_all(place, list(seeds), given), given)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def prepare(place: Path) -> None:
    """Make the databases that runs begin with: an empty one, and one that is known."""
    empty = place / "empty"
    (empty / "home").mkdir(parents=True)
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{empty / 'longwatch.db'}"))
    disk.install()
    edge.install()
    for name, acts in (("known", 0), ("warm", 12)):  # the second fills every cache
        shutil.copytree(place / ("known" if acts else "empty"), place / name)
        verdict = runner.play(0, faults.quiet(acts), place / name)
        if verdict.broken:
            raise SystemExit("\n".join(["even without faults:", *verdict.broken]))


def _all(place: Path, seeds: list[int], given: Any) -> list[Verdict]:
    running = Seeds(place, given.jobs, given.mutant)
    verdicts, waiting = [], list(reversed(seeds))
    while waiting or running.running:
        while waiting and len(running.running) < given.jobs:
            running.start(waiting.pop())
        verdicts.append(verdict := running.finish())
        if verdict.broken:
            _tell(verdict, given.mutant)
    return verdicts


def _tell(verdict: Verdict, mutant: str | None) -> None:
    say(f"seed {verdict.seed} is broken:")
    for sentence in verdict.broken[:12]:
        say(f"  {sentence}")
    more = f" --mutant {mutant}" if mutant else ""
    say(f"  replay: python -m tests.simulation --seed {verdict.seed}{more}")


def _report(verdicts: list[Verdict], given: Any) -> int:
    """Tell what was hit how often; give 1 if a seed broke or something was not hit."""
    total = runner.counted(verdicts)
    names = (*(f"kill: {point}" for point in points.POINTS), *faults.FAULTS)
    rare = [name for name in names if total[name] < LEAST * len(verdicts)]
    for name in names:
        say(f"{total.pop(name, 0):7} {name}{'  TOO FEW' if name in rare else ''}")
    did = ", ".join(f"{name} {count}" for name, count in sorted(total.items()))
    say(f"people: {did}")
    broken = [verdict for verdict in verdicts if verdict.broken]
    if given.seed:
        say(f"digest {verdicts[0].digest}, {verdicts[0].steps} steps")
        return 1 if broken else 0
    virtual = sum(verdict.virtual for verdict in verdicts)
    cost = sum(os.times()[2:4]) / len(verdicts)
    rate = f"{1 / cost:.1f} seeds/s per core"
    say(f"{len(verdicts)} seeds, {virtual:.0f} virtual s, {rate}")
    say(f"{len(broken)} broken; each hit at least {LEAST * len(verdicts):.1f} times")
    return 1 if broken or (rare and not given.few) else 0


def _mutants(place: Path, given: Any) -> int:
    """Plant each bug in turn; one that nothing notices is the failure here."""
    missed = []
    for name in mutants.MUTANTS:
        caught = _caught(place, given, name)
        missed += [] if caught else [name]
        told = f"caught by seed {caught}" if caught else "NOT CAUGHT"
        say(f"{name}: {told}")
    return 1 if missed else 0


def _caught(place: Path, given: Any, name: str) -> str:
    """Give the first seed that is broken by this mutant, and by what."""
    running = Seeds(place, given.jobs, name)
    waiting = list(range(given.first + given.seeds - 1, given.first - 1, -1))
    while waiting or running.running:
        while waiting and len(running.running) < given.jobs:
            running.start(waiting.pop())
        verdict = running.finish()
        if verdict.broken:
            while running.running:
                running.finish()
            return f"{verdict.seed}: {verdict.broken[0][:150]}"
    return ""
