"""`longwatch doctor`: what is wrong with a setup, against the strict Slack."""

import base64
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.runtime import observe, schema
from bot.vault.keys import PREFIX
from tests import factories, person
from tests.runtime.commands import run, spawn

AWAY = "http://127.0.0.1:1"
# A Slack that a busy machine makes slow is not away.
PATIENT = {
    "LONGWATCH_CALL_TIMEOUT": "10",
    "LONGWATCH_CALL_SETTLE": "11",
    "LONGWATCH_CALL_LEASE": "22",
}


@pytest.fixture(autouse=True)
def _begun():
    """Forget what other bots of this process counted: a process begins with none."""
    observe.forged.reset()
    observe.echoes.reset()
    for counted in (observe.requests, observe.calls, observe.refusals):
        counted.clear()


@dataclass
class Setup:
    """A setup in which all is well, to be broken."""

    scene: factories.Scene
    environ: dict[str, str]
    moved: bool = False

    async def doctor(self):
        ran = await run(self.environ, "doctor", "--json")
        assert ran.code in (0, 1), ran.err
        self.ran = ran
        assert (ran.code == 0) == ran.said["well"]
        return ran.said["findings"]

    async def wrong(self):
        """Give what is wrong, as (check, sentence, how to mend it)."""
        found = await self.doctor()
        return [
            (each["check"], each["sentence"], each["mend"])
            for each in found
            if each["state"] == "wrong"
        ]

    async def state(self, check):
        return [e["state"] for e in await self.doctor() if e["check"] == check]


@pytest.fixture
async def setup(scene, database, tmp_path):
    environ = factories.environment(database, tmp_path / "home", scene.slack.url)
    port = scene.url.rpartition(":")[2]
    environ |= {"PORT": port, "LONGWATCH_URL": scene.url, **PATIENT}
    channels = scene.playground.parts.world.channels

    async def joined():
        bot = scene.slack.app["user_id"]
        return all(bot in channels[id_].members for id_ in ("C0INCIDENTS", "C0OPS"))

    await person.eventually(joined, "the bot has joined its channels", 10)
    await scene.settled()
    made = Setup(scene=scene, environ=environ)
    yield made
    if made.moved:  # the next test has the same database
        await at_migration(scene, schema.head())


async def at_migration(scene, name):
    change = text("UPDATE alembic_version SET version_num = :name")
    async with scene.bot.database.crossing() as connection:
        await connection.execute(change, {"name": name})


async def test_all_is_well_beside_a_running_bot(setup, dana):
    await dana.types("#general", "/incident list")
    found = await setup.doctor()
    assert {each["check"]: each["state"] for each in found} == dict.fromkeys(
        (
            "environment", "key", "database", "migration", "home", "policy",
            "templates", "slack", "token", "scopes", "manifest", "clock", "socket",
            "channels", "fallback", "pushed clock", "bot", "url", "secret", "queue",
            "ledger",
        ),
        "ok",
    )  # fmt: skip
    assert setup.ran.code == 0
    assert all(each["sentence"] and not each["mend"] for each in found)
    assert await setup.scene.slack.violations() == []


async def test_a_person_reads_lines(setup, dana):
    await dana.types("#general", "/incident list")
    ran = await run(setup.environ, "doctor")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "ok           environment: The environment is complete."
    assert lines[-1] == "Nothing is wrong."
    setup.environ["LONGWATCH_URL"] = "http://bot.example.com"
    ran = await run(setup.environ, "doctor")
    assert ran.code == 1
    at = next(n for n, said in enumerate(ran.out.splitlines()) if "WRONG" in said)
    wrong, mend = ran.out.splitlines()[at : at + 2]
    assert wrong.startswith("WRONG        url: LONGWATCH_URL must begin with https://")
    assert mend == "             To mend it: put TLS before Longwatch."
    assert ran.out.splitlines()[-1] == "1 thing is wrong."


