"""Dispatch: whose payload it is, which one, and which listener it is for."""

import inspect

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.runtime import dispatch, envelope
from bot.runtime.installations import Installations, Known
from tests import person
from tests.runtime import payloads


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (payloads.command, "command"),
        (payloads.action, "action"),
        (payloads.submission, "view"),
        (payloads.closed, "closed"),
        (payloads.shortcut, "shortcut"),
        (payloads.message_action, "shortcut"),
        (payloads.suggestion, "options"),
        (payloads.event, "event"),
    ],
)
def test_every_payload_has_a_kind(make, kind):
    assert envelope.kind_of(make()) == kind
    assert kind in dispatch.FINDERS


@pytest.mark.parametrize(
    ("body", "whose"),
    [
        # a command names ids; an interaction objects; an org-wide one no team
        ({"team_id": "T1", "enterprise_id": "E1"}, ("T1", "E1")),
        ({"team": {"id": "T1"}, "enterprise": None}, ("T1", None)),
        ({"team": {"id": "T1"}, "enterprise": {"id": "E1"}}, ("T1", "E1")),
        ({"team": None, "enterprise": {"id": "E1"}}, (None, "E1")),
        ({"team_id": "", "enterprise_id": ""}, (None, "")),
        ({"team": "T1"}, ("", None)),
        ({}, (None, None)),
    ],
)
def test_an_envelope_says_whose_it_is(body, whose):
    found = envelope.whose(body)
    assert (found[0] or None, found[1] or None) == (whose[0] or None, whose[1] or None)


def known(id_, team, enterprise=None):
    return Known(
        id=id_,
        team=team,
        enterprise=enterprise,
        url="",
        bot_user="U0B",
        bot_id="B0",
        scopes=(),
        settings={},
        client=AsyncWebClient(),
    )


EVERYWHERE = (
    known("one", "T1"),
    known("two", "T2", "E2"),
    known("org", None, "E3"),
)


@pytest.mark.parametrize(
    ("team", "enterprise", "id_"),
    [
        ("T1", None, "one"),
        # a workspace of an org in which only that workspace has it
        ("T2", "E2", "two"),
        ("T9", "E2", None),
        (None, "E2", None),
        # an org-wide installation: any of its workspaces, or none named
        ("T8", "E3", "org"),
        (None, "E3", "org"),
        # nobody of ours
        ("T9", "E9", None),
        ("T9", None, None),
        (None, None, None),
        ("", "", None),
    ],
)
def test_an_envelope_finds_its_workspace(team, enterprise, id_):
    installations = Installations.__new__(Installations)
    installations._known = {one.id: one for one in EVERYWHERE}
    found = installations.find(team, enterprise)
    assert (found.id if found else None) == id_


def keyed(body):
    return envelope.request_key(envelope.kind_of(body), body)


@pytest.mark.parametrize("make", payloads.EVERY)
def test_a_request_has_one_key_however_often_it_comes(make):
    body = make()
    assert keyed(body) == keyed({**body, "token": "sent again"})


def test_two_requests_have_two_keys():
    twice = [make() for make in payloads.EVERY for _ in range(2)]
    twice += [payloads.event(event_id="Ev2")]
    keys = [keyed(body) for body in twice]
    assert None not in keys
    # one event came twice
    assert len(set(keys)) == len(twice) - 1


def test_a_click_is_another_one_later_under_the_same_trigger():
    first, body = payloads.action(), payloads.action()
    body["trigger_id"] = first["trigger_id"]
    body["actions"][0]["action_ts"] = "1.2"
    assert keyed(first) != keyed(body)


def test_a_submit_and_a_close_of_one_view_are_two():
    submitted = payloads.submission()
    assert keyed(submitted) != keyed({**submitted, "type": "view_closed"})


def test_what_has_no_name_has_no_key():
    nameless = payloads.event()
    del nameless["event_id"]
    untriggered = payloads.command()
    del untriggered["trigger_id"]
    assert keyed(nameless) is None
    assert keyed(untriggered) is None


TABLES = {
    "command": {
        f"{command.name} {verb.name}": verb.does
        for command in handlers.COMMANDS.values()
        for verb in command.verbs
    },
    "action": dict(handlers.ACTIONS),
    "view": dict(handlers.VIEWS),
    "shortcut": {name: one.does for name, one in handlers.SHORTCUTS.items()},
    "event": dict(handlers.EVENTS),
}
FOUND = {
    "command": {"words", "raw"},
    "action": {"value", "form"},
    "view": {"form"},
    "shortcut": {"message"},
    "event": {"event"},
}


@pytest.mark.parametrize("kind", TABLES)
async def test_every_listener_asks_only_for_what_it_is_lent(edge, kind):
    app = edge.bot
    made = dispatch.Dispatch(
        transactions=app.transactions,
        installations=app.installations,
        modals=app.modals,
        acquaintances=app.acquaintances,
        groups=app.groups,
        after=app.tasks.after,
        vitals=app.vitals,
    )
    (here,) = app.installations.every()
    body = next(make() for make in payloads.EVERY if envelope.kind_of(make()) == kind)
    lent = {"ack", *made._lent(kind, body, here), *FOUND[kind]}
    for name, listener in TABLES[kind].items():
        asked = set(inspect.signature(listener).parameters)
        assert asked <= lent, f"{name} asks for {asked - lent}"


