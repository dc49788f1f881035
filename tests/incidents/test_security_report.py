"""The report of a security incident: written, told to whom it must be, approved."""

import asyncio
import datetime as dt

import pytest

from bot import incidents
from bot.incidents.security import reportrules
from bot.incidents.security.reportrules import Section
from tests import factories
from tests.approvals import asking
from tests.chaos import database as rows
from tests.home.reading import Home
from tests.incidents import asking as asking_as
from tests.incidents import receiving
from tests.incidents.conftest import proven
from tests.runtime.commands import run
from tests.runtime.test_export import section as lines_of

ROOM = "inc-1-somebody-is-in"
DECLARED = "/incident declare sev2 security somebody is in"
TEXTS = {
    "classification": {"kind": "unauthorised access", "what": "A *stolen* token"},
    "impact": {"data": "names and addresses", "people": "1200", "systems": "the CRM"},
    "detection": {"how": "an alert of the proxy"},
    "eradication": {"how": "the token is revoked, the host is rebuilt"},
    "evidence": {"where": "logs of the proxy, with the security lead"},
    "lessons": {"learned": "tokens end after an hour"},
}
WHY = {"why": "nobody's data was read"}


def address(scene):
    """Give the address of the database of a scene."""
    url = str(scene.bot.settings.database_url)
    return url.replace("+aiosqlite", "").replace("+asyncpg", "")


@pytest.fixture
async def team(database, tmp_path):
    given = {"policy": receiving.policy()}
    async with factories.scene(database, tmp_path / "home", **given) as scene:
        await scene.person("dana").types("#general", DECLARED)
        await asking.assigned(scene, security_lead=("U0ANA",))
        await scene.settled()
        yield scene
        await scene.settled()
        await proven(scene)


@pytest.fixture
async def alone(sqlite_url, tmp_path):
    given = {"policy": receiving.policy()}
    async with factories.scene(sqlite_url, tmp_path / "home", **given) as scene:
        await scene.person("dana").types("#general", DECLARED)
        await asking.assigned(scene, security_lead=("U0ANA",))
        await scene.settled()
        yield scene
        await scene.settled()
        await proven(scene)


async def writes(who, part, **values):
    await who.types("#general", f"/incident report INC-1 {part}")
    await who.modal("INC-1 report")
    await who.submits(**values)
    await who.no_modal()


async def whole(who):
    for part, values in TEXTS.items():
        await writes(who, part, **values)
    await writes(who, "notification", **WHY)


async def shown(who):
    await who.types("#general", "/incident report INC-1")
    return who.told


async def submits(scene, who):
    await who.types(ROOM, "/incident report INC-1")
    await who.presses("Ask for approval", channel=ROOM)
    await scene.settled()


async def decides(scene, who, label, **values):
    message = await who.sees(ROOM, "Security report of INC-1")
    await who.presses(label, channel=ROOM, message=message)
    if values:
        await who.modal()
        await who.submits(**values)
    await scene.settled()


async def test_it_is_written_approved_by_another_and_exported(team, database, tmp_path):
    dana, ana = team.person("dana"), team.person("ana")
    assert "Before it can be approved: classification, impact" in await shown(dana)
    await whole(dana)
    text = await shown(dana)
    for words in ("1200", "A *stolen* token", "no step was run", "Detected"):
        assert words in text
    assert "Before it can be approved" not in text
    await dana.types(ROOM, "/incident resolve INC-1 fix: revoked")
    await team.settled()
    verdict = await dana.sees(ROOM, "this is left")
    assert "Its security report is not approved" in verdict.text
    await submits(team, dana)
    assert "waiting for approval" in await shown(dana)
    await decides(team, ana, "Approve")
    assert "approved" in (await dana.sees(ROOM, "security report of INC-1 is")).text
    assert ":white_check_mark: approved" in await shown(dana)
    left = (await dana.sees(ROOM, "INC-1 is resolved; this is left")).text
    assert "security report" not in left
    environ = factories.environment(database, tmp_path / "home", team.slack.url)
    environ["LONGWATCH_POLICY"] = str(team.bot.settings.policy)
    ran = await run(environ, "export", "INC-1", "--json")
    report = ran.said["security_report"]
    assert (report["status"], ran.said["containment"]) == ("approved", [])
    assert report["sections"]["impact"] == TEXTS["impact"]
    document = (await run(environ, "export", "INC-1")).out
    said = "\n".join(lines_of(document, "Security report"))
    assert "the host is rebuilt" in said
    assert r"\*stolen\*" in said
    assert report["digest"] in said