async def test_it_needs_no_bot_that_runs(setup):
    del setup.environ["LONGWATCH_URL"]
    setup.environ["PORT"] = "1"
    assert await setup.wrong() == []
    for check in ("bot", "url", "secret"):
        assert await setup.state(check) == ["unchecked"]


async def test_the_secrets_of_containment_steps_are_looked_for(setup):
    with Path(setup.environ["LONGWATCH_POLICY"]).open("a") as file:
        file.write(
            '\n[[containment]]\nname = "Revoke"\nabout = "All are logged out"\n'
            'url = "https://auth.example.com/revoke"\nsecret = "REVOKE_SECRET"\n'
        )
    (found,) = [e for e in await setup.doctor() if e["check"] == "containment"]
    said = "REVOKE_SECRET, which signs “Revoke”, is not set here."
    assert (found["state"], found["sentence"]) == ("unchecked", said)
    setup.environ["REVOKE_SECRET"] = "a secret of ours"
    (found,) = [e for e in await setup.doctor() if e["check"] == "containment"]
    assert found["state"] == "ok"
    assert "a secret of ours" not in setup.ran.out


async def refused_token(setup):
    await setup.scene.slack.post("app", dead="token_revoked")
    return "token", "Slack refuses the bot token of Harbour (token_revoked)."


async def lacking_scope(setup):
    granted = setup.scene.playground.parts.world.app.scopes - {"pins:write"}
    await setup.scene.slack.post("app", scopes=sorted(granted))
    needed = "pins:write (to pin the incident card)"
    return "scopes", f"The app in Harbour lacks permissions: {needed}."


async def slacks_own_secret(setup):
    """Slack signs with another secret than the one that was copied."""
    setup.scene.playground.parts.world.app.signing_secret = "another"
    await setup.scene.slack.forget("deliveries")
    observe.requests.clear()
    await setup.scene.person("dana").types("#general", "/incident list")
    return (
        "secret",
        "No request that came was signed with SLACK_SIGNING_SECRET (1 so far).",
    )


async def url_without_tls(setup):
    setup.environ["LONGWATCH_URL"] = "http://bot.example.com"
    return "url", "LONGWATCH_URL must begin with https://"


async def clock_behind(setup):
    await setup.scene.slack.post("skew", seconds=600)
    return "clock", "seconds behind Slack's."


async def database_away(setup):
    setup.environ["DATABASE_URL"] = "postgresql://u:s3cret@127.0.0.1:1/ops"
    return "database", "The database at 127.0.0.1:1, ops can't be reached: "


async def migration_unknown(setup):
    setup.moved = True
    await at_migration(setup.scene, "x")
    return "migration", "The database is at x, which this version does not know."


async def policy_wrong(setup):
    with Path(setup.environ["LONGWATCH_POLICY"]).open("a") as file:
        file.write("\n[undo]\nseconds = -1\n")
    return "policy", "The policy can't be used.\n  line 10: undo.seconds must be"


async def bot_not_a_member(setup):
    bot = setup.scene.slack.app["user_id"]
    await setup.scene.slack.post("kick", user="U0DANA", channel="C0OPS", who=bot)
    return (
        "channels",
        "Longwatch is no member of #ops, the ops channel of Harbour.",
    )


async def app_of_another_manifest(setup):
    granted = setup.scene.playground.parts.world.app.scopes - {"commands"}
    await setup.scene.slack.post("app", scopes=sorted(granted))
    commands = ("/incident", "/ops", "/rotation", "/postmortem")
    each = ", ".join(f"the command {name}" for name in commands)
    lack = f"{each}, its shortcuts (commands)"
    return (
        "manifest",
        f"The app in Harbour is not the one of this version: it lacks {lack}.",
    )


async def slack_away(setup):
    setup.environ["SLACK_API_URL"] = f"{AWAY}/api/"
    return "slack", f"Slack can't be reached at {AWAY}/api/: Cannot connect"


