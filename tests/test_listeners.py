"""What is printed, what listens and what the manifest says are the same, both ways."""

import re
from functools import cache

import pytest
from jinja2 import nodes

import handlers
from bot.core import render
from bot.core.facts import Fact
from bot.playground import catalog
from bot.runtime import cards, manifest
from tests import house

pytestmark = pytest.mark.house

TEMPLATES = house.ROOT / "templates"
EVERY = sorted(TEMPLATES.rglob("*.j2"))
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
# Verbs that have no button: they are about no incident that is there already.
UNPRESSED = {
    *("list", "setup", "health", "approvals", "library"),
    *("service", "maintenance", "metrics", "recovery", "finding", "hunt", "digest"),
}
# Modals that only show something: there is nothing in them to send.
SHOWING = {
    *("calendar.history", "calendar.routine", "calendar.walked"),
    "approvals.show",
    *("cycles.address", "findings.address"),
    "home.incident",
    *("library.document", "library.history"),
    "metrics.how",
    "incidents.more",
    "incidents.rolltable",
    "incidents.timeline",
    "workspaces.refused",
    *("postmortems.export", "postmortems.results"),
}
BUILT = manifest.build("https://longwatch.example.com")


def printed(pattern):
    """Find *pattern* in every template."""
    files = TEMPLATES.rglob("*.j2")
    return {found for file in files for found in re.findall(pattern, file.read_text())}


def templates(kind):
    """Give the names of the templates of a *kind*, as capability.name."""
    end = f".{kind}.j2"
    files = TEMPLATES.glob(f"*/*{end}")
    return {f"{file.parent.name}.{file.name.removesuffix(end)}" for file in files}


@cache
def written():
    """Give every text that is written in the code, as it is."""
    return set().union(*(module.texts for module in house.CODE))


def facts(kind=Fact):
    for child in kind.__subclasses__():
        if child.name:
            yield child.name
        yield from facts(child)


def test_every_button_has_a_listener_and_every_listener_a_button():
    buttons = printed(r'does="([\w.]+)"')

    assert not buttons - handlers.ACTIONS.keys(), "Add them to a table of actions."
    assert not handlers.ACTIONS.keys() - buttons, "Print a button, or listen no more."


@pytest.mark.parametrize(
    ("command", "verb"),
    [(c.name, verb) for c in handlers.COMMANDS.values() for verb in c.verbs],
    ids=lambda part: getattr(part, "name", part),
)
def test_every_verb_is_a_command_and_a_button(command, verb):
    pressed = {name.partition(".")[2] for name in handlers.ACTIONS}

    assert verb.name in pressed | UNPRESSED, f"Give {command} {verb.name} a button."
    assert verb.about, "Say in one line what it is for: help shows it."


def test_no_word_means_two_verbs():
    for command in handlers.COMMANDS.values():
        words = [word for verb in command.verbs for word in verb.words]

        assert sorted(words) == sorted(set(words)), (
            f"Rename an alias of {command.name}."
        )


def test_every_form_has_a_listener_and_every_listener_a_form():
    forms = templates("modal") - SHOWING

    assert not forms - handlers.VIEWS.keys(), "Add them to a table of views."
    assert not handlers.VIEWS.keys() - forms, "Write NAME.modal.j2, or listen no more."


@pytest.mark.parametrize("name", sorted(templates("modal")))
def test_a_modal_that_can_be_sent_says_so(name):
    text = (TEMPLATES / f"{name.replace('.', '/', 1)}.modal.j2").read_text()

    assert ("set submit" in text) is (name in handlers.VIEWS)
    assert name in written(), "Open it somewhere, or delete it."


@pytest.mark.parametrize("name", sorted(templates("card")))
def test_a_card_is_shown_by_somebody(name):
    assert name in cards.VIEWS, "Name it in the front door's VIEWS, or delete it."


