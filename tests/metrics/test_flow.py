"""`/ops metrics` as people use it: figures, how they come about, other periods."""

import json
from datetime import timedelta

import pytest

from bot import calendar, metrics
from bot.core import render
from bot.core.duties import Trigger
from tests.calendar import calling

SECRET = "the payroll is open to everybody"
STRANGE = "<!channel> *b* {{ 7 * 7 }} <@U0ANA>"
NOTHING = ("Support satisfaction", "Backup success", "Patch compliance")


async def types(scene, who, *lines):
    for line in lines:
        await who.types("#general", f"/incident {line}")
        await scene.settled()


async def declares(scene, who, title="checkout is down", **more):
    """Declare an incident by the form: it asks whether users saw it."""
    await who.types("#general", "/incident declare")
    await who.modal("Declare")
    values = {"severity": "1", "user_facing": "yes", **more}
    await who.submits(title=title, **values)
    await scene.settled()


async def an_outage(scene, who, number=1, minutes=60, **more):
    """Play an incident that users saw, from its start to its end."""
    await declares(scene, who, **more)
    await types(scene, who, f"acknowledge INC-{number}")
    await scene.forward(minutes=minutes)
    await types(scene, who, f"resolve INC-{number} fix: it was the cache")


async def shown(scene, who, words=""):
    """Read the answer to `/ops metrics`: the newest report that only they see."""
    await who.types("#general", f"/ops metrics {words}".strip())
    await scene.settled()
    who.said = await who.sees("#general", "Metrics: the last")
    return who.said.text


