"""Who may do what to an approval, each way, each kind of person: in one table."""

import pytest

from bot import approvals
from bot.approvals import State
from bot.core.errors import Refused
from tests.approvals import asking

REASON = "Because it is not ready yet."
VERBS = {
    "approve": approvals.approve,
    "reject": lambda work, found: approvals.reject(work, found, REASON),
    "request_changes": lambda work, found: approvals.request_changes(
        work, found, REASON
    ),
    "withdraw": approvals.withdraw,
}
HOLDER, ASKER, BOTH, MEMBER = "U0ANA", "U0SAM", "U0DANA", "U0KENJI"
GUEST, STRANGER, GONE = "U0GUS", "U0NORA", "U0OLGA"
MAY = {
    # who -> what they may do of what sam asked the tech leads (dana and ana)
    HOLDER: {"approve", "reject", "request_changes"},
    ASKER: {"withdraw"},
    MEMBER: set(),
    GUEST: set(),
    STRANGER: set(),
    GONE: set(),
    "clock": set(),
}


@pytest.fixture
async def known(scene, leads):
    """Have the database know who is a guest, gone, or of another company."""
    here = scene.bot.installations.every()[0].id
    await scene.bot.acquaintances.meet(here, [*MAY.keys() - {"clock"}, BOTH])
    return scene


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", MAY)
async def test_what_somebody_may_do(known, who, verb):
    id_ = await asking.ask(known, actor=ASKER)
    done = await tried(known, id_, who, verb)
    assert done is (verb in MAY[who])
    assert (await asking.kept(known, id_)).open is not done


@pytest.mark.parametrize("verb", VERBS)
async def test_who_holds_the_role_and_asked_may_only_take_it_back(known, verb):
    id_ = await asking.ask(known, actor=BOTH)
    assert await tried(known, id_, BOTH, verb) is (verb == "withdraw")


@pytest.mark.parametrize("verb", VERBS)
async def test_an_admin_may_no_more_than_anybody(known, verb):
    await known.slack.post("person", id=MEMBER, is_admin=True)
    await known.settled()
    id_ = await asking.ask(known, actor=ASKER)
    assert not await tried(known, id_, MEMBER, verb)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("first", ["approve", "reject", "request_changes"])
async def test_what_is_decided_is_decided(known, first, verb):
    id_ = await asking.ask(known, actor=ASKER)
    assert await tried(known, id_, HOLDER, first)
    who = ASKER if verb == "withdraw" else BOTH
    assert not await tried(known, id_, who, verb)
    state = State.CHANGES_REQUESTED if first == "request_changes" else None
    decided = {"approve": State.APPROVED, "reject": State.REJECTED}
    assert (await asking.kept(known, id_)).state is decided.get(first, state)


async def tried(scene, id_, who, verb):
    """Try one verb as somebody; tell whether it was done."""
    told = ""
    try:
        async with asking.work(scene, who) as begun:
            found = await approvals.clicked(begun, id_, lock=True)
            await VERBS[verb](begun, found)
    except Refused as refusal:
        told = str(refusal)
    assert "{" not in told
    await scene.settled()
    return not told
