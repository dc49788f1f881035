"""What people say and how it is taken: nothing is changed, dropped or hidden unsaid."""

import contextlib
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from bot.playground import kit
from handlers.incidents import talk
from tests import factories, person
from tests.runtime import payloads

NAMES = factories.POLICY + '[severities.1]\nname = "Outage"\n'


@pytest.fixture
def dana(edge):
    return edge.person("dana")


@pytest.fixture
def ana(edge):
    return edge.person("ana")


@pytest.fixture
def sam(edge):
    return edge.person("sam")


async def understood(who):
    """Give the answer to a line: the room may be announced below it already."""
    mine = [one for one in await who.reads("#general") if one.ephemeral]
    return [one for one in mine if " declared as " in one.text][-1]


async def sent(edge, text):
    """Send a command whose names are no mentions; give what it answers."""
    answer = await edge.sends_form(payloads.command(text))
    told = await answer.json()
    return "".join([told["text"], *kit.plain(told["blocks"], {}).splitlines()])


async def renamed(edge, who, name):
    """Have somebody call themselves otherwise, and the bot know it."""
    await edge.slack.post("person", id=who.id, display_name=name)
    (known,) = edge.bot.installations.every()

    async def followed():
        whose = {"workspace": known.id, "actor": "test"}
        async with edge.bot.transactions.look(**whose) as work:
            return (await work.people.names(work, [who.id]))[who.id] == name

    await person.eventually(followed, f"{who.name} is called {name}")


@contextlib.contextmanager
def read_from(scene, table):
    """Collect the queries that read *table*, whole people and single rights alike."""
    found, engine = [], scene.bot.database.read.sync_engine

    def executes(_connection, _cursor, statement, *_):
        if f"FROM {table}" in " ".join(statement.split()):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", executes)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", executes)


@pytest.mark.parametrize(
    "said", ["sev 1 checkout down", "P1: checkout down", "checkout down, SEV-1"]
)
async def test_a_severity_is_read_as_people_say_it(edge, dana, said):
    await dana.types("#general", f"/incident declare {said}")
    echo = await understood(dana)
    assert "INC-1 declared as SEV-1: checkout down." in echo.text
    await edge.settled()
    await dana.types("#general", "/incident severity INC-1 sev 2 only in one region")
    assert "INC-1 is now SEV-2" in dana.told


async def test_a_severity_that_does_not_exist_is_told_and_can_be_set(edge, dana):
    await dana.types("#general", "/incident declare sev9 checkout down")
    echo = await understood(dana)
    assert "There is no SEV-9; INC-1 is SEV-3 until somebody sets it." in echo.text
    assert "INC-1 declared as SEV-3: checkout down." in echo.text
    assert "/incident severity INC-1 sev1" in echo.text
    await edge.settled()
    await dana.presses("Severity…", channel="#general", message=echo)
    await dana.modal("How bad is it?")
    await dana.submits(severity="1")
    await edge.settled()
    await dana.sees("inc-1-checkout-down", "INC-1 · SEV-1 · checkout down")