def line_of(text, title):
    """Give the two lines that are about one metric."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if title in line)
    return " ".join(lines[at : at + 2])


def figures(text):
    """Give what is said of the figures, without what is drawn."""
    return text.partition("Minutes in which users were hit")[0]


async def explained(scene, who, words):
    """Read how one figure comes about, and close it again."""
    await who.types("#general", f"/ops metrics how {words}")
    return await read(who)


async def read(who):
    view = await who.modal("How it is computed")
    await who.closes()
    return json.dumps(view["blocks"], ensure_ascii=False)


async def test_before_anything_happened_nothing_has_data(scene, dana):
    text = await shown(scene, dana)

    assert "Nothing is on record yet" in text
    assert text.count("no data") == 9
    assert "100 %:" not in text
    assert "0 minutes" not in text


async def test_an_outage_is_in_every_figure(scene, dana):
    await an_outage(scene, dana, surface="billing")
    await scene.forward(days=1)
    text = await shown(scene, dana)

    assert "Metrics: the last 90 days" in text
    available = line_of(text, "Availability")
    assert "99.95" in available
    assert "target met: above 99.9 %" in available
    assert "target met: below 15 minutes" in line_of(text, "(MTTA)")
    assert "target met: below 4 h" in line_of(text, "(MTTR)")
    assert "target met: above 720 hours" in line_of(text, "(MTBF)")
    assert "billing: 99.95" in text
    assert "auth: 100 %" in text
    for title in NOTHING:
        assert "no data" in line_of(text, title)


async def test_a_record_of_an_hour_is_shown_and_not_judged(scene, dana):
    await types(scene, dana, "declare sev3 it is slow")
    await scene.forward(hours=1)
    text = await shown(scene, dana)
    line = line_of(text, "Availability")
    assert "100 %" in line
    assert "target: above 99.9 %, not judged: on record for less than a day" in line
    assert "target met" not in text.partition("Mean time")[0]
    assert "auth: 100 %, target: above 99.9 %, not judged" in text
    assert "The record begins" in text
    assert "The record begins" in await explained(scene, dana, "availability")
    assert "too short to judge by" in await explained(scene, dana, "availability")

    await scene.forward(days=1)
    text = await shown(scene, dana)
    assert "target met: above 99.9 %" in line_of(text, "Availability")
    assert "too short" not in await explained(scene, dana, "availability")


async def test_a_missed_target_is_said_in_words(scene, dana):
    await an_outage(scene, dana, minutes=300)
    await scene.forward(days=1)
    text = await shown(scene, dana, "7d")

    assert "target missed: above 99.9 %" in line_of(text, "Availability")
    assert "target missed: below 4 h" in line_of(text, "(MTTR)")


async def test_a_trend_compares_with_the_period_before(scene, dana):
    await an_outage(scene, dana, minutes=120)
    await scene.forward(days=8)
    await an_outage(scene, dana, number=2, minutes=30)
    text = await shown(scene, dana, "1w")

    assert "Metrics: the last 1 week" in text
    assert "better than in the period before (2 h" in line_of(text, "(MTTR)")
    assert "better than in the period before" in line_of(text, "Availability")


async def test_how_it_comes_about_names_the_very_incidents(scene, dana):
    await an_outage(scene, dana)
    await types(scene, dana, "declare sev4 a typo", "resolve INC-2 fix: put right")
    await shown(scene, dana)
    await dana.presses("How", channel="#general", message=dana.said)
    first = await read(dana)
    assert "Availability" in first
    assert "overlaps once" in first
    assert "÷ 129,600 minutes of the period" in first
    assert "INC-1 · checkout is down" in first
    assert "INC-2" not in first

    text = await explained(scene, dana, "Mean Time to Resolve (MTTR) 90d")
    assert "÷ 2 incidents resolved" in text
    assert "INC-1 · checkout is down" in text
    assert "INC-2 · a typo" in text
    await dana.types("#general", "/ops metrics how mttr 90d")
    await dana.modal("How it is computed")
    await dana.presses("Show")
    await scene.settled()
    await dana.sees("#general", "checkout is down")


async def test_patches_lead_to_their_duties(scene, dana):
    await calling.monday(scene, hour=7)
    async with calling.work(scene, "clock") as work:
        await calendar.adopt(work, ["security_patches"])
        routine = await calendar.routine_called(work, "security_patches")
        for name in ("CVE-1", "CVE-2"):
            said = {"title": name, "due": work.now + timedelta(hours=20)}
            how = {**said, "owners": ("U0DANA",)}
            await calendar.begin(work, routine, Trigger.FINDING, name, **how)
    await calling.until(scene, calling.now(scene) + timedelta(hours=12))
    await dana.types("#general", "/ops confirm OPS-1 all are patched https://a.example")
    await scene.settled()
    assert "no patch duty was due" in await explained(scene, dana, "patch")
    await calling.until(scene, calling.now(scene) + timedelta(hours=12))

    text = await shown(scene, dana)
    assert "Nothing is on record yet" not in text
    assert "50 %" in line_of(text, "Patch compliance")
    assert "target missed: above 95 %" in line_of(text, "Patch compliance")
    assert "hours" in line_of(text, "Nudge to done")
    text = await explained(scene, dana, "patch")
    assert "1 patch duty done in time" in text
    assert "÷ 2 patch duties due" in text
    missed, kept = (
        text.index(f"{one} · Security patches") for one in ("OPS-2", "OPS-1")
    )
    assert missed < text.index("not done in time") < kept
    await dana.types("#general", "/ops metrics how patch 90d")
    await dana.modal("How it is computed")
    await dana.presses("Show")
    await scene.settled()
    await dana.sees("#general", "OPS-2")


async def test_a_metric_without_data_says_why(scene, dana):
    text = await explained(scene, dana, "support")
    assert "nothing here records it yet" in text

    await types(scene, dana, "declare sev3 it is slow")
    text = await explained(scene, dana, "mtbf")
    assert "no incident that users saw started in the period" in text


async def test_another_period_is_a_button(scene, dana):
    await an_outage(scene, dana)
    await scene.forward(days=40)
    text = await shown(scene, dana)
    assert "99.95" in line_of(text, "Availability")
    await dana.presses("30 days", channel="#general", message=dana.said)
    await scene.settled()
    said = await dana.sees("#general", "Metrics: the last 30 days")
    assert "100 %" in line_of(said.text, "Availability")
    assert "no data" in line_of(said.text, "(MTTR)")
    await dana.presses("How", channel="#general", message=said)
    assert "the last 30 days" in await read(dana)


async def test_one_surface_is_shown_alone(scene, dana):
    await an_outage(scene, dana, surface="Search engine")
    await an_outage(scene, dana, number=2, minutes=30, surface="billing")
    text = await shown(scene, dana, "30d search   ENGINE")
    assert "the last 30 days · Search engine" in text
    assert "1 h" in line_of(text, "(MTTR)")
    assert "Availability of each surface" not in text
    assert "1 h" in line_of(await shown(scene, dana, "search engine 30d"), "(MTTR)")
    await shown(scene, dana, "30d search engine")
    await dana.presses("All surfaces", channel="#general", message=dana.said)
    await scene.settled()
    said = await dana.sees("#general", "Availability of each surface")
    assert "billing: " in said.text


WRONG = [
    ("90x", "“90x” is no period: write `30d`, `12w` or `1y`"),
    ("0d", "“0d” is no period"),
    ("9y", "A period has 5 years at the most"),
    ("9999999999d", "is no period"),
    ("90d no such thing", "No surface is called “no such thing”. There are auth"),
    ("how", "Say which one, as in `/ops metrics how Patch compliance`. There are Av"),
    ("how speed", "No metric is called “speed”. There are Availability, Mean time to"),
    ("how mean time to 30d", "No metric is called “mean time to 30d”"),
    ("how mt", "No metric is called “mt”"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
async def test_bad_input_is_answered_with_an_example(edge, words, sentence):
    dana = edge.person("dana")
    await dana.types("#general", f"/ops metrics {words}")
    await edge.settled()

    assert sentence in dana.answer


async def test_drills_and_what_turned_out_as_none_are_in_no_figure(scene, dana):
    await declares(scene, dana, drill=["drill"])
    await types(scene, dana, "acknowledge INC-1", "resolve INC-1 fix: well played")
    await declares(scene, dana)
    await types(scene, dana, "decline INC-2 because it was only the weather")
    await declares(scene, dana)
    await dana.types("#general", "/incident undo INC-3")
    await scene.settled()
    text = await shown(scene, dana)
    assert "Nothing is on record yet" in text
    assert text.count("no data") == 9

    await declares(scene, dana)
    await an_outage(scene, dana, number=5)
    await types(scene, dana, "reopen INC-5 because it is back again")
    await types(scene, dana, "merge INC-4 into INC-5")
    await types(scene, dana, "resolve INC-5 fix: it was the cache")
    for key in ("availability", "mtta", "mttr", "mtbf"):
        text = await explained(scene, dana, key)
        assert "INC-5 ·" in text
        for number in (1, 2, 3, 4):
            assert f"INC-{number} ·" not in text


@pytest.mark.parametrize(
    "words",
    [
        "note INC-1 seen in the logs too",
        "confirm INC-1 validated; grafana shows it",
        "close INC-1",
    ],
)
async def test_nothing_but_its_times_changes_a_figure(edge, words):
    dana = edge.person("dana")
    await an_outage(edge, dana)
    before = figures(await shown(edge, dana))
    await edge.forward(hours=5)
    await types(edge, dana, words)

    assert figures(await shown(edge, dana)) == before


async def test_a_time_that_is_put_right_changes_the_figure(scene, dana):
    await declares(scene, dana)
    await types(scene, dana, "acknowledge INC-1")
    await scene.forward(hours=5)
    await types(scene, dana, "resolve INC-1 fix: it was the cache")
    assert "5 h" in line_of(await shown(scene, dana), "(MTTR)")
    await types(scene, dana, "times INC-1 resolved 3 hours ago")
    assert "2 h" in line_of(await shown(scene, dana), "(MTTR)")


async def test_what_is_private_counts_and_is_named_to_its_people_only(scene, dana, ana):
    await an_outage(
        scene, dana, title=SECRET, private=["private"], surface="payroll office"
    )
    await an_outage(scene, dana, number=2, surface="billing")
    hers, his = await shown(scene, dana), await shown(scene, ana)
    assert line_of(hers, "Availability") == line_of(his, "Availability")
    assert line_of(hers, "(MTTR)") == line_of(his, "(MTTR)")
    assert "payroll office" in hers
    assert "payroll office" not in his
    await ana.types("#general", "/ops metrics 90d payroll office")
    assert "No surface is called “payroll office”" in ana.answer
    assert "payroll" not in ana.answer.partition("There are")[2]

    for key in ("availability", "mtta", "mttr", "mtbf"):
        text = await explained(scene, ana, key)
        assert "INC-2 · checkout is down" in text
        assert "1 is private: counted here, and named only to its people." in text
        assert "INC-1" not in text
        assert SECRET not in text
        assert SECRET in await explained(scene, dana, key)


async def test_guests_are_shown_nothing(scene, dana, gus):
    await an_outage(scene, dana)
    for words in ("", "how mttr"):
        await gus.types("#general", f"/ops metrics {words}".strip())
        await scene.settled()
        assert "Only members of the workspace" in gus.answer


async def test_nothing_of_another_workspace_is_counted(scene, dana):
    await an_outage(scene, dana)
    other = await scene.neighbour()
    async with scene.bot.transactions.look(workspace=other, actor="U0DANA") as work:
        found = await metrics.report(work)

    assert [one.metric.value for one in found.metrics] == [None] * 9


async def test_a_button_of_a_surface_that_is_gone_says_so(scene, dana):
    await an_outage(scene, dana, surface="Search")
    await shown(scene, dana, "30d search")
    said = dana.said
    await types(scene, dana, "decline INC-1 because it was only the weather")
    await scene.forward(days=80)
    await dana.presses("7 days", channel="#general", message=said)
    await scene.settled()
    await dana.sees("#general", "No surface is called “Search”")


async def test_what_people_typed_stays_what_it_is(scene, dana):
    await an_outage(scene, dana, title=STRANGE, surface=STRANGE)
    await shown(scene, dana)
    blocks = json.dumps(dana.said.raw["blocks"], ensure_ascii=False)
    assert STRANGE in blocks
    assert "&lt;!channel" not in blocks
    text = await explained(scene, dana, "availability")
    assert f"INC-1 · {STRANGE}" in text
    text = await shown(scene, dana, f"90d {STRANGE}")
    assert "1 h" in line_of(text, "(MTTR)")


async def test_two_who_ask_at_the_same_time_get_the_same(edge):
    dana, ana = edge.person("dana"), edge.person("ana")
    await an_outage(edge, dana)
    texts = [await shown(edge, who) for who in (dana, ana)]

    assert texts[0] == texts[1]


def test_a_report_fits_however_many_surfaces_there_are():
    lines = [
        metrics.Line(key=key, title=key, value="1", verdict="v", trend="t")
        for key in metrics.Key
    ]
    context = {
        "period": "90 days",
        "surface": "",
        "keeps": "90d|",
        "lines": lines,
        "surfaces": [(f"surface {n}" * 9, "99 %", "target met") for n in range(500)],
        "others": [],
        "everywhere": "90d|",
        "recorded": None,
        "known": True,
        "within": False,
        "charts": (),
    }
    said = render.card(metrics.REPORT, **context)

    assert len(said["blocks"]) <= 50
