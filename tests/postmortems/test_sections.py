"""Sections: written by their forms, never over what somebody else just wrote."""

import pytest

from bot.postmortems import rules
from tests.incidents.test_drafts import fills
from tests.postmortems.conftest import CARD, opens, resolved, write, written

MARKUP = "*b* _i_ <!channel> <@U0ANA> <https://evil.example|x> & `c`"


async def test_every_section_is_written_by_its_form(scene, dana, room):
    await written(scene, dana, room)
    card = (await dana.sees(room, CARD)).text
    assert "Summary: empty" not in card
    assert "Root cause: empty" not in card
    assert "Lessons: empty" not in card
    await dana.types("#general", "/postmortem show PM-1")
    assert "Affected: A third of all orders" in dana.told
    assert "Trigger: the deploy of 14:05" in dana.told
    assert "Why 1: a bad flag" in dana.told
    assert "flags need a canary" in dana.told


async def test_five_whys_build_a_chain_and_gaps_move_up(scene, dana, room):
    whys = {"why1": "the pool was full", "why3": "nobody bounds it", "why5": "no rule"}
    factors = "- a slow query\n\n* no alert"
    await write(dana, room, "cause", trigger="a deploy", factors=factors, **whys)
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "Why 1: the pool was full" in dana.told
    assert "Why 2: nobody bounds it" in dana.told
    assert "Why 3: no rule" in dana.told
    assert "Contributed: a slow query; no alert" in dana.told


async def test_a_form_opens_with_what_was_written(scene, dana, sam, room):
    await write(dana, room, "lessons", learned="flags need a canary")
    await scene.settled()
    await sam.types("#general", "/postmortem write PM-1 lessons")
    view = await sam.modal("PM-1 lessons")
    assert "flags need a canary" in str(view["blocks"])


async def test_whoever_writes_second_is_told_and_keeps_the_text(scene, dana, sam, room):
    await sam.types("#general", "/postmortem write PM-1 lessons")
    await sam.modal("PM-1 lessons")
    await write(dana, room, "lessons", learned="flags need a canary")
    await sam.submits(learned="alerts came late")
    view = await sam.modal("PM-1 lessons")
    shown = str(view["blocks"])
    assert "dana has changed this since you opened it" in shown
    assert "flags need a canary" in shown
    assert "alerts came late" in str(view)
    await sam.submits(learned="flags need a canary, alerts came late")
    await sam.no_modal()
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "flags need a canary, alerts came late" in dana.told


async def test_two_write_different_sections_at_once(scene, dana, sam, room):
    await sam.types("#general", "/postmortem write PM-1 lessons")
    await sam.modal("PM-1 lessons")
    await write(dana, room, "cause", trigger="a deploy", why1="a bad flag")
    await sam.submits(learned="flags need a canary")
    await sam.no_modal()
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "a bad flag" in dana.told
    assert "flags need a canary" in dana.told


async def test_a_form_that_is_sent_twice_is_kept_once(scene, dana, room):
    await opens(dana, room, "lessons")
    await dana.submits(repeat=2, learned="flags need a canary")
    await scene.settled()
    said = [m for m in await dana.reads(room) if "lessons of PM-1 are kept" in m.text]
    assert len(said) == 1


async def test_names_in_a_cause_are_noticed_and_roles_offered(scene, dana, sam, room):
    await dana.types("#general", "/incident reopen INC-1 it came back after all")
    await dana.types("#general", "/incident assign INC-1 @sam scribe")
    await dana.types("#general", "/incident resolve INC-1 fix: drained the region")
    await scene.settled()
    await write(
        dana, room, "cause", trigger="Dana deployed on a Friday", why1="@sam was asleep"
    )
    view = await dana.modal("these names stand in it")
    assert "Dana deployed on a Friday" in str(view)
    await dana.submits()
    await dana.no_modal()
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "Trigger: the commander deployed on a Friday" in dana.told
    assert "Why 1: the scribe was asleep" in dana.told


async def test_whoever_was_not_in_the_room_is_noticed_by_a_mention_and_a_full_name(
    scene, dana, room
):
    await scene.slack.post("person", id="U0PRIYA", display_name="Priya Raman")
    for name in ("liv", "priya"):
        await scene.person(name).types("#general", "/incident list")
    said = "Because Dana Okafor deployed, @liv paused; @nobody knew"
    why = "<@U0KENJI> told priya raman, not Priya or liv"
    await write(dana, room, "cause", trigger=said, why1=why)
    shown = str((await dana.modal("these names stand in it"))["blocks"])
    for name in ("Dana Okafor", "@liv", "<@U0KENJI>", "priya raman"):
        assert f"'{name}'" in shown
    await dana.submits()
    await dana.no_modal()
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    now = "Because the commander deployed, a responder paused; @nobody knew"
    assert f"Trigger: {now}" in dana.told
    assert "Why 1: a responder told a responder, not Priya or liv" in dana.told


