"""The app manifest: what Slack takes, and exactly what is registered."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import handlers
from bot.playground import catalog, scopes
from bot.playground.manifest import EVENT_SCOPES
from bot.playground.server import Playground
from bot.runtime import cli, manifest
from tests import factories

ADDRESS = "https://bot.example.com"
KEYS = {  # what may stand where; anything else Slack refuses
    "": "_metadata display_information features oauth_config settings",
    "display_information": "name description long_description background_color",
    "features": "app_home bot_user shortcuts slash_commands",
    "features.app_home": (
        "home_tab_enabled messages_tab_enabled messages_tab_read_only_enabled"
    ),
    "features.bot_user": "display_name always_online",
    "oauth_config": "scopes",
    "oauth_config.scopes": "bot",
    "settings": (
        "event_subscriptions interactivity org_deploy_enabled socket_mode_enabled"
        " token_rotation_enabled"
    ),
    "settings.interactivity": "is_enabled request_url",
    "settings.event_subscriptions": "request_url bot_events",
}
COMMAND = {"command", "url", "description", "usage_hint", "should_escape"}
SHORTCUT = {"name", "type", "callback_id", "description"}
LENGTHS = {  # fewest and most characters
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "features.bot_user.display_name": (1, 80),
}
ENTRIES = {
    "features.slash_commands": (
        50,
        {"command": 32, "description": 2000, "usage_hint": 1000},
    ),
    "features.shortcuts": (10, {"name": 24, "callback_id": 255, "description": 150}),
}
COUNTS = {
    "settings.event_subscriptions.bot_events": 100,
    "oauth_config.scopes.bot": 255,
}


@pytest.fixture(params=[ADDRESS, None], ids=["http", "socket"])
def made(request):
    return manifest.build(request.param)


def at(tree, path):
    for step in filter(None, path.split(".")):
        tree = tree[step]
    return tree


@pytest.mark.parametrize("path", KEYS)
def test_it_has_only_keys_that_slack_knows(made, path):
    assert at(made, path).keys() <= set(KEYS[path].split())


def test_its_commands_and_shortcuts_have_only_keys_that_slack_knows(made):
    for command in made["features"]["slash_commands"]:
        assert command.keys() <= COMMAND
    for shortcut in made["features"]["shortcuts"]:
        assert shortcut.keys() <= SHORTCUT


@pytest.mark.parametrize("path", LENGTHS)
def test_its_texts_are_as_long_as_slack_takes(made, path):
    least, most = LENGTHS[path]
    assert least <= len(at(made, path)) <= most


@pytest.mark.parametrize("path", ENTRIES)
def test_its_entries_are_as_many_and_as_long_as_slack_takes(made, path):
    most, longest = ENTRIES[path]
    entries = at(made, path)
    assert 0 < len(entries) <= most
    for entry in entries:
        for field, limit in longest.items():
            assert 0 < len(entry[field]) <= limit, entry


@pytest.mark.parametrize("path", COUNTS)
def test_its_lists_are_as_long_as_slack_takes(made, path):
    listed = at(made, path)
    assert 0 < len(set(listed)) == len(listed) <= COUNTS[path]


def test_every_command_and_shortcut_is_in_it_and_no_other():
    features = manifest.build(ADDRESS)["features"]
    commands = {command["command"] for command in features["slash_commands"]}
    shortcuts = {one["callback_id"]: one["type"] for one in features["shortcuts"]}
    assert commands == set(handlers.COMMANDS)
    assert shortcuts == {
        callback: "message" if shortcut.message else "global"
        for callback, shortcut in handlers.SHORTCUTS.items()
    }


def test_the_menu_of_a_message_begins_with_declaring(made):
    shortcuts = made["features"]["shortcuts"]
    menu = [one["callback_id"] for one in shortcuts if one["type"] == "message"]
    assert menu[0] == "incidents.declare_from_message"
    assert menu[-1] == "hunts.found_in_message"


def test_every_event_that_is_heard_is_subscribed_and_no_other(made):
    subscribed = set(at(made, "settings.event_subscriptions.bot_events"))
    heard = {name: manifest.SUBSCRIBED.get(name, name) for name in handlers.EVENTS}
    assert set(heard.values()) == subscribed
    # one that is subscribed by another name is a subtype of it
    assert all(name.partition(".")[0] == "message" for name in manifest.SUBSCRIBED)
    assert set(manifest.SUBSCRIBED) <= set(handlers.EVENTS)


def test_a_name_within_a_description_keeps_its_capitals():
    commands = manifest.build()["features"]["slash_commands"]
    ops = next(each for each in commands if each["command"] == "/ops")
    assert ops["description"] == "How Longwatch is, and how it is set up"


def test_http_sends_everything_to_one_address():
    made = manifest.build(f"{ADDRESS}/")
    events = f"{ADDRESS}/slack/events"
    urls = {command["url"] for command in made["features"]["slash_commands"]}
    assert urls == {events}
    assert made["settings"]["event_subscriptions"]["request_url"] == events
    assert made["settings"]["interactivity"]["request_url"] == events
    assert made["settings"]["socket_mode_enabled"] is False


def test_socket_mode_names_no_address():
    assert "url" not in json.dumps(manifest.build())
    assert manifest.build()["settings"]["socket_mode_enabled"] is True


async def test_its_scopes_are_what_the_calls_and_events_need(sqlite_url, tmp_path):
    """Live through all that calls Slack, its repairs included, and look what it took.

    A scope is needed when a recorded call, or an event, would be refused without it.
    """
    granted = frozenset(manifest.scopes())
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        await live_through_everything(scene)
        world = scene.playground.parts.world
        every = await scene.slack.calls()
    reads = [c["status"] for c in every if c["method"] == "files.download"]
    calls = [c for c in every if c["method"] in catalog.methods()]

    def blocked(scope):
        left = granted - {scope}
        calling = any(
            scopes.missing(world, catalog.methods()[c["method"]], c["args"], left)
            for c in calls
        )
        needed = [EVENT_SCOPES[e] for e in manifest.events() if e in EVENT_SCOPES]
        hearing = any(not left.intersection(every) for every in needed)
        reading = scope == "files:read" and reads == [200]
        return calling or hearing or reading

    assert {scope for scope in granted if blocked(scope)} == granted - {"commands"}
    assert "commands" in granted  # without it Slack offers neither command nor shortcut


async def live_through_everything(scene):
    dana, slack = scene.person("dana"), scene.slack
    lost = "drop_after"
    await slack.fault("conversations.create", lost)
    await slack.fault("bookmarks.add", lost)
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    await slack.fault("chat.postMessage", lost)
    await dana.types("#general", "/incident update INC-1 we roll it back")
    await scene.settled()
    await dana.types("#general", "/incident declare sev2 private leaked key")
    await scene.settled()
    await slack.fault("chat.postMessage", lost)
    await dana.types("#general", "/incident update INC-2 the key is revoked")
    await scene.settled()
    await dana.types("#general", "/incident declare sev4 a mistake")
    await scene.settled()
    await dana.presses("Undo", channel="#general")
    await dana.types("#general", "/ops approvers")
    await scene.settled()
    room = "inc-1-checkout-500s"
    shared = await dana.shares(room, "graph.png", b"PNG")
    await dana.reacts(room, shared)
    await scene.settled()
    await slack.fault("chat.postMessage", lost)  # of a nudge, in a direct message
    await scene.forward(minutes=31)
    looked = {call["method"] for call in await slack.calls()}
    repairs = {"users.conversations", "conversations.history", "bookmarks.list"}
    assert repairs | {"conversations.open", "conversations.archive"} <= looked
    await learned(scene, dana)


async def learned(scene, who):
    """Resolve an incident, and have its postmortem in a canvas and as a file."""
    await who.types("#general", "/incident ack INC-1")
    await who.types("#general", "/incident resolve INC-1 fix: rolled the deploy back")
    await scene.settled()
    await who.types("#general", "/postmortem export PM-1 json")
    await scene.settled()


def run(*words, **environ):
    return CliRunner().invoke(cli.app, ["manifest", *words], env=environ)


@pytest.mark.parametrize(
    ("words", "environ", "url"),
    [
        (["--http", ADDRESS], {}, ADDRESS),
        (["--socket"], {}, None),
        (["--socket", "--json"], {}, None),
        (["--http", "http://127.0.0.1:3000"], {}, "http://127.0.0.1:3000"),
        ([], {"LONGWATCH_URL": ADDRESS}, ADDRESS),
        ([], {"LONGWATCH_URL": ADDRESS, "SLACK_APP_TOKEN": "xapp-1"}, None),
        (["--http", ADDRESS], {"SLACK_APP_TOKEN": "xapp-1"}, ADDRESS),
    ],
)
def test_the_command_prints_it(words, environ, url):
    ran = run(*words, **environ)
    assert ran.exit_code == 0
    assert json.loads(ran.stdout) == manifest.build(url)


@pytest.mark.parametrize(
    ("words", "environ", "sentence"),
    [
        ([], {}, "say how Slack reaches it"),
        (["--http", ADDRESS, "--socket"], {}, "not both"),
        (["--http", "http://bot.example.com"], {}, "must begin with https://"),
        (["--http", "bot.example.com"], {}, "must be an address"),
        ([], {"LONGWATCH_URL": "http://bot.example.com"}, "must begin with https://"),
    ],
)
def test_the_command_is_particular_about_the_address(words, environ, sentence):
    ran = run(*words, **environ)
    assert ran.exit_code == 2
    assert sentence in " ".join(ran.stderr.replace("│", " ").split())


async def test_slack_installs_what_the_command_prints():
    printed = json.loads(run("--http", ADDRESS).stdout)
    slack = Playground(
        manifest=printed, signing_secret="s", bot_token="xoxb-1", app_token="xapp-1"
    )
    app = slack.parts.world.app
    assert {command.command for command in app.commands} == set(handlers.COMMANDS)
    assert {one.callback_id for one in app.shortcuts} == set(handlers.SHORTCUTS)
    assert all(app.hears(event) for event in manifest.events())


@pytest.mark.slow
def test_exit_codes_of_the_real_command():
    def run_it(*words):
        command = [sys.executable, "-m", "bot", "manifest", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good, bad = run_it("--socket"), run_it("--http", "nowhere")
    assert (good.returncode, json.loads(good.stdout)) == (0, manifest.build())
    assert (bad.returncode, bad.stdout) == (2, "")
