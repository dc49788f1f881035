"""Rules 34-40: triggers, forms, acks, what a client lets a person do."""

import asyncio

import pytest

from tests import person


def modal(*blocks, **more):
    shown = blocks or (field("title"),)
    return {
        "type": "modal",
        "callback_id": "cb",
        "title": text("Declare"),
        "submit": text("Send"),
        "blocks": list(shown),
        **more,
    }


def text(value):
    return {"type": "plain_text", "text": value}


def field(name, kind="plain_text_input", *, optional=False, **more):
    element = {"type": kind, "action_id": "value", **more}
    label = text(name.title())
    block = {"type": "input", "block_id": name, "label": label, "element": element}
    return {**block, "optional": optional}


def button(label, action="go", **more):
    return {"type": "button", "action_id": action, "text": text(label), **more}


def actions(*elements, block="acts"):
    return {"type": "actions", "block_id": block, "elements": list(elements)}


def option(value):
    return {"text": text(value.title()), "value": value}


@pytest.fixture
def opens(bot, api):
    """Let the app answer a shortcut with a modal."""

    def opens(view):
        async def answer(payload):
            trigger = payload["trigger_id"]
            opened = await api("views.open", trigger_id=trigger, view=view)
            assert opened["ok"], opened
            return ""

        bot.answers["shortcut"] = answer

    return opens


async def test_a_command_arrives_with_every_field(bot, slack, dana):
    await dana.types("#payments", "/incident declare sev2 ")
    [form] = bot.received
    trigger, address = form.pop("trigger_id"), form.pop("response_url")
    assert trigger
    assert address.startswith(slack.url)
    assert form == {
        "token": "playground",
        "team_id": "T0HARBOUR",
        "team_domain": "harbour",
        "channel_id": "C0PAYMENTS",
        "channel_name": "payments",
        "user_id": "U0DANA",
        "user_name": "dana",
        "command": "/incident",
        "text": "declare sev2 ",
        "api_app_id": "A0LONGWATCH",
        "is_enterprise_install": "false",
    }


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("/incident @ana <3", "<@U0ANA|ana> &lt;3"),  # a mention becomes an id
        ("/incident #ops #security", "<#C0OPS|ops> <#C0SECURITY|>"),  # private: no name
        ("/incident @nobody", "@nobody"),  # nobody stays what was typed
        ("/incident https://a.example/?b&c", "<https://a.example/?b&amp;c>"),  # a link
        ("/plain @ana & co", "@ana &amp; co"),  # without should_escape
        ("/incident \u201cquoted\u201d", "\u201cquoted\u201d"),  # curly quotes stay
    ],
)
async def test_what_is_typed_is_escaped_as_slack_does(bot, dana, typed, arrives):
    await dana.types("#general", typed)
    assert bot.received[0]["text"] == arrives


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("C0SECURITY", "privategroup"),  # the name of a private channel is not told
        ("C0OPS", "ops"),  # that of a public one is
    ],
)
async def test_a_private_channel_is_not_named(bot, dana, channel, name):
    await dana.types(channel, "/incident list")
    assert bot.received[0]["channel_name"] == name


async def test_a_direct_message_is_called_so(bot, dana):
    state = await dana.state()
    direct = next(c for c in state["channels"] if c["user"] == "U0LONGWATCH")
    await dana.types(direct["id"], "/incident list")
    assert bot.received[0]["channel_name"] == "directmessage"


@pytest.mark.parametrize(
    ("channel", "text", "more"),
    [
        ("#ops", "/unknown thing", {}),  # no such command
        ("#ops", "/incident list", {"thread_ts": "1700000000.000100"}),  # in a thread
        ("#nowhere", "/incident list", {}),  # no such channel
        ("#ops", "   ", {}),  # nothing
    ],
)
async def test_a_client_refuses_what_cannot_be_sent(bot, dana, channel, text, more):
    with pytest.raises(person.Refused):
        await dana.types(channel, text, **more)
    assert bot.received == []


async def test_nobody_sees_a_channel_that_is_not_theirs(slack):
    sam = slack.person("sam")
    with pytest.raises(person.Refused):
        await sam.reads("#security")
    assert "security" not in await slack.channels(seen_by="sam")


