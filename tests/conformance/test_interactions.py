"""8.5, rules 34 to 40: triggers, stacks, answers, payloads.

Of rules 36 and 37 this is Slack's side: what it takes, and what its clients let people
do. What an app has to do about it is tried with the bot, elsewhere.
"""

import asyncio
import itertools
import re
import time

import pytest

from tests import person
from tests.conformance.blocks import actions, asking, button, mrkdwn, plain, section
from tests.conformance.receiver import always, careful, receiving
from tests.conformance.surfaces import home, modal

DANA = "U0DANA"


@pytest.fixture
def triggers(app, dana):
    """Make people do something; give the triggers of it."""

    async def trigger(who=dana):
        await who.types("#ops", "/incident list")
        return app.received[-1]["trigger_id"]

    return trigger


@pytest.fixture
def opens(api, triggers):
    """Open a modal for dana; give it as the Web API describes it."""

    async def opens(*blocks, **more):
        view = modal(*(blocks or [section()]), **more)
        sent = {"view": view, "trigger_id": await triggers()}
        return (await api.fine("views.open", **sent))["view"]

    return opens


@pytest.fixture
def posts(api):
    """Post buttons and the like in #ops; give the time of the message."""

    async def posts(*blocks):
        return (await api.say(text="x", blocks=list(blocks)))["ts"]

    return posts


async def refused(person_acts):
    """Let somebody do what a client does not let them do; give what it says."""
    with pytest.raises(person.Refused) as refusal:
        await person_acts
    return refusal.value


def clicked(slack, ts, **more):
    used = {"user": DANA, "channel": "ops", "ts": ts, "action_id": "go", **more}
    return slack.post("click", used)


def typing(block="who", **more):
    return asking(
        {"type": "plain_text_input", "action_id": "v", **more}, block_id=block
    )


async def test_rule_34_a_trigger_works_for_three_seconds(slack, api, triggers):
    view = modal(section())
    fresh = await triggers()
    await slack.forward(seconds=3)
    await api.fine("views.open", trigger_id=fresh, view=view)
    stale = await triggers()
    await slack.forward(seconds=3.1)
    sent = {"trigger_id": stale, "view": view}
    assert await api.refused("views.open", **sent) == "expired_trigger_id"


async def test_rule_34_a_trigger_works_once(api, triggers):
    sent = {"trigger_id": await triggers(), "view": modal(section())}
    await api.fine("views.open", **sent)
    for method in ("views.open", "views.push"):
        assert await api.refused(method, **sent) == "exchanged_trigger_id"


@pytest.mark.parametrize("trigger", ["1.2.abc", "x", "0"])
async def test_rule_34_an_invented_trigger_is_refused(api, trigger):
    sent = {"trigger_id": trigger, "view": modal(section())}
    assert await api.refused("views.open", **sent) == "invalid_trigger_id"


async def test_rule_34_a_trigger_opens_the_form_of_whoever_caused_it(
    slack, api, triggers, ana
):
    sent = {"trigger_id": await triggers(ana), "view": modal(section())}
    await api.fine("views.open", **sent)
    assert (await slack.get("state", **{"as": ana.id}))["views"]
    assert not (await slack.get("state", **{"as": DANA}))["views"]


async def test_rule_34_the_clock_can_pass_while_the_app_works(slack, app, api, dana):
    async def slowly(payload):
        await slack.forward(seconds=4)
        sent = {"trigger_id": payload["trigger_id"], "view": modal(section())}
        return {"text": await api.refused("views.open", **sent)}

    app.answers["command"] = slowly
    await dana.types("#ops", "/incident list")
    assert dana.answer == "expired_trigger_id"


async def test_rule_35_at_most_three_forms_lie_on_each_other(api, triggers):
    view = modal(section())
    await api.fine("views.open", trigger_id=await triggers(), view=view)
    for _ in range(2):
        await api.fine("views.push", trigger_id=await triggers(), view=view)
    sent = {"trigger_id": await triggers(), "view": view}
    assert await api.refused("views.push", **sent) == "push_limit_reached"


