"""Containment: a step is asked for, called once, and what came of it is told."""

import asyncio
import contextlib
import hashlib

import pytest

from bot import incidents
from tests import factories, person
from tests.chaos import database as rows
from tests.incidents import receiving
from tests.incidents.conftest import proven

ROOM = "inc-1-somebody-is-in"
DECLARED = "/incident declare sev2 security somebody is in"
RUN = "/incident contain INC-1 revoke"


@pytest.fixture
def secret(monkeypatch):
    monkeypatch.setenv(receiving.VARIABLE, receiving.SECRET)


@contextlib.asynccontextmanager
async def contained(database, tmp_path, declared=DECLARED, **step):
    """Declare a security incident of a team with one step; give all of it."""
    async with receiving.receiver() as hook:
        said = {"url": hook.url, **step}
        given = {"policy": receiving.policy(said)}
        async with factories.scene(database, tmp_path / "home", **given) as scene:
            dana = scene.person("dana")
            await dana.types("#general", declared)
            await scene.settled()
            yield scene, dana, hook
            await scene.settled()
            await proven(scene)


async def confirmed(who, where=ROOM):
    """Ask for the step, and confirm what the form says; give the form's text."""
    await who.types(where, RUN)
    view = await who.modal("INC-1: run a step")
    await who.submits()
    return view


async def card(scene, who, where=ROOM):
    await scene.settled()
    return (await who.sees(where, "INC-1: containment")).text


async def runs(database):
    return await rows.rows(database, "SELECT * FROM containment_runs ORDER BY id")


async def test_a_step_asks_runs_once_and_says_what_came_of_it(
    database, tmp_path, secret
):
    async with contained(database, tmp_path) as (scene, dana, hook):
        assert "ready" in await card(scene, dana)
        await dana.presses("Run…", channel=ROOM)
        view = await dana.modal("INC-1: run a step")
        said = person.kit.plain(view["blocks"], {})
        place = hook.url.removeprefix("http://")
        for words in ("Everybody is logged out.", place, "SEV-2", "INC-1", "U0DANA"):
            assert words in said
        assert hook.calls == []
        await dana.submits()
        await scene.settled()
        assert "is done · HTTP 200" in (await dana.sees(ROOM, "is done")).text
        assert "done" in await card(scene, dana)
        (call,) = hook.calls
        (body,) = hook.bodies
        assert receiving.proven(call)
        known = {"step": "Revoke all sessions", "incident": "INC-1", "by": "U0DANA"}
        known |= {"severity": "SEV-2", "drill": False, "try": 1}
        assert known.items() <= body.items()
        assert call["headers"]["webhook-id"] == body["id"]
        (run,) = await runs(database)
        assert run["digest"] == hashlib.sha256(call["body"]).hexdigest()
        assert (run["state"], run["answered"]) == ("done", 200)
        facts = (
            "SELECT name, data FROM records WHERE name LIKE '%containment%' ORDER BY id"
        )
        started, done = await rows.rows(database, facts)
        assert started["name"] == "incidents.containment_started"
        assert run["digest"] in str(started["data"])
        assert done["name"] == "incidents.containment_done"


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"status": 204}, ("done", "")),
        ({"status": 404}, ("failed", "it refused")),
        ({"status": 500}, ("failed", "look whether a part of it happened")),
        ({"status": 502}, ("unknown", "a gateway before it lost the answer")),
        # to where a cloud tells a machine its secrets: it is not followed
        (
            {"status": 307, "headers": {"Location": "http://169.254.169.254/"}},
            ("failed", "a redirect, which is not followed"),
        ),
        ({"how": "cut"}, ("unknown", "the connection broke before it answered")),
        ({"how": "silent"}, ("unknown", "it did not answer within")),
    ],
    ids=lambda one: str(one)[:40],
)
async def test_what_was_answered_is_told(database, tmp_path, secret, given, ends):
    state, why = ends
    async with contained(database, tmp_path) as (scene, dana, hook):
        for name, value in given.items():
            setattr(hook, name, value)
        await confirmed(dana)
        await scene.settled()
        (run,) = await runs(database)
        assert (run["state"], len(hook.calls)) == (state, 1)
        assert why in run["why"]
        assert why in await card(scene, dana)
        asked = await dana.reads(ROOM)
        if state != "done":
            assert any("not tried again by itself" in one.text for one in asked)
        await scene.forward(hours=2)
        assert len(hook.calls) == 1


