"""What a team chooses: its own roles, how long an approval can be given, where."""

from datetime import timedelta

import pytest

from bot.core import policy
from tests import factories
from tests.approvals import asking

OWN = """
[channels]
ops = "C0OPS"

[signoff.works_council]
name = "Works council"
does = "signs off what concerns working hours"

[signoff.tech_lead]
name = "Chief engineer"

[approvals]
expires_after = "36h"
"""
WRONG = [
    # a file -> the line that is wrong, and what is said of it
    ("[signoff.X]\nname = 'x'\ndoes = 'y'", 1, "a-z, 0-9 and _"),
    ("[signoff.x]\nname = 'x'", 1, "does"),
    ("[signoff.x]\nname = ' '\ndoes = 'y'", 2, "must say something"),
    ("[signoff.x]\nname = 'x'\ndoes = 'y'\nholders = ['U0']", 4, "there are"),
    ("[approvals]\nexpires_after = 'soon'", 2, "is not a duration"),
    ("[approvals]\nexpire_after = '5bd'", 2, 'did you mean "expires_after"?'),
    ("[channels]\napprovals = '#approvals'", 2, 'such as "C0123ABCD"'),
]


def test_what_ships_has_the_ten_roles():
    shipped = policy.load().of("W")
    assert [one.name for one in shipped.signoff.values()] == [
        *("SRE lead", "DevOps lead", "Tech lead", "Security lead"),
        *("Compliance officer", "Product owner", "Support lead", "Legal", "CISO"),
        "Executive sponsor",
    ]
    assert shipped.approvals.expires_after.words() == "5 business days"
    assert shipped.channels.approvals == ""


@pytest.mark.parametrize(("text", "line", "sentence"), WRONG)
def test_what_is_wrong_is_named_by_its_line(tmp_path, text, line, sentence):
    file = tmp_path / "policy.toml"
    file.write_text(text)
    found = policy.check(file)
    assert any(one.line == line for one in found)
    assert sentence in "\n".join(map(str, found))


async def test_a_team_has_roles_of_its_own_and_calls_the_others_otherwise(
    database, tmp_path
):
    async with factories.scene(database, tmp_path / "home", policy=OWN) as scene:
        dana, kenji = scene.person("dana"), scene.person("kenji")
        await asking.assigned(scene, works_council=(kenji.id,), tech_lead=(dana.id,))
        await asking.ask(scene, role="works_council")
        await kenji.presses("Approve", channel=asking.CHANNEL)
        await scene.settled()
        await asking.ask(scene)
        shown = await dana.sees(asking.CHANNEL, "@sam asks the Chief engineer")
        assert shown.buttons
        await dana.types("#general", "/ops approvers")
        assert "Works council: @kenji" in dana.told
        assert "signs off what concerns working hours" in dana.told


async def test_it_expires_when_the_team_says(database, tmp_path):
    async with factories.scene(database, tmp_path / "home", policy=OWN) as scene:
        id_ = await asking.ask(scene)
        found = await asking.kept(scene, id_)
        assert found.expires_at - found.asked_at == timedelta(hours=36)


async def test_a_role_that_was_left_out_since_is_still_shown(database, tmp_path):
    """What waits for a role that the policy had once is called by its key."""
    async with factories.scene(database, tmp_path / "home", policy=OWN) as scene:
        id_ = await asking.ask(scene, role="works_council")
        async with scene.bot.database.crossing() as connection:
            await connection.exec_driver_sql("UPDATE approvals SET role = 'elders'")
        async with asking.work(scene) as begun:
            shown = await asking.approvals.VIEWS[asking.approvals.CARD](begun, id_)
        assert shown["called"] == "elders"
        assert shown["deciders"] == []