async def test_rule_35_a_form_is_pushed_on_another_one_only(api, triggers):
    sent = {"trigger_id": await triggers(), "view": modal(section())}
    assert await api.refused("views.push", **sent) == "not_found"


async def test_rule_35_a_pushed_form_knows_those_below(api, triggers):
    view = modal(section())
    root = await api.fine("views.open", trigger_id=await triggers(), view=view)
    pushed = await api.fine("views.push", trigger_id=await triggers(), view=view)
    first, second = root["view"], pushed["view"]
    assert first["root_view_id"] == first["id"]
    assert second["root_view_id"] == second["previous_view_id"] == first["id"]


async def test_rule_35_a_closed_form_is_not_found(api, opens, dana):
    view = await opens()
    await dana.closes()
    sent = {"view_id": view["id"], "view": modal(section())}
    assert await api.refused("views.update", **sent) == "not_found"


async def test_rule_35_every_change_has_a_hash_and_an_old_one_is_refused(api, opens):
    view = await opens()
    known = {"view_id": view["id"], "view": modal(section("y"))}
    changed = (await api.fine("views.update", **known, hash=view["hash"]))["view"]
    assert changed["hash"] != view["hash"]
    refusal = await api.refused("views.update", **known, hash=view["hash"])
    assert refusal == "hash_conflict"
    await api.fine("views.update", **known)


async def test_rule_35_the_home_tab_has_a_hash_too(api):
    sent = {"user_id": DANA, "view": home(section())}
    first = (await api.fine("views.publish", **sent))["view"]
    await api.fine("views.publish", **sent, hash=first["hash"])
    refusal = await api.refused("views.publish", **sent, hash=first["hash"])
    assert refusal == "hash_conflict"


async def test_rule_35_what_was_typed_stays_where_the_ids_stay(
    slack, api, opens, posts
):
    asked = {"block_id": "who", "action_id": "v"}
    view = await opens(typing(), typing("why"))
    for block in ("who", "why"):
        typed = {"user": DANA, "view": view["id"], "action_id": "v", "value": "ana"}
        await slack.post("act", {**typed, "block_id": block})
    kept, other = typing(), asking({"type": "plain_text_input", "action_id": "w"})
    other["block_id"] = "why"
    sent = {"view_id": view["id"], "view": modal(kept, other)}
    values = (await api.fine("views.update", **sent))["view"]["state"]["values"]
    assert values[asked["block_id"]][asked["action_id"]]["value"] == "ana"
    assert values["why"]["w"]["value"] is None


async def test_rule_36_no_answer_within_three_seconds_is_a_timeout(
    slack, app, opens, posts, dana
):
    view, ts = (
        await opens(typing(), submit=plain("Send")),
        await posts(actions(button())),
    )
    released = asyncio.Event()

    async def late(_):
        await released.wait()
        return ""

    app.answers |= dict.fromkeys(("command", "block_actions", "view_submission"), late)
    given = {"user": DANA, "view": view["id"], "values": {"who": "ana"}}
    done = await asyncio.gather(
        dana.types("#ops", "/incident list"),
        clicked(slack, ts),
        slack.post("submit", given),
    )
    released.set()
    for one in done:
        assert one["delivered"]["timeout"] is True
    assert dana.answer == '/incident failed with the error "operation_timeout"'
    kinds = ("slash_commands", "block_actions", "view_submission")
    assert sorted(await slack.violations()) == sorted(
        f"{kind}: operation_timeout" for kind in kinds
    )
    assert (await slack.get("state", **{"as": DANA}))["views"], "the form stays open"


@pytest.mark.parametrize("status", [201, 204, 302, 404, 500])
async def test_rule_36_an_answer_to_a_person_is_200_and_nothing_else(
    slack, app, dana, status
):
    app.statuses = [status]
    await dana.types("#ops", "/incident list")
    assert dana.answer == '/incident failed with the error "dispatch_failed"'
    assert f"slash_commands: answered HTTP {status}" in await slack.violations()