async def test_a_doubt_is_run_again_under_one_id_and_a_new_deed_under_another(
    database, tmp_path, secret
):
    async with contained(database, tmp_path) as (scene, dana, hook):
        hook.how = "cut"
        await confirmed(dana)
        await scene.settled()
        hook.how = ""
        await dana.presses("Run again…", channel=ROOM)
        view = await dana.modal("INC-1: run a step")
        assert "the same id as the last time" in person.kit.plain(view["blocks"], {})
        await dana.submits()
        await scene.settled()
        await confirmed(dana)
        await scene.settled()
        first, again, anew = [call["headers"]["webhook-id"] for call in hook.calls]
        assert first == again != anew
        assert [body["try"] for body in hook.bodies] == [1, 2, 3]


async def test_what_is_not_there_is_not_called(database, tmp_path, secret):
    async with contained(database, tmp_path, url="http://127.0.0.1:9/revoke") as (
        scene,
        dana,
        _,
    ):
        await confirmed(dana)
        assert "it could not be reached" in await card(scene, dana)


async def test_without_its_secret_nothing_is_sent(database, tmp_path):
    async with contained(database, tmp_path) as (scene, dana, hook):
        await confirmed(dana)
        assert "REVOKE_SECRET is not set" in await card(scene, dana)
        assert hook.calls == []


async def test_two_people_confirm_at_once_and_it_runs_once(database, tmp_path, secret):
    async with contained(database, tmp_path) as (scene, dana, hook):
        ana = scene.person("ana")
        await ana.comes_into(ROOM)
        hook.how = "slow"
        for who in (dana, ana):
            await who.types(ROOM, RUN)
            await who.modal("INC-1: run a step")
        await asyncio.gather(dana.submits(), ana.submits())
        said = [str((await who.state())["views"]) for who in (dana, ana)]
        assert (
            sum("is running “Revoke all sessions” already" in one for one in said) == 1
        )
        hook.go.set()
        await scene.settled()
        assert len(hook.calls) == 1


async def test_a_form_from_before_somebody_elses_run_does_nothing(
    database, tmp_path, secret
):
    async with contained(database, tmp_path) as (scene, dana, hook):
        ana = scene.person("ana")
        await ana.comes_into(ROOM)
        await ana.types(ROOM, RUN)
        await ana.modal("INC-1: run a step")
        await confirmed(dana)
        await scene.settled()
        await ana.submits()
        assert "dana ran “Revoke all sessions”" in str((await ana.state())["views"])
        assert len(hook.calls) == 1


async def test_one_press_that_slack_sends_twice_runs_once(database, tmp_path, secret):
    async with contained(database, tmp_path) as (scene, dana, hook):
        await dana.types(ROOM, RUN)
        await dana.modal("INC-1: run a step")
        await dana.submits(repeat=2)
        await scene.settled()
        assert len(hook.calls) == 1


async def test_a_process_that_ended_in_the_call_leaves_a_doubt(
    sqlite_url, tmp_path, secret
):
    async with contained(sqlite_url, tmp_path) as (scene, dana, hook):
        hook.how = "silent"
        await confirmed(dana)

        async def called():
            return hook.calls

        await person.eventually(called, "it is called")
        flying = [*scene.bot.relay._flying]
        for task in flying:
            task.cancel()
        await asyncio.wait(flying)
        left = "UPDATE outbox SET owner = 'gone', lease_until = 0"
        await rows.write(sqlite_url, f"{left} WHERE kind = 'webhook'")
        scene.bot.relay.wake()
        await scene.settled()
        assert "Longwatch was interrupted while it called" in await card(scene, dana)
        assert len(hook.calls) == 1


