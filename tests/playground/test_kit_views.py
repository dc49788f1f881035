"""Views: what a strict Slack refuses in a modal or a home, and what it takes."""

import pytest

from bot.playground import kit
from tests.playground.kit_samples import button, field, found, mrkdwn, plain, section

ASK = {"type": "input", "label": plain(), "element": field(action_id="a")}


def modal(**more):
    return {"type": "modal", "title": plain(), "blocks": [section()], **more}


def home(**more):
    return {"type": "home", "blocks": [section()], **more}


REFUSED = [
    # no view
    ("modal", "must provide an object", "/view"),
    # no type
    ({"blocks": [section()]}, "missing required field: type", "/view"),
    # a home where a modal is wanted
    (home(), "unsupported type: home", "/view/type"),
    # no title
    (
        {"type": "modal", "blocks": [section()]},
        "missing required field: title",
        "/view",
    ),
    # a long title
    (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/title/text",
    ),
    # a title with markup
    (modal(title=mrkdwn()), "unsupported type: mrkdwn", "/view/title/type"),
    # a title as bare text
    (modal(title="x"), "must provide an object", "/view/title"),
    # a long submit
    (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/submit/text",
    ),
    # no blocks
    (modal(blocks=[]), "no fewer than 1 items allowed", "/view/blocks"),
    # blocks that are none
    (modal(blocks=None), "must provide an array", "/view/blocks"),
    # a question without a way to answer it
    (modal(blocks=[ASK]), "missing required field: submit", "/view"),
    # a wrong block
    (modal(blocks=[{"type": "x"}]), "unsupported type: x", "/view/blocks/0/type"),
    # more than the view can carry along
    (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters",
        "/view/private_metadata",
    ),
    # a long callback_id
    (
        modal(callback_id="x" * 256),
        "must be less than 256 characters",
        "/view/callback_id",
    ),
    # a long external_id
    (
        modal(external_id="x" * 256),
        "must be less than 256 characters",
        "/view/external_id",
    ),
    # a flag as text
    (
        modal(notify_on_close="true"),
        "must provide a boolean",
        "/view/notify_on_close",
    ),
    # only Slack's workflow builder knows it
    (
        modal(submit_disabled=False),
        "invalid additional property: submit_disabled",
        "/view",
    ),
    # what Slack told is not sent back
    *(
        (modal(**{name: "x"}), f"invalid additional property: {name}", "/view")
        for name in (
            "id",
            "team_id",
            "state",
            "hash",
            "app_id",
            "bot_id",
            "previous_view_id",
            "root_view_id",
        )
    ),
]


@pytest.mark.parametrize(("view", "message", "pointer"), REFUSED)
def test_a_wrong_modal_is_refused_with_a_pointer(view, message, pointer):
    findings = kit.view(view, surface="modal")

    assert findings.code == "invalid_arguments"
    assert (message, pointer) in found(findings)


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_a_home_has_no_frame(name):
    findings = kit.view(home(**{name: plain()}), surface="home")

    assert found(findings) == [(f"invalid additional property: {name}", "/view")]


TAKEN = [
    ("modal", modal()),
    ("modal", modal(blocks=[ASK], submit=plain("x" * 24), close=plain())),
    ("modal", modal(private_metadata="x" * 3000, callback_id="x" * 255)),
    ("modal", modal(clear_on_close=True, notify_on_close=False, external_id="1")),
    ("home", home(private_metadata="", callback_id="home")),
    ("home", home(blocks=[ASK])),
]


@pytest.mark.parametrize(("surface", "view"), TAKEN)
def test_a_right_view_is_taken(surface, view):
    assert kit.view(view, surface=surface) == kit.Findings()


def test_a_heavy_view_is_refused():
    heavy = modal(blocks=[section(text=mrkdwn("x" * 3000)) for _ in range(86)])

    assert kit.view(heavy).code == "view_too_large"
    assert kit.view({**heavy, "blocks": heavy["blocks"][:80]}).ok


def test_mentions_in_a_view_reach_nobody_and_are_not_reported():
    blocks = [section(text=mrkdwn("<!channel> & co"))]

    reports = kit.view(modal(blocks=blocks)).reports

    assert reports == ("bare & in the text [json-pointer:/view/blocks/0/text]",)


def test_a_danger_button_in_a_home_asks_first():
    blocks = [section(accessory=button(style="danger"))]

    reports = kit.view(home(blocks=blocks), surface="home").reports

    where = "[json-pointer:/view/blocks/0/accessory]"
    assert reports == (f"danger button without confirm {where}",)
