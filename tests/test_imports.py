"""The import contracts of pyproject.toml: each is kept, and each can be broken."""

from copy import deepcopy

import grimp
import pytest
from importlinter import api
from importlinter.contracts import forbidden, layers, protected

from tests import house

KINDS = {
    "forbidden": forbidden.ForbiddenContract,
    "layers": layers.LayersContract,
    "protected": protected.ProtectedContract,
}
CONFIGURATION = api.read_configuration(str(house.ROOT / "pyproject.toml"))
CONTRACTS = {
    options["name"]: KINDS[options["type"]](
        name=options["name"],
        session_options=CONFIGURATION["session_options"],
        contract_options=options,
    )
    for options in CONFIGURATION["contracts_options"]
}
# One import for each contract that it must find: who imports what.
VIOLATIONS = {
    "every package of bot has its place, and looks only down": (
        ("bot.core.work", "bot.ledger"),
        ("bot.ledger.service", "bot.incidents"),
    ),
    "only the runtime knows the handlers": (("bot.incidents.talk", "handlers"),),
    "capabilities know neither Slack, nor HTTP, nor templates": (
        ("bot.incidents.declare", "slack_sdk"),
        ("bot.workspaces.store", "aiohttp"),
        ("bot.incidents.cards", "bot.core.render"),
        ("bot.vault.service", "jinja2"),
    ),
    "the core knows neither Slack nor HTTP": (("bot.core.work", "aiohttp"),),
    "handlers know neither runtime nor database": (
        ("handlers.incidents.talk", "bot.runtime.relay"),
        ("handlers.workspaces", "sqlalchemy"),
    ),
    "rules are pure": (
        ("bot.incidents.rules", "bot.incidents.store"),
        ("bot.ledger.rules", "sqlmodel"),
    ),
    "the playground does not know the bot": (("bot.playground.kit", "bot.core.fit"),),
    "the bot does not know its playground": (
        ("bot.workspaces.people", "bot.playground.kit"),
    ),
}
FRONT_DOORS = {
    options["name"]
    for options in CONFIGURATION["contracts_options"]
    if options.get("protected_modules") in [[f"bot.{c}.*"] for c in house.CAPABILITIES]
}
BREAKABLE = [
    (name, *violation) for name, each in VIOLATIONS.items() for violation in each
]
INNER = [
    (capability, module)
    for capability in house.CAPABILITIES
    for module in sorted(house.BOT.glob(f"{capability}/*.py"))
    if module.stem != "__init__"
]


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(
        "bot", "handlers", include_external_packages=True, cache_dir=None
    )


def kept(contract, graph):
    return contract.check(deepcopy(graph), verbose=False).kept


def importing(graph, importer, imported):
    """Copy *graph* and add an import to it."""
    changed = deepcopy(graph)
    changed.add_import(importer=importer, imported=imported)
    return changed


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_is_kept(graph, name):
    assert kept(CONTRACTS[name], graph)


@pytest.mark.parametrize(("name", "importer", "imported"), BREAKABLE)
def test_a_contract_finds_what_it_forbids(graph, name, importer, imported):
    assert not kept(CONTRACTS[name], importing(graph, importer, imported))


@pytest.mark.parametrize(
    ("capability", "file"), INNER, ids=lambda part: getattr(part, "stem", part)
)
def test_nobody_comes_into_a_capability_but_by_its_front_door(graph, capability, file):
    changed = importing(graph, "bot.runtime.app", f"bot.{capability}.{file.stem}")

    found = [name for name in FRONT_DOORS if not kept(CONTRACTS[name], changed)]

    assert len(found) == 1, (
        f"Give bot.{capability} a `protected` contract of its own in pyproject.toml."
    )


def test_the_capabilities_named_in_a_contract_are_all_of_them():
    name = "capabilities know neither Slack, nor HTTP, nor templates"
    (options,) = [o for o in CONFIGURATION["contracts_options"] if o["name"] == name]

    assert set(options["source_modules"]) == {f"bot.{c}" for c in house.CAPABILITIES}


def test_every_contract_is_shown_to_be_breakable():
    missing = CONTRACTS.keys() - VIOLATIONS.keys() - FRONT_DOORS

    assert not missing, f"Show an import that breaks it, in VIOLATIONS: {missing}"