async def test_what_is_known_later_takes_the_place_of_a_doubt(
    database, tmp_path, secret
):
    async with contained(database, tmp_path) as (scene, dana, hook):
        hook.how = "cut"
        await confirmed(dana)
        await scene.settled()
        (run,) = await runs(database)
        whose = {"workspace": run["workspace"], "actor": "clock"}
        said = {"incident": run["incident"], "run": run["id"], "answered": "200"}
        said |= {"milliseconds": "9", "why": ""}
        for outcome in ("unknown", "done", "failed"):
            async with scene.bot.transactions.begin(**whose) as work:
                await incidents.TIMED["incidents.containment_ended"](
                    work, outcome=outcome, **said
                )
        await scene.settled()
        (run,) = await runs(database)
        assert run["state"] == "done"
        facts = "SELECT name FROM records WHERE name LIKE '%containment_%' ORDER BY id"
        names = [
            row["name"].partition("_")[2] for row in await rows.rows(database, facts)
        ]
        assert names == ["started", "unknown", "done"]


async def test_a_drill_calls_nothing_real(database, tmp_path, secret):
    said = "/incident drill sev2 security somebody is in"
    async with contained(database, tmp_path, declared=said) as (scene, dana, hook):
        await confirmed(dana, f"drill-{ROOM}")
        shown = await card(scene, dana, f"drill-{ROOM}")
        assert "played in the drill" in shown
        assert "DRILL INC-1" in shown
        assert hook.calls == []


async def test_what_runs_by_itself_is_played_in_a_drill(sqlite_url, tmp_path, secret):
    said = "/incident drill sev2 security somebody is in"
    given = {"declared": said, "automatic": True}
    async with contained(sqlite_url, tmp_path, **given) as (scene, dana, hook):
        shown = await card(scene, dana, f"drill-{ROOM}")
        assert "played in the drill" in shown
        assert "by Longwatch" in shown
        assert hook.calls == []


async def test_a_drill_may_have_an_address_of_its_own(database, tmp_path, secret):
    async with receiving.receiver() as other:
        said = "/incident drill sev2 security somebody is in"
        given = {"declared": said, "drill_url": other.url}
        async with contained(database, tmp_path, **given) as (scene, dana, hook):
            await confirmed(dana, f"drill-{ROOM}")
            await scene.settled()
            assert (len(hook.calls), len(other.calls)) == (0, 1)
            assert other.bodies[0]["drill"]


async def test_what_runs_by_itself_runs_when_it_is_declared(database, tmp_path, secret):
    async with contained(database, tmp_path, automatic=True) as (_, dana, hook):
        assert [body["by"] for body in hook.bodies] == ["longwatch"]
        said = await dana.sees(ROOM, "runs by itself")
        assert "Longwatch runs by itself a step of INC-1" in said.text
        query = (
            "SELECT because FROM records WHERE name = 'incidents.containment_started'"
        )
        (started,) = await rows.rows(database, query)
        declared = "SELECT id FROM records WHERE name = 'incidents.declared'"
        ((known),) = await rows.rows(database, declared)
        assert started["because"] == known["id"]
        await dana.types("#general", "/incident declare")
        view = await dana.modal("Declare an incident")
        said = person.kit.plain(view["blocks"], {})
        assert "run by themselves, at once: Revoke all sessions" in said


async def test_marking_it_later_brings_the_lead_and_runs_what_runs_by_itself(
    database, tmp_path, secret
):
    given = {"automatic": True, "declared": "/incident declare sev2 somebody is in"}
    async with contained(database, tmp_path, **given) as (scene, dana, hook):
        assert hook.calls == []
        await dana.types(ROOM, "/incident security INC-1")
        view = await dana.modal("INC-1: security")
        said = person.kit.plain(view["blocks"], {})
        assert "These steps then run by themselves: Revoke all sessions" in said
        assert "It stays public" in said
        await dana.submits(reason="an admin logged in from abroad")
        await scene.settled()
        assert len(hook.calls) == 1
        told = await dana.sees(ROOM, "marked INC-1 as a security incident")
        assert "@ana, the security lead, joins" in told.text
        assert "/incident private INC-1" in told.text
        assert ROOM in await scene.slack.channels(seen_by="ana")
        assert "Containment" in (await dana.sees(ROOM, "INC-1 · SEV-2")).buttons
        await dana.types(ROOM, "/incident security INC-1 it is one, I say")
        assert "marked as a security incident already" in dana.answer
        await scene.settled()
        assert len(hook.calls) == 1