async def test_a_text_answer_is_shown_to_the_caller_only(bot, slack, dana):
    bot.answers["command"] = "Which *one*?"
    await dana.types("#general", "/incident")
    assert dana.answer == "Which *one*?"
    said = await dana.sees("#general", "Which one?")
    assert said.ephemeral
    others = await slack.person("ana").reads("#general")
    assert all("Which" not in one.text for one in others)


async def test_an_answer_in_channel_is_seen_by_all(bot, slack, dana):
    bot.answers["command"] = {"response_type": "in_channel", "text": "Declared"}
    await dana.types("#general", "/incident")
    assert not (await slack.person("ana").sees("#general", "Declared")).ephemeral


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},  # nothing to show
        {"text": "x", "colour": "red"},  # an unknown field
        {"text": "x", "blocks": [{"type": "section"}]},  # a block that is none
    ],
)
async def test_a_wrong_answer_to_a_command_is_a_violation(bot, slack, dana, body):
    bot.answers["command"] = body
    await dana.types("#general", "/incident")
    assert any("slash_commands" in one for one in await slack.violations())


@pytest.mark.parametrize(
    ("status", "violations"),
    [
        (500, ["slash_commands: answered HTTP 500"]),
        (404, ["slash_commands: answered HTTP 404"]),
    ],
)
async def test_a_command_that_fails_says_so(bot, slack, dana, status, violations):
    bot.statuses.append(status)
    await dana.types("#general", "/incident")
    assert dana.answer == '/incident failed with the error "dispatch_failed"'
    assert await slack.violations() == violations


async def test_an_ack_after_3_s_is_a_timeout(bot, playground, slack, dana):
    assert playground.parts.world.patience == 3
    playground.parts.world.patience = 0.05
    held = asyncio.Event()

    async def slow(_):
        await held.wait()
        return ""

    bot.answers["command"] = slow
    done = await dana.types("#general", "/incident")
    held.set()
    assert done["delivered"]["timeout"]
    assert dana.answer == '/incident failed with the error "operation_timeout"'
    assert await slack.violations() == ["slash_commands: operation_timeout"]


async def test_an_app_that_is_down_is_told_apart(slack, dana):
    await slack.post("app", request_url="http://127.0.0.1:9/slack/events")
    done = await dana.types("#general", "/incident")
    assert "Connect" in done["delivered"]["error"]
    assert await slack.violations() == []
    assert (await dana.state())["bot"] == {
        "up": False,
        "why": "nothing answers at http://127.0.0.1:9",
    }


async def test_a_trigger_opens_one_view_within_3_s(bot, api, dana):
    await dana.uses_shortcut("go")
    [payload] = bot.of("shortcut")
    trigger, view = payload["trigger_id"], modal()
    opened = await api("views.open", trigger_id=trigger, view=view)
    assert opened["view"]["id"] == (await dana.modal("Declare"))["id"]
    again = await api("views.open", trigger_id=trigger, view=view)
    assert again["error"] == "exchanged_trigger_id"


async def test_a_trigger_expires_by_the_playgrounds_clock(bot, slack, api, dana):
    await dana.uses_shortcut("go")
    trigger = bot.received[0]["trigger_id"]
    await slack.forward(seconds=3.5)
    late = await api("views.open", trigger_id=trigger, view=modal())
    assert late["error"] == "expired_trigger_id"


async def test_an_invented_trigger_is_refused(api):
    body = await api("views.open", trigger_id="1.2.abc", view=modal())
    assert body["error"] == "invalid_trigger_id"


async def test_a_wrong_view_does_not_spend_the_trigger(bot, api, dana):
    await dana.uses_shortcut("go")
    trigger = bot.received[0]["trigger_id"]
    wrong = await api(
        "views.open", trigger_id=trigger, view=modal(title=text("x" * 25))
    )
    assert wrong["error"] == "invalid_arguments"
    assert "/view/title" in wrong["response_metadata"]["messages"][0]
    assert (await api("views.open", trigger_id=trigger, view=modal()))["ok"]


async def test_a_form_is_kept_back_until_it_is_complete(bot, opens, dana):
    opens(modal(field("title", max_length=5), field("mail", "email_text_input")))
    await dana.uses_shortcut("go")
    with pytest.raises(person.Refused) as refused:
        await dana.submits(title="too long", mail="nonsense")
    assert refused.value.fields.keys() == {"title", "mail"}
    with pytest.raises(person.Refused) as refused:
        await dana.submits(title="", mail="a@b.example")
    assert refused.value.fields["title"] == "Please complete this required field."
    assert bot.of("view_submission") == []