async def test_whoever_asks_for_the_approval_does_not_give_it(alone):
    await asking.assigned(alone, security_lead=("U0DANA", "U0ANA"))
    dana = alone.person("dana")
    await whole(dana)
    await submits(alone, dana)
    await decides(alone, dana, "Approve")
    assert "waiting for approval" in await shown(dana)


async def test_what_is_not_whole_is_not_submitted(alone):
    dana = alone.person("dana")
    await writes(dana, "impact", **TEXTS["impact"])
    found = await rows.incidents(
        str(alone.bot.settings.database_url).replace("+aiosqlite", "")
    )
    whose = {"workspace": alone.bot.installations.every()[0].id, "actor": "U0DANA"}
    async with alone.bot.transactions.begin(**whose) as work:
        incident = await incidents.clicked(work, found[1], lock=True)
        with pytest.raises(reportrules.Unfinished, match="classification, detection"):
            await incidents.report.submit(work, incident, "text")


@pytest.mark.parametrize(
    ("label", "values", "said"),
    [
        ("Reject…", {"reason": "say which hosts they were on"}, "it was rejected"),
        (
            "Ask for changes…",
            {"reason": "say which hosts they were on"},
            "changes were asked for",
        ),
    ],
)
async def test_what_is_sent_back_is_a_draft_again(alone, label, values, said):
    dana, ana = alone.person("dana"), alone.person("ana")
    await whole(dana)
    await submits(alone, dana)
    await decides(alone, ana, label, **values)
    told = await dana.sees(ROOM, "is a draft again")
    assert said in told.text
    assert values["reason"] in told.text
    await submits(alone, dana)
    await decides(alone, ana, "Approve")
    assert ":white_check_mark: approved" in await shown(dana)


async def test_a_change_takes_the_question_back_and_the_approval(alone):
    dana, ana = alone.person("dana"), alone.person("ana")
    await whole(dana)
    await submits(alone, dana)
    await writes(ana, "lessons", learned="tokens end after a minute")
    await alone.settled()
    assert "ana changed it" in (await dana.sees(ROOM, "is a draft again")).text
    await submits(alone, dana)
    await decides(alone, ana, "Approve")
    await writes(dana, "lessons", learned="tokens end after a second")
    await alone.settled()
    assert "draft" in await shown(dana)
    facts = (
        "SELECT name FROM records WHERE name LIKE 'incidents.report_%' ORDER BY at, id"
    )
    url = str(alone.bot.settings.database_url).replace("+aiosqlite", "")
    names = [row["name"].partition("_")[2] for row in await rows.rows(url, facts)]
    assert names[-6:] == [
        "returned", "written", "submitted", "approved", "returned", "written",
    ]  # fmt: skip


async def test_two_people_write_one_section_and_none_is_lost(team):
    dana, ana = team.person("dana"), team.person("ana")
    for who in (dana, ana):
        await who.types("#general", "/incident report INC-1 lessons")
        await who.modal("INC-1 report")
    await dana.submits(learned="rotate tokens")
    said = await ana.submits(learned="train people")
    assert "Somebody wrote this section meanwhile" in said["errors"]["learned"]
    assert "rotate tokens" in await shown(dana)


async def test_two_people_begin_it_at_once(team):
    dana, ana = team.person("dana"), team.person("ana")
    for who, part in ((dana, "lessons"), (ana, "detection")):
        await who.types("#general", f"/incident report INC-1 {part}")
        await who.modal("INC-1 report")
    await asyncio.gather(
        dana.submits(learned="rotate tokens"), ana.submits(how="an alert")
    )
    text = await shown(dana)
    assert "rotate tokens" in text
    assert "an alert" in text


async def notices(who, addressee, **values):
    await who.types(ROOM, "/incident report INC-1")
    await who.presses("Add who must be told…", channel=ROOM)
    await who.modal("must be told")
    await who.submits(addressee=addressee, **values)
    await who.no_modal()


