"""A new incident that an open action item would have prevented says so, once."""

import pytest

TITLE = "alert when the payment certificate is about to expire"
NEW = "/incident declare sev2 payment certificate expired, checkout fails"
SAID = "looks like what AI-1 was meant to prevent"


async def declared(scene, who, text=NEW):
    """Declare, and give all that is said in the new room."""
    await who.types("#general", text)
    await scene.settled()
    names = sorted(n for n in await scene.slack.channels() if "inc-" in n)
    return "\n".join([one.text for one in await who.reads(names[-1])])


async def test_it_is_said_in_the_room_with_the_item_and_its_owner(scene, dana):
    await dana.types("#general", f"/ops idea {TITLE} <@U0ANA>")
    said = await declared(scene, dana)
    assert said.count(SAID) == 1
    assert "@ana owns it" in said
    assert TITLE in said
    assert "certificate" in said.partition("By the words: ")[2]
    await dana.types("#general", "/incident timeline INC-1")
    assert "named AI-1, which would have prevented it" in dana.told


async def test_what_is_done_prevents_nothing_any_more(scene, dana):
    await dana.types("#general", f"/ops idea {TITLE} @dana by 2099-12-04")
    for stage in ("prioritised", "implemented"):
        await dana.types("#general", f"/ops backlog AI-1 {stage}")
        assert stage in dana.told, dana.answer
    assert SAID not in await declared(scene, dana)


@pytest.mark.parametrize(
    "text",
    [
        "/incident declare sev2 search is slow in one region",
        "/incident drill sev2 payment certificate expired, checkout fails",
    ],
)
async def test_another_incident_and_a_drill_repeat_nothing(edge, text):
    dana = edge.person("dana")
    await dana.types("#general", f"/ops idea {TITLE}")
    assert SAID not in await declared(edge, dana, text)


async def test_what_comes_from_a_private_one_is_named_to_nobody(scene, dana):
    await dana.types("#general", "/incident declare sev1 private certificate leaked")
    await scene.settled()
    await dana.types("#general", "/incident resolve INC-1 revoked")
    await scene.settled()
    await dana.types("#general", f"/postmortem add PM-1 prevent: {TITLE}")
    assert "AI-1 is on the backlog" in dana.told
    assert SAID not in await declared(scene, dana)
