"""Where blocks may stand, what must be unique, and how much there may be."""

import pytest

from bot.playground import kit
from tests.playground.kit_samples import (
    bars,
    card,
    container,
    context,
    data_table,
    found,
    mrkdwn,
    plain,
    plan,
    section,
    table,
)

ALERT = {"type": "alert", "text": mrkdwn()}
CAROUSEL = {"type": "carousel", "elements": [card()]}
MARKDOWN = {"type": "markdown", "text": "x"}


def asking(kind, **more):
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "label": plain(), "element": element}


def findings(surface, *blocks):
    if surface == "message":
        return kit.message({"text": "x", "blocks": list(blocks)})
    modal = {"title": plain(), "submit": plain()} if surface == "modal" else {}
    view = {"type": surface, "blocks": list(blocks), **modal}
    return kit.view(view, surface=surface)


PLACES = [
    # what stands everywhere
    (section(), "message modal home"),
    (asking("plain_text_input"), "message modal home"),
    (card(), "message home"),  # reported to fail in modals
    # what stands in modals only
    (ALERT, "modal"),
    (asking("number_input", is_decimal_allowed=True), "modal"),
    (asking("email_text_input"), "modal"),
    (asking("url_text_input"), "modal"),
    (asking("file_input"), "modal"),
    # what stands in views only
    (asking("rich_text_input"), "modal home"),
    # what is too large for a modal
    (CAROUSEL, "message home"),
    (container(section()), "message home"),
    (table(["a"]), "message home"),
    (data_table(["a"], ["b"]), "message home"),
    # what stands in messages only
    (MARKDOWN, "message"),
    (bars(), "message"),
    (plan("1"), "message"),
    # only a modal hands out a response_url, and only through an input
    (asking("channels_select", response_url_enabled=True), "modal"),
    (
        {
            "type": "actions",
            "elements": [{"type": "channels_select", "response_url_enabled": True}],
        },
        "",
    ),
    # what nobody may post
    ({"type": "file"}, ""),
]


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize(("block", "places"), PLACES)
def test_a_block_is_taken_only_where_slack_shows_it(block, places, surface):
    assert findings(surface, block).ok is (surface in places.split())


@pytest.mark.parametrize(
    ("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)]
)
def test_a_surface_holds_only_so_many_blocks(surface, most):
    assert findings(surface, *[section()] * most).ok
    told = found(findings(surface, *[section()] * (most + 1)))
    assert [message for message, _ in told] == [f"no more than {most} items allowed"]


def test_nested_blocks_count_too():
    nested = container(*[section()] * 9)

    assert findings("message", *[nested] * 5).ok
    assert not findings("message", section(), *[nested] * 5).ok


def test_a_block_id_stands_once_in_a_message_even_when_nested():
    twice = findings("message", section(block_id="a"), container(section(block_id="a")))

    pointer = "/blocks/1/child_blocks/0/block_id"
    assert found(twice) == [('block_id "a" already exists', pointer)]


def test_an_action_id_stands_once_in_a_block():
    two = [{"type": "users_select", "action_id": "who"}] * 2

    one_block = findings("home", {"type": "actions", "elements": two})
    assert found(one_block) == [
        (
            'action_id "who" already exists in this block',
            "/view/blocks/0/elements/1/action_id",
        )
    ]
    two_blocks = findings("home", *[{"type": "actions", "elements": two[:1]}] * 2)
    assert two_blocks.ok
    assert two_blocks.reports == ('action_id "who" stands 2 times in the view',)


def test_fields_that_share_an_action_id_are_reported():
    asked = [
        {
            "type": "input",
            "block_id": name,
            "label": {"type": "plain_text", "text": name},
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
        for name in ("title", "summary")
    ]
    shared = 'action_id "value" stands 2 times in the view'
    assert findings("modal", *asked).reports == (shared,)


def test_only_one_element_has_the_focus():
    focused = asking("users_select", focus_on_load=True)

    assert findings("modal", focused, asking("users_select")).ok
    told = found(findings("modal", focused, focused))
    assert told == [("focus_on_load is allowed for one element only", "/view/blocks")]


def test_a_message_holds_one_table():
    two = findings("message", table(["a"]), container(table(["b"])))

    assert two.code == "invalid_attachments"
    assert found(two) == [("only_one_table_allowed", "/blocks")]


def test_a_message_holds_two_charts():
    assert findings("message", bars(), bars()).ok
    assert findings("message", bars(), bars(), bars()).code == "invalid_blocks"


def test_markdown_blocks_share_their_room():
    half = {"type": "markdown", "text": "x" * 6000}

    assert findings("message", half, half).ok
    assert not findings("message", half, half, MARKDOWN).ok


def test_every_element_that_a_person_can_act_on_is_found():
    pick = {"type": "users_select", "action_id": "who"}
    go = {"type": "button", "text": plain(), "action_id": "go"}
    blocks = [
        section(block_id="s", accessory=pick),
        context(mrkdwn()),
        container({"type": "actions", "elements": [go], "block_id": "a"}),
        {"type": "carousel", "elements": [card(actions=[go], block_id="c")]},
        {**asking("datepicker"), "block_id": "i"},
    ]

    acted = [(name, element["type"]) for name, element in kit.interactive(blocks)]

    assert acted == [
        ("s", "users_select"),
        ("a", "button"),
        ("c", "button"),
        ("i", "datepicker"),
    ]
    assert kit.interactive({"blocks": blocks}) == kit.interactive(blocks)
