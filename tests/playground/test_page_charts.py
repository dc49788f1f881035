"""Charts on the page: drawn, named, explained by a legend, and there to be read."""

import itertools
import re

import pytest

from tests.playground import page_eyes
from tests.playground.page_browser import NARROW, WIDE
from tests.playground.page_scene import plotted, posts, sliced

pytestmark = pytest.mark.browser

WEEKS = ("W46", "W47", "W48")
TWO = {"SEV-1": (2, 0, 1), "SEV-2": (5, -1.5, 3)}


OUTSIDE = """(svg) => {
  const box = svg.getBoundingClientRect();
  const within = ({ left, right, top, bottom }) => left >= box.left - 1
    && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1;
  return [...svg.querySelectorAll("rect, path, circle, line, text")]
    .filter((each) => !within(each.getBoundingClientRect()))
    .map((each) => each.outerHTML);
}"""
"""What of a drawing is cut off."""


async def drawing(page, title):
    shown = page.get_by_role("img", name=title)
    await shown.wait_for()
    return shown


async def values(page, title):
    """Open what a chart plots, and read the rows of it."""
    chart = page.locator(f".chart:has-text('{title}')")
    await chart.locator("summary").click()
    table = chart.get_by_role("table", name=title)
    return await table.locator("tr").all_inner_texts()


@pytest.mark.parametrize(
    ("kind", "mark", "count"),
    [
        ("bar", "rect", 6),  # one for each value
        ("line", "path.stroke", 2),  # one for each series
        ("area", "path.area", 2),  # likewise
    ],
)
async def test_a_chart_is_drawn_with_its_legend_and_values(
    page, api, kind, mark, count
):
    await posts(api, text="x", blocks=[plotted(kind, "Incidents", WEEKS, TWO)])
    shown = await drawing(page, "Incidents")
    named = await shown.get_attribute("aria-label")
    assert named == f"Incidents: a {kind} chart of SEV-1, SEV-2 in 3 steps"
    assert await shown.locator(mark).count() == count
    legend = page.locator(".chart-legend li")
    assert await legend.all_inner_texts() == ["SEV-1", "SEV-2"]
    read = ["\tSEV-1\tSEV-2", "W46\t2\t5", "W47\t0\t-1.5", "W48\t1\t3"]
    assert await values(page, "Incidents") == read


async def test_points_stand_at_their_category_in_whatever_order_they_come(page, api):
    chart = plotted("bar", "Incidents", WEEKS, {"SEV-1": (1, 2, 3)})
    chart["chart"]["series"][0]["data"].reverse()
    await posts(api, text="x", blocks=[chart])
    shown = await drawing(page, "Incidents")
    hints = await shown.locator("rect title").all_text_contents()
    assert hints == ["SEV-1, W46: 1", "SEV-1, W47: 2", "SEV-1, W48: 3"]


async def test_a_bar_of_more_than_nothing_goes_up_and_one_of_less_goes_down(page, api):
    chart = plotted("bar", "Balance", ("up", "down"), {"SLO": (4, -2)})
    await posts(api, text="x", blocks=[chart])
    shown = await drawing(page, "Balance")
    zero = float(await shown.locator("line.zero").get_attribute("y1"))
    tops = [float(await bar.get_attribute("y")) for bar in await bars(shown)]
    highs = [float(await bar.get_attribute("height")) for bar in await bars(shown)]
    assert tops[0] + highs[0] == pytest.approx(zero)
    assert tops[1] == pytest.approx(zero)
    assert highs[0] == pytest.approx(2 * highs[1])


async def bars(shown):
    return await shown.locator("rect").all()


async def test_a_pie_has_a_slice_for_each_part_and_says_its_share(page, api):
    await posts(api, text="x", blocks=[sliced("Found by", alert=30, person=10)])
    shown = await drawing(page, "Found by")
    assert await shown.locator("path.slice").count() == 2
    legend = await page.locator(".chart-legend li").all_inner_texts()
    assert [re.sub(r"\s+", " ", each) for each in legend] == [
        "alert 30 (75 %)",
        "person 10 (25 %)",
    ]
    assert await values(page, "Found by") == ["alert\t30", "person\t10"]


async def test_a_pie_of_one_part_is_whole(page, api):
    await posts(api, text="x", blocks=[sliced("Found by", alert=7)])
    shown = await drawing(page, "Found by")
    assert await shown.locator("circle").count() == 1


ODD = {
    "nothing at all": (0, 0, 0),
    "one value alone": (7, 7, 7),
    "less than nothing": (-3, -1, -2),
    "the smallest": (1e-9, 2e-9, 0),
    "the largest": (1e300, 5e299, -1e300),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("kind", ["bar", "area"])
async def test_whatever_is_plotted_stays_inside_of_its_drawing(page, api, kind, what):
    chart = plotted(kind, "Odd", WEEKS, {"x": ODD[what]})
    await posts(api, text="x", blocks=[chart])
    shown = await drawing(page, "Odd")
    written = await shown.evaluate("(svg) => svg.outerHTML")
    assert "NaN" not in written
    assert "Infinity" not in written
    assert await shown.evaluate(OUTSIDE) == []


FULL = [
    plotted(
        "bar",
        "What a full chart of twenty weeks looks like",
        [f"2026, week {week}" for week in range(20, 40)],
        {f"Surface number {n}": [n * 7 + w for w in range(20)] for n in range(6)},
        x_label="Week of the year",
        y_label="Incidents",
    ),
    sliced("Found by", **{f"a source, number {n}": n + 1 for n in range(6)}),
]


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
async def test_full_charts_are_read_by_everybody_by_day_and_by_night(
    browse, api, viewport
):
    await posts(api, text="x", blocks=FULL)
    async with browse(viewport, still=True) as page:
        for chart in FULL:
            shown = await drawing(page, chart["title"])
            assert await shown.evaluate(OUTSIDE) == []
        for theme in page_eyes.THEMES:
            await page_eyes.under(page, theme)
            await page_eyes.faultless(page, theme)
        names = await page.locator(".chart-name").all()
        boxes = [await name.bounding_box() for name in names]
        for one, other in itertools.pairwise(boxes):
            assert one["x"] + one["width"] <= other["x"], "names do not overlap"