async def slack_mutters(setup):
    await setup.scene.slack.fault("auth.test", "truncated_json", times=9)
    return "slack", "answers with an error (HTTP 200)."


async def key_lost(setup):
    Path(setup.environ["LONGWATCH_KEYS"]).unlink()
    return "key", "There is no key in "


BROKEN = (
    refused_token, lacking_scope, slacks_own_secret, url_without_tls, clock_behind,
    database_away, migration_unknown, policy_wrong, bot_not_a_member,
    app_of_another_manifest, slack_away, slack_mutters, key_lost,
)  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
async def test_each_broken_setup_has_a_sentence_of_its_own(setup, broken):
    check, sentence = await broken(setup)
    found = await setup.wrong()
    assert setup.ran.code == 1
    assert [each[0] for each in found] == [check]
    assert sentence in found[0][1]
    assert found[0][2]
    assert "s3cret" not in setup.ran.out
    assert factories.TOKEN not in setup.ran.out
    assert factories.SECRET not in setup.ran.out


async def test_all_of_it_is_told_at_once(setup):
    """Nothing that is broken hides another."""
    together = (
        lacking_scope, url_without_tls, clock_behind, policy_wrong, key_lost,
        app_of_another_manifest,
    )  # fmt: skip
    expected = [await broken(setup) for broken in together]
    setup.environ["LONGWATCH_CALL_TIMEOUT"] = "soon"
    found = await setup.wrong()
    checks = {check for check, _ in expected} | {"environment"}
    assert {check for check, *_ in found} == checks
    sentences = [sentence for _, sentence, _ in found]
    assert len(set(sentences)) == len(sentences)
    assert any("LONGWATCH_CALL_TIMEOUT must be a number" in said for said in sentences)


async def test_what_hangs_on_something_wrong_is_not_checked(setup):
    setup.environ |= {"SLACK_BOT_TOKEN": "xoxp-1", "DATABASE_URL": "mysql://x"}
    found = {each["check"]: each for each in await setup.doctor()}
    for check in ("token", "scopes", "channels", "database", "queue"):
        assert found[check]["state"] == "unchecked"
        assert "before" in found[check]["sentence"]
    assert found["policy"]["state"] == found["url"]["state"] == "ok"
    assert "xoxp" not in setup.ran.out


async def test_another_secret_than_the_bots_is_told(setup):
    setup.environ["SLACK_SIGNING_SECRET"] = "quite-another"
    ((check, sentence, mend),) = await setup.wrong()
    assert check == "secret"
    assert f"The bot at {setup.scene.url} runs with another SLACK_SIGNING" in sentence
    assert mend == "restart it with this environment"
    assert observe.REGISTRY.get_sample_value("longwatch_forged_total") == 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://127.0.0.1:1", "https://127.0.0.1:1 can't be reached: "),
        (f"{AWAY}/x", f"{AWAY}/x can't be reached: "),
        ("{slack}", "is no Longwatch (HTTP 404)."),
    ],
)
async def test_an_address_that_leads_nowhere_is_told(setup, url, sentence):
    setup.environ["LONGWATCH_URL"] = url.format(slack=setup.scene.slack.url)
    ((check, said, mend),) = await setup.wrong()
    assert check == "url"
    assert sentence in said
    assert "the proxy before Longwatch" in mend


async def test_a_channel_that_is_archived_or_gone_is_told(setup):
    slack = setup.scene.slack
    await slack.post("archive", user="U0DANA", channel="C0INCIDENTS")
    with Path(setup.environ["LONGWATCH_POLICY"]).open("w") as file:
        file.write('[channels]\nannouncements = "C0INCIDENTS"\nops = "C0SECURITY"\n')
    archived, hidden = await setup.wrong()
    assert archived[1].startswith("#incidents, the announcements channel of Harbour")
    assert hidden[1].startswith(
        "C0SECURITY, the ops channel of Harbour, is gone, or private"
    )