async def test_a_sent_form_holds_every_value_and_closes(bot, opens, dana):
    kinds = {
        "title": field("title"),
        "note": field("note", optional=True),
        "severity": field("severity", "static_select", options=[option("sev1")]),
        "who": field("who", "users_select"),
        "marks": field("marks", "checkboxes", options=[option("a"), option("b")]),
        "at": field("at", "datetimepicker"),
    }
    opens(modal(*kinds.values()))
    await dana.uses_shortcut("go")
    await dana.submits(
        title="x", severity="sev1", who="U0ANA", marks=["b"], at=1800000000
    )
    [payload] = bot.of("view_submission")
    values = payload["view"]["state"]["values"]
    states = {name: values[name]["value"] for name in kinds}
    assert states == {
        "title": {"type": "plain_text_input", "value": "x"},
        "note": {"type": "plain_text_input", "value": None},
        "severity": {"type": "static_select", "selected_option": option("sev1")},
        "who": {"type": "users_select", "selected_user": "U0ANA"},
        "marks": {"type": "checkboxes", "selected_options": [option("b")]},
        "at": {"type": "datetimepicker", "selected_date_time": 1800000000},
    }
    assert payload["response_urls"] == []
    await dana.no_modal()


async def test_errors_stand_beside_their_fields(bot, opens, dana):
    opens(modal())
    bot.answers["view_submission"] = {
        "response_action": "errors",
        "errors": {"title": "Say more."},
    }
    await dana.uses_shortcut("go")
    done = await dana.submits(title="x")
    assert done["errors"] == {"title": "Say more."}
    assert (await dana.modal())["errors"] == {"title": "Say more."}
    assert (await dana.modal())["values"] == {"title": "x"}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},  # no such input
        {"response_action": "dance"},  # no such action
        {"response_action": "update", "view": {"type": "modal"}},  # a broken view
        "Thank you!",  # text
    ],
)
async def test_a_wrong_answer_to_a_form_is_a_violation(bot, slack, opens, dana, answer):
    opens(modal())
    bot.answers["view_submission"] = answer
    await dana.uses_shortcut("go")
    await dana.submits(title="x")
    assert any("view_submission" in one for one in await slack.violations())
    notices = (await dana.state())["notices"]
    assert notices[-1]["text"] == "We had some trouble connecting. Try again?"


async def test_a_form_can_turn_into_another(bot, opens, dana):
    opens(modal())
    done = modal(field("reason"), title=text("Thanks"))
    bot.answers["view_submission"] = {"response_action": "update", "view": done}
    await dana.uses_shortcut("go")
    before = await dana.modal()
    await dana.submits(title="x")
    after = await dana.modal("Thanks")
    assert after["id"] == before["id"]
    assert after["hash"] != before["hash"]


async def test_at_most_three_forms_lie_on_each_other(bot, slack, opens, dana):
    opens(modal())
    bot.answers["view_submission"] = {"response_action": "push", "view": modal()}
    await dana.uses_shortcut("go")
    for _ in range(3):
        await dana.submits(title="x")
    assert len((await dana.state())["views"]) == 3
    assert await slack.violations() == ["view_submission: push_limit_reached"]
    bot.answers["view_submission"] = {"response_action": "clear"}
    await dana.submits(title="x")
    await dana.no_modal()


async def test_an_update_knows_its_hash_and_keeps_what_is_typed(bot, opens, api, dana):
    opens(modal(actions(button("More")), field("title"), field("reason")))
    await dana.uses_shortcut("go")
    view = await dana.modal()
    await dana.slack.post(
        "act",
        user=dana.id,
        view=view["id"],
        action_id="value",
        block_id="title",
        value="typed",
    )
    await dana.presses("More")
    [payload] = bot.of("block_actions")
    assert payload["view"]["state"]["values"]["title"]["value"]["value"] == "typed"
    known = {"view_id": view["id"], "hash": payload["view"]["hash"]}
    less = modal(field("title"))
    assert (await api("views.update", **known, view=less))["ok"]
    assert (await dana.modal())["values"] == {"title": "typed"}
    late = await api("views.update", **known, view=less)
    assert late["error"] == "hash_conflict"


