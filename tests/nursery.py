"""Real processes of the bot that need not import it anew: forks of one that has.

To start Python and import everything takes seconds of a processor, a fork takes none.
What is forked has one thread and ran nothing of the bot: it is as a start leaves it.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
USUAL = 0o022  # the umask of most shells
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bot.runtime.cli", "uvloop", "asyncpg", "aiosqlite"])


class Ended(NamedTuple):
    """How a command ended: its exit code, and what it said on either way out."""

    code: int
    out: str
    err: str


def born(
    words: Sequence[str],
    environ: Mapping[str, str],
    out: Path,
    err: Path,
) -> BaseProcess:
    """Start `longwatch WORDS` in the tree, with *environ* as all that it knows.

    What it says is added to *out*, its complaints to *err*, which may be the same file.
    """
    given = ([*words], {**environ}, out, err)
    made = _CONTEXT.Process(target=_live, args=given)
    made.start()
    return made


def ran(
    words: Sequence[str],
    environ: Mapping[str, str],
    within: float = 60.0,
) -> Ended:
    """Run `longwatch WORDS` to its end, for *within* seconds at the longest."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        made = born(words, environ, out, err)
        made.join(within)
        if made.exitcode is None:
            made.kill()
            made.join()
        return Ended(made.exitcode or 0, out.read_text(), err.read_text())


def _live(
    words: Sequence[str],
    environ: Mapping[str, str],
    out: Path,
    err: Path,
) -> None:
    """Be that command, in the fork."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    os.umask(USUAL)
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        with path.open("ab", buffering=0) as said:
            os.dup2(said.fileno(), stream.fileno())
    sys.argv = ["longwatch", *words]
    from bot.runtime import cli  # noqa: PLC0415 (what this is a fork of has it already)

    cli.main()