async def test_no_channel_is_a_choice_and_not_wrong(setup):
    with Path(setup.environ["LONGWATCH_POLICY"]).open("w") as file:
        file.write("")
    assert await setup.state("channels") == ["unchecked", "unchecked"]
    assert "Harbour has chosen no ops channel." in setup.ran.out
    assert setup.ran.code == 0


async def test_what_was_chosen_in_slack_counts(setup, dana):
    await setup.scene.slack.post("person", id=dana.id, is_admin=True)
    await dana.types("#general", "/ops setup")
    await dana.modal("Announcements")
    await dana.submits(announcements="C0PAYMENTS", ops="C0OPS")
    await dana.no_modal()
    await setup.scene.settled()
    bot = setup.scene.slack.app["user_id"]
    place = {"user": "U0DANA", "channel": "C0PAYMENTS"}
    await setup.scene.slack.post("kick", who=bot, **place)
    ((check, sentence, _),) = await setup.wrong()
    assert check == "channels"
    assert "no member of #payments, the announcements channel" in sentence


async def test_scopes_that_nothing_needs_are_told_and_not_wrong(setup):
    granted = setup.scene.playground.parts.world.app.scopes | {"links:write"}
    await setup.scene.slack.post("app", scopes=sorted(granted))
    assert await setup.wrong() == []
    assert "The app in Harbour may do what nothing needs: links:write." in setup.ran.out


async def test_a_lacking_scope_of_an_event_names_the_event(setup):
    granted = setup.scene.playground.parts.world.app.scopes - {"groups:history"}
    await setup.scene.slack.post("app", scopes=sorted(granted))
    found = {check: sentence for check, sentence, _ in await setup.wrong()}
    assert set(found) == {"scopes", "manifest"}
    assert "it lacks the event message.groups (groups:history)." in found["manifest"]


async def test_events_that_never_come_are_told(setup, dana):
    setup.scene.playground.parts.world.app.events = frozenset()
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await setup.scene.settled()
    observe.echoes.reset()  # it joined its channels while events still came
    ((check, sentence, mend),) = await setup.wrong()
    assert check == "manifest"
    assert sentence == "Longwatch changes rooms, and Slack tells it nothing of that."
    assert "Event Subscriptions" in mend


async def test_commands_of_another_version_are_told(setup):
    fields = {
        "command": "/oncall",
        "text": "",
        "user_id": "U0DANA",
        "team_id": "T0HARBOUR",
        "channel_id": "C0GENERAL",
        "trigger_id": "1.2.3",
    }
    async with await setup.scene.sends_form(fields) as answer:
        assert answer.status == 200
    ((check, sentence, _),) = await setup.wrong()
    assert check == "manifest"
    assert sentence == "Commands came that this version does not have (1 so far)."


async def test_an_older_database_is_told(setup, monkeypatch):
    """On SQLite the start brings it up to date: nothing is wrong then."""
    told = f"The database is at migration {schema.head()}, this version needs 9999."
    monkeypatch.setattr(schema, "head", lambda: "9999")
    wrong = await setup.wrong()
    if setup.environ["DATABASE_URL"].startswith("sqlite"):
        assert wrong == []
        will = f"{told} The next start of `longwatch run` brings it to 9999."
        assert will in setup.ran.out
    else:
        mend = "run `longwatch db upgrade`, and restart"
        assert wrong == [("migration", told, mend)]


async def test_another_key_than_the_one_that_sealed_is_told(setup, tmp_path):
    other = tmp_path / "other.key"
    other.write_text(PREFIX + base64.b64encode(bytes(range(32))).decode())
    other.chmod(0o400)
    setup.environ["LONGWATCH_KEYS"] = str(other)
    ((check, sentence, _),) = await setup.wrong()
    assert check == "key"
    assert "The secrets here were sealed under key" in sentence


