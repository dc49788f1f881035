"""The command: many seeds, each in a process of its own that begins the same way."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.runtime import schema
from tests.simulation import (
    disk,
    edge,
    faults,
    firings,
    mutants,
    points,
    runner,
    violations,
)
from tests.simulation.runner import Verdict
from tests.simulation.violations import VIOLATIONS

OFTEN = 100  # seeds after which it tells how far it is
LEAST, ENOUGH = 10, 2000  # hits of each kill point and fault, in so many seeds


def say(line: str) -> None:
    """Write one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Seeds:
    """Runs seeds in forked children, some at a time, and collects their verdicts."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self.folder, self.jobs = folder, jobs
        self.violation: str | None = None
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
            verdict = one(seed, self.folder, self.violation)
        except BaseException as error:  # noqa: BLE001 (it is told, whatever it is)
            verdict = Verdict(seed=seed, broken=[f"the simulation broke: {error!r}"])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(verdict.dump())
        os._exit(0)

    def all(self, seeds: Iterable[int]) -> Iterator[Verdict]:
        """Run *seeds*, each as soon as there is room; give verdicts as they come."""
        for seed in seeds:
            self.start(seed)
            if len(self.running) == self.jobs:
                yield self.finish()
        while self.running:
            yield self.finish()

    def drop(self) -> None:
        """End what is running: nobody wants to know any more."""
        for child in self.running:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        self.running.clear()

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


def one(seed: int, folder: Path, violation: str | None) -> Verdict:
    """Run one seed on a copy of the prepared database, or spoil a life with it."""
    plan, spoil = faults.planned(seed), None
    if violation:
        plan, spoil = faults.quiet(1), VIOLATIONS[violation][0]
    run = Path(tempfile.mkdtemp(prefix="seed", dir=folder))
    try:
        shutil.copytree(folder / ("empty" if plan.fresh else "known"), run / "bot")
        return runner.play(seed, plan, run / "bot", spoil)
    finally:
        shutil.rmtree(run, ignore_errors=True)


def main(given: Any) -> int:
    """Prepare, run, tell; give the exit code."""
    place = Path(tempfile.mkdtemp(prefix="longwatch-simulation-", dir=runner.scratch()))
    try:
        prepare(place)
        if given.mutants is not None:
            return _mutants(place, given)
        if given.violations:
            return _violations(place)
        seeds = [given.seed] if given.seed else _seeds(given)
        with mutants.planted(given.mutant):
            verdicts = _lived(Seeds(place, given.jobs), seeds, given)
        return _report(verdicts, given)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _lived(running: Seeds, seeds: Sequence[int], given: Any) -> list[Verdict]:
    """Run *seeds*, or as many of them as there are before somebody stops it."""
    verdicts: list[Verdict] = []
    with contextlib.suppress(KeyboardInterrupt):
        for verdict in running.all(seeds):
            verdicts.append(_told(verdict, given))
            if len(verdicts) % OFTEN == 0:
                say(f"{len(verdicts)} of {len(seeds)} seeds")
    running.drop()
    return verdicts


def _seeds(given: Any) -> range:
    return range(given.first, given.first + given.seeds)


def prepare(place: Path) -> None:
    """Make the databases that runs begin with: an empty one, and one that is known."""
    empty = place / "empty"
    (empty / "home").mkdir(parents=True)
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{empty / 'longwatch.db'}"))
    with contextlib.closing(sqlite3.connect(empty / "longwatch.db")) as database:
        for statement in firings.SQLITE:
            database.execute(statement)
    disk.install()
    edge.install()
    for name, acts in (("known", 0), ("warm", 12)):  # the second fills every cache
        shutil.copytree(place / ("known" if acts else "empty"), place / name)
        verdict = runner.play(0, faults.quiet(acts), place / name)
        if verdict.broken:
            raise SystemExit("\n".join(["even without faults:", *verdict.broken]))


def _told(verdict: Verdict, given: Any) -> Verdict:
    """Tell of what is broken at once."""
    if verdict.broken:
        say(f"seed {verdict.seed} is broken:")
        for sentence in verdict.broken[:12]:
            say(f"  {sentence}")
        more = f" --mutant {given.mutant}" if given.mutant else ""
        say(f"  replay: python -m tests.simulation --seed {verdict.seed}{more}")
    return verdict


def _report(verdicts: list[Verdict], given: Any) -> int:
    """Tell what was hit how often; give 1 if a seed broke or something was not hit."""
    total = runner.counted(verdicts)
    names = (*(f"kill: {point}" for point in points.POINTS), *faults.FAULTS)
    least = min(LEAST, LEAST * len(verdicts) // ENOUGH)
    rare = [name for name in names if total[name] < least]
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
    say(f"{len(broken)} broken; {len(rare)} hit fewer than {least} times")
    return 1 if broken or (rare and not given.few) else 0


def _mutants(place: Path, given: Any) -> int:
    """Plant each bug in turn; one that nothing notices is the failure here."""
    missed = []
    for name in given.mutants or mutants.MUTANTS:
        with mutants.planted(name):
            told = _caught(place, given, name)
        missed += [] if told else [name]
        say(f"{name}: {told or 'NOT CAUGHT'}")
    return 1 if missed else 0


def _violations(place: Path) -> int:
    """Spoil a life in each way; what no invariant tells of is the failure here."""
    missed = []
    for name in violations.VIOLATIONS:
        running = Seeds(place, 1)
        running.violation = name
        (verdict,) = running.all([0])
        told = violations.told(name, verdict.broken)
        missed += [] if told else [name]
        say(f"{name}: {told[:150] or f'NOT TOLD: {verdict.broken[:3]}'}")
    return 1 if missed else 0


def _caught(place: Path, given: Any, name: str) -> str:
    """Give the first of the seeds that finds this mutant, and how it tells of it."""
    running = Seeds(place, given.jobs)
    with contextlib.closing(running.all(_seeds(given))) as verdicts:
        for verdict in verdicts:
            if sentence := mutants.caught(name, verdict.broken):
                running.drop()
                return f"caught by seed {verdict.seed}: {sentence[:150]}"
    return ""