@pytest.mark.parametrize(
    ("step", "declared", "fits"),
    [
        ({"severities": ["1"]}, "sev2 security somebody is in", False),
        ({"severities": ["1", "2"]}, "sev2 security somebody is in", True),
        ({"surfaces": ["auth"]}, "sev2 security somebody is in", False),
    ],
)
async def test_a_step_is_for_what_the_policy_says(
    sqlite_url, tmp_path, step, declared, fits
):
    given = {**step, "declared": f"/incident declare {declared}"}
    async with contained(sqlite_url, tmp_path, **given) as (scene, dana, _):
        assert ("Revoke all sessions" in await card(scene, dana)) is fits
        await dana.types(ROOM, RUN)
        if not fits:
            assert "has no containment step “revoke”" in dana.answer
            await dana.types(ROOM, "/incident severity sev1 all of it")
            shown = await card(scene, dana)
            assert ("Revoke all sessions" in shown) is ("severities" in step)


async def test_a_step_that_changed_meanwhile_is_not_run(sqlite_url, tmp_path, secret):
    async with contained(sqlite_url, tmp_path) as (scene, dana, hook):
        await dana.types(ROOM, RUN)
        await dana.modal("INC-1: run a step")
        policies = scene.bot.installations.policies
        policies.base["containment"][0]["about"] = "Something else happens"
        policies._made.clear()
        await dana.submits()
        said = str((await dana.state())["views"])
        assert "was changed in the policy meanwhile" in said
        assert hook.calls == []


async def test_a_responder_without_the_right_is_told_who_has_it(
    sqlite_url, tmp_path, secret
):
    async with contained(sqlite_url, tmp_path) as (scene, dana, hook):
        await dana.types(ROOM, "/incident assign INC-1 <@U0KENJI>")
        await scene.settled()
        kenji = scene.person("kenji")
        await kenji.comes_into(ROOM)
        await kenji.types(ROOM, "/incident assign INC-1 <@U0SAM> scribe")
        await scene.settled()
        sam = scene.person("sam")
        await sam.comes_into(ROOM)
        for who in (sam, kenji):  # to lead gives no right to it: anybody can come to
            await who.types(ROOM, RUN)
            assert "Only the security lead (ana) or an admin" in who.answer
        ana = scene.person("ana")
        await confirmed(ana)
        await scene.settled()
        assert len(hook.calls) == 1


async def test_nobody_outside_the_room_learns_of_it(sqlite_url, tmp_path, secret):
    async with contained(sqlite_url, tmp_path) as (scene, _, hook):
        sam = scene.person("sam")
        await sam.types("#general", RUN)
        mine = sam.answer
        await sam.types("#general", RUN.replace("INC-1", "INC-9"))
        assert mine == sam.answer.replace("INC-9", "INC-1")
        assert hook.calls == []


async def test_with_no_step_the_card_says_how_to_add_one(scene, dana):
    await dana.types("#general", DECLARED)
    await scene.settled()
    shown = (await dana.sees(ROOM, "INC-1: containment")).text
    assert "adds one to the policy, under [[containment]]" in shown
    await dana.types("#general", "/incident contain INC-1")
    assert "No step fits it yet" in dana.told
    await dana.types(ROOM, RUN)
    assert "The policy has none that fits it" in dana.answer


async def test_a_row_that_says_what_the_record_does_not_is_found(
    sqlite_url, tmp_path, secret
):
    async with receiving.receiver() as hook:
        given = {"policy": receiving.policy({"url": hook.url})}
        async with factories.scene(sqlite_url, tmp_path / "home", **given) as scene:
            dana = scene.person("dana")
            await dana.types("#general", DECLARED)
            await scene.settled()
            await confirmed(dana)
            await scene.settled()
            forged = "UPDATE containment_runs SET state = 'failed', answered = 500"
            await rows.write(sqlite_url, forged)
            (known,) = scene.bot.installations.every()
            whose = {"workspace": known.id, "actor": "clock"}
            async with scene.bot.transactions.look(**whose) as work:
                found = [sentence async for sentence in incidents.held(work)]
            assert sum("answered in the table" in one for one in found) == 1
            assert sum("state in the table" in one for one in found) == 1
