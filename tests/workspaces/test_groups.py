"""User groups, as Slack last described them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import workspaces
from bot.workspaces import rules
from tests.ledger.scene import Scene


@pytest.fixture
async def scene(db, tmp_path):
    made = Scene(database=db, home=tmp_path / "home")
    made.transactions = replace(made.transactions, people=workspaces.Directory())
    await made.install()
    return made


def said(id_, *people, **more):
    return {"id": id_, "handle": id_.lower(), "users": list(people), **more}


async def regrouped(scene, *groups):
    async with scene.begin("clock") as work:
        return await workspaces.regroup(work, groups)


async def kept(scene):
    async with scene.look() as work:
        called = await workspaces.handles(work)
        return called, await workspaces.members(work, [*called])


LEADS, LEGAL = said("S0LEADS", "U0DANA", "U0ANA"), said("S0LEGAL", "U0SAM")
CHANGES = [
    # what Slack says next -> what changed, and who is in which group then
    ([LEADS, LEGAL], [], {"S0LEADS": ["U0ANA", "U0DANA"], "S0LEGAL": ["U0SAM"]}),
    ([LEGAL], ["S0LEADS"], {"S0LEGAL": ["U0SAM"]}),
    ([], ["S0LEADS", "S0LEGAL"], {}),
    (
        [LEADS, said("S0LEGAL", "U0DANA", "U0DANA")],
        ["S0LEGAL"],
        {"S0LEADS": ["U0ANA", "U0DANA"], "S0LEGAL": ["U0DANA"]},
    ),
    # one that was switched off is not there
    (
        [said("S0LEADS", "U0DANA", date_delete=1), LEGAL],
        ["S0LEADS"],
        {"S0LEGAL": ["U0SAM"]},
    ),
    # one that nobody is in is
    (
        [LEADS, {"id": "S0LEGAL", "handle": "s0legal"}],
        ["S0LEGAL"],
        {"S0LEADS": ["U0ANA", "U0DANA"], "S0LEGAL": []},
    ),
]


@pytest.mark.parametrize(("then", "changed", "people"), CHANGES)
async def test_what_slack_says_replaces_what_was_known(scene, then, changed, people):
    assert await regrouped(scene, LEADS, LEGAL) == ["S0LEADS", "S0LEGAL"]
    assert await regrouped(scene, *then) == changed
    called, inside = await kept(scene)
    assert inside == people
    assert called == {id_: id_.lower() for id_ in people}


async def test_a_group_that_is_called_otherwise_has_changed(scene):
    await regrouped(scene, LEADS)
    assert await regrouped(scene, {**LEADS, "handle": "chiefs"}) == ["S0LEADS"]
    assert (await kept(scene))[0] == {"S0LEADS": "chiefs"}


async def test_the_groups_of_a_person_are_found(scene):
    await regrouped(scene, LEADS, LEGAL, said("S0ALL", "U0DANA", "U0SAM"))
    async with scene.look() as work:
        assert set(await workspaces.groups_of(work, "U0DANA")) == {"S0LEADS", "S0ALL"}
        assert await workspaces.groups_of(work, "U0NOBODY") == []


async def test_many_people_are_judged_as_each_alone(scene):
    """`fit` and the directory agree on everybody, known or not."""
    marks = [{}, {"is_restricted": True}, {"deleted": True}, {"is_bot": True}]
    users = [f"U0P{number}" for number in range(len(marks))]
    async with scene.begin("slack") as work:
        for id_, more in zip(users, marks, strict=True):
            await workspaces.remember(work, {"id": id_, "name": id_, **more})
    async with scene.look() as work:
        everybody = [*users, "U0UNKNOWN"]
        alone = [u for u in everybody if await work.people.may(work, u, "member")]
        assert await workspaces.fit(work, everybody) == alone == ["U0P0", "U0UNKNOWN"]
        assert await workspaces.fit(work, []) == []


@given(
    st.fixed_dictionaries(
        {"id": st.just("S0ANY")},
        optional={
            "handle": st.text(),
            "users": st.none() | st.lists(st.sampled_from(["U0A", "U0B"])),
            "date_delete": st.none() | st.integers(0, 2),
        },
    )
)
def test_whatever_slack_leaves_out_a_group_is_read(told):
    group = rules.group(told)
    assert group.handle
    assert len(set(group.people)) == len(group.people)
    assert group.used is (not told.get("date_delete"))
