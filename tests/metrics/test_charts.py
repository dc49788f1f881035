"""Charts: Slack's own where it draws them, else pictures of ours; always words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.metrics import charts, periods
from bot.metrics.rules import Case
from bot.runtime import pictures
from tests.metrics.test_flow import an_outage, shown

CHART = "data_visualization"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n"


def kinds(said):
    return [block["type"] for block in said.raw["blocks"]]


def charted(said):
    return [block for block in said.raw["blocks"] if block["type"] == CHART]


def pictured(said):
    return [block for block in said.raw["blocks"] if block["type"] == "image"]


async def lacks(scene, *types):
    await scene.slack.post("blocks", lacking=list(types))


async def test_slack_draws_what_happened(scene, dana):
    await an_outage(scene, dana)
    text = await shown(scene, dana, "30d")
    hit, begun = charted(dana.said)

    assert hit["title"] == "Minutes in which users were hit"
    (series,) = hit["chart"]["series"]
    values = [point["value"] for point in series["data"]]
    assert len(values) == 12
    assert sum(values) == pytest.approx(60, abs=1)
    names = [one["name"] for one in begun["chart"]["series"]]
    assert names == ["users saw it", "users did not"]
    assert not pictured(dana.said)
    assert "Minutes in which users were hit. SEV-1 or SEV-2 open: " in text
    assert not await scene.slack.calls("files.getUploadURLExternal")


async def test_nothing_is_drawn_of_nothing(scene, dana):
    await shown(scene, dana)

    assert not charted(dana.said)


async def test_where_slack_draws_none_pictures_stand_in_their_place(scene, dana):
    await an_outage(scene, dana)
    await lacks(scene, CHART)
    text = await shown(scene, dana)
    images = pictured(dana.said)

    assert not charted(dana.said)
    assert len(images) == 2
    assert images[0]["alt_text"].startswith("Minutes in which users were hit. SEV-1")
    assert "Minutes in which users were hit. SEV-1 or SEV-2 open: " in text
    for image in images:
        file = scene.playground.parts.world.files[image["slack_file"]["id"]]
        assert file.held.startswith(PNG)
        assert file.channel == "", "it is shared with nobody else"
    assert not await scene.slack.calls("files.sharedPublicURL")
    assert not await scene.slack.violations()


async def test_a_workspace_that_refused_charts_is_not_asked_again_at_once(scene, dana):
    await an_outage(scene, dana)
    await lacks(scene, CHART)
    await shown(scene, dana)
    await lacks(scene)
    await shown(scene, dana, "7d")
    assert len(pictured(dana.said)) == 2, "it is remembered for a day"
    assert not charted(dana.said)


async def test_where_pictures_are_refused_too_the_words_have_to_do(scene, dana):
    await an_outage(scene, dana)
    await lacks(scene, CHART, "image")
    text = await shown(scene, dana)

    assert not {CHART, "image"} & {*kinds(dana.said)}
    assert "Minutes in which users were hit. SEV-1 or SEV-2 open: " in text
    assert "Mean time to resolve" in text


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "files.completeUploadExternal"]
)
async def test_a_file_that_slack_refuses_leaves_the_words(edge, method):
    dana = edge.person("dana")
    await an_outage(edge, dana)
    await lacks(edge, CHART)
    await edge.slack.fault(method, "error:storage_limit_reached", times=9)
    text = await shown(edge, dana)

    assert not pictured(dana.said)
    assert "Mean time to resolve" in text


async def test_another_period_is_drawn_too(scene, dana):
    await an_outage(scene, dana)
    await shown(scene, dana)
    await dana.presses("7 days", channel="#general", message=dana.said)
    await scene.settled()
    said = await dana.sees("#general", "Metrics: the last 7 days")

    assert len(charted(said)) == 2
    assert len(charted(said)[0]["chart"]["axis_config"]["categories"]) == 7


def outage(started, minutes, **more):
    said = {"private": False, "severity": 1, "user_facing": True, "surface": ""}
    times = {"started_at": started, "detected_at": started}
    end = started + timedelta(minutes=minutes)
    return Case(id="1", ref="INC-1", resolved_at=end, **{**said, **times, **more})


# A period -> how many parts it is drawn in, and what the first is called.
PARTS = [
    ("1d", 2, "21 Nov 12:00"),
    ("2d", 2, "20 Nov 12:00"),
    ("7d", 7, "15 Nov"),
    ("90d", 12, "24 Aug"),
    ("1y", 12, "22 Nov"),
    ("5y", 12, "23 Nov 2021"),
]


@pytest.mark.parametrize(("text", "count", "first"), PARTS)
def test_a_period_is_drawn_in_a_few_parts(text, count, first):
    hit, begun = charts.drawn([], periods.until(NOON, text), UTC)

    assert len(hit.parts) == count
    assert len({*hit.parts}) == count
    assert hit.parts[0] == first
    assert all(len(part) <= 20 for part in hit.parts)
    for chart in (hit, begun):
        assert len(chart.title) <= 50
        for name, values in chart.series:
            assert len(name) <= 20
            assert values == (0,) * count


def test_the_parts_add_up_to_the_whole():
    cases = [
        outage(NOON - timedelta(days=3, hours=1), 120),
        outage(NOON - timedelta(days=1), 60, severity=3),
        outage(NOON - timedelta(hours=5), 30, user_facing=False),
    ]
    hit, begun = charts.drawn(cases, periods.until(NOON, "7d"), UTC)

    assert sum(hit.series[0][1]) == 120
    assert [sum(values) for _, values in begun.series] == [2, 1]
    assert hit.series[0][1][3:5] == (60, 60), "it lies over the edge of two parts"


def test_days_are_those_of_the_team():
    hit, _ = charts.drawn([], periods.until(NOON, "7d"), ZoneInfo("Pacific/Auckland"))

    assert hit.parts[0] == "16 Nov"


def block(kind="bar", title="Minutes", name="one", values=(1, 0, 2.5)):
    labels = [f"{at} Nov" for at in range(len(values))]
    data = [
        {"label": label, "value": value}
        for label, value in zip(labels, values, strict=True)
    ]
    series = [{"name": name, "data": data}, {"name": f"{name} more", "data": data}]
    about = {"categories": labels, "y_label": "$minutes"}
    chart = {"type": kind, "series": series, "axis_config": about}
    return {"type": CHART, "title": title, "chart": chart}


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
@pytest.mark.parametrize("words", ["plain", "$x_{1", "$\\frac$", "a & <b>", "_"])
@pytest.mark.parametrize("values", [(1, 0, 2.5), (0, 0), (-3, 4)])
def test_a_picture_is_drawn_whatever_stands_in_it(kind, words, values):
    held = pictures.png(block(kind, words, words, values))

    assert held.startswith(PNG)
    assert len(held) < 300_000
