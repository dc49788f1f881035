"""The file that lends a bot's setup to a shell: `. FILE`, and every command knows it.

What the shell had for another bot is taken back first, and so is every proxy, for the
bot of a playground is asked through none.
"""

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.core.settings import Settings

NAME = "env"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def write(folder: Path, environ: Mapping[str, str]) -> None:
    """Write it into *folder*, for nobody else's eyes: there are secrets in it."""
    known = sorted(f"{field.alias}" for field in Settings.model_fields.values())
    lowered = [name.lower() for name in PROXIES]
    lines = [f"unset {' '.join([*known, *PROXIES, *lowered])}"]
    lines += [
        f"export {name}={shlex.quote(environ[name])}"
        for name in known
        if name in environ
    ]
    draft = folder / f".{NAME}"
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n")
    draft.rename(folder / NAME)


def line(folder: Path, command: str) -> str:
    """Give what to type in another terminal to run *command* with it."""
    source = shlex.quote(str(folder / NAME))
    return f". {source} && {program(sys.argv[0])} {command}"


def program(typed: str) -> str:
    """Give how a shell calls this program, from how it was *typed* to begin with."""
    name = Path(typed).name
    if name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m bot"
    return name if shutil.which(name) == typed else shlex.quote(typed)
