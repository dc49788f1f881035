"""8.4, rules 31 to 33: views as a whole, and the manners of buttons."""

import itertools

import pytest

from tests.conformance.blocks import actions, asking, button, confirm, plain, section
from tests.conformance.surfaces import home, modal

ASKING = asking({"type": "plain_text_input"})
READ_ONLY = {
    "id": "V1",
    "team_id": "T1",
    "state": {"values": {}},
    "hash": "1.a",
    "app_id": "A1",
    "bot_id": "B1",
    "previous_view_id": None,
    "root_view_id": "V1",
}


def without(view, name):
    return {key: value for key, value in view.items() if key != name}


@pytest.mark.parametrize(
    "view",
    [
        without(modal(section()), "title"),
        without(modal(section()), "blocks"),
        without(modal(section()), "type"),
        without(modal(ASKING), "submit"),  # what is asked has to be sent
        modal(section(), submit_disabled=False),  # of workflow steps only
        modal(section(), colour="red"),
        modal(section(), clear_on_close="yes"),
        {**modal(section()), "type": "window"},
        {**modal(section()), "type": "home"},
        [],
        "modal",
        5,
    ],
    ids=itertools.count(),
)
async def test_rule_31_a_modal_has_its_fields(surfaces, view):
    assert (await surfaces.opens(view))["error"] == "invalid_arguments"


@pytest.mark.parametrize("name", READ_ONLY)
async def test_rule_31_what_is_only_read_is_not_sent_back(surfaces, name):
    back = {name: READ_ONLY[name]}
    body = await surfaces.opens(modal(section(), **back))
    assert body["error"] == "invalid_arguments"
    assert name in " ".join(body["response_metadata"]["messages"])
    assert (await surfaces.publishes(home(section(), **back)))["error"] == (
        "invalid_arguments"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"title": plain()},
        {"submit": plain()},
        {"close": plain()},
        {"notify_on_close": True},
        {"clear_on_close": True},
    ],
    ids=lambda more: next(iter(more)),
)
async def test_rule_31_a_home_tab_has_no_title_and_no_buttons(surfaces, more):
    assert (await surfaces.publishes(home(section())))["ok"]
    body = await surfaces.publishes(home(section(), **more))
    assert body["error"] == "invalid_arguments"


async def test_rule_31_a_view_has_250_kilobytes(surfaces):
    # Twelve kilobytes each: a field's own limits are kept.
    big = [asking({"type": "plain_text_input"}, hint=plain("x" * 2000))] * 100
    big = [{**block, "label": plain("x" * 900)} for block in big]
    assert (await surfaces.opens(modal(*big[:50])))["ok"]
    body = await surfaces.opens(modal(*big))
    assert body["error"] == "view_too_large"


async def test_rule_31_a_view_that_is_no_json_is_refused(api, surfaces):
    sent = {"trigger_id": await surfaces.trigger(), "view": "{"}
    _, body, _ = await api.raw("views.open", data=sent)
    assert body["error"] == "invalid_arguments"


async def test_rule_31_a_wrong_view_does_not_spend_the_trigger(api, surfaces):
    trigger = await surfaces.trigger()
    wrong = {"trigger_id": trigger, "view": modal()}
    assert await api.refused("views.open", **wrong) == "invalid_arguments"
    await api.fine("views.open", trigger_id=trigger, view=modal(section()))


async def test_rule_31_the_home_tab_may_be_switched_off(slack, api):
    sent = {"view": home(section()), "user_id": "U0NOBODY"}
    assert await api.refused("views.publish", **sent) == "invalid_arguments"


async def test_rule_32_an_external_id_is_unique_among_open_views(api, surfaces, dana):
    view = modal(section(), external_id="form-1")
    first = {"view": view, "trigger_id": await surfaces.trigger()}
    opened = await api.fine("views.open", **first)
    second = {"view": view, "trigger_id": await surfaces.trigger()}
    assert await api.refused("views.open", **second) == "duplicate_external_id"
    known = {"external_id": "form-1", "view": view}
    updated = await api.fine("views.update", **known)
    assert updated["view"]["id"] == opened["view"]["id"]
    await dana.closes()
    await api.fine("views.open", view=view, trigger_id=await surfaces.trigger())


async def test_rule_32_two_people_cannot_share_an_external_id(api, app, surfaces, ana):
    view = modal(section(), external_id="form-1")
    first = {"view": view, "trigger_id": await surfaces.trigger()}
    await api.fine("views.open", **first)
    await ana.types("#ops", "/incident list")
    second = {"view": view, "trigger_id": app.received[-1]["trigger_id"]}
    assert await api.refused("views.open", **second) == "duplicate_external_id"


def _labelled(text, **more):
    return button(text=plain(text), action_id=text + str(more), **more)


@pytest.mark.parametrize(
    ("buttons", "said"),
    [
        (
            [_labelled("a", style="primary"), _labelled("b", style="primary")],
            "more than one primary",
        ),
        ([_labelled("a", style="danger")], "danger button without confirm"),
        ([_labelled("Show", value="1"), _labelled("Show", value="2")], "2 buttons"),
    ],
    ids=["two primary", "danger", "same words"],
)
async def test_rule_33_bad_manners_of_buttons_are_reported(
    surfaces, slack, buttons, said
):
    assert (await surfaces.on("M", actions(*buttons)))["ok"]
    assert said in " ".join(await slack.violations())


async def test_rule_33_buttons_of_good_manners_are_not_reported(surfaces, slack):
    buttons = [
        _labelled("a", style="primary"),
        _labelled("b", style="danger", confirm=confirm()),
        _labelled("Show", value="1", accessibility_label="Show 1"),
        _labelled("Show", value="2", accessibility_label="Show 2"),
    ]
    assert (await surfaces.on("M", actions(*buttons)))["ok"]
    assert await slack.violations() == []


async def test_rule_33_another_style_is_refused(surfaces):
    odd = actions(button(style="warning"))
    assert await surfaces.judges("M", odd) == "invalid_blocks"
