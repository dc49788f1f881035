"""`longwatch export`: an incident as people read it, and as programs do."""

import json
import stat

import pytest
from markdown_it import MarkdownIt
from sqlalchemy import text

from bot import ledger
from bot.core.facts import Record
from tests import factories
from tests.runtime.commands import Ran, environment, install, run, spawn

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)

TITLE = "*boom* <script> [x](y) | a | `b`"
KEYS = {
    "format", "exported_at", "workspace", "contradictions", "incident", "members",
    "promises", "records", "people", "roll_call", "containment", "security_report",
}  # fmt: skip
RECORD = {"id", "name", "at", "by", "because", "policy", "struck", "undone", "data"}


class Exports:
    """Exports from the installation of a scene."""

    def __init__(self, scene, folder):
        url = str(scene.bot.settings.database_url).replace("+aiosqlite", "")
        self.environ = factories.environment(
            url.replace("+asyncpg", ""), folder / "home", scene.slack.url
        )

    async def __call__(self, *words) -> Ran:
        return await run(self.environ, "export", *words)

    async def told(self, number):
        ran = await self(number, "--json")
        assert ran.code == 0, ran.err
        return ran.said

    async def read(self, number):
        ran = await self(number)
        assert ran.code == 0, ran.err
        return ran.out


@pytest.fixture
def exports(scene, tmp_path):
    return Exports(scene, tmp_path)


async def types(scene, who, *lines, where="#general"):
    for line in lines:
        await who.types(where, f"/incident {line}")
        await scene.settled()


def section(document, heading):
    """Give the lines under a heading."""
    _, _, rest = document.partition(f"\n## {heading}\n")
    return [line for line in rest.partition("\n## ")[0].split("\n") if line]


def moments(lines):
    return [line[2:22] for line in lines]


async def test_an_incident_reads_as_a_document(scene, exports, dana, ana):
    await types(
        scene,
        dana,
        "declare sev2 checkout 500s since 14:05 @dana lead",
        "update INC-1 rolling back; ask <@U0ANA>; next in 30m",
        "note INC-1 the load balancer shows nothing",
    )
    await types(scene, ana, "note INC-1 a second look")
    await strike(scene, dana, "the load balancer")
    await scene.forward(minutes=60)
    await types(
        scene,
        dana,
        "update INC-1 better now",
        "phase INC-1 remediation",
        "resolve INC-1 workaround: one region is closed",
    )
    document = await exports.read("INC-1")

    heading, header, *_ = document.split("\n\n")
    assert heading == "# INC-1: checkout 500s"
    assert "| Severity | SEV-2: high: a major feature broken |" in header
    assert "| State | resolved by a workaround |" in header
    assert "| Commander | dana |" in header
    assert "| Room | \\#inc-1-checkout-500s |" in header
    times = section(document, "Times")
    assert times[0] == "Times are those of UTC."
    named = dict(line.strip("| ").split(" | ") for line in times[3:])
    assert named["Started"].endswith("14:05 UTC")
    assert named["Closed"] == "\N{EN DASH}"
    due = ("Detected", "Declared", "Acknowledged", "Contained", "Resolved")
    assert all(named[name].endswith(" UTC") for name in due)
    assert named["Contained"] == named["Resolved"] != named["Declared"]
    assert section(document, "Resolution") == [
        "Resolved by a workaround.",
        "> one region is closed",
    ]
    updates = section(document, "Updates")
    assert updates[0].endswith("**dana**:")
    assert updates[1].startswith("> rolling back; ask @ana")
    assert updates[2].endswith("**dana**, late:")
    assert updates[3] == "> better now"
    promises = section(document, "Promises")
    assert "came late, at" in promises[2]
    assert "came at" in promises[3]  # what was promised with the declaration
    assert "was not needed any more" in promises[4]
    timeline = section(document, "Timeline")
    assert moments(timeline) == sorted(moments(timeline))
    assert "declared it as SEV-2: checkout 500s" in timeline[0]
    (struck,) = [line for line in timeline if "load balancer" in line]
    assert "note: ~~the load balancer shows nothing~~ (struck through by dana" in struck
    (note,) = [line for line in timeline if "second look" in line]
    assert "**ana** note: a second look" in note
    assert section(document, "People")[0] == "- dana"
    assert "U0" not in document


