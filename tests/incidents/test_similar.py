"""Similar earlier incidents: found in the workspace, shown only to whoever may see."""

import sys

import pytest

from bot import incidents
from bot.core.tables import new_id
from bot.incidents import Detection, Incident, Status, listing
from tests import factories
from tests.incidents import labelled

FIRST = "kafka consumer lag on the orders topic"
AGAIN = "orders topic: kafka consumers are behind, the backlog grows"
MARKUP = "kafka *lag* <script> & _orders_ `x`"
HEADING = "Earlier incidents like"
UNKNOWN = {
    "INC-77": "There is no INC-77",
    "kafka": "There is no incident called “kafka”",
    "INC-3 kafka": "“kafka” was not understood",
}


async def declared(scene, who, *titles, flags="sev3"):
    """Declare incidents, one after the other."""
    for title in titles:
        await who.types("#general", f"/incident declare {flags} {title}")
    await scene.settled()


async def ranked(scene, number, who="U0DANA", **how):
    """Give what is similar to an incident, as the verb tells it."""
    (known, *_) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor=who) as work:
        found = await incidents.numbered(work, number)
        return await incidents.similar(work, found, **how)


async def refs(scene, number, **how):
    return [one.incident.ref for one in await ranked(scene, number, **how)]


@pytest.fixture
async def two(scene, dana):
    """Declare an incident, another, and one that is like the first."""
    await declared(scene, dana, FIRST, "login page is blank", AGAIN)


async def test_it_is_found_by_its_words_and_shown_to_nobody_else(scene, two, dana, sam):
    await dana.types("#general", "/incident resolve INC-1 fix: smaller batches")
    await dana.types("#general", "/incident similar INC-3")
    assert dana.said.ephemeral
    assert f"{HEADING} INC-3" in dana.told
    assert f"INC-1 · SEV-3 · {FIRST}" in dana.told
    assert "INC-2" not in dana.told
    assert "smaller batches" in dana.told
    assert "resolved" in dana.told
    (common,) = [line for line in dana.told.splitlines() if "In common" in line]
    for word in ("orders", "topic", "kafka", "consumers", "backlog"):
        assert word in common
    assert HEADING not in str([m.text for m in await sam.reads("#general")])


async def test_each_has_a_button_that_shows_it(scene, two, dana):
    await dana.types("#general", "/incident similar INC-3")
    assert dana.said.buttons == ["Show"]
    await dana.presses("Show", channel="#general", message=dana.said)
    await scene.settled()
    shown = await dana.sees("#general", "Nobody has answered yet")
    assert FIRST in shown.text


async def test_in_its_room_no_number_is_needed(scene, two, dana):
    await dana.types("inc-3-" + slug(AGAIN), "/incident alike")
    assert f"INC-1 · SEV-3 · {FIRST}" in dana.told


def slug(title):
    return title.replace(":", "").replace(",", "").replace(" ", "-")


async def test_elsewhere_it_is_asked_which_and_each_has_the_button(scene, two, dana):
    await dana.types("#general", "/incident similar")
    assert dana.told.startswith("Which incident?")
    assert dana.said.buttons == ["Similar"] * 3
    await dana.presses("Similar", channel="#general", message=dana.said)
    await scene.settled()
    assert f"INC-1 · SEV-3 · {FIRST}" in (await dana.sees("#general", HEADING)).text


async def test_whoever_comes_late_has_the_button(scene, two, dana):
    await dana.types("#general", "/incident catchup INC-3")
    await dana.presses("Similar earlier ones", channel="#general", message=dana.said)
    await scene.settled()
    assert f"INC-1 · SEV-3 · {FIRST}" in (await dana.sees("#general", HEADING)).text


async def test_it_is_said_when_none_is_similar(scene, two, dana):
    await dana.types("#general", "/incident similar INC-2")
    assert "No earlier incident is like INC-2" in dana.told
    assert dana.said.buttons == []


async def test_what_is_no_incident_is_said(scene, two, dana):
    for typed, told in UNKNOWN.items():
        await dana.types("#general", f"/incident similar {typed}")
        assert told in dana.answer


async def test_only_earlier_ones_are_told(scene, two):
    assert await refs(scene, 1) == []
    assert await refs(scene, 3) == ["INC-1"]


async def test_a_later_one_changes_nothing_of_what_was_found(scene, two, dana):
    before = await ranked(scene, 3)
    await declared(scene, dana, AGAIN, FIRST, "kafka kafka topic")
    after = await ranked(scene, 3)
    assert before == after


