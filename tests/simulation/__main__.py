"""`python -m tests.simulation --seeds N [--real N]`, `--mutants`, `--violations`."""

import argparse
import os
import signal
import sys

if os.environ.get("PYTHONHASHSEED") != "0":  # sets of texts must have one order
    os.environ["PYTHONHASHSEED"] = "0"
    again = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
    os.execv(sys.executable, again)  # noqa: S606 (ourselves, anew)

from tests.simulation import command, real

parser = argparse.ArgumentParser(prog="python -m tests.simulation")
parser.add_argument("--seeds", type=int, help="how many seeds to run")
parser.add_argument("--first", type=int, default=1, help="the first of them")
parser.add_argument("--seed", type=int, help="run this one only, and tell its steps")
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
parser.add_argument("--few", action="store_true", help="do not ask for enough hits")
parser.add_argument("--mutant", help="plant this bug first")
parser.add_argument(
    "--mutants", nargs="*", metavar="NAME", help="plant each bug in turn, or these"
)
parser.add_argument("--violations", action="store_true", help="break each invariant")
parser.add_argument(
    "--real", type=int, help="kill real processes so many times, after the seeds if any"
)
given = parser.parse_args()
for ending in (signal.SIGINT, signal.SIGTERM):  # what there is by then is told
    signal.signal(ending, signal.default_int_handler)
if given.real and given.seeds is None:
    sys.exit(real.main(given))
special = given.seed or given.mutant or given.mutants is not None or given.violations
given.seeds = given.seeds or 200
code = command.main(given)
if code or special or not given.real:
    sys.exit(code)
more = ["-m", "tests.simulation", "--real", str(given.real), "--jobs", str(given.jobs)]
os.execv(sys.executable, [sys.executable, *more])  # noqa: S606 (time is real there)