@pytest.mark.parametrize("answer", ["done", {"ok": True}, {"text": "done"}])
async def test_rule_36_a_click_is_answered_with_nothing(slack, app, posts, answer):
    app.answers["block_actions"] = answer
    await clicked(slack, await posts(actions(button())))
    assert "invalid_response" in " ".join(await slack.violations())


GOOD = modal(section("next"))
WRONG = [
    "done",  # text
    [],
    {"text": "done"},
    {"response_action": "close"},
    {"response_action": "errors"},
    {"response_action": "errors", "errors": {}},
    {"response_action": "errors", "errors": {"nobody": "x"}},  # no such block
    {"response_action": "errors", "errors": {"told": "x"}},  # no input block
    {"response_action": "errors", "errors": {"who": ""}},
    {"response_action": "errors", "errors": {"who": "x"}, "view": GOOD},
    {"response_action": "update"},
    {"response_action": "update", "view": {"type": "modal"}},
    {"response_action": "update", "view": modal(section(colour="red"))},
    {"response_action": "push", "view": {**GOOD, "type": "home"}},
    {"response_action": "clear", "errors": {}},
]


@pytest.mark.parametrize("answer", WRONG, ids=itertools.count())
async def test_rule_36_a_wrong_answer_to_a_form_keeps_it_open(
    slack, app, opens, answer
):
    view = await opens(typing(), section(block_id="told"))
    app.answers["view_submission"] = answer
    given = {"user": DANA, "view": view["id"], "values": {"who": "ana"}}
    done = await slack.post("submit", given)
    assert done["view"]["id"] == view["id"]
    assert "view_submission" in " ".join(await slack.violations())


@pytest.fixture
async def stacked(api, triggers):
    """Lay a form on another one; give the one on top."""
    below = {"trigger_id": await triggers(), "view": modal(section())}
    await api.fine("views.open", **below)
    pushed = {"trigger_id": await triggers(), "view": modal(typing())}
    return (await api.fine("views.push", **pushed))["view"]


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ("", ["t"]),  # closes this one
        ({"response_action": "clear"}, []),
        (
            {"response_action": "update", "view": GOOD | {"title": plain("u")}},
            ["t", "u"],
        ),
        ({"response_action": "errors", "errors": {"who": "Who?"}}, ["t", "t"]),
    ],
    ids=itertools.count(),
)
async def test_rule_36_a_form_does_what_its_answer_says(
    slack, app, stacked, answer, titles
):
    top = stacked
    app.answers["view_submission"] = answer
    given = {"user": DANA, "view": top["id"], "values": {"who": "ana"}}
    done = await slack.post("submit", given)
    views = (await slack.get("state", **{"as": DANA}))["views"]
    assert [view["title"] for view in views] == titles
    assert done["errors"] == (answer or {}).get("errors", {})
    assert await slack.violations() == []


async def test_rule_36_an_answer_cannot_push_beyond_three(
    slack, app, api, opens, triggers
):
    await opens()
    for _ in range(2):
        sent = {"trigger_id": await triggers(), "view": modal(typing())}
        top = (await api.fine("views.push", **sent))["view"]
    app.answers["view_submission"] = {"response_action": "push", "view": GOOD}
    given = {"user": DANA, "view": top["id"], "values": {"who": "ana"}}
    await slack.post("submit", given)
    assert await slack.violations() == ["view_submission: push_limit_reached"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"text": "x", "colour": "red"}, "invalid_response"),
        ({"text": "x", "response_type": "secret"}, "invalid_response"),
        ({"text": "x", "blocks": [section(colour="red")]}, "invalid_blocks"),
        ({"text": " "}, "no_text"),
        ({"text": "x", "thread_ts": "1700000000.000100"}, "thread_not_found"),
        ([], "invalid_response"),
    ],
    ids=itertools.count(),
)
async def test_rule_36_the_answer_to_a_command_is_a_right_message(
    slack, app, dana, answer, said
):
    app.answers["command"] = answer
    await dana.types("#ops", "/incident list")
    assert said in " ".join(await slack.violations())