async def strike(scene, who, words):
    """Strike the entry with *words* through, with its button in the timeline."""
    room = next(name for name in await scene.slack.channels() if name[:4] == "inc-")
    await who.presses("Timeline", channel=room)
    view = await who.modal("timeline")
    blocks = view["blocks"]
    at = next(n for n, block in enumerate(blocks) if words in json.dumps(block))
    button = next(b for b in blocks[at:] if b["type"] == "actions")
    (element,) = button["elements"]
    where = {"block_id": button["block_id"], "action_id": element["action_id"]}
    await scene.slack.post("act", user=who.id, view=view["id"], **where)
    await scene.settled()


async def test_an_incident_is_data_for_a_program(scene, exports, dana):
    await types(
        scene,
        dana,
        "declare sev1 checkout 500s",
        "acknowledge INC-1",
        "update INC-1 we look",
        "resolve INC-1 fix: it was the cache",
        "reopen INC-1 it is back in one region",
    )
    told = await exports.told("inc-1")
    assert set(told) == KEYS
    assert told["format"] == "longwatch/incident/1"
    incident = told["incident"]
    assert (incident["ref"], incident["number"], incident["severity"]) == (
        "INC-1",
        1,
        1,
    )
    assert (incident["commander"], incident["status"]) == ("U0DANA", "acknowledged")
    assert incident["resolved_at"] is None
    assert incident["declared_at"].endswith("+00:00")
    assert told["people"] == {"U0DANA": "dana"}
    assert all(set(record) == RECORD for record in told["records"])
    assert {record["id"] for record in told["records"]} == await recorded(scene)
    names = [record["name"] for record in told["records"]]
    assert names[0] == "incidents.declared"
    assert names[-1] == "incidents.reopened"
    outcomes = [promise["outcome"] for promise in told["promises"]]
    assert outcomes == ["kept", "called off", "open"]
    declared, updated, reopened = (promise["made_by"] for promise in told["promises"])
    made = {record["id"]: record["name"] for record in told["records"]}
    assert made[declared] == "incidents.declared"
    assert (made[updated], made[reopened]) == (
        "incidents.updated",
        "incidents.reopened",
    )


async def recorded(scene):
    query = "SELECT id FROM records WHERE name LIKE 'incidents.%'"
    async with scene.bot.database.crossing() as connection:
        return {row.id for row in await connection.execute(text(query))}


async def test_what_people_typed_is_no_markup(scene, exports, dana):
    await types(
        scene,
        dana,
        f"declare sev2 {TITLE}",
        f"update INC-1 # {TITLE}",
        f"note INC-1 - {TITLE}",
        f"resolve INC-1 fix: 1. {TITLE}",
    )
    document = await exports.read("INC-1")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(document)
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special", "strong_open", "strong_close"}
    marked = [
        token.children[at + 1].content
        for token in tokens
        for at, child in enumerate(token.children or ())
        if child.type == "strong_open"
    ]
    assert set(marked) <= {"dana", "Longwatch"}
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    texts = ["".join(c.content for c in t.children or ()) for t in tokens]
    for expected in (f"INC-1: {TITLE}", f"# {TITLE}", f"1. {TITLE}"):
        assert expected in texts


async def test_a_private_incident_tells_that_it_was_exported(scene, exports, dana):
    await types(scene, dana, "declare sev2 private leaked key")
    told = await exports.told("INC-1")
    document = await exports.read("INC-1")
    last = told["records"][-1]
    assert (last["name"], last["by"]) == ("incidents.exported", "cli")
    assert f"exported it: {last['data']['who']}" in section(document, "Timeline")[-1]
    assert "| Private | yes" in document

    await dana.types("#general", "/incident timeline INC-1")
    assert dana.told.count("exported by whoever runs Longwatch") == 2
    ran = await run(exports.environ, "ledger", "verify")
    assert ran.code == 0, ran.out