async def test_whoever_wrote_a_name_may_keep_it(scene, dana, room):
    await write(dana, room, "cause", trigger="Dana's Law", why1="a bad flag")
    await dana.modal("these names stand in it")
    await dana.submits(names="keep")
    await dana.no_modal()
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "Trigger: Dana's Law" in dana.told


async def test_a_cause_written_meanwhile_is_not_overwritten_by_the_second_step(
    scene, dana, sam, room
):
    await sam.types("#general", "/postmortem write PM-1 cause")
    await sam.modal("PM-1 root cause")
    await write(dana, room, "cause", trigger="a deploy", why1="a bad flag")
    await sam.submits(trigger="dana slept", why1="no alert")
    await sam.modal("these names stand in it")
    await sam.submits(names="keep")
    view = await sam.modal("has changed this since you opened it")
    assert "dana slept" in str(view)
    assert "a bad flag" in str(view["blocks"])


async def test_text_made_of_markup_stays_text(scene, dana, room):
    await write(dana, room, "lessons", learned=MARKUP, share=MARKUP)
    await write(dana, room, "summary", what=MARKUP, affected=MARKUP)
    await scene.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert dana.told.count(MARKUP) == 4


async def test_a_long_text_is_kept_whole(scene, dana, room):
    text = "w\u00f6rd " * 590
    await write(dana, room, "lessons", learned=text)
    await scene.settled()
    await dana.types("#general", "/postmortem write PM-1 lessons")
    view = await dana.modal("PM-1 lessons")
    assert text.strip() in str(view["blocks"])


async def test_what_did_not_change_is_said(scene, dana, room):
    await write(dana, room, "lessons", learned="flags need a canary")
    await dana.types("#general", "/postmortem write PM-1 lessons")
    await dana.modal("PM-1 lessons")
    await dana.submits()
    await dana.modal("PM-1 is written so already: nothing was changed.")


async def test_what_was_only_filled_in_asks_for_the_rest(scene, dana, room):
    await opens(dana, room, "summary")
    said = await dana.submits()
    assert said["errors"] == {"affected": rules.ASKS["affected"][1] + "."}


@pytest.mark.parametrize("word", ["summary", "cause", "why", "Root Cause", "lessons"])
async def test_a_section_has_more_than_one_name(edge, word):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await dana.types("#general", f"/postmortem write PM-1 {word}")
    await dana.modal("PM-1")


async def test_what_was_typed_into_a_closed_form_is_there_again(scene, dana, room):
    await opens(dana, room, "cause")
    typed = {"trigger": "a deploy", "factors": "no alert", "why2": "nobody bounds it"}
    await fills(scene, dana, **typed)
    await dana.types("#general", "/postmortem write PM-1 cause")
    view = await dana.modal("What you had typed is back")
    for text in typed.values():
        assert text in str(view["blocks"])
    await dana.submits()
    await dana.no_modal()
    await dana.types("#general", "/postmortem write PM-1 cause")
    view = await dana.modal("PM-1 root cause")
    assert "What you had typed is back" not in str(view["blocks"])
    assert "nobody bounds it" in str(view["blocks"])


async def test_a_form_that_was_closed_as_it_was_leaves_nothing(scene, dana, room):
    await opens(dana, room, "summary")
    await dana.closes()
    await scene.settled()
    await dana.types("#general", "/postmortem write PM-1 summary")
    view = await dana.modal("PM-1 summary")
    assert "What you had typed is back" not in str(view["blocks"])


async def test_what_was_typed_before_somebody_else_wrote_overwrites_nothing(
    scene, dana, sam, room
):
    await sam.types("#general", "/postmortem write PM-1 lessons")
    await sam.modal("PM-1 lessons")
    await fills(scene, sam, learned="alerts came late")
    await write(dana, room, "lessons", learned="flags need a canary")
    await scene.settled()
    await sam.types("#general", "/postmortem write PM-1 lessons")
    await sam.modal("What you had typed is back")
    await sam.submits()
    view = await sam.modal("dana has changed this since you opened it")
    assert "alerts came late" in str(view)
    assert "flags need a canary" in str(view["blocks"])
