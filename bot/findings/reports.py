"""Reports: what one source says it found, and what is wrong with a file.

Pure values: `reading` and `sarif` make them, `scans` takes them in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.findings.rules import Draft

TOLD = 50  # mistakes that are told


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong with a file, and where: its line, or the path to it in JSON."""

    problem: str
    line: int = 0
    path: str = ""

    @property
    def place(self) -> str:
        """Say where it is."""
        return f"line {self.line}" if self.line else self.path


class Unreadable(Exception):
    """A file that can't be taken as it is; `mistakes` says where and why."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep what is wrong, the first of it."""
        self.mistakes = list(mistakes[:TOLD])
        super().__init__(self.mistakes[0].problem)


def wrong(problem: str, *, line: int = 0, path: str = "") -> Unreadable:
    """Give the refusal of one mistake."""
    return Unreadable([Mistake(problem=problem, line=line, path=path)])


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one source reports; `complete` when what it names no more is gone.

    `owners` says where each owner is named first: whether there is such a one is found
    out once it is taken in.
    """

    source: str
    drafts: tuple[Draft, ...]
    complete: bool = True
    scanner: bool = True
    owners: Mapping[str, Mistake] = field(default_factory=dict)
