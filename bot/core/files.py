"""Files: what can't be done with one, in a sentence that names it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import Refused


class FileTrouble(Refused):
    """{file} can't be used: {why}. Put that right, and try again."""


def trouble(error: OSError) -> FileTrouble | None:
    """Give the refusal of an error that names its file; None where it names none."""
    if error.filename is None or not error.strerror:
        return None
    file = error.filename if error.filename2 is None else error.filename2
    return FileTrouble(file=os.fsdecode(file), why=error.strerror)


@contextmanager
def named(file: Path) -> Iterator[None]:
    """Have an error of the disk that is met inside name *file*."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(file)
        raise
