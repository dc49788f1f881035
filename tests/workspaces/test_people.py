"""Who is who: names, zones and rights, as Slack last described somebody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import workspaces
from bot.core import roles
from bot.core.roles import AdminsOnly, MembersOnly, NotYours, Role
from bot.workspaces import Installation, rules
from tests.ledger.scene import Scene

TEAM, ORG = "T0HARBOUR", "E0HARBOUR"
SLACK = Installation(
    team_id=TEAM,
    enterprise_id=ORG,
    name="Harbour",
    url="https://harbour.slack.com/",
    bot_user="U0BOT",
    bot_id="B0BOT",
    token="xoxb-first",
    scopes=("chat:write", "commands"),
)
MEMBER = {"id": "U0DANA", "name": "dana", "team_id": TEAM, "tz": "Europe/London"}


@pytest.fixture
async def scene(db, tmp_path):
    made = Scene(database=db, home=tmp_path / "home")
    made.transactions = replace(made.transactions, people=workspaces.Directory())
    await made.install()
    async with made.begin("system") as work:
        await workspaces.install(work, SLACK)
    return made


async def told(scene, **said):
    async with scene.begin("slack") as work:
        await workspaces.remember(work, {**MEMBER, **said})


async def may(scene, who):
    """Give what somebody may do in the whole workspace."""
    async with scene.look() as work:
        asked = (Role.ADMIN, Role.MEMBER)
        held = [role for role in asked if await work.people.may(work, who, role)]
        return {role.value for role in held}, await workspaces.outside(work, who)


PEOPLE = [
    # what Slack says of somebody -> what they may do, and whether they are let in
    ({}, {"member"}, True),
    ({"is_admin": True}, {"admin", "member"}, True),
    ({"is_owner": True}, {"admin", "member"}, True),
    ({"is_restricted": True}, set(), True),
    ({"is_ultra_restricted": True}, set(), True),
    ({"deleted": True, "is_admin": True}, set(), False),
    ({"is_bot": True}, set(), False),
    ({"is_stranger": True}, set(), False),
    ({"team_id": "T0EVIL", "is_admin": True}, set(), False),
    # of another workspace of the org
    (
        {"team_id": "T0SISTER", "enterprise_user": {"enterprise_id": ORG}},
        {"member"},
        True,
    ),
    # an older payload, which does not say
    ({"team_id": None}, {"member"}, True),
]


@pytest.mark.parametrize(("said", "held", "let_in"), PEOPLE, ids=range(len(PEOPLE)))
async def test_slack_says_who_may_do_what(scene, said, held, let_in):
    await told(scene, **said)
    assert await may(scene, "U0DANA") == (held, not let_in)


async def test_whom_nobody_has_described_is_a_member_and_no_admin(scene):
    assert await may(scene, "U0NEW") == ({"member"}, False)


async def test_what_slack_said_last_counts(scene):
    for said, held in (({"is_admin": True}, {"admin", "member"}), ({}, {"member"})):
        await told(scene, **said)
        assert (await may(scene, "U0DANA"))[0] == held


async def test_an_admin_of_one_workspace_is_nobody_in_another(scene, db):
    await told(scene, is_admin=True)
    other = Scene(database=db, home=scene.home, sealer=scene.sealer)
    other.transactions = replace(other.transactions, people=workspaces.Directory())
    await other.install()
    assert await may(other, "U0DANA") == ({"member"}, False)
    async with other.look() as work:
        assert not await workspaces.known(work, "U0DANA")
        names = await work.people.names(work, ["U0DANA"])
        assert names == {"U0DANA": "U0DANA"}
        called = await workspaces.called(work, ["dana"])
        assert called["dana"].person is None


class Thing:
    """A thing that somebody leads, or only has declared."""

    def __init__(self, declarer, commander=None):
        self.declarer, self.commander = declarer, commander


LED, DECLARED = Thing("U0ANA", "U0DANA"), Thing("U0ANA")
RIGHTS = [
    # who asks, for which role, in what -> the refusal
    ("U0DANA", Role.COMMANDER, LED, None),
    ("U0ANA", Role.COMMANDER, LED, NotYours),
    ("U0ANA", Role.COMMANDER, DECLARED, None),
    ("U0DANA", Role.COMMANDER, DECLARED, NotYours),
    ("U0ADMIN", Role.COMMANDER, LED, None),
    ("U0ADMIN", Role.ADMIN, None, None),
    ("U0DANA", Role.ADMIN, None, AdminsOnly),
    ("U0GUEST", Role.MEMBER, None, MembersOnly),
    ("U0GUEST", Role.MEMBER, Thing("U0GUEST"), None),  # it is their own
    ("clock", Role.ADMIN, None, None),
    ("clock:because", Role.COMMANDER, LED, None),
]


@pytest.mark.parametrize(
    ("who", "role", "thing", "refusal"), RIGHTS, ids=range(len(RIGHTS))
)
async def test_a_role_is_asked_for_when_a_verb_runs(scene, who, role, thing, refusal):
    await told(scene, id="U0ADMIN", name="olga", is_admin=True)
    await told(scene, id="U0GUEST", name="gus", is_restricted=True)
    await told(scene)
    async with scene.transactions.look(workspace=scene.workspace, actor=who) as work:
        if refusal is None:
            await roles.require(work, role, of=thing)
            return
        with pytest.raises(refusal) as refused:
            await roles.require(work, role, of=thing)
    if refusal is not MembersOnly:
        assert "olga" in str(refused.value)


async def test_people_are_called_as_they_call_themselves(scene):
    await told(scene, profile={"display_name": "Dana from SRE"}, real_name="D. Okafor")
    await told(scene, id="U0ANA", profile={"display_name": ""}, real_name="Ana Silva")
    await told(scene, id="U0SAM", name="sam", profile=None)
    await told(scene, id="U0NOBODY", name="")
    async with scene.look() as work:
        asked = ["U0DANA", "U0ANA", "U0SAM", "U0NOBODY", "U0NEW"]
        assert [*(await work.people.names(work, asked)).values()] == [
            "Dana from SRE", "Ana Silva", "sam", "U0NOBODY", "U0NEW",
        ]  # fmt: skip


async def test_names_of_others_are_given_and_no_more_than_asked_for(scene):
    await told(scene)
    await told(scene, id="U0OLGA", name="olga", deleted=True)
    await told(scene, id="U0BOT", name="longwatch", is_bot=True)
    await told(scene, id="U0SAM", name="sam")
    async with scene.look() as work:
        assert {*await workspaces.names(work, [], 9)} == {"dana", "olga", "sam"}
        assert await workspaces.names(work, ["U0DANA", "U0OLGA"], 9) == ["sam"]
        assert len(await workspaces.names(work, [], 1)) == 1


ZONES = {
    "Europe/London": ZoneInfo("Europe/London"),
    "asia/kolkata": ZoneInfo("Asia/Kolkata"),
    None: UTC,
    "": UTC,
    "Mars/Olympus": UTC,
    "../../etc/passwd": UTC,
    "/etc/localtime": UTC,
}


@pytest.mark.parametrize(("said", "zone"), ZONES.items(), ids=map(str, ZONES))
async def test_a_person_lives_in_their_zone_or_in_utc(scene, said, zone):
    await told(scene, tz=said)
    async with scene.look() as work:
        assert await workspaces.zone(work, "U0NEW") is UTC
        found = await workspaces.zone(work, "U0DANA")
    winter = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert winter.astimezone(found).utcoffset() == winter.astimezone(zone).utcoffset()


async def test_those_of_whom_nothing_was_told_are_asked_about_the_oldest_first(scene):
    for turn in range(3):
        await told(scene, id=f"U0{turn}")
        scene.now += timedelta(hours=1)
    async with scene.look() as work:
        assert await workspaces.stale(work, work.now, 2) == ["U00", "U01"]
        assert await workspaces.stale(work, work.now - timedelta(hours=1.5), 9) == [
            "U00",
            "U01",
        ]
        assert await workspaces.stale(work, work.now - timedelta(days=1), 9) == []


NAMES = st.dictionaries(
    st.text("0123456789", min_size=1), st.text("abAB ", min_size=1, max_size=3)
)


@given(NAMES, st.text("abAB ", min_size=1, max_size=3))
def test_a_name_calls_one_person_several_or_nobody(people, name):
    called = rules.called(name, people)
    mine = {id_ for id_, known in people.items() if known.casefold() == name.casefold()}
    assert called.person == (next(iter(mine)) if len(mine) == 1 else None)
    assert called.several is (len(mine) > 1)
    assert {*called.near} <= {*people.values()}
    assert not (mine and called.near)
    assert len(called.near) <= rules.NEAREST


async def test_an_address_of_a_message_is_made_without_a_call(scene):
    async with scene.look() as work:
        message = await work.people.permalink(work, "C1", "1760000000.000100")
        channel = await work.people.permalink(work, "C1", "")
    assert message == "https://harbour.slack.com/archives/C1/p1760000000000100"
    assert channel == "https://harbour.slack.com/archives/C1"