async def told(edge, name="dana"):
    """Give what the bot has told a person directly, once it has said anything."""
    return await person.eventually(edge.person(name).told_directly, f"{name} is told")


async def test_nobody_of_another_company_does_anything(edge):
    sent = payloads.action("incidents.declare", "list")
    sent["user"] = {"id": "U0NORA", "team_id": "T0NORTHWIND"}
    assert (await edge.sends(sent)).status == 200
    form = payloads.submission("incidents.declare")
    form["user"] = sent["user"]
    answer = await (await edge.sends(form)).json()
    said = "Longwatch answers only people of the workspace it is installed in."
    assert answer["response_action"] == "push"
    assert said in str(answer["view"]["blocks"])
    await edge.settled()
    posts = await edge.slack.calls("chat.postMessage")
    assert [call["args"]["channel"] for call in posts] == ["U0NORA"]
    assert said in str(posts[0]["args"]["blocks"])
    assert not await edge.slack.calls("views.open")


@pytest.mark.parametrize(
    "make", [payloads.action, payloads.submission, payloads.shortcut, payloads.event]
)
async def test_a_workspace_that_is_not_ours_is_answered_and_nothing_is_done(edge, make):
    for away in ({"team": {"id": "T9"}}, {"team": None, "enterprise": {"id": "E9"}}):
        sent = {**make(), "team_id": None, **away}
        assert (await edge.sends(sent)).status == 200
    await edge.settled()
    assert not await edge.slack.calls("chat.postMessage")
    assert not await edge.slack.calls("views.open")


async def test_an_org_wide_installation_serves_each_of_its_workspaces(edge):
    await edge.neighbour(None, enterprise_id="E0NORTH")
    for team in ("T8", "T9", ""):
        org = {"team_id": team, "enterprise_id": "E0NORTH", "user_id": "U0THEIRS"}
        answer = await edge.sends_form(payloads.command("list", **org))
        assert "No open incidents" in await answer.text()
    form = payloads.submission("incidents.declare")
    form |= {"team": None, "enterprise": {"id": "E0NORTH"}, "user": {"id": "U0THEIRS"}}
    answer = await (await edge.sends(form)).json()
    assert answer["response_action"] == "push"


async def test_what_one_workspace_does_is_not_seen_in_another(edge):
    await edge.neighbour()
    other = {"team_id": "T0NORTHWIND", "user_id": "U0THEIRS"}
    await edge.person("dana").types("#general", "/incident declare sev2 checkout 500s")
    for text in ("list", "show INC-1", "ack INC-1"):
        answer = await edge.sends_form(payloads.command(text, **other))
        assert "checkout" not in await answer.text()
    answer = await edge.sends_form(payloads.command("declare theirs", **other))
    assert "INC-1 declared" in await answer.text()


async def test_a_button_of_another_version_says_so_and_shows_the_card(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    card = await dana.sees("#incidents", "INC-1")
    buttons = [e for b in card.raw["blocks"] for e in b.get("elements", [])]
    value = next(one["value"] for one in buttons if one.get("value"))
    await edge.sends(payloads.action("incidents.renamed_since", value))
    await edge.settled()
    said = await told(edge)
    assert "That button is from another version of Longwatch" in said
    assert "INC-1 · SEV-2 · checkout 500s" in said.split("nothing was done")[1]


async def test_a_button_of_another_version_shows_nothing_private(edge):
    dana, sam = edge.person("dana"), edge.person("sam")
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await edge.settled()
    card = await dana.sees("inc-1-payroll-leaked", "INC-1 · SEV-1")
    (value,) = {
        element["value"]
        for block in card.raw["blocks"]
        for element in block.get("elements", [])
        if element.get("value")
    }
    sent = payloads.action("incidents.renamed_since", value)
    await edge.sends({**sent, "user": {"id": sam.id, "team_id": payloads.TEAM}})
    said = await told(edge, "sam")
    assert "from another version" in said
    assert "payroll" not in said


async def test_forms_shortcuts_and_commands_of_another_version_say_so(edge):
    form = await (await edge.sends(payloads.submission("incidents.gone"))).json()
    assert "That form is from another version" in str(form["view"])
    await edge.sends(payloads.shortcut("incidents.gone"))
    assert "That shortcut is from another version" in await told(edge)
    answer = await edge.sends_form({**payloads.command(), "command": "/oncall"})
    assert "has no `/oncall`. It has `/incident`, `/ops`" in await answer.text()


async def test_a_menu_that_is_not_ours_offers_nothing(edge):
    answer = await edge.sends(payloads.suggestion())
    assert await answer.json() == {"options": []}


async def test_a_form_that_is_closed_is_taken(edge):
    answer = await edge.sends(payloads.closed())
    assert (answer.status, await answer.text()) == (200, "")
