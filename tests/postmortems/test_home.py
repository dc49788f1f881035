"""At home: the postmortems and action items that wait for whoever looks."""

from tests.home.reading import Home
from tests.postmortems.conftest import resolved


async def test_what_waits_for_somebody_stands_at_their_home(scene, dana, sam, room):
    home, other = Home(scene=scene, who=dana), Home(scene=scene, who=sam)
    said = await home.opens()
    assert "PM-1 · INC-1 · checkout 500s" in said
    assert "postmortem to be written" in said
    assert "PM-1" not in await other.opens()
    await dana.types("#general", "/ops idea a faster start page @sam by 2099-01-05")
    assert "AI-1 · a faster start page" in await other.sees("AI-1")
    reason = "the one of Tuesday covers both"
    await dana.types("#general", f"/postmortem skip PM-1 {reason}")
    await home.misses("PM-1")


async def test_what_is_private_stands_at_the_home_of_its_people_alone(scene, dana, sam):
    await resolved(scene, dana, "sev2 the books, private")
    assert "PM-1" in await Home(scene=scene, who=dana).opens()
    assert "books" not in await Home(scene=scene, who=sam).opens()
