"""What proves a duty: evidence, files, and who signs it off."""

import hashlib
import tomllib

import pytest

from bot import approvals
from bot.core import duties
from bot.core.errors import Refused
from tests import factories, house
from tests.calendar import calling

PDF = b"%PDF-1.4 forty accounts, three revoked"
DUTIES = tomllib.loads((house.BOT / "core" / "defaults.toml").read_text())["duties"]
EVERYTHING = ("text", "link", "number", "file")
SAID = {"evidence": "looked at 40 accounts", "number": "40"}


async def opened(scene, dana, **wanted):
    """Have a duty of dana, and its form open."""
    await calling.monday(scene)
    await calling.added(scene, **wanted)
    await dana.types("#general", "/ops confirm OPS-1")
    await dana.modal("Confirm OPS-1")


async def one(scene):
    return await calling.occurrence(scene, "OPS-1")


async def test_a_file_is_kept_privately_and_its_hash_is_recorded(scene, dana):
    await opened(scene, dana, evidence=EVERYTHING)
    link = "https://wiki.example.com/review"
    await dana.submits(**SAID, link=link, files=[("review.pdf", PDF)])
    await dana.no_modal()
    await scene.settled()
    kept = (await one(scene)).evidence
    assert (kept["text"], kept["link"], kept["number"]) == (
        SAID["evidence"],
        link,
        "40",
    )
    (said,) = await calling.facts(scene, "filed")
    assert said["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert said["size"] == len(PDF)
    held = scene.bot.settings.home / said["path"]
    assert held.read_bytes() == PDF
    assert held.stat().st_mode & 0o077 == 0
    await calling.does(scene, dana, "/ops due OPS-1")
    assert f"review.pdf · sha256 {said['sha256'][:16]}" in dana.told
    assert await scene.slack.calls("files.sharedPublicURL") == []


@pytest.mark.parametrize(
    ("evidence", "values", "problem"),
    [
        (("text",), {"evidence": "  ok  "}, "Say in a few words"),
        (("link",), {"link": "the wiki"}, "leads nowhere"),
        (("number",), {"number": "many"}, "is no number"),
    ],
)
async def test_what_does_not_prove_it_is_refused_beside_its_field(
    scene, dana, evidence, values, problem
):
    await opened(scene, dana, evidence=evidence)
    said = await dana.submits(**values)
    assert problem in str(said)
    assert (await dana.modal("Confirm OPS-1"))["id"]  # nothing is lost
    assert (await one(scene)).open


async def test_a_file_that_is_too_large_is_refused_by_name(database, tmp_path):
    less = f"{factories.POLICY}\n[duties]\nlargest_file = 1\n"
    async with factories.scene(database, tmp_path / "home", policy=less) as scene:
        dana = scene.person("dana")
        await opened(scene, dana, evidence=("text",))
        large = [("all.zip", b"x" * (2**20 + 1))]
        said = await dana.submits(evidence=SAID["evidence"], files=large)
        assert "“all.zip” is larger than 1 megabytes" in str(said)
        assert (await one(scene)).open


async def test_without_a_file_typing_alone_does_not_do(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, evidence=("file",))
    told = await calling.does(scene, dana, "/ops confirm OPS-1 here it is, believe me")
    assert "attach one in the form" in told
    assert (await one(scene)).open


async def asked(scene, role="tech_lead"):
    """Give the approval that a role was asked for last."""
    found = await one(scene)
    async with calling.look(scene) as work:
        return await approvals.of(work, found.id, f"calendar_{role}")


async def wanted_card(scene, person):
    """Give what asks to sign off, where it is asked."""
    return await person.sees("#ops", "Approval wanted")


@pytest.fixture
async def signed(scene):
    """Have a duty that the tech lead signs off: dana and ana."""
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0DANA", "U0ANA"))
    await calling.added(scene, signoff=("tech_lead",))
    return "OPS-1"


async def test_where_nobody_can_sign_off_it_is_said_at_once(scene, dana):
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0DANA",))
    await calling.added(scene, signoff=("tech_lead",))
    told = await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    assert "nobody else is Tech lead here. An admin" in told
    assert "is asked" not in told


async def test_what_is_given_to_whom_nobody_is_says_who_is_asked(scene, dana, ana):
    await calling.monday(scene)
    await calling.added(scene)
    told = await calling.does(scene, dana, "/ops assign OPS-1 ciso")
    assert "nobody is there whom that means: until somebody is, the lead" in told
    await calling.noon(scene, 1)
    assert ("OPS-1", ana.id, "orphan") in await calling.asked(scene)


async def test_who_signs_off_is_asked_for_exactly_that_proof(scene, dana, ana, signed):
    told = await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    assert "Who signs it off is asked" in told
    assert (await one(scene)).state == "confirmed"
    card = await wanted_card(scene, ana)
    assert "Sign off OPS-1: Look at the cost report" in card.text
    await ana.presses("Show what is approved", channel="#ops", message=card)
    assert await ana.modal("Done: looked at all of it")
    await ana.presses("Approve", channel="#ops", message=card)
    await scene.settled()
    assert (await one(scene)).state == "done"
    (said,) = await calling.facts(scene, "signed_off")
    assert (said["signer"], said["role"], said["done"]) == (
        "U0ANA",
        "tech_lead",
        True,
    )


async def test_nobody_signs_off_what_they_confirmed(scene, dana, ana, signed):
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    await dana.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).state == "confirmed"


