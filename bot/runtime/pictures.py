"""Pictures: a chart drawn here, for a workspace whose Slack draws none."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH, DOTS = 8.0, 3.6, 100  # inches, and dots of each
COLOURS = ("#1264a3", "#e8912d", "#2bac76", "#cd2553", "#7b61a8", "#616061")
HATCHES = ("", "//", "..", "xx", "\\\\", "++")  # colour is not all that tells apart
ROOM = 0.8  # of the place of a part that its bars take


def png(block: Mapping[str, Any]) -> bytes:
    """Draw the bars, lines or areas of a chart's block."""
    from matplotlib.figure import Figure  # noqa: PLC0415 (a second to load, seldom needed)

    figure = Figure(figsize=(WIDE, HIGH), dpi=DOTS, layout="constrained")
    axes = figure.subplots()
    _fill(axes, block["chart"])
    axes.set_title(block["title"], parse_math=False)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _fill(axes: "Axes", chart: Mapping[str, Any]) -> None:
    """Put every series on the axes, and say what is what."""
    about = chart["axis_config"]
    places = range(len(about["categories"]))
    for at, series in enumerate(chart["series"]):
        values = [one["value"] for one in series["data"]]
        name = f" {series['name']}"  # one that begins with _ would be left out
        how: dict[str, Any] = {"label": name, "color": COLOURS[at % len(COLOURS)]}
        if chart["type"] == "bar":
            wide = ROOM / len(chart["series"])
            moved = [place - ROOM / 2 + wide * (at + 0.5) for place in places]
            hatch = HATCHES[at % len(HATCHES)]
            axes.bar(moved, values, wide, hatch=hatch, edgecolor="white", **how)
        else:
            axes.plot(places, values, marker="o", **how)
    axes.set_xticks(places, about["categories"], rotation=30, parse_math=False)
    axes.set_ylabel(about.get("y_label", ""), parse_math=False)
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    for text in axes.legend(frameon=False).get_texts():
        text.set_parse_math(False)
