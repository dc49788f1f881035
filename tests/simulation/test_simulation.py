"""A short part of the simulation; `make simulate` runs it whole."""

import re
import subprocess
import sys

import pytest

from bot.runtime import relay
from tests.simulation import mutants

SEEDS = 12
SOON = ("no-inbox-key", "ack-before-commit", "rendered-at-commit")


def simulate(*arguments):
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_nothing_breaks_whatever_goes_wrong():
    done = simulate("--seeds", str(SEEDS), "--first", "1000", "--few")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SEEDS} seeds" in done.stdout


@pytest.mark.slow
def test_a_seed_replays_step_by_step():
    digests = {
        re.search(r"digest \w+, \d+ steps", simulate("--seed", "1003").stdout)[0]
        for _ in range(2)
    }
    assert len(digests) == 1


@pytest.mark.slow
def test_a_planted_bug_is_found_and_told_with_its_seed():
    done = simulate("--seeds", "8", "--mutants", *SOON)
    assert done.returncode == 0, done.stdout + done.stderr
    caught = re.findall(r"^(\S+): caught by seed (\d+)", done.stdout, re.MULTILINE)
    assert tuple(name for name, _ in caught) == SOON

    name, seed = caught[0]
    done = simulate("--seeds", "1", "--first", seed, "--mutant", name, "--few")
    assert done.returncode == 1
    replay = f"replay: python -m tests.simulation --seed {seed} --mutant {name}"
    assert replay in done.stdout


def test_a_bug_whose_place_is_gone_is_not_planted():
    with pytest.raises(LookupError, match="Relay has no _tried any more"):
        mutants.swap(relay.Relay, "_tried", None)


@pytest.mark.slow
def test_each_invariant_tells_of_its_violation():
    done = simulate("--violations")
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.partition(": ")[0] for line in done.stdout.splitlines()]
    assert len(told) == len(set(told)) >= 20


@pytest.mark.slow
def test_real_processes_are_killed_on_both_engines():
    done = simulate("--real", "3", "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 real kills, 0 broken" in done.stdout
