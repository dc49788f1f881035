"""A short part of the simulation; `make simulate` runs it whole."""

import re
import subprocess
import sys

import pytest

SEEDS = 40


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
    done = simulate("--seeds", "8", "--mutant", "no-inbox-key", "--few")
    assert done.returncode == 1
    assert "replay: python -m tests.simulation --seed" in done.stdout