async def test_a_closed_form_cannot_be_updated(bot, opens, api, dana):
    opens(modal())
    await dana.uses_shortcut("go")
    view = await dana.modal()
    await dana.closes()
    gone = await api("views.update", view_id=view["id"], view=modal())
    assert gone["error"] == "not_found"
    assert bot.of("view_closed") == []


async def test_closing_is_told_only_when_asked_for(bot, opens, dana):
    opens(modal(notify_on_close=True))
    await dana.uses_shortcut("go")
    await dana.closes()
    [payload] = bot.of("view_closed")
    assert payload["is_cleared"] is False


LEAVING = [
    # put there before, what it is closed with, what the app reads of it
    (None, {}, "as it was"),
    ("typed", {}, "typed"),
    ("typed", {"reason": "more"}, "more"),
    ("typed", {"reason": None}, None),  # emptied
    (None, {"reason": ""}, None),
    (None, {"reason": "too"}, "too"),  # too short to be sent
]


@pytest.mark.parametrize("case", LEAVING)
async def test_closing_tells_what_stands_in_the_form(bot, opens, dana, case):
    before, values, read = case
    reason = field("reason", initial_value="as it was", min_length=4)
    opens(modal(field("title"), reason, notify_on_close=True))
    await dana.uses_shortcut("go")
    if before:
        at = {"view": (await dana.modal())["id"], "block_id": "reason"}
        what = {"action_id": "value", "value": before}
        await dana.slack.post("act", user=dana.id, **at, **what)
    await dana.closes(**values)
    [payload] = bot.of("view_closed")
    state = payload["view"]["state"]["values"]
    assert state["reason"]["value"] == {"type": "plain_text_input", "value": read}
    assert state["title"]["value"]["value"] is None


async def test_a_form_is_not_closed_with_fields_that_it_does_not_have(opens, dana):
    opens(modal())
    await dana.uses_shortcut("go")
    with pytest.raises(person.Refused, match="There is no field 'other'"):
        await dana.closes(other="x")
    await dana.modal()


CLEARING = [
    # how it is closed, whether the upper form says so too, what is told of, is left
    (False, False, "upper", 1),
    (True, False, "lower", 0),  # all of them at once: only of the first
    (False, True, "lower", 0),
]


@pytest.mark.parametrize("case", CLEARING)
async def test_all_forms_are_closed_at_once(bot, opens, dana, case):
    cleared, clearing, told, left = case
    opens(modal(callback_id="lower", notify_on_close=True))
    upper = modal(callback_id="upper", notify_on_close=True, clear_on_close=clearing)
    bot.answers["view_submission"] = {"response_action": "push", "view": upper}
    await dana.uses_shortcut("go")
    await dana.submits(title="below")
    await dana.closes(cleared=cleared, title="above")
    [payload] = bot.of("view_closed")
    assert payload["is_cleared"] is (left == 0)
    assert payload["view"]["callback_id"] == told
    typed = payload["view"]["state"]["values"]["title"]["value"]["value"]
    assert typed == {"upper": "above", "lower": "below"}[told]
    assert len((await dana.state())["views"]) == left


async def test_an_emptied_field_is_sent_empty(bot, opens, dana):
    opens(modal(field("title"), field("reason", optional=True, initial_value="was")))
    await dana.uses_shortcut("go")
    await dana.submits(title="x", reason=None)
    [payload] = bot.of("view_submission")
    assert payload["view"]["state"]["values"]["reason"]["value"]["value"] is None


async def test_a_click_tells_who_where_and_what(bot, api, dana):
    blocks = [actions(button("Go", value="7"), button("Stop", "stop"))]
    posted = await api("chat.postMessage", channel="C0OPS", text="x", blocks=blocks)
    await dana.presses("Go", channel="#ops")
    [payload] = bot.of("block_actions")
    [action] = payload["actions"]
    assert (action["action_id"], action["block_id"]) == ("go", "acts")
    assert (action["value"], action["type"]) == ("7", "button")
    assert payload["user"]["id"] == "U0DANA"
    assert payload["channel"] == {"id": "C0OPS", "name": "ops"}
    assert payload["container"]["message_ts"] == posted["ts"]
    assert payload["message"]["ts"] == posted["ts"]
    assert payload["state"] == {"values": {}}


