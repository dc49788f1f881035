"""Parents: an incident that is a part of another one, and goes on by itself."""

import asyncio

import pytest

from tests.chaos import database
from tests.incidents.asking import Asking

TWO = "relate INC-2 to INC-1"
ROOMS = ("inc-1-checkout-500s", "inc-2-slow-search")


@pytest.fixture
async def both(scene, room, dana):
    await dana.types("#general", "/incident declare sev2 slow search")
    await scene.settled()
    return ROOMS


async def seen(scene, person, *words):
    """Give both cards, once all is in Slack."""
    await scene.settled()
    return [(await person.sees(room, "· SEV-2 ·")).text for room in ROOMS]


async def test_each_card_shows_the_other_until_they_are_parted(scene, both, dana):
    await dana.types("#general", "/incident relate INC-2 to INC-1")
    assert "INC-2 is a part of INC-1" in dana.told
    parent, part = await seen(scene, dana)
    assert "Its parts: INC-2" in parent
    assert "Part of INC-1" in part
    assert "made INC-2 a part of INC-1" in (await dana.sees(both[0], "It goes on")).text
    said = (await dana.sees("#incidents", "INC-1 · SEV-2 ·")).text
    assert "Its parts: INC-2" in said
    said = (await dana.sees("#incidents", "INC-2 · SEV-2 ·")).text
    assert "Part of INC-1" in said
    await dana.types(both[1], "/incident timeline")
    assert "made it a part of INC-1" in dana.told
    await dana.presses("Unrelate", channel=both[1])
    parent, part = await seen(scene, dana)
    assert "Its parts" not in parent
    assert "Part of INC" not in part
    assert await dana.sees(both[0], "parted INC-2 from INC-1")


async def test_it_is_chosen_in_a_form(scene, both, dana):
    card = await dana.sees(both[1], "INC-2 · SEV-2")
    await dana.presses_more("Part of…", channel=both[1], message=card)
    await dana.modal("What is it a part of?")
    first = (await dana.modal())["blocks"][1]["element"]["options"][0]
    assert first["text"]["text"] == "INC-1 · checkout 500s"
    await dana.submits(incident=first["value"])
    parent, _ = await seen(scene, dana)
    assert "Its parts: INC-2" in parent


@pytest.mark.parametrize(
    ("first", "typed", "sentence"),
    [
        ("", "relate INC-1 to INC-1", "can't be a part of itself"),
        ("", "relate INC-2 to INC-9", "There is no INC-9"),
        ("", "relate INC-2 to nothing", "Name the incident that it is a part of"),
        ("", "unrelate INC-2", "INC-2 is a part of no other already"),
        (
            "relate INC-2 to INC-1",
            "relate INC-2 to INC-1",
            "INC-2 is a part of INC-1 already",
        ),
        (
            "relate INC-2 to INC-1",
            "relate INC-2 to INC-3",
            "INC-2 is a part of another one: ",
        ),
        (
            "relate INC-2 to INC-1",
            "relate INC-3 to INC-2",
            "INC-2 is a part of another one itself",
        ),
        (
            "relate INC-2 to INC-1",
            "relate INC-1 to INC-3",
            "INC-1 has parts of its own",
        ),
        ("", "relate INC-4 to INC-1", "A private incident is a part of none"),
        ("", "relate INC-1 to INC-4", "A private incident is a part of none"),
        ("", "relate INC-5 to INC-1", "INC-5 is resolved: reopen it first"),
    ],
)
async def test_what_can_not_be_related_is_told(edge, first, typed, sentence):
    dana = edge.person("dana")
    for words in ("one", "two", "three", "four, private", "five"):
        await dana.types("#general", f"/incident declare sev3 {words}")
    await dana.types("#general", "/incident resolve INC-5 fix: it was nothing")
    if first:
        await dana.types("#general", f"/incident {first}")
    await dana.types("#general", f"/incident {typed}")
    assert sentence in dana.told


async def test_two_are_not_made_parts_of_each_other(scene, both, dana, ana):
    await ana.types("#general", "/incident assign INC-2 @ana")
    await dana.types("#general", "/incident assign INC-2 @ana")
    await asyncio.gather(
        dana.types("#general", "/incident relate INC-1 to INC-2"),
        ana.types("#general", "/incident relate INC-2 to INC-1"),
    )
    cards = await seen(scene, dana)
    assert sum("Part of INC" in card for card in cards) == 1
    assert sum("Its parts" in card for card in cards) == 1


async def test_whoever_may_not_see_the_other_learns_nothing(edge, sqlite_url):
    asking = Asking(scene=edge, database=sqlite_url)
    await asking.command("dana", "declare sev1 private payroll leaked")
    await asking.command("sam", "declare sev3 of sam's own")
    await edge.settled()
    await asking.command("sam", "list")  # what sam was told by now has been read
    ids = await database.incidents(sqlite_url)
    typed = await asking.command("sam", "relate INC-2 to INC-1")
    none = await asking.command("sam", "relate INC-2 to INC-9")
    assert typed.said.replace("INC-1", "INC-9") == none.said
    values = [{"incident": {"selected_option": {"value": v}}} for v in (ids[1], "x")]
    sent = [await asking.form("sam", "incidents.relate", ids[2], v) for v in values]
    assert sent[0] == sent[1]
    assert "There is no such incident" in sent[0].said