async def test_the_policys_own_names_are_read(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home", policy=NAMES) as scene:
        dana = scene.person("dana")
        await dana.types("#general", "/incident declare outage checkout down")
        echo = await understood(dana)
        assert "INC-1 declared as Outage: checkout down." in echo.text


async def test_the_form_names_a_severity_that_does_not_exist(edge, dana):
    await dana.types("#general", "/incident declare sev9")
    await dana.modal("There is no SEV-9: choose one of these.")


async def test_a_word_of_the_title_hides_nothing(edge, dana, sam):
    await dana.types("#general", "/incident declare checkout 500s, call security")
    echo = await understood(dana)
    assert "checkout 500s, call security" in echo.text
    assert "private" not in echo.text
    await edge.settled()
    await sam.sees("#incidents", "INC-1 · SEV-3 · checkout 500s, call security")


async def test_the_example_of_the_readme_is_understood_as_it_was(edge, dana, sam):
    line = "sev2 checkout 500s since 1:05 <@U0DANA> lead private"
    await dana.types("#general", f"/incident declare {line}")
    echo = await understood(dana)
    assert "INC-1 declared as SEV-2: checkout 500s, started" in echo.text
    assert "led by @dana, private: only the people of its room see it" in echo.text
    assert "the way out of private, security and drill" in echo.text
    await edge.settled()
    assert not [m for m in await sam.reads("#incidents") if "INC-1" in m.text]


async def test_a_title_that_ends_in_private_is_asked_about(edge, dana, sam):
    await dana.types("#general", "/incident declare sev1 payroll leaked private")
    await dana.modal("Nothing is declared yet: the line ends in “private”")
    await dana.submits()
    await edge.settled()
    assert not [m for m in await sam.reads("#incidents") if "INC-1" in m.text]
    rooms = await edge.slack.channels("dana")
    assert rooms["inc-1-payroll-leaked-private"]["is_private"]


async def test_help_says_where_flags_count(edge, dana):
    await dana.types("#general", "/incident help")
    assert "count beside the severity, time or commander" in dana.told
    assert "after the last comma" in dana.told


async def test_a_time_that_is_none_stays_in_the_title_and_is_named(edge, dana):
    await dana.types("#general", "/incident declare sev2 it is down since 25:99")
    echo = await understood(dana)
    assert "“since 25:99” is no time that has passed" in echo.text
    assert "INC-1 declared as SEV-2: it is down since 25:99." in echo.text
    assert "Times…" in echo.buttons


async def test_a_time_with_a_dot_is_one(edge, dana):
    await dana.types("#general", "/incident declare sev2 it is down since 0.05")
    echo = await understood(dana)
    assert "INC-1 declared as SEV-2: it is down, started" in echo.text
    await edge.settled()
    await dana.types("#general", "/incident note INC-1 at 0.07 deployed 3f2a")
    assert "Your note is on the timeline of INC-1" in dana.told
    await dana.types("#general", "/incident timeline INC-1")
    assert "note: deployed 3f2a" in dana.told


async def test_whom_nobody_knows_is_told_with_those_near(edge, dana, ana):
    await ana.types("#general", "/incident list")
    said = "sev2 checkout 500s since 1 hour ago @anna lead private"
    await dana.types("#general", f"/incident declare {said}")
    echo = await understood(dana)
    assert "I know nobody called @anna. Did you mean @ana or @dana?" in echo.text
    for kept in ("SEV-2: checkout 500s, started", "private: only the people"):
        assert kept in echo.text
    assert "Assign…" in echo.buttons
    await edge.settled()
    await dana.types("#general", "/incident declare sev3 search is slow @ana lead")
    echo = await understood(dana)
    assert "led by @ana" in echo.text


async def test_a_name_that_several_people_have_is_told_as_such(edge, ana, sam):
    for who in (ana, sam):
        await who.types("#general", "/incident list")
        await renamed(edge, who, "Alex")
    said = await sent(edge, "declare sev2 checkout 500s @alex lead")
    assert "Several people are called @alex. Slack offers names once" in said
    assert "led by" not in said
    assert "Assign…" in said
    said = await sent(edge, "assign INC-1 @alex")
    assert "Several people are called @alex. Slack offers names" in said
    await renamed(edge, sam, "Alexa")
    assert "now leads INC-1" in await sent(edge, "assign INC-1 @ALEX")


async def test_however_many_names_a_line_has_the_people_are_read_once(edge, dana):
    await dana.types("#general", "/incident list")
    read = {}
    for many in (1, 5, 40):
        line = "sev2 " + " ".join(f"@nobody{turn}" for turn in range(many))
        with read_from(edge, "people") as queries:
            await dana.types("#general", f"/incident declare {line} are out")
        assert "declared as SEV-2" in (await understood(dana)).text
        await edge.settled()
        read[many] = len(queries)
    assert read[1] == read[5] == read[40]


async def test_one_line_is_taken_back_by_one_button(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    mine = [one for one in await dana.reads("#general") if one.ephemeral]
    assert [one for one in mine if "The room of INC-1 is" in one.text]
    assert [label for one in mine for label in one.buttons].count("Undo") == 1


async def test_what_nobody_said_is_not_on_the_card(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    card = await dana.sees("inc-1-checkout-500s", "INC-1 · SEV-2 · checkout 500s")
    assert "Users see it" not in card.text
    assert "Found by" not in card.text
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    await dana.submits(title="queue is stuck", user_facing="yes", detected_by="alert")
    await edge.settled()
    card = await dana.sees("inc-2-queue-is-stuck", "INC-2 · SEV-3 · queue is stuck")
    assert "Users see it\nyes" in card.text
    assert "an alert" in card.text


async def test_a_message_is_read_as_people_see_it(edge, dana, ana):
    await ana.types("#payments", "@sam says #ops is *down* https://x.example/a")
    message = (await dana.reads("#payments"))[-1]
    await edge.slack.forward(minutes=10)
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await edge.settled()
    await dana.modal("Declare an incident")
    await dana.submits(severity="1")
    await edge.settled()
    (room,) = [name for name in await edge.slack.channels() if name[:5] == "inc-1"]
    assert room.startswith("inc-1-sam-says-")
    assert "u0" not in room
    card = await dana.sees(room, "INC-1 · SEV-1 · @sam says")
    title = next(line for line in card.text.splitlines() if "@sam says" in line)
    assert "<" not in title
    await dana.types(room, "/incident timeline")
    first, second = dana.told.splitlines()[1:3]
    assert "@ana wrote this message: @sam says" in first
    assert "https://x.example/a" in first
    assert "@dana declared it as SEV-1" in second
    assert message.ts.replace(".", "") in str(dana.said.raw["blocks"])


async def test_the_form_leads_to_the_rooms_of_what_goes_on(edge, dana, sam):
    for line in ("first", "it is over", "no incident", "private payroll leaked"):
        await dana.types("#general", f"/incident declare sev3 {line}")
    await dana.types("#general", "/incident resolve INC-2 fix: restarted it")
    await dana.types("#general", "/incident decline INC-3 nobody was affected")
    await edge.settled()
    await sam.types("#general", "/incident declare")
    view = await sam.modal("Opened in the last hour. Is it one of these?")
    shown = kit.plain(view["blocks"], edge.slack.names())
    assert shown.index("INC-1 · SEV-3 · first") < shown.index("INC-2 · SEV-3")
    assert "INC-3" not in shown
    assert "payroll" not in shown
    place = (await edge.slack.channels())["inc-1-first"]["id"]
    assert f"/archives/{place}" in str(view["blocks"])


UNREAD = {
    # what is typed -> what is answered; nothing is done
    "note at 25:99 deployed it": "“25:99” is no time of day: nothing was noted",
    "note at tomorrow 14:05 deployed it": (
        "“tomorrow 14:05” is no time that has passed: nothing was noted"
    ),
    "note at 0:05": "Say what happened then",
    "times started 25:99": "“25:99” is no time of day",
    "update all is well; next in 5 years": (
        "“5 years” is no time to promise: nothing was posted"
    ),
    "update all is well; next at 25:99": "“25:99” is no time to promise",
    "update all is well; next in 8 days": "Promise the next update within 7 days",
    "resolve workarround: switched to the spare": (
        "“workarround” is no kind of end. There are `fix: …` and `workaround: …`"
    ),
    "resolve fix": "Say something",
    "severity sev9 it is bad": "“SEV-9” is no severity. There are SEV-1, SEV-2",
}


async def test_what_cant_be_read_is_refused_and_nothing_is_done(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    room = "inc-1-checkout-500s"
    for typed, answer in UNREAD.items():
        await dana.types(room, f"/incident {typed}")
        assert answer in dana.answer, typed
    await dana.types(room, "/incident timeline")
    assert len(dana.told.splitlines()) == 2


async def test_a_note_that_only_looks_like_a_time_is_kept(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    for said in ("at noon we deployed it", "at 99.95 percent it stopped"):
        await dana.types("#general", f"/incident note INC-1 {said}")
        assert "Your note is on the timeline" in dana.told
        await dana.types("#general", "/incident timeline INC-1")
        assert f"note: {said}" in dana.told


@pytest.mark.parametrize(
    ("said", "outcome", "kept"),
    [
        ("banana: the cache was full", "fix", "banana: the cache was full"),
        ("fix: the cache was full", "fix", "\nthe cache was full"),
        ("fix the cache", "fix", "fix the cache"),
        ("Workaround: the spare one", "workaround", "\nthe spare one"),
        ("workaround by the spare one", "workaround", "workaround by the spare one"),
    ],
)
async def test_no_word_of_a_resolution_is_lost(edge, dana, said, outcome, kept):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await dana.types("#general", f"/incident resolve INC-1 {said}")
    assert f"INC-1 is resolved by a {outcome}" in dana.told
    hint = "type `/incident resolve INC-1 workaround: what you did`"
    assert (hint.replace("`", "") in dana.told) == (outcome == "fix")
    await dana.types("#general", "/incident show INC-1")
    assert kept in dana.told


async def test_what_is_over_has_no_colour_of_an_alarm(edge, dana):
    await dana.types("#general", "/incident declare sev1 checkout 500s")
    await edge.settled()
    await dana.types("#general", "/incident show INC-1")
    assert ":red_circle: Nobody" in dana.told
    await dana.types("#general", "/incident resolve INC-1 fix: restarted it")
    await dana.types("#general", "/incident show INC-1")
    assert ":white_check_mark: Resolved" in dana.told
    assert ":red_circle:" not in dana.told


async def test_a_long_message_is_kept_as_far_as_it_fits(edge, dana, ana):
    await ana.types("#payments", '"checkout" is "down" & out\n' * 140)
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    await dana.submits(title="checkout is down")
    await edge.settled()
    await dana.types("inc-1-checkout-is-down", "/incident timeline")
    assert '@ana wrote this message: "checkout" is "down"' in dana.told
    assert await edge.slack.violations() == []


async def test_a_form_of_an_older_version_declares_all_the_same(edge, dana):
    view = {"id": "V1", "type": "modal", "callback_id": "incidents.declare"}
    values = {"title": {"title": {"type": "plain_text_input", "value": "it is slow"}}}
    kept = "C0PAYMENTS|1760000000.000100|https://harbour.slack.com/archives/x"
    body = {
        "type": "view_submission",
        "team": {"id": "T0HARBOUR", "domain": "harbour"},
        "user": {"id": dana.id, "team_id": "T0HARBOUR"},
        "view": {**view, "private_metadata": kept, "state": {"values": values}},
    }
    async with await edge.sends(body) as answer:
        assert answer.status == 200
    await edge.settled()
    await dana.sees("inc-1-it-is-slow", "INC-1 · SEV-3 · it is slow")


def test_a_long_timeline_keeps_the_message_that_it_began_with():
    names = ("reported", "declared", *["noted"] * 9)
    entries = [SimpleNamespace(name=name) for name in names]
    shown = talk._newest(entries, 4)
    assert [entry.name for entry in shown["first"]] == ["reported", "declared"]
    assert (shown["left_out"], len(shown["newest"])) == (5, 4)


@pytest.mark.parametrize(
    "ref", ["INC-1", "INC 1", "inc1", "#1", "1", "INC-1:", "INC-1,"]
)
async def test_an_incident_is_named_in_many_ways(scene, dana, ref):
    await dana.types("#general", "/incident declare sev2 it is slow")
    await dana.types("#general", f"/incident show {ref}")
    assert "INC-1 · SEV-2 · it is slow" in dana.answer


@pytest.mark.parametrize("ref", ["banana", "9" * 20, "INC-" + "9" * 30, "INC-7"])
async def test_what_is_no_incident_is_said(scene, dana, ref):
    await dana.types("#general", "/incident declare sev2 it is slow")
    await dana.types("#general", f"/incident show {ref}")
    assert "There is no " in dana.answer
    assert "The latest: INC-1" in dana.answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("slow; next in half an hour", "Your update on INC-1 is posted"),
        ("slow; next in -5m", "“-5m” is no time to promise: nothing was posted"),
        ("slow; next in a while", "“a while” is no time to promise"),
        ("the next in line is the CDN", "Your update on INC-1 is posted"),
    ],
)
async def test_a_promise_that_cannot_be_read_is_not_lost(scene, dana, said, answer):
    await dana.types("#general", "/incident declare sev2 it is slow")
    await dana.types("#general", f"/incident update INC-1 {said}")
    assert answer in dana.answer or answer in dana.told


async def test_a_list_of_all_shows_what_is_over_too(scene, dana):
    await dana.types("#general", "/incident list all")
    assert "No incidents yet" in dana.told
    await dana.types("#general", "/incident declare sev2 it is slow")
    await dana.types("#general", "/incident resolve INC-1 fix: restarted")
    await dana.types("#general", "/incident list")
    assert "/incident list all shows the latest" in dana.told
    await dana.types("#general", "/incident list all")
    assert "INC-1 · SEV-2 · it is slow" in dana.told
    assert "resolved" in dana.told


async def test_a_misspelt_phase_is_told_the_nearest(scene, dana):
    await dana.types("#general", "/incident declare sev2 it is slow")
    await dana.types("#general", "/incident phase INC-1 remedation")
    assert "“remedation” is no phase. Did you mean remediation?" in dana.answer
