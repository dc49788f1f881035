"""`python -m tests.simulation --seeds N [--seed K] [--mutant NAME] [--mutants]`."""

import argparse
import os
import sys

if os.environ.get("PYTHONHASHSEED") != "0":  # sets of texts must have one order
    os.environ["PYTHONHASHSEED"] = "0"
    again = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
    os.execv(sys.executable, again)  # noqa: S606 (ourselves, anew)

from tests.simulation import command, real

parser = argparse.ArgumentParser(prog="python -m tests.simulation")
parser.add_argument("--seeds", type=int, default=2000, help="how many seeds to run")
parser.add_argument("--first", type=int, default=1, help="the first of them")
parser.add_argument("--seed", type=int, help="run this one only, and tell its steps")
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
parser.add_argument("--few", action="store_true", help="do not ask for enough hits")
parser.add_argument("--mutant", help="plant this bug first")
parser.add_argument(
    "--mutants", nargs="*", metavar="NAME", help="plant each bug in turn, or these"
)
parser.add_argument("--violations", action="store_true", help="break each invariant")
parser.add_argument("--real", type=int, help="kill real processes so many times")
given = parser.parse_args()
sys.exit(real.main(given) if given.real else command.main(given))