@pytest.mark.parametrize(
    ("answer", "seen_by_ana"),
    [
        ("only you", False),
        ({"text": "only you"}, False),
        ({"text": "only you", "response_type": "ephemeral"}, False),
        ({"text": "all", "response_type": "in_channel"}, True),
    ],
    ids=itertools.count(),
)
async def test_rule_36_an_answer_is_for_the_caller_unless_it_says_otherwise(
    slack, app, dana, answer, seen_by_ana
):
    app.answers["command"] = answer
    await dana.types("#ops", "/incident list")
    text = answer if isinstance(answer, str) else answer["text"]
    shown = await slack.get("channels/ops", **{"as": "U0ANA"})
    assert (text in [one["text"] for one in shown["messages"]]) is seen_by_ana


def offered(count):
    text = plain("A")
    return [{"text": text, "value": str(number)} for number in range(count)]


EXTERNAL = asking({"type": "external_select", "action_id": "v"}, block_id="which")


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"options": offered(100)}, 100),
        ({"options": []}, 0),
        ({"option_groups": [{"label": plain("G"), "options": offered(2)}]}, 2),
        ({"options": offered(101)}, None),
        ({"options": offered(1), "option_groups": []}, None),  # both
        ({"options": [{"text": mrkdwn(), "value": "1"}]}, None),
        ({"options": offered(1), "more": True}, None),
        ({}, None),
        ("", None),
    ],
    ids=itertools.count(),
)
async def test_rule_36_options_are_offered_within_bounds(
    slack, app, opens, answer, count
):
    view = await opens(EXTERNAL)
    app.answers["block_suggestion"] = answer
    asked = {"user": DANA, "view": view["id"], "action_id": "v", "value": "a"}
    found = (await slack.post("suggest", asked))["options"]
    assert len(found) == (count or 0)
    assert bool(await slack.violations()) is (count is None)


async def test_rule_37_only_what_the_message_shows_now_can_be_used(slack, api, posts):
    ts = await posts(actions(button(value="old")))
    await api.fine(
        "chat.update",
        channel="C0OPS",
        ts=ts,
        text="x",
        blocks=[actions(button(action_id="other"))],
    )
    assert "no 'go' on the screen" in str(await refused(clicked(slack, ts)))


async def test_rule_37_an_old_client_shows_an_old_button(slack, app, api, posts):
    ts = await posts(actions(button(value="old")))
    await api.fine("chat.update", channel="C0OPS", ts=ts, text="x", blocks=[])
    await clicked(slack, ts, stale=True)
    [payload] = app.of("block_actions")
    assert payload["actions"][0]["value"] == "old"


async def test_rule_37_a_hurried_person_clicks_twice_at_once(slack, app, posts):
    await clicked(slack, await posts(actions(button())), repeat=2)
    one, two = app.of("block_actions")
    assert one == two


async def test_rule_37_two_people_click_at_once(slack, app, posts):
    ts = await posts(actions(button()))
    await asyncio.gather(clicked(slack, ts), clicked(slack, ts, user="U0ANA"))
    assert {one["user"]["id"] for one in app.of("block_actions")} == {DANA, "U0ANA"}


@pytest.mark.parametrize("who", ["U0OLGA", "U0LONGWATCH", "U0NOBODY"])
async def test_rule_37_the_deactivated_and_bots_click_nothing(slack, posts, who):
    ts = await posts(actions(button()))
    assert "nobody here" in str(await refused(clicked(slack, ts, user=who)))


async def test_rule_37_a_button_for_some_is_not_shown_to_others(slack, posts):
    ts = await posts(actions(button(visible_to_user_ids=["U0ANA"])))
    assert "to others only" in str(await refused(clicked(slack, ts)))


async def test_rule_37_a_form_is_sent_twice_at_once(slack, app, opens):
    view = await opens(typing())
    given = {"user": DANA, "view": view["id"], "values": {"who": "ana"}, "repeat": 2}
    await slack.post("submit", given)
    one, two = app.of("view_submission")
    assert one == two


@pytest.mark.parametrize("notify", [True, False])
async def test_rule_37_closing_is_told_only_when_it_was_asked_for(
    slack, app, opens, notify
):
    view = await opens(notify_on_close=notify)
    await slack.post("close", user=DANA, view=view["id"])
    told = app.of("view_closed")
    assert bool(told) is notify
    assert all(one["is_cleared"] is False for one in told)