async def test_whatever_was_no_incident_is_left_out(scene, dana):
    await declared(scene, dana, FIRST, f"{FIRST} a", f"{FIRST} b", f"{FIRST} c")
    await declared(scene, dana, f"{FIRST} d", flags="sev3 drill")
    await declared(scene, dana, AGAIN)
    assert len(await refs(scene, 6, most=9)) == 4
    await dana.types("#general", "/incident decline INC-1 nobody was affected")
    await dana.types("#general", "/incident merge INC-2 into INC-4")
    await dana.types("#general", "/incident resolve INC-3 fix: smaller batches")
    await scene.settled()
    assert sorted(await refs(scene, 6, most=9)) == ["INC-3", "INC-4"]


async def test_no_more_than_asked_for(scene, dana):
    await declared(scene, dana, *[f"{FIRST} {letter}" for letter in "abcde"])
    assert len(await ranked(scene, 5)) == 3
    assert len(await ranked(scene, 5, most=1)) == 1
    assert len(await ranked(scene, 5, most=50)) == 4


async def test_a_private_one_is_seen_by_those_in_its_room_alone(scene, dana, sam):
    await declared(scene, dana, FIRST, flags="sev3 private")
    await declared(scene, dana, AGAIN)
    await sam.types("#general", "/incident similar INC-2")
    assert "No earlier incident is like INC-2" in sam.told
    assert "INC-1" not in sam.told
    await dana.types("#general", "/incident similar INC-2")
    assert f"INC-1 · SEV-3 · {FIRST}" in dana.told


async def test_a_private_one_weighs_no_words_for_others(scene, dana, sam):
    await declared(scene, dana, FIRST)
    await declared(scene, dana, AGAIN)
    before = await ranked(scene, 2, who=sam.id)
    await declared(scene, dana, "orders", "login", flags="sev3")
    open_ = await ranked(scene, 4, who=sam.id, most=9)
    async with hidden(scene, AGAIN):
        assert await ranked(scene, 4, who=sam.id, most=9) == open_
    assert await ranked(scene, 2, who=sam.id) == before


class hidden:  # noqa: N801 (read as a word: `async with hidden(scene, title)`)
    """Put a private incident among the earlier ones, and take it out again."""

    def __init__(self, scene, title):
        self.scene, self.title = scene, title

    async def __aenter__(self):
        (known, *_) = self.scene.bot.installations.every()
        self.whose = {"workspace": known.id, "actor": "clock"}
        async with self.scene.bot.transactions.begin(**self.whose) as work:
            self.made = made(work, 0, title=self.title, private=True)
            work.session.add(self.made)

    async def __aexit__(self, *_):
        async with self.scene.bot.transactions.begin(**self.whose) as work:
            (found,) = await work.lock(Incident, self.made.id)
            await work.session.delete(found)


def made(work, number, **given):
    """Make a row of an incident."""
    moments = ("started_at", "detected_at", "declared_at", "respond_by")
    common = {"severity": 3, "detected_by": Detection.ALERT, "declarer": "U0DANA"}
    return Incident(
        id=new_id(),
        workspace=work.workspace,
        number=number,
        **dict.fromkeys(moments, work.now),
        **common,
        **given,
    )


async def test_the_clock_and_what_others_read_are_told_of_no_private_one(scene, dana):
    await declared(scene, dana, FIRST, flags="sev3 private")
    await declared(scene, dana, AGAIN)
    assert await refs(scene, 2) == ["INC-1"]
    assert await refs(scene, 2, public=True) == []
    assert await refs(scene, 2, who="clock") == []


async def test_who_may_not_see_one_is_not_told_what_is_like_it(scene, dana, sam):
    await declared(scene, dana, FIRST)
    await declared(scene, dana, AGAIN, flags="sev3 private")
    await sam.types("#general", "/incident similar INC-2")
    assert "There is no INC-2" in sam.answer
    await sam.types("#general", "/incident similar INC-9")
    assert "There is no INC-9" in sam.answer


async def test_the_button_shows_nothing_to_who_may_not_see_it_by_then(scene, dana, sam):
    await declared(scene, dana, FIRST)
    await declared(scene, dana, AGAIN, flags="sev3 private")
    (known, *_) = scene.bot.installations.every()
    shown = incidents.VIEWS["incidents.similar"]
    whose = {"workspace": known.id}
    async with scene.bot.transactions.look(**whose, actor=dana.id) as work:
        found = await incidents.numbered(work, 2)
        assert await shown(work, found.id)
        work.actor = sam.id
        assert await shown(work, found.id) is None
        assert await shown(work, new_id()) is None


