"""Figures: what was measured, beside the floor of the same run and the aim."""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

MARK = "<!-- bench -->", "<!-- /bench -->"
HEADINGS = ("what", "measured", "floor", "ratio", "aim")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: `floor` is what the same costs without us, `of` says what that is.

    `aim` is a sentence for people; `most` and `least` are what `met` holds it against.
    """

    group: str
    what: str
    value: float
    unit: str
    floor: float | None = None
    of: str = ""
    aim: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Give how many times the floor it is."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Tell whether the aim is met, None when there is none."""
        if self.most is None and self.least is None:
            return None
        most = self.most is None or self.value <= self.most
        return most and (self.least is None or self.value >= self.least)

    @property
    def cells(self) -> tuple[str, ...]:
        """Give it as the cells of a row."""
        floor = f"{number(self.floor)} {self.of}" if self.floor is not None else ""
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        verdict = {True: " ✓", False: " ✗", None: ""}[self.met]
        return (
            self.what,
            f"{number(self.value)} {self.unit}".strip(),
            floor.strip(),
            ratio,
            f"{self.aim}{verdict}",
        )


def number(value: float) -> str:
    """Write *value* with as many digits as mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _groups(figures: Sequence[Figure]) -> Iterator[tuple[str, list[Figure]]]:
    for group in dict.fromkeys(figure.group for figure in figures):
        yield group, [figure for figure in figures if figure.group == group]


def show(name: str, figures: Sequence[Figure]) -> None:
    """Print one table."""
    table = Table(title=f"Longwatch on {name}", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for group, some in _groups(figures):
        table.add_section()
        table.add_row(f"[bold]{group}[/bold]")
        for figure in some:
            style = "red" if figure.met is False else None
            table.add_row(*figure.cells, style=style)
    Console(width=150 if not Console().is_terminal else None).print(table)


def machine() -> dict[str, object]:
    """Tell where it was measured."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def write(path: Path, found: dict[str, Sequence[Figure]]) -> None:
    """Write everything as JSON."""
    engines = {
        name: [{**asdict(f), "ratio": f.ratio, "met": f.met} for f in figures]
        for name, figures in found.items()
    }
    path.write_text(json.dumps({"machine": machine(), **engines}, indent=2) + "\n")


def markdown(found: dict[str, Sequence[Figure]]) -> str:
    """Give the tables for the README."""
    where = machine()
    lines = [f"On {where['cores']} cores, Python {where['python']}."]
    for name, figures in found.items():
        lines += [
            "",
            f"**{name}**",
            "",
            f"| {' | '.join(HEADINGS)} |",
            "|---" * 5 + "|",
        ]
        for group, some in _groups(figures):
            lines.append(f"| *{group}* | | | | |")
            lines += [f"| {' | '.join(figure.cells)} |" for figure in some]
    return "\n".join(lines)


def into(readme: Path, found: dict[str, Sequence[Figure]]) -> None:
    """Put the tables into *readme*, between its marks."""
    start, end = MARK
    before, _, rest = readme.read_text().partition(start)
    _, _, after = rest.partition(end)
    readme.write_text(f"{before}{start}\n{markdown(found)}\n{end}{after}")