@pytest.mark.parametrize("name", sorted(templates("msg")))
def test_a_message_is_said_by_somebody(name):
    assert name in {*facts(), *written()}, "Tell a fact of that name, or delete it."


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("_*.j2")), ids=lambda file: file.stem
)
def test_what_templates_share_is_shared(file):
    assert f'"{file.relative_to(TEMPLATES).as_posix()}"' in printed(
        r'from ("[^"]+")'
    ), "Import it in a template, or delete it."


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_a_template_imports_what_it_prints_with(file):
    tree = render._environment().parse(file.read_text())
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    named = (name for one in tree.find_all(nodes.FromImport) for name in one.names)
    imported = {name if isinstance(name, str) else name[1] for name in named}

    assert imported <= used, f"Import it no more: {sorted(imported - used)}"


def test_every_macro_is_printed_by_a_template():
    made, called = set(), set()
    for file in EVERY:
        tree = render._environment().parse(file.read_text())
        made |= {macro.name for macro in tree.find_all(nodes.Macro)}
        called |= {name.name for name in tree.find_all(nodes.Name)}
        called |= {of for one in tree.find_all(nodes.FromImport) for of in _names(one)}

    assert made <= called, f"Take it out, nothing prints it: {sorted(made - called)}"


def _names(imported):
    return {name if isinstance(name, str) else name[0] for name in imported.names}


def test_every_file_among_the_templates_is_one():
    kinds = ("msg", "card", "modal", "md", "home")
    known = {path for kind in kinds for path in TEMPLATES.glob(f"*/*.{kind}.j2")}
    files = {path for path in TEMPLATES.rglob("*") if path.is_file()}

    assert files == known | set(TEMPLATES.rglob("_*.j2")), (
        "Call it <capability>/<name>.<msg, card, modal, md or home>.j2."
    )


@pytest.mark.parametrize(
    "name", sorted({*handlers.ACTIONS, *handlers.VIEWS, *handlers.SHORTCUTS, *facts()})
)
def test_a_name_is_capability_dot_word(name):
    assert NAME.fullmatch(name)
    assert name.partition(".")[0] in house.CAPABILITIES, "Begin it with its capability."


def test_two_handlers_do_not_listen_to_the_same_thing():
    for kind in ("actions", "views", "shortcuts", "events"):
        names = [
            name
            for module in handlers.MODULES
            for name in getattr(module.LISTENERS, kind)
        ]

        assert sorted(names) == sorted(set(names)), f"One of the {kind} is never heard."


def test_every_command_is_in_the_manifest_and_the_other_way_round():
    commands = BUILT["features"]["slash_commands"]

    assert {command["command"] for command in commands} == handlers.COMMANDS.keys()


def test_every_shortcut_is_in_the_manifest_and_the_other_way_round():
    shortcuts = BUILT["features"]["shortcuts"]

    assert {one["callback_id"]: one["type"] == "message" for one in shortcuts} == {
        name: shortcut.message for name, shortcut in handlers.SHORTCUTS.items()
    }


def test_every_event_is_in_the_manifest_and_the_other_way_round():
    subscribed = set(BUILT["settings"]["event_subscriptions"]["bot_events"])
    heard = {manifest.SUBSCRIBED.get(name, name) for name in handlers.EVENTS}

    assert subscribed == heard
    assert manifest.SUBSCRIBED.keys() <= handlers.EVENTS.keys(), "Nobody listens to it."
    assert manifest.NEEDED.keys() == subscribed, "Say in NEEDED which scope it takes."


def test_every_call_has_a_scope_and_every_scope_a_call_or_an_event():
    granted = set(BUILT["oauth_config"]["scopes"]["bot"])
    ours = (m for m in house.CODE if not m.name.startswith("bot/playground/"))
    texts = set().union(*(module.texts for module in ours))
    called = [method for name, method in catalog.methods().items() if name in texts]
    lacking = {m.name for m in called if m.scopes and not granted & set(m.scopes)}
    useful = {scope for method in called for scope in method.scopes}
    useful |= {"commands", *manifest.NEEDED.values()}
    useful |= {"files:read"} if "url_private_download" in texts else set()

    assert not lacking, "Name a scope in the handler's table: Slack refuses the call."
    assert not granted - useful, "Ask for no scope that nothing needs."