async def test_a_key_that_is_in_a_variable_is_read_and_stays(setup):
    with Path(setup.environ["LONGWATCH_KEYS"]).open() as file:
        setup.environ |= {"LONGWATCH_KEYS": "env:OURS", "OURS": file.read()}
    assert await setup.wrong() == []


async def test_a_slack_that_does_not_answer_keeps_nobody_waiting(setup):
    setup.environ |= dict(zip(PATIENT, ("1", "1.2", "2.4"), strict=True))
    await setup.scene.slack.fault("auth.test", "silence", seconds=60)
    found = await setup.wrong()
    await setup.scene.slack.forget("faults")
    assert [check for check, *_ in found] == ["slack"]
    assert "no answer within 1 seconds" in found[0][1]


async def test_a_slack_that_is_broken_is_told(setup):
    await setup.scene.slack.fault("auth.test", "status_502_html")
    ((check, sentence, _),) = await setup.wrong()
    assert check == "slack"
    assert "answers with an error (HTTP 502)" in sentence


async def test_what_failed_for_good_is_told(setup, dana):
    await setup.scene.slack.fault("conversations.create", "error:restricted_action")
    await dana.types("#general", "/incident declare sev2 checkout 500s")

    async def failed():
        return [found for found in await setup.wrong() if found[0] == "queue"]

    ((_, sentence, mend),) = await person.eventually(failed, "it is told", 20)
    assert sentence == "Harbour: 1 effect failed for good."
    assert "`/ops health`" in mend


async def test_one_workspace_may_be_named(setup):
    ran = await run(setup.environ, "doctor", "--workspace", "T0HARBOUR")
    assert ran.code == 0
    ran = await run(setup.environ, "doctor", "--workspace", "T9")
    assert ran.code == 1
    assert "There is no workspace T9" in ran.err


async def test_a_socket_that_slack_does_not_open_is_told(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home", socket=True) as scene:
        environ = factories.environment(sqlite_url, tmp_path / "home", scene.slack.url)
        environ |= {"SLACK_APP_TOKEN": factories.APP_TOKEN, "PORT": "1"}
        setup = Setup(scene=scene, environ=environ)
        assert await setup.wrong() == []
        assert await setup.state("socket") == ["ok"]
        await scene.slack.post("app", socket_mode=False)
        ((check, sentence, mend),) = await setup.wrong()
        assert (check, "Slack opens no websocket" in sentence) == ("socket", True)
        assert "switch Socket Mode on" in mend
        environ["SLACK_APP_TOKEN"] = "xapp-another"
        ((check, sentence, mend),) = await setup.wrong()
        assert sentence == "Slack refuses SLACK_APP_TOKEN (invalid_auth)."


async def test_a_fresh_machine_is_told_what_is_missing_and_nothing_is_made(tmp_path):
    environ = {
        "LONGWATCH_HOME": str(tmp_path / "home"),
        "LONGWATCH_KEYS": str(tmp_path / "kek"),
    }
    ran = await run(environ, "doctor", "--json")
    assert ran.code == 1
    wrong = [each for each in ran.said["findings"] if each["state"] == "wrong"]
    assert [each["check"] for each in wrong] == ["environment"] * 2
    assert [each["mend"] for each in wrong] == [
        f"put {name} right in the environment of Longwatch, and restart"
        for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    ]
    empty = "The database is empty. The next start of `longwatch run` brings it to "
    assert f"{empty}{schema.head()}." in [
        each["sentence"] for each in ran.said["findings"]
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
async def test_exit_codes_of_the_real_command(setup):
    well = await spawn(setup.environ, "doctor", "--json")
    assert (well.code, well.said["well"]) == (0, True)
    broken = await spawn(setup.environ | {"SLACK_API_URL": f"{AWAY}/"}, "doctor")
    assert broken.code == 1
    assert f"WRONG        slack: Slack can't be reached at {AWAY}/" in broken.out
    assert (await spawn({}, "doctor", "--nothing")).code == 2