async def test_what_is_not_signed_off_comes_back_with_the_reason(
    scene, dana, ana, signed
):
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    await ana.presses("Reject…", channel="#ops")
    await ana.modal()
    await ana.submits(reason="The invoices of October are missing")
    await scene.settled()
    back = await one(scene)
    assert (back.state, back.confirmed_at) == ("due", None)
    told = await dana.told_directly()
    assert "The invoices of October are missing" in told
    await calling.does(scene, dana, "/ops confirm OPS-1 October is in it by now")
    assert (await one(scene)).state == "confirmed"
    await ana.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).state == "done"


async def test_what_is_not_signed_off_in_time_is_asked_on(scene, dana, ana, signed):
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    first = await asked(scene)
    await calling.until(scene, first.expires_at + calling.DAY)
    latest = await asked(scene)
    assert (latest.id, latest.open) == (first.id, True)
    assert latest.expires_at > first.expires_at
    assert (await one(scene)).state == "confirmed"
    assert "expired" not in await dana.told_directly()  # they have nothing to do


async def test_of_a_line_with_many_numbers_none_is_guessed(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, evidence=("number",))
    told = await calling.does(scene, dana, "/ops confirm OPS-1 all 3 of 40 are well")
    assert "In a line it comes first" in told
    assert (await one(scene)).open


@pytest.mark.parametrize(
    ("words", "number"),
    [("looked at 40 accounts", "40"), ("24 of 25 verified", "24"), ("7/8", "7")],
)
async def test_a_line_has_its_number_first_or_alone(scene, dana, words, number):
    await calling.monday(scene)
    await calling.added(scene, evidence=("number",))
    await calling.does(scene, dana, f"/ops confirm OPS-1 {words}")
    assert (await one(scene)).evidence["number"] == number


async def test_a_question_that_is_taken_back_opens_the_duty_anew(
    scene, dana, ana, kenji
):
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0ANA",), ciso=("U0KENJI",))
    await calling.added(scene, signoff=("tech_lead", "ciso"))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    (card,) = [one for one in await dana.reads("#ops") if "CISO" in one.text]
    await dana.presses("Take it back", channel="#ops", message=card)
    await scene.settled()
    assert (await one(scene)).state == "due"
    cards = await dana.reads("#ops")
    assert not [card for card in cards if "Approve" in card.buttons]
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at it again")
    assert (await one(scene)).state == "confirmed"


async def test_where_no_number_is_wanted_words_have_none(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, evidence=("text",))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at 40 accounts")
    assert "number" not in (await one(scene)).evidence


async def test_of_two_roles_both_sign_off(scene, dana, ana, kenji):
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0ANA",), ciso=("U0KENJI",))
    await calling.added(scene, signoff=("tech_lead", "ciso"))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    for card in await ana.reads("#ops"):
        if "Tech lead" in card.text and "Approve" in card.buttons:
            await ana.presses("Approve", channel="#ops", message=card)
    await scene.settled()
    half = await one(scene)
    assert (half.state, half.signed) == ("confirmed", ["tech_lead"])
    await calling.does(scene, dana, "/ops due OPS-1")
    assert "waits for CISO" in dana.told
    for card in await kenji.reads("#ops"):
        if "CISO" in card.text and "Approve" in card.buttons:
            await kenji.presses("Approve", channel="#ops", message=card)
    await scene.settled()
    assert (await one(scene)).state == "done"


async def test_of_two_roles_one_no_has_both_asked_again(scene, dana, ana, kenji):
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0ANA",), ciso=("U0KENJI",))
    await calling.added(scene, signoff=("tech_lead", "ciso"))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    (card,) = [c for c in await ana.reads("#ops") if "CISO" in c.text]
    await kenji.presses("Reject…", channel="#ops", message=card)
    await kenji.modal()
    await kenji.submits(reason="That is the report of last year")
    await scene.settled()
    for role in ("tech_lead", "ciso"):
        assert not (await asked(scene, role)).open
    assert (await one(scene)).state == "due"


