"""A tree of Markdown on the disk: read whole, and changed so that nothing gets lost.

Invariants:
* no link of the file system is followed, and nothing outside the tree is touched
* a file is written whole, to the disk, beside its place, then put there in one step
* a file that has changed since it was read is neither written over nor removed
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.core.errors import Missing, Refused
from bot.library.planning import ARCHIVE, Plan, Remove, Write

SUFFIX = (
    ".tombstone-draft"  # of what an interrupted run leaves; the next one removes it
)

Told = Callable[[int, int], None]


class NoFolder(Missing):
    """{folder} is no folder: name the one with the Markdown files."""


class AtWork(Refused):
    """Another run is at work in {folder}: wait until it has ended."""


class NoText(Refused):
    """{file} is not text in UTF-8: mend it, or move it away. Nothing was changed."""


class LeadsOut(Refused):
    """{file} is a link that leads out of the tree, to {there}: it is not followed.

    Replace it by what it stands for, or take it away. Nothing was changed.
    """


class IsLink(Refused):
    """{file} is a link: the archive must be a real folder. Nothing was changed."""


class LinkBreaks(Refused):
    """{file} is a link to {there}, which is to be moved: take it away first.

    Nothing was changed.
    """


class InTheWay(Refused):
    """{file} is in the way: a Markdown file is to stand there. Nothing was changed."""


class Changed(Refused):
    """{file} was changed while this ran: what was done is whole, the rest is not done.

    Run it again.
    """


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only one at work in *folder*; else raise AtWork, or NoFolder."""
    if not folder.is_dir():
        raise NoFolder(folder=folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AtWork(folder=folder) from None


def read_tree(folder: Path, told: Told) -> dict[str, str]:
    """Read every Markdown file below *folder*, by its place in the tree."""
    root = folder.resolve()
    if (root / ARCHIVE).is_symlink():
        raise IsLink(file=root / ARCHIVE)
    files = [file for file in _files(root) if not file.is_symlink()]
    texts = dict[str, str]()
    for number, file in enumerate(files, 1):
        texts[file.relative_to(root).as_posix()] = _text(file)
        told(number, len(files))
    return texts


def _files(root: Path) -> Iterator[Path]:
    """Give the Markdown files of a tree, links too; refuse what leads out of it."""
    for folders, files in _walk(root):
        markdown = [file for file in files if file.suffix == ".md"]
        for file in (*folders, *markdown):
            if file.is_symlink() and not _leads(file).is_relative_to(root):
                raise LeadsOut(file=file, there=file.readlink())
        yield from markdown


def _walk(root: Path) -> Iterator[tuple[list[Path], list[Path]]]:
    """Give the folders and files of each folder that is not hidden."""
    for place, folders, names in os.walk(root, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place)
        yield [here / name for name in folders], [here / name for name in sorted(names)]


def _leads(link: Path) -> Path:
    """Give where a link ends, be it nowhere or in a circle."""
    return Path(os.path.realpath(link))


def _raise(error: OSError) -> None:
    raise error


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError:
        raise NoText(file=file) from None


def require_room(folder: Path, plan: Plan) -> None:
    """Refuse a plan that the tree on the disk does not allow."""
    root = folder.resolve()
    moving = {root / move.place for move in plan.moves}
    for file in _files(root):
        if file.is_symlink() and _leads(file) in moving:
            raise LinkBreaks(file=file, there=file.readlink())
    for step in plan.steps:
        file = root / step.place
        if isinstance(step, Write) and step.before is None and os.path.lexists(file):
            raise InTheWay(file=file)
        for above in file.parents:
            if above == root:
                break
            if above.is_symlink():
                raise IsLink(file=above)
            if above.exists() and not above.is_dir():
                raise InTheWay(file=above)


def carry_out(folder: Path, plan: Plan, told: Told) -> None:
    """Do what is planned, step by step; what was interrupted goes on where it ended."""
    root = folder.resolve()
    for left in [*_left(root)]:
        left.unlink()
    for number, step in enumerate(plan.steps, 1):
        _unchanged(root / step.place, step.before)
        if isinstance(step, Remove):
            (root / step.place).unlink()
            _sync((root / step.place).parent)
        else:
            _write(root, step)
        told(number, len(plan.steps))


def _left(root: Path) -> Iterator[Path]:
    """Give what an interrupted run has left half-written."""
    for _, files in _walk(root):
        yield from (file for file in files if file.name.endswith(SUFFIX))


def _unchanged(file: Path, before: str | None) -> None:
    now = file.read_bytes() if os.path.lexists(file) else None
    if now != (None if before is None else before.encode()):
        raise Changed(file=file)


def _write(root: Path, step: Write) -> None:
    """Put a file where it is to be, all of it or nothing."""
    file = root / step.place
    _make(file.parent)
    draft = file.with_name(f".{file.name}{SUFFIX}")
    with draft.open("wb") as written:
        written.write(step.after.encode())
        written.flush()
        os.fsync(written.fileno())
    with suppress(FileNotFoundError):  # an index that is new
        draft.chmod((root / step.like).stat().st_mode & 0o7777)
    draft.replace(file)
    _sync(file.parent)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Have the disk keep what is called how in *folder*."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