async def test_another_workspace_is_none_of_ours(scene, two, dana):
    other = await scene.neighbour()
    async with scene.bot.transactions.begin(workspace=other, actor="clock") as work:
        work.session.add(made(work, 1, title=AGAIN))
        theirs = made(work, 2, title=FIRST)
        work.session.add(theirs)
    assert await refs(scene, 3) == ["INC-1"]
    async with scene.bot.transactions.look(workspace=other, actor="U0X") as work:
        found = await incidents.numbered(work, 2)
        (hit,) = await incidents.similar(work, found)
        assert hit.incident.title == AGAIN
    async with scene.bot.transactions.begin(workspace=other, actor="clock") as work:
        for row in await work.lock(Incident, theirs.id, hit.incident.id):
            await work.session.delete(row)


async def test_the_button_of_another_workspace_is_of_nothing(scene, two, dana):
    await dana.types("#general", "/incident similar")
    (known, *_) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="clock") as work:
        found = await incidents.numbered(work, 1)
    other = await scene.neighbour()
    async with scene.bot.transactions.look(workspace=other, actor="U0X") as work:
        with pytest.raises(incidents.NoSuchIncident):
            await incidents.clicked(work, found.id)


async def test_text_that_is_markup_stays_text(scene, dana):
    await declared(scene, dana, MARKUP, f"{MARKUP} again")
    await dana.types("#general", "/incident similar INC-2")
    assert f"INC-1 · SEV-3 · {MARKUP}" in dana.told
    assert await scene.slack.violations() == []


async def test_the_same_is_asked_twice_and_by_two_people(scene, two, dana, sam):
    await dana.types("#general", "/incident similar INC-3")
    first = dana.told
    await dana.types("#general", "/incident similar INC-3")
    await sam.types("#general", "/incident similar INC-3")
    assert first == dana.told == sam.told


async def test_a_root_cause_that_is_known_counts(scene, dana):
    await declared(scene, dana, "parcels late", "search is slow")
    await declared(scene, dana, "login slow")
    (known, *_) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="U0ANA") as work:
        first, last = [await incidents.numbered(work, number) for number in (1, 3)]
    causes = {first.id: "dead replica of redis", last.id: "a redis replica died"}
    assert await refs(scene, 3) == []
    assert await refs(scene, 3, causes=causes) == ["INC-1"]


async def test_only_the_latest_are_looked_at(scene, two, dana, monkeypatch):
    assert await refs(scene, 3) == ["INC-1"]
    monkeypatch.setattr(sys.modules["bot.incidents.similar"], "LATEST", 1)
    assert await refs(scene, 3) == []


async def test_no_whole_row_is_read_of_the_earlier_ones(scene, two):
    (known, *_) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="U0ANA") as work:
        found = await listing.earlier(work, 3, 10)
        assert [one.number for one in found] == [2, 1]
        assert not list(work.session)


@pytest.fixture
async def edge_with_the_set(sqlite_url, tmp_path):
    """Start a bot in whose workspace the earlier incidents of the labelled set were."""
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        (known, *_) = scene.bot.installations.every()
        whose = {"workspace": known.id, "actor": "clock"}
        async with scene.bot.transactions.begin(**whose) as work:
            names = ("title", "surface", "summary", "resolution")
            for row in labelled.read()["earlier"]:
                said = {name: row.get(name, "") for name in names}
                over = {"status": Status.RESOLVED, "resolved_at": work.now}
                work.session.add(made(work, row["number"], **said, **over))
        yield scene


async def test_the_right_one_is_found_among_200_from_slack(edge_with_the_set):
    scene, right = edge_with_the_set, 0
    (known, *_) = scene.bot.installations.every()
    names = ("title", "surface", "summary", "resolution")
    async with scene.bot.transactions.look(workspace=known.id, actor="U0DANA") as work:
        for number, row in enumerate(labelled.read()["again"], 201):
            said = {name: row.get(name, "") for name in names}
            hits = await incidents.similar(work, made(work, number, **said))
            right += row["like"] in [hit.incident.number for hit in hits]
    assert right >= 32  # without root causes, which postmortems will have