FORM = {
    "number": {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"},
    "email": {"type": "email_text_input"},
    "url": {"type": "url_text_input"},
    "short": {"type": "plain_text_input", "min_length": 3, "max_length": 5},
    "several": {"type": "multi_users_select", "max_selected_items": 1},
    "choice": {"type": "radio_buttons", "options": offered(2)},
}


@pytest.mark.parametrize(
    "case",
    [
        # field, what the client refuses, what it takes
        ("number", "1.5", "1"),
        ("number", "10", "9"),
        ("number", "few", "0"),
        ("email", "ana", "ana@a.example"),
        ("url", "a page", "https://a.example/x"),
        ("short", "ab", "abc"),
        ("short", "abcdef", "abcde"),
        ("several", ["U0ANA", DANA], ["U0ANA"]),
        ("choice", "7", "1"),
        ("short", "", "abc"),  # required
        ("number", None, "1"),
    ],
    ids=itertools.count(),
)
async def test_rule_37_a_client_keeps_a_form_back_until_it_is_right(
    slack, app, opens, case
):
    block, wrong, right = case
    view = await opens(asking({**FORM[block], "action_id": "v"}, block_id=block))
    given = {"user": DANA, "view": view["id"]}
    kept = await refused(slack.post("submit", {**given, "values": {block: wrong}}))
    assert list(kept.fields) == [block]
    assert app.of("view_submission") == []
    await slack.post("submit", {**given, "values": {block: right}})
    assert len(app.of("view_submission")) == 1


async def test_rule_37_what_is_optional_may_stay_empty(slack, app, opens):
    view = await opens({**typing(), "optional": True})
    await slack.post("submit", user=DANA, view=view["id"], values={})
    assert len(app.of("view_submission")) == 1


async def test_rule_37_only_the_form_on_top_can_be_sent(slack, api, opens, triggers):
    below = await opens(typing())
    pushed = {"trigger_id": await triggers(), "view": modal(section())}
    await api.fine("views.push", **pushed)
    given = {"user": DANA, "view": below["id"], "values": {"who": "ana"}}
    assert "not open" in str(await refused(slack.post("submit", given)))


STATE = {
    "plain_text_input": ("a", "value", "a"),
    "number_input": (5, "value", "5"),
    "datepicker": ("2026-02-28", "selected_date", "2026-02-28"),
    "timepicker": ("09:30", "selected_time", "09:30"),
    "datetimepicker": (1700000000, "selected_date_time", 1700000000),
    "users_select": (DANA, "selected_user", DANA),
    "conversations_select": ("C0OPS", "selected_conversation", "C0OPS"),
    "multi_users_select": ([DANA], "selected_users", [DANA]),
    "static_select": ("1", "selected_option", offered(2)[1]),
    "checkboxes": (["1"], "selected_options", [offered(2)[1]]),
}


def _element(kind):
    more = {
        "number_input": {"is_decimal_allowed": False},
        "static_select": {"options": offered(2)},
        "checkboxes": {"options": offered(2)},
    }
    return {"type": kind, "action_id": "v", **more.get(kind, {})}


@pytest.mark.parametrize("kind", STATE)
async def test_rule_38_a_forms_state_is_true_filled_and_empty(slack, app, opens, kind):
    given, field, expected = STATE[kind]
    for value in (given, None):
        view = await opens(asking(_element(kind), block_id="b", optional=True))
        values = {} if value is None else {"b": value}
        await slack.post("submit", user=DANA, view=view["id"], values=values)
        held = app.of("view_submission")[-1]["view"]["state"]["values"]["b"]["v"]
        empty = [] if isinstance(expected, list) else None
        assert held == {"type": kind, field: expected if values else empty}


async def test_rule_38_a_message_has_state_and_generated_ids(slack, app, posts):
    menu = {"type": "static_select", "action_id": "pick", "options": offered(2)}
    nameless = {"type": "button", "text": plain("Nameless")}
    ts = await posts(actions(menu, button(), nameless), section())
    picked = {"user": DANA, "channel": "ops", "ts": ts, "action_id": "pick"}
    await slack.post("click", {**picked, "value": "1"})
    await clicked(slack, ts)
    payload = app.of("block_actions")[-1]
    [first, second] = payload["message"]["blocks"]
    assert first["block_id"] != second["block_id"]
    assert all(element["action_id"] for element in first["elements"])
    values = payload["state"]["values"][first["block_id"]]
    assert values["pick"]["selected_option"]["value"] == "1"
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0OPS",
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": "C0OPS", "name": "ops"}


SKELETONS = {
    "block_actions": {
        *("type", "user", "api_app_id", "token", "container", "trigger_id", "team"),
        *("enterprise", "is_enterprise_install", "channel", "message", "state"),
        *("response_url", "actions"),
    },
    "view_submission": {
        *("type", "team", "user", "api_app_id", "token", "trigger_id", "view"),
        *("response_urls", "is_enterprise_install", "enterprise"),
    },
    "view_closed": {"type", "is_cleared", "view", "user", "team"},
    "shortcut": {"type", "callback_id", "trigger_id", "action_ts", "user", "team"},
    "message_action": {
        *("type", "callback_id", "trigger_id", "message_ts", "message", "channel"),
        *("response_url", "user", "team"),
    },
    "block_suggestion": {
        *("type", "action_id", "block_id", "value", "user", "team", "container", "view")
    },
}
VIEW = {
    *("id", "team_id", "type", "blocks", "private_metadata", "callback_id", "state"),
    *("hash", "title", "clear_on_close", "notify_on_close", "close", "submit"),
    *("previous_view_id", "root_view_id", "app_id", "external_id"),
    *("app_installed_team_id", "bot_id"),
}


async def every(slack, opens, posts):
    """Do everything that a person can do, once."""
    ts = await posts(actions(button()))
    await clicked(slack, ts)
    await slack.post("shortcut", user=DANA, callback_id="go")
    on = {"user": DANA, "channel": "ops", "ts": ts, "callback_id": "from"}
    await slack.post("message_shortcut", on)
    view = await opens(EXTERNAL, notify_on_close=True)
    asked = {"user": DANA, "view": view["id"], "action_id": "v", "value": "a"}
    await slack.post("suggest", asked)
    await slack.post("close", user=DANA, view=view["id"])
    view = await opens(typing())
    await slack.post("submit", user=DANA, view=view["id"], values={"who": "ana"})


async def test_rule_38_every_payload_has_its_fields(slack, app, opens, posts):
    await every(slack, opens, posts)
    for kind, fields in SKELETONS.items():
        [payload] = app.of(kind)
        assert fields <= payload.keys(), kind
        who = payload["user"]
        assert (who["id"], who["username"], who["name"]) == (DANA, "dana", "dana")
        assert payload["team"] == {"id": "T0HARBOUR", "domain": "harbour"}
        assert payload["enterprise"] is None
        assert payload.get("view", dict.fromkeys(VIEW)).keys() >= VIEW
    [sent] = app.of("view_submission")
    assert sent["response_urls"] == []
    assert re.fullmatch(r"\w+\.\w+\.\w+", sent["trigger_id"])


async def test_rule_38_an_organisations_app_is_told_no_team(slack, app, opens, posts):
    await slack.post("app", enterprise="E0HARBOUR")
    await every(slack, opens, posts)
    for kind in SKELETONS:
        [payload] = app.of(kind)
        assert payload["team"] is None
        assert payload["enterprise"]["id"] == "E0HARBOUR"
        assert payload["is_enterprise_install"] is True
    commands = [one for one in app.received if "command" in one]
    assert commands[-1]["enterprise_id"] == "E0HARBOUR"
    assert commands[-1]["is_enterprise_install"] == "true"


async def test_rule_38_a_form_gives_the_addresses_for_answers_that_it_asked_for(
    slack, app, opens
):
    element = {"type": "conversations_select", "action_id": "v"}
    asked = asking({**element, "response_url_enabled": True}, block_id="where")
    view = await opens(asked)
    await slack.post("submit", user=DANA, view=view["id"], values={"where": "C0OPS"})
    [payload] = app.of("view_submission")
    [address] = payload["response_urls"]
    assert (address["channel_id"], address["block_id"]) == ("C0OPS", "where")
    async with slack.session.post(address["response_url"], json={"text": "x"}) as got:
        assert got.status == 200


async def test_rule_38_what_people_write_arrives_escaped(slack, app):
    typed = {"user": DANA, "channel": "ops", "text": "a < b & <!channel> @ana"}
    said = await slack.post("message", typed)
    on = {"user": DANA, "channel": "ops", "ts": said["ts"], "callback_id": "from"}
    await slack.post("message_shortcut", on)
    [payload] = app.of("message_action")
    text = "a &lt; b &amp; &lt;!channel&gt; <@U0ANA>"
    assert payload["message"]["text"] == text


COMMAND = {
    *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id"),
    *("user_name", "command", "text", "api_app_id", "response_url", "trigger_id"),
    "is_enterprise_install",
}


async def test_rule_39_a_command_is_a_form_with_every_field(app, dana):
    await dana.types("#ops", "/incident \u201clist\u201d it\u2019s\u00a0now ")
    [form] = app.received
    assert form.keys() >= COMMAND
    assert form["command"] == "/incident"
    assert form["text"] == "\u201clist\u201d it\u2019s\u00a0now "
    assert (form["user_name"], form["channel_name"]) == ("dana", "ops")
    assert all(isinstance(value, str) for value in form.values())


async def test_rule_39_a_private_place_has_no_name(slack, app, dana):
    state = await slack.get("state", **{"as": DANA})
    [direct] = [c["id"] for c in state["channels"] if c["user"] == "U0LONGWATCH"]
    for channel, name in ((direct, "directmessage"), ("security", "privategroup")):
        await dana.types(channel, "/incident list")
        assert app.received[-1]["channel_name"] == name


@pytest.mark.parametrize(
    ("typed", "escaped", "plainly"),
    [
        ("@ana", "<@U0ANA|ana>", "@ana"),
        ("#ops", "<#C0OPS|ops>", "#ops"),
        ("#security", "<#C0SECURITY|>", "#security"),  # private: without its name
        ("https://a.example/x", "<https://a.example/x>", "https://a.example/x"),
        ("a < b & c", "a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("@nobody", "@nobody", "@nobody"),
    ],
)
async def test_rule_39_what_is_typed_is_escaped_as_the_manifest_asks(
    app, dana, typed, escaped, plainly
):
    await dana.types("#ops", f"/incident {typed}")
    await dana.types("#ops", f"/plain {typed}")
    with_ids, without = (form["text"] for form in app.received)
    assert (with_ids, without) == (escaped, plainly)


async def test_rule_39_a_command_is_not_for_threads(slack, api):
    ts = (await api.say(text="x"))["ts"]
    typed = {"user": DANA, "channel": "ops", "text": "/incident list"}
    kept = refused(slack.post("command", {**typed, "thread_ts": ts}))
    assert "not supported in threads" in str(await kept)


async def probed(slack, answer):
    """Let the app *answer*, check its request URL; give what was wrong."""
    now = time.time()  # noqa: TID251 (a signature's own)
    async with receiving(answer, now=now) as other:
        await slack.post("app", request_url=other.url)
        await slack.post("probe", user=DANA)
    return other, await slack.violations()


async def test_rule_40_the_certificate_is_checked_by_get_and_post(slack):
    other, wrong = await probed(slack, careful)
    assert wrong == []
    assert other.came[0][0] == "GET"
    method, headers, body = other.came[1]
    assert (method, b"ssl_check=1" in body) == ("POST", True)
    assert "X-Slack-Signature" not in headers


async def test_rule_40_a_check_that_is_not_answered_by_200_is_reported(slack):
    _, wrong = await probed(slack, always(404))
    for name in ("ssl_check by GET", "ssl_check"):
        assert f"probe: {name} was answered by 404" in wrong