async def test_who_must_be_told_is_counted_from_the_detection_and_asked_for(team):
    dana, ana = team.person("dana"), team.person("ana")
    await notices(dana, "the data protection authority")
    await team.settled()
    due = (
        "SELECT i.detected_at, n.due_at FROM security_notices n "
        "JOIN incidents i ON i.id = n.incident"
    )
    url = str(team.bot.settings.database_url)
    url = url.replace("+aiosqlite", "").replace("+asyncpg", "")
    (row,) = await rows.rows(url, due)
    moments = [
        dt.datetime.fromisoformat(str(row[name])) for name in ("detected_at", "due_at")
    ]
    assert abs((moments[1] - moments[0]).total_seconds() - 72 * 3600) < 60
    assert "must be told" in (await dana.sees(ROOM, "noted who must be told")).text
    await team.forward(hours=47)
    assert "nobody has noted yet" not in await ana.told_directly()
    await team.forward(hours=2)
    assert "nobody has noted yet" in await ana.told_directly()
    assert "It is due" in (await dana.sees(ROOM, "nobody has noted yet")).text
    await team.forward(hours=25)
    assert "The time has passed" in (await dana.sees(ROOM, "nobody has noted yet")).text
    for days in (1, 2):
        await team.forward(hours=24)
        asked = await ana.told_directly()
        assert asked.count("The time has passed") == 1 + days
    await dana.presses("Told…", channel=ROOM)
    await dana.modal("they were told")
    await dana.submits()
    await team.settled()
    assert "noted who was told" in (await dana.sees(ROOM, "noted who was told")).text
    before = len(await dana.reads(ROOM))
    await team.forward(hours=100)
    assert not [
        one
        for one in (await dana.reads(ROOM))[before:]
        if "nobody has noted" in one.text
    ]


async def test_who_was_told_is_asked_for_no_more_and_told_once(alone):
    dana, ana = alone.person("dana"), alone.person("ana")
    await notices(dana, "customers of the CRM")
    await alone.settled()
    for who in (dana, ana):
        await who.types(ROOM, "/incident report INC-1")
        await who.presses("Told 1…", channel=ROOM)
        await who.modal("they were told")
    await dana.submits()
    await ana.submits()
    assert "was told already" in str((await ana.state())["views"])
    await alone.forward(hours=80)
    assert "nobody has noted" not in await ana.told_directly()
    assert "notification" not in (await shown(dana)).partition("Before it")[2]


async def test_a_time_that_has_passed_is_no_time_to_tell_somebody(alone):
    dana = alone.person("dana")
    await dana.types(ROOM, "/incident report INC-1")
    await dana.presses("Add who must be told…", channel=ROOM)
    await dana.modal("must be told")
    said = await dana.submits(addressee="customers", due=1_000_000_000)
    assert "That has passed" in said["errors"]["due"]


async def test_what_is_owed_stands_at_home_with_its_buttons(alone):
    dana, ana = alone.person("dana"), alone.person("ana")
    home, other = Home(scene=alone, who=ana), Home(scene=alone, who=alone.person("sam"))
    await home.opens()
    await notices(dana, "customers of the CRM")
    assert "INC-1 · customers of the CRM" in await home.sees("customers of the CRM")
    await home.presses("Told…")
    await ana.modal("they were told")
    await ana.submits()
    await home.misses("customers of the CRM")
    await dana.types(ROOM, "/incident resolve INC-1 fix: revoked")
    await home.sees("Its security report is not approved")
    await home.presses("Report")
    await alone.settled()
    assert "customers of the CRM" in await ana.told_directly()
    assert "security report" not in await other.opens()


async def test_of_what_goes_on_elsewhere_nobody_is_asked_here(alone):
    dana, ana = alone.person("dana"), alone.person("ana")
    await dana.types("#general", "/incident declare sev2 security the same")
    await alone.settled()
    await notices(dana, "customers of the CRM")
    await dana.types(ROOM, "/incident merge INC-1 into INC-2")
    await alone.forward(hours=80)
    assert "nobody has noted" not in await ana.told_directly()


async def test_the_lead_is_asked_once_it_is_resolved(alone):
    dana, ana = alone.person("dana"), alone.person("ana")
    await dana.types(ROOM, "/incident resolve INC-1 fix: revoked")
    await alone.settled()
    assert "its security report is to be written" in await ana.told_directly()
    await dana.types(ROOM, "/incident reopen INC-1 they are in again")
    await dana.types(ROOM, "/incident declare sev3 slow")
    await alone.settled()
    await dana.types("#general", "/incident resolve INC-2 fix: faster")
    await alone.settled()
    assert "INC-2" not in await ana.told_directly()
    await dana.types("#general", "/incident report INC-2")
    assert "is not marked as a security incident" in dana.answer


