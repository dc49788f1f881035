"""At home: the postmortems and action items that wait for whoever looks."""

from sqlmodel import select

from bot.postmortems.store import Postmortem
from tests.home.reading import Home
from tests.postmortems.conftest import resolved
from tests.postmortems.test_items import workday


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


async def test_an_overdue_item_without_an_owner_waits_for_who_is_fallen_back_on(
    scene, dana, ana, sam
):
    home, other = Home(scene=scene, who=ana), Home(scene=scene, who=dana)
    due = await workday(scene, 2)
    await dana.types("#general", f"/ops idea a faster start page by {due}")
    await dana.types("#general", "/ops idea trace every queue")
    await dana.types("#general", f"/ops idea bound the pool @dana by {due}")
    assert "AI-1" not in await home.opens()
    await scene.forward(days=7)
    said = await home.opens()
    assert "AI-1 · a faster start page" in said
    assert "improvement, without an owner · was due" in said
    assert "AI-2" not in said
    assert "AI-3" not in said
    assert "AI-1" not in await other.opens()
    assert (await home.buttons())[-2:] == ["Plan…", "Open"]
    await home.presses("Plan…")
    await ana.modal("AI-1")
    await ana.submits(owner=sam.id, due="2099-12-04")
    await home.misses("AI-1")


async def test_a_postmortem_without_an_owner_waits_for_who_is_fallen_back_on(edge):
    dana, ana = edge.person("dana"), edge.person("ana")
    home = Home(scene=edge, who=ana)
    await resolved(edge, dana)
    await resolved(edge, dana, "sev2 the books, private", number=2)
    private = await workday(edge, 2)
    await dana.types("#general", f"/postmortem add PM-2 gate: a check by {private}")
    await disowned(edge)
    await edge.forward(days=6)
    said = await home.opens()
    assert "PM-1 · INC-1 · checkout 500s" in said
    assert "postmortem without an owner" in said
    assert "PM-2" not in said
    assert "AI-1" not in said
    assert "PM-1" not in await Home(scene=edge, who=dana).opens()
    assert (await home.buttons())[-2:] == ["Assign…", "Open"]
    await home.presses("Assign…")
    await ana.modal("PM-1")
    await ana.submits(owner=dana.id)
    await home.misses("PM-1")
    assert await edge.slack.violations() == []


async def disowned(scene):
    """Leave every postmortem without an owner, as one that a machine declared."""
    (known,) = scene.bot.installations.every()
    begin = scene.bot.transactions.begin
    async with begin(workspace=known.id, actor="test") as work:
        for found in (await work.session.exec(select(Postmortem))).all():
            found.owner = ""
