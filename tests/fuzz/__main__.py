"""`make fuzz SECONDS=300`: throw things at every parser that meets the outside.

python -m tests.fuzz --seconds 300               each for five minutes
python -m tests.fuzz --only policy --seconds 60  one of them
python -m tests.fuzz --only policy --seed 7      one round, again
"""

import argparse
import logging
import sys
import time

import structlog
from hypothesis import HealthCheck, Phase, given, seed, settings
from rich.console import Console

from tests.fuzz.targets import TARGETS, Target, router

ROUND = 200  # inputs of one seed
console = Console()


def one_round(target: Target, number: int) -> int:
    """Throw the inputs of one seed; give how many there were."""
    thrown = 0

    @seed(number)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.given)
    def throw(something: object) -> None:
        nonlocal thrown
        thrown += 1
        target.holds(something)

    throw()
    return thrown


def hold(name: str, target: Target, seconds: float, only: int | None) -> bool:
    """Go on for *seconds*, a seed after the other; tell whether everything held."""
    start, number, thrown = time.monotonic(), only or 0, 0
    try:
        thrown += one_round(target, number)
        while only is None and time.monotonic() - start < seconds:
            number += 1
            thrown += one_round(target, number)
    except Exception:  # noqa: BLE001 (the finding itself, whatever it is)
        console.print_exception()
        again = f"python -m tests.fuzz --only '{name}' --seed {number}"
        console.print(f"{name}: broken. Again: {again}")
        return False
    console.print(f"{name}: {thrown:,} inputs, nothing broke")
    return True


def main() -> int:
    """Throw at what was asked for; exit with 1 if something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=300, help="for each of them")
    parser.add_argument("--only", choices=[*TARGETS, "router"])
    parser.add_argument("--seed", type=int, help="one round of this seed")
    asked = parser.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    with router() as whole:
        every = {**TARGETS, "router": whole}
        chosen = [asked.only] if asked.only else list(every)
        held = [hold(name, every[name], asked.seconds, asked.seed) for name in chosen]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