async def test_one_for_everybody_leaves_no_trace(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s")
    before = await recorded(scene)
    await exports.read("INC-1")
    assert await recorded(scene) == before


async def test_merged_and_taken_back_ones_say_so(scene, exports, dana):
    await types(
        scene,
        dana,
        "declare sev2 checkout 500s",
        "declare sev2 payments fail",
        "merge INC-2 into INC-1",
        "declare sev4 a mistake",
    )
    await dana.presses("Undo", channel="#general")
    await scene.settled()
    assert "| Merged into it | INC-2 |" in await exports.read("INC-1")
    assert "| State | merged into INC-1 |" in await exports.read("INC-2")
    assert (await exports.told("INC-2"))["incident"]["merged_into_ref"] == "INC-1"
    assert "| State | retracted |" in await exports.read("INC-3")
    assert "took it back" in section(await exports.read("INC-3"), "Timeline")[-1]


async def test_a_change_that_was_undone_says_so(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s", "acknowledge INC-1")
    await dana.presses("Undo", channel="#general", message=dana.said)
    await scene.settled()
    timeline = section(await exports.read("INC-1"), "Timeline")
    (done,) = [line for line in timeline if "acknowledged it" in line]
    assert done.endswith("acknowledged it (taken back)")
    assert any(line.endswith("took back that it was acknowledged") for line in timeline)


async def test_what_was_erased_says_so(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s", "note INC-1 Ana's number")
    await scene.settled()
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": "U0DANA"}
    told = await exports.told("INC-1")
    noted = next(r["id"] for r in told["records"] if r["name"] == "incidents.noted")
    async with scene.bot.transactions.begin(**whose) as work:
        record = await work.session.get(Record, noted)
        await ledger.erase(work, record, ["data.text", "actor"], reason="asked for")
    timeline = section(await exports.read("INC-1"), "Timeline")
    (line,) = [line for line in timeline if "note:" in line]
    assert line.endswith("**somebody (erased)** note: (erased)")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("INC-9", "There is no INC-9. The latest: INC-1."),
        ("checkout", "There is no incident “checkout”. The latest: INC-1."),
        ("INC-1 and more", "There is no incident “INC-1 and more”. The latest: INC-1."),
    ],
)
async def test_an_unknown_one_is_refused_with_what_there_is(
    scene, exports, dana, asked, answer
):
    await types(scene, dana, "declare sev2 checkout 500s")
    ran = await exports(asked)
    assert (ran.code, ran.out) == (1, "")
    assert answer in ran.err


async def test_it_goes_into_a_file(scene, exports, dana, tmp_path):
    await types(scene, dana, "declare sev2 checkout 500s")
    file = tmp_path / "inc-1.md"
    ran = await exports("INC-1", "--output", str(file))
    assert (ran.code, ran.out) == (0, f"INC-1 is in {file}\n")
    assert file.read_text().startswith("# INC-1: checkout 500s\n")
    ran = await exports("INC-1", "--output", str(tmp_path / "no" / "inc-1.md"))
    assert ran.code == 1
    assert "can't be written: No such file or directory" in ran.err


async def test_what_is_private_is_written_for_its_owner_alone(
    scene, exports, dana, tmp_path
):
    await types(scene, dana, "declare sev2 private leaked key")
    file = tmp_path / "inc-1.md"
    await exports("INC-1", "--output", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_times_are_those_of_the_team(database, tmp_path):
    policy = f'{factories.POLICY}\n[business]\nzone = "Asia/Kolkata"\n'
    home = tmp_path / "home"
    async with factories.scene(database, home, policy=policy) as scene:
        await types(scene, scene.person("dana"), "declare sev2 checkout 500s")
        exports = Exports(scene, tmp_path)
        exports.environ["LONGWATCH_POLICY"] = str(tmp_path / "own.toml")
        (tmp_path / "own.toml").write_text(policy)
        times = section(await exports.read("INC-1"), "Times")
    assert times[0] == "Times are those of Asia/Kolkata."
    assert all(line.endswith((" IST |", " \N{EN DASH} |")) for line in times[3:])


async def test_of_several_workspaces_one_must_be_named(database, tmp_path):
    environ = environment(database, tmp_path)
    first = await install(database, tmp_path, team="T1")
    other = await install(database, tmp_path, team="T2")
    ran = await run(environ, "export", "INC-1")
    assert ran.code == 1
    for shown in (f"Acme (T1, {first})", f"Acme (T2, {other})"):
        assert shown in ran.err
    assert ran.err.endswith("with --workspace.")
    ran = await run(environ, "export", "INC-1", "--workspace", "T2")
    assert ran.code == 1
    assert "There is no INC-1. There is none yet" in ran.err


@pytest.mark.slow
async def test_exit_codes_of_the_real_command(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s")
    done = await spawn(exports.environ, "export", "INC-1", "--json")
    assert (done.code, done.said["incident"]["ref"]) == (0, "INC-1")
    refused = await spawn(exports.environ, "export", "INC-9")
    assert (refused.code, refused.err) == (1, "There is no INC-9. The latest: INC-1.")
    assert (await spawn(exports.environ, "export")).code == 2


async def test_a_promise_that_another_severity_replaced_says_so(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s", "severity INC-1 sev1")
    told = await exports.told("INC-1")
    replaced = [promise["outcome"] for promise in told["promises"]]
    assert sorted(replaced) == ["open", "replaced"]
    promises = section(await exports.read("INC-1"), "Promises")
    assert any("was promised for another time instead" in line for line in promises)


async def test_it_ends_with_a_line_break(scene, exports, dana):
    await types(scene, dana, "declare sev2 checkout 500s")
    for ran in (await exports("INC-1"), await exports("INC-1", "--json")):
        assert ran.out.endswith("\n")
        assert not ran.out.endswith("\n\n")


async def forge(scene, *columns):
    """Change INC-1 in the database, as whoever owns it can."""
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(f"UPDATE incidents SET {', '.join(columns)}"))


async def test_a_forged_row_is_not_what_is_given(scene, exports, dana, tmp_path):
    await types(scene, dana, "declare sev1 checkout 500s", "acknowledge INC-1")
    await forge(scene, "severity = 4", "title = 'a _blip_'", "commander = 'U0EVE'")
    wrong = [
        "INC-1: title is a _blip_ in the table, the record says checkout 500s.",
        "INC-1: severity is SEV-4 in the table, the record says SEV-1.",
        "INC-1: commander is U0EVE in the table, the record says U0DANA.",
    ]
    ran = await exports("INC-1")
    heading, warning, listed, header, *_ = ran.out.split("\n\n")
    assert (ran.code, heading) == (1, "# INC-1: checkout 500s")
    assert warning.startswith("**The table of incidents does not follow from the rec")
    assert listed.replace("\\", "").splitlines() == [f"- {each}" for each in wrong]
    assert "| Severity | SEV-1" in header
    assert "| Commander | dana |" in header
    assert ran.err == " ".join(wrong)
    before = ran.out

    ran = await exports("INC-1", "--json")
    assert ran.code == 1
    assert ran.said["incident"]["severity"] == 1
    assert [each["sentence"] for each in ran.said["contradictions"]] == wrong
    assert ran.said["contradictions"][1]["table"] == 4

    file = tmp_path / "inc-1.md"
    assert (await exports("INC-1", "--output", str(file))).err == " ".join(wrong)
    after = (await exports("INC-1")).out
    assert file.read_text() in {before, after}  # a minute may begin in between


async def test_a_row_that_can_not_be_read_is_refused(scene, exports, dana):
    await types(scene, dana, "declare sev1 checkout 500s")
    await forge(scene, "status = 'over'")
    ran = await exports("INC-1")
    assert (ran.code, ran.out) == (1, "")
    assert "INC-1 can't be read" in ran.err


async def test_a_roll_call_is_told_with_every_answer(scene, exports, dana, ana):
    await types(
        scene,
        dana,
        "declare sev2 xz is broken",
        f"rollcall INC-1 Are you on it? Payments, Data, {TITLE}, Wiki @ana",
        "rollcall INC-1 remove Data",
        "affected INC-1 Payments",
        "declare sev3 the build server too",
        "relate INC-2 to INC-1",
    )
    await types(scene, ana, "patched INC-1 Wiki")
    told = await exports.told("INC-1")
    called = told["roll_call"]
    assert called["question"] == "Are you on it?"
    assert [called[name] for name in ("answered", "total", "percent")] == [2, 3, 66]
    assert [(row["team"], row["answer"]) for row in called["rows"]] == [
        ("Payments", "affected"),
        (TITLE, "silent"),
        ("Wiki", "patched"),
    ]
    assert called["rows"][2]["contact"] == called["rows"][2]["answered_by"] == "U0ANA"
    assert told["incident"]["parts"] == ["INC-2"]
    assert (await exports.told("INC-2"))["incident"]["parent_ref"] == "INC-1"
    document = await exports.read("INC-1")
    assert "| Its parts | INC-2 |" in document
    _, rows = document.split("## Roll call\n\n")
    assert rows.startswith("Are you on it? 2 of 3 answered (66 %).\n")
    assert "| 4 | Wiki | patched | ana | " in rows
    assert "<script>" not in rows.partition("## Timeline")[0]
    assert "answered patched for Wiki" in document
    assert "| Part of | INC-1 |" in await exports.read("INC-2")
