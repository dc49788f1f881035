"""Acquaintances: who somebody is, asked of Slack before it matters, and no longer."""

import pytest

from bot import workspaces
from bot.runtime import chores, receive
from bot.workspaces import rules
from tests import person
from tests.runtime import payloads


@pytest.fixture
def dana(edge):
    return edge.person("dana")


async def asked(edge):
    """Give whom Slack was asked about, in order."""
    return [call["args"]["user"] for call in await edge.slack.calls("users.info")]


async def named(edge, user):
    """Give the name that is kept of a person."""
    (known,) = edge.bot.installations.every()
    async with edge.bot.transactions.look(workspace=known.id, actor="test") as work:
        return (await work.people.names(work, [user]))[user]


async def test_whoever_acts_or_is_named_is_asked_about_once(edge, dana):
    await edge.slack.forget("calls")
    for _ in range(2):
        await dana.types("#general", "/incident declare sev2 slow @kenji lead")
    assert sorted(await asked(edge)) == ["U0DANA", "U0KENJI"]
    assert await named(edge, "U0KENJI") == "kenji"


async def test_a_slack_that_is_slow_is_not_waited_for(edge, dana):
    await edge.slack.fault("users.info", "pause", times=2)
    await dana.types("#general", "/incident declare sev2 slow @kenji lead")
    assert "INC-1 declared" in dana.answer
    assert await named(edge, "U0KENJI") == "U0KENJI"
    await edge.slack.forget("faults")  # and let what is paused go on
    await dana.types("#general", "/incident declare sev2 slow @kenji lead")
    assert await named(edge, "U0KENJI") == "kenji"


@pytest.mark.parametrize("fault", ["status_500", "ratelimited", "error:user_not_found"])
async def test_a_slack_that_does_not_say_is_lived_with(edge, dana, fault):
    await edge.slack.fault("users.info", fault, times=9)
    await dana.types("#general", "/incident declare sev2 slow @kenji lead")
    await edge.settled()
    card = await dana.sees("inc-1-slow", "INC-1 · SEV-2 · slow")
    assert "@kenji" in card.text  # a mention: Slack knows the name


async def test_a_crowd_is_not_asked_about(edge):
    await edge.slack.forget("calls")
    crowd = " ".join(f"<@U0NOBODY{turn}>" for turn in range(30))
    sent = payloads.command(f"declare sev2 {crowd} are out")
    assert "INC-1 declared" in await (await edge.sends_form(sent)).text()
    assert len(await asked(edge)) == 10


async def test_what_slack_tells_of_a_person_is_followed(edge, dana):
    await dana.types("#general", "/incident declare sev2 slow")
    await edge.slack.post("person", id="U0DANA", display_name="Dana from the SRE team")

    async def followed():
        return await named(edge, "U0DANA") == "Dana from the SRE team"

    await person.eventually(followed, "the new name is kept")


async def test_those_of_whom_nothing_was_told_for_a_day_are_asked_about_again(
    edge, dana
):
    await dana.types("#general", "/incident declare sev2 slow")
    (known,) = edge.bot.installations.every()
    edge.playground.parts.world.people["U0DANA"].display_name = "Dana Okafor-Lee"
    await edge.bot.acquaintances.renew(known.id)
    assert await named(edge, "U0DANA") == "dana"
    await edge.forward(days=1, minutes=1)
    await edge.bot.acquaintances.renew(known.id)
    assert await named(edge, "U0DANA") == "Dana Okafor-Lee"


async def test_somebody_who_left_may_do_nothing_more(edge, dana):
    await dana.types("#general", "/incident list")
    await edge.slack.post("person", id="U0DANA", deleted=True)

    async def refused():
        sent = payloads.command("declare sev2 slow")
        said = await (await edge.sends_form(sent)).text()
        return "Only members of the workspace" in said

    await person.eventually(refused, "dana is no member any more")


@pytest.mark.parametrize(
    "now", [{"deleted": True}, {"is_bot": True}, {"team_id": "T0EVIL"}]
)
async def test_whoever_is_of_the_workspace_no_more_is_let_in_no_longer(edge, now):
    asks = payloads.command("list", user_id="U0KENJI")
    assert "All is quiet" in await (await edge.sends_form(asks)).text()
    told = {"id": "U0KENJI", "name": "kenji", "team_id": payloads.TEAM} | now
    event = payloads.event(type="user_change", user=told)
    assert (await receive.answered(edge.bot.bolt, event)).status == 200
    await chores.refresh(edge.bot)  # each process does so once a minute
    said = await (
        await edge.sends_form(payloads.command("list", user_id="U0KENJI"))
    ).text()
    assert "answers only people of the workspace" in said


def test_whoever_is_let_in_is_looked_at_again_every_minute():
    assert chores.EVERYWHERE[chores.refresh] <= 60


async def test_a_nearest_name_is_looked_for_among_those_who_can_lead(edge):
    (known,) = edge.bot.installations.every()
    people = ("U0DANA", "U0ANA", "U0GUS", "U0OLGA", "U0NORA")
    await edge.bot.acquaintances.meet(known.id, people)
    async with edge.bot.transactions.look(workspace=known.id, actor="test") as work:
        found = await workspaces.called(work, ["dana", "gus", "olga", "nora"])
        assert found["dana"].person == "U0DANA"
        for gone in ("gus", "olga", "nora"):
            assert found[gone].person is None


ELSEWHERE = {"id": "U0FAR", "name": "far", "team_id": "T0EVIL", "is_admin": True}
OURS = {"id": "U0NEAR", "name": "near", "team_id": "T0SISTER"}


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (ELSEWHERE, False),
        (OURS | {"team_id": payloads.TEAM}, True),
        ({"id": "U0NEAR", "name": "near"}, True),
    ],
)
async def test_whoever_is_of_another_team_is_a_stranger_though_a_channel_is_shared(
    edge, said, answered
):
    told = payloads.event(type="user_change", user=said)
    assert (await receive.answered(edge.bot.bolt, told)).status == 200
    sent = payloads.command("declare sev2 slow", user_id=said["id"])
    answer = await (await edge.sends_form(sent)).text()
    assert ("INC-1 declared" in answer) is answered


def test_a_sister_workspace_of_the_org_is_no_stranger():
    sister = OURS | {"enterprise_user": {"enterprise_id": "E0HARBOUR"}}
    ours = {payloads.TEAM, "E0HARBOUR"}
    assert not rules.profile(sister, ours).stranger
    assert rules.profile(OURS, ours).stranger
