"""What the playground gives the bot beside it: a policy that holds, steps to try."""

from bot.core import policy
from bot.runtime.playing import beside


def test_its_policy_holds_and_names_steps_to_try(tmp_path):
    file = tmp_path / "policy.toml"
    url = "http://127.0.0.1:8080"
    file.write_text("\n".join([beside.POLICY, *beside._steps(url)]))
    assert policy.check(file) == []
    made = policy.load(file).of("W")
    steps = {step.name: step.url for step in made.containment}
    assert steps["Revoke all sessions"] == f"{url}/hooks/revoke"
    assert {step.secret for step in made.containment} == {beside.SIGNS}
    assert made.people.security_lead == "U0ANA"


def test_its_slack_has_user_groups_to_choose_from():
    world = beside._installed(socket=False).parts.world
    known = {name for group in world.usergroups for name in group["users"]}
    assert known <= set(world.people)
    assert len({group["id"] for group in world.usergroups}) == len(world.usergroups) > 1