async def test_a_role_that_nobody_holds_is_said_and_whoever_holds_it_later_signs(
    scene, dana, ana
):
    await calling.monday(scene)
    await calling.added(scene, signoff=("ciso",))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    assert (await one(scene)).state == "confirmed"
    await calling.holds(scene, ciso=("U0ANA",))
    await ana.presses("Approve", channel="#ops")
    await scene.settled()
    assert (await one(scene)).state == "done"


async def test_what_waits_to_be_signed_off_can_be_taken_back(scene, dana, ana, signed):
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    await calling.does(scene, dana, "/ops reopen OPS-1 it was the wrong month")
    assert (await one(scene)).open
    assert not (await asked(scene)).open
    shown = [label for card in await ana.reads("#ops") for label in card.buttons]
    assert "Approve" not in shown


@pytest.mark.parametrize("who", ["ana", "kenji", "sam"])
async def test_who_may_act_for_somebody_is_recorded_as_such(scene, who):
    """Kenji and sam sign off; ana, the person to fall back on, is the contact."""
    await calling.holds(scene, tech_lead=("U0KENJI",), ciso=("U0SAM",))
    await of_priya(scene, signoff=("tech_lead", "ciso"))
    told = await calling.does(
        scene, scene.person(who), "/ops confirm OPS-1 looked at all of it for her"
    )
    assert "is confirmed" in told
    (said,) = await calling.facts(scene, "confirmed")
    assert (said["actor"], said["on_behalf"]) == (f"U0{who.upper()}", "U0PRIYA")


async def test_an_admin_may_act_for_anybody(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, actor="U0PRIYA")
    told = await calling.does(scene, dana, "/ops confirm OPS-1 she told me it is done")
    assert "is confirmed" in told
    await calling.does(scene, dana, "/ops due OPS-1")
    assert "Confirmed by @dana for @priya" in dana.told


REFUSED = [
    "confirm OPS-1 looked at all of it",
    "postpone OPS-1 to friday because I like it so",
    "snooze OPS-1 until tomorrow 9:00",
    "skip OPS-1 because I like it so",
    "assign OPS-1 @sam",
    "assign OPS-1 me",
    "decline OPS-1 because I like it so",
    "begin OPS-1",
]


async def of_priya(scene, **wanted):
    """Have a duty of priya, whom the bot has met."""
    await calling.monday(scene)
    for person in ("priya", "dana"):
        await calling.does(scene, scene.person(person), "/ops due")
    return await calling.added(scene, actor="U0PRIYA", **wanted)


async def test_who_has_no_right_is_told_who_has(scene, sam):
    await of_priya(scene)
    before = await calling.recorded(scene)
    for words in REFUSED:
        told = await calling.does(scene, sam, f"/ops {words}")
        assert "Only priya or ana can do that: OPS-1 is theirs" in told, words
        assert await calling.recorded(scene) == before, words


async def test_only_who_owns_a_routine_changes_it_and_only_an_admin_its_sign_off(
    scene, dana, sam
):
    key = await of_priya(scene, signoff=("ciso",))
    with pytest.raises(Refused) as refused:
        await calling.edited(scene, key, "U0SAM", title="Read nothing at all")
    assert "priya" in str(refused.value)
    with pytest.raises(Refused):
        await calling.edited(scene, key, "U0PRIYA", signoff=())
    await calling.edited(scene, key, "U0PRIYA", title="Read all reports")
    await calling.edited(scene, key, "U0DANA", signoff=())
    assert (await calling.routines(scene))[key].signoff == []


async def test_guests_strangers_and_whoever_has_left_do_nothing(scene):
    await calling.monday(scene)
    await calling.added(scene)
    for person in ("gus", "nora", "olga"):
        await scene.slack.post("person", id=f"U0{person.upper()}")
    await scene.settled()
    found = await one(scene)
    for act in (
        lambda work, one: calling.calendar.skip(work, one, "because I like it so"),
        calling.calendar.start,
        lambda work, one: calling.calendar.assign(work, one, [work.actor]),
        lambda work, one: calling.calendar.confirm(work, one, calling.GIVEN),
        lambda work, _: calling.calendar.due(work),
        lambda work, _: calling.calendar.overview(work),
        lambda work, _: calling.calendar.adopt_all(work),
    ):
        for who in ("U0GUS", "U0NORA", "U0OLGA"):
            with pytest.raises(Refused):
                async with calling.work(scene, who) as work:
                    await act(work, found)
    assert (await one(scene)).open


def test_the_ladder_of_a_policy_goes_up():
    said = dict(DUTIES, lead_after=9)
    with pytest.raises(ValueError, match="in this order"):
        duties.Duties(**said)