async def test_what_is_chosen_in_a_message_stands_in_its_state(bot, api, dana):
    chooser = {
        "type": "static_select",
        "action_id": "sev",
        "options": [option("sev1"), option("sev2")],
    }
    blocks = [actions(chooser, button("Go"))]
    await api("chat.postMessage", channel="C0OPS", text="x", blocks=blocks)
    said = await dana.sees("#ops", "Go")
    where = {"user": dana.id, "channel": "C0OPS", "ts": said.ts, "action_id": "sev"}
    await dana.slack.post("click", **where, value="sev2")
    await dana.presses("Go", channel="#ops")
    first, second = bot.of("block_actions")
    assert first["actions"][0]["selected_option"] == option("sev2")
    chosen = second["state"]["values"]["acts"]["sev"]["selected_option"]
    assert chosen == option("sev2")
    with pytest.raises(person.Refused):
        await dana.slack.post("click", **where, value="sev9")


async def test_only_what_is_shown_now_can_be_clicked_unless_it_is_stale(bot, api, dana):
    posted = await api(
        "chat.postMessage", channel="C0OPS", text="x", blocks=[actions(button("Old"))]
    )
    where = {"channel": "C0OPS", "ts": posted["ts"]}
    new = [actions(button("New", "new"), block="later")]
    await api("chat.update", **where, text="x", blocks=new)
    click = {"user": dana.id, **where, "action_id": "go"}
    with pytest.raises(person.Refused):
        await dana.slack.post("click", **click)
    await dana.slack.post("click", **click, stale=True)
    [payload] = bot.of("block_actions")
    assert payload["message"]["blocks"][0]["block_id"] == "acts"


async def test_the_same_click_can_arrive_several_times_at_once(bot, api, dana):
    blocks = [actions(button("Go"))]
    await api("chat.postMessage", channel="C0OPS", text="x", blocks=blocks)
    await dana.presses("Go", channel="#ops", repeat=3)
    triggers = {one["trigger_id"] for one in bot.of("block_actions")}
    assert len(bot.of("block_actions")) == 3
    assert len(triggers) == 1


async def test_a_click_answered_with_a_body_is_a_violation(bot, slack, api, dana):
    blocks = [actions(button("Go"))]
    await api("chat.postMessage", channel="C0OPS", text="x", blocks=blocks)
    bot.answers["block_actions"] = "Done!"
    await dana.presses("Go", channel="#ops")
    assert "block_actions: invalid_response" in (await slack.violations())[0]


async def test_an_external_select_offers_what_the_app_answers(bot, opens, dana):
    opens(modal(field("commander", "external_select", min_query_length=1)))
    bot.answers["block_suggestion"] = {"options": [option("ana")]}
    await dana.uses_shortcut("go")
    view = await dana.modal()
    used = {"user": dana.id, "view": view["id"], "action_id": "value"}
    offered = await dana.slack.post("suggest", **used, value="an")
    assert offered == {"options": [option("ana")]}
    await dana.submits(commander="ana")
    values = bot.of("view_submission")[0]["view"]["state"]["values"]
    assert values["commander"]["value"]["selected_option"] == option("ana")


async def test_a_message_shortcut_carries_the_message(bot, dana):
    said = await dana.sees("#payments", "500s")
    await dana.uses_on("#payments", said, "from")
    [payload] = bot.of("message_action")
    assert payload["message_ts"] == said.ts
    assert payload["message"]["user"] == "U0PRIYA"
    assert payload["channel"]["name"] == "payments"
    with pytest.raises(person.Refused):
        await dana.uses_on("#payments", said, "go")


async def test_the_home_tab_is_opened_and_published(bot, api, dana):
    await dana.slack.post("home", user=dana.id)
    [event] = await bot.hears("app_home_opened")
    assert (event["user"], event["tab"]) == ("U0DANA", "home")
    view = {"type": "home", "blocks": [actions(button("Go"))]}
    published = await api("views.publish", user_id=dana.id, view=view)
    home = (await dana.state())["home"]
    assert home["id"] == published["view"]["id"]
    used = {"user": dana.id, "view": home["id"], "action_id": "go"}
    await dana.slack.post("act", **used)
    [payload] = bot.of("block_actions")
    assert payload["view"]["type"] == "home"
    again = await api("views.publish", user_id=dana.id, view=view, hash="old")
    assert again["error"] == "hash_conflict"