async def test_nobody_outside_the_room_reads_it(alone):
    dana, sam = alone.person("dana"), alone.person("sam")
    await whole(dana)
    for typed in ("report INC-1", "report INC-1 impact"):
        await sam.types("#general", f"/incident {typed}")
        mine = sam.answer
        await sam.types("#general", f"/incident {typed.replace('INC-1', 'INC-9')}")
        assert mine == sam.answer.replace("INC-9", "INC-1")


async def test_a_button_of_another_workspace_is_of_nothing(alone):
    other = await alone.neighbour()
    async with alone.bot.transactions.begin(workspace=other, actor="U9OTHER") as work:
        there = await incidents.declare(
            work, incidents.Declaration(title="not yours", security=True)
        )
    made = asking_as.Asking(scene=alone, database=address(alone))
    await made.command("dana", "list")  # what dana was told by now has been read
    for does in ("contain", "report", "submit", "notice", "security"):
        came = await made.button("dana", f"incidents.{does}", there.id)
        none = await made.button("dana", f"incidents.{does}", "nothing")
        assert (came.facts, came.form, came.said) == ([], False, none.said)
        assert "There is no such incident here" in came.said


async def test_a_guest_writes_nothing_and_a_member_submits_nothing(alone):
    dana = alone.person("dana")
    await whole(dana)
    made = asking_as.Asking(scene=alone, database=address(alone))
    (id_,) = (await rows.incidents(address(alone))).values()
    for who in ("gus", "kenji"):
        await dana.types(
            ROOM, f"/incident assign INC-1 <@{made.person(who).id}> scribe"
        )
        await alone.slack.post(
            "invite", user="U0DANA", channel=ROOM, users=[made.person(who).id]
        )
        await alone.settled()
    came = await made.button("kenji", "incidents.submit", id_)
    assert "the security lead (ana)" in came.said
    values = {"how": {"value": "nobody noticed"}}
    came = await made.form("gus", "incidents.report", f"{id_}:detection:1", values)
    assert "Only members of the workspace" in came.said
    came = await made.form(
        "gus", "incidents.notice", id_, {"addressee": {"value": "x"}}
    )
    assert "Only members of the workspace" in came.said
    assert came.facts == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("report INC-1 nonsense", "A report has no section “nonsense”"),
        ("report INC-1 e", "A report has no section “e”. There are classification"),
    ],
)
async def test_a_section_that_is_none_is_told(alone, typed, sentence):
    dana = alone.person("dana")
    await dana.types("#general", f"/incident {typed}")
    assert sentence in dana.answer


async def test_a_row_that_says_what_the_record_does_not_is_found(sqlite_url, tmp_path):
    given = {"policy": receiving.policy()}
    async with factories.scene(sqlite_url, tmp_path / "home", **given) as scene:
        dana = scene.person("dana")
        await dana.types("#general", DECLARED)
        await scene.settled()
        await writes(dana, "lessons", learned="rotate tokens")
        await notices(dana, "customers")
        await scene.settled()
        await rows.write(
            sqlite_url,
            "UPDATE security_reports SET status = 'approved'",
            "UPDATE security_notices SET addressee = 'nobody'",
        )
        whose = {"workspace": scene.bot.installations.every()[0].id, "actor": "clock"}
        async with scene.bot.transactions.look(**whose) as work:
            found = [sentence async for sentence in incidents.held(work)]
        assert sum("status in the table" in one for one in found) == 1
        assert sum("addressee in the table" in one for one in found) == 1


def test_what_is_missing_is_named_in_order():
    assert reportrules.missing({}, 0)[0] == "classification"
    every = {part: {"x": "y"} for part in Section if part is not Section.NOTIFICATION}
    assert reportrules.missing(every, 0) == ["who must be told, or why nobody must"]
    assert reportrules.missing(every, 1) == []


def test_a_section_is_tidied_or_refused_beside_its_field():
    kept = reportrules.written(Section.DETECTION, {"how": "  an alert \n", "x": "y"})
    assert kept == {"how": "an alert"}
    for given, field in (({"kind": "magic", "what": "x"}, "kind"), ({}, "kind")):
        with pytest.raises(reportrules.Invalid) as wrong:
            reportrules.written(Section.CLASSIFICATION, given)
        assert wrong.value.field == field
