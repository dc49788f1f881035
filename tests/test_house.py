"""The house rules that no linter knows. A message says what to do instead."""

import ast
import re
import sys

import pytest

from tests import house

pytestmark = pytest.mark.house

LINES, BODY, LEVELS = 300, 25, 3
# Longer than a body may be, each because it is one flat list.
FLAT = {
    "bot/incidents/declare.py _incident": "one field of the incident on each line",
}
# Where everything may be caught: the outermost loops, which must outlive any bug.
OUTERMOST = {
    "bot/runtime/cards.py Desk._seen": "each is raised in its own row's loop",
    "bot/runtime/commands/doctor.py _run": "a check that breaks must hide no other",
    "bot/runtime/receive.py _dispatched": "the sender is answered, whatever happened",
    "bot/runtime/relay.py Relay._carry_out": "one effect must not stop the others",
    "bot/runtime/relay.py Relay._turn": "one turn must not be the last",
    "bot/runtime/schedule.py Schedule._fire": "one timer must not stop the others",
    "bot/runtime/sockets.py Sockets.run": "the next connection must be tried",
}
COMMITTING = {"bot/core/db.py", "bot/core/work.py"}
# Who may open a transaction that writes, beside `begin` itself.
WRITING = {"bot/runtime/installations.py": "makes the keys that a work needs"}
# Packages of the project's shape, and one thing of each that is really called.
SHAPE = {
    "slack-bolt": ("slack_bolt", "AsyncApp"),
    "aiohttp": ("aiohttp", "AppRunner"),
    "sqlmodel": ("sqlmodel", "SQLModel"),
    "apscheduler": ("apscheduler", "AsyncIOScheduler"),
    "jinja2": ("jinja2", "Environment"),
    "cryptography": ("cryptography", "AESGCM"),
}
# Declared, and used without an import of ours.
UNIMPORTED = {
    "tzdata": "the zones of zoneinfo where the machine has none",
    "pytest-asyncio": "a plugin of pytest",
    "pytest-cov": "a plugin of pytest",
    "pytest-randomly": "a plugin of pytest",
    "pytest-socket": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "asyncpg-stubs": "types for mypy",
    "build": "a command of the Makefile or a test",
    "mypy": "a command of the Makefile",
    "pip-audit": "a command of the Makefile",
    "ruff": "a command of the Makefile",
    "uv": "a command of the Makefile",
}
# Packages that are called otherwise than what they hold.
HOLDS = {
    "fpdf2": "fpdf",
    "import-linter": "importlinter",
    "markdown-it-py": "markdown_it",
    "python-dateutil": "dateutil",
    "axe-playwright-python": "axe_playwright_python",
}
DRAWERS = re.compile(
    r"(utils?|helpers?|commons?|shared|misc|stuff|tools?_?box|lib|models|exceptions"
    r"|managers?|base)(\.|$)"
)
# Rows beside the capabilities, in tests/.
OTHER_TESTS = {
    *("core", "runtime", "playground", "migrations"),
    *("bench", "browser", "chaos", "conformance", "fuzz", "simulation"),
}
IGNORE = re.compile(r"#\s*(noqa|type:\s*ignore|fmt:\s*skip|pragma)\b(?P<rest>.*)")
CODES = re.compile(r"^:?\s*(\[[\w-]+(, ?[\w-]+)*\]|[A-Z]+\d+(, ?[A-Z]+\d+)*)?")
DANGEROUS = {
    "pickle": "JSON, by bot.core.canon",
    "marshal": "JSON, by bot.core.canon",
    "shelve": "a table",
    "yaml": "TOML, by tomllib",
    "xml": "JSON: nothing of ours is XML",
    "subprocess": "a library: the bot starts no program",
}


def named(module):
    return module.name


every_module = pytest.mark.parametrize("module", house.CODE, ids=named)


@every_module
def test_a_module_fits_in_the_head(module):
    assert len(module.lines) <= LINES, (
        f"Split {module.name} by verb or by noun; the front door stays as it is."
    )


@every_module
def test_a_function_does_one_thing(module):
    names = [f"{module.name} {f.name}" for f in module.functions if f.length > BODY]
    long = [name for name in names if name not in FLAT]

    assert not long, (
        f"Give a part of it a name of its own, at most {BODY} lines: {long}"
    )


@every_module
def test_a_function_is_not_a_staircase(module):
    deep = [f.name for f in module.functions if f.depth > LEVELS]

    assert not deep, f"Return early, or name the inner part: {deep}"


@every_module
def test_everything_is_caught_in_the_outermost_loops_only(module):
    found = {f"{module.name} {name}" for name in module.swallows()}

    assert found <= OUTERMOST.keys(), (
        f"Catch what you expect, and let a bug be one: {found - OUTERMOST.keys()}"
    )


@every_module
def test_only_transactions_commit(module):
    calls = {n.attr for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)}
    refused = set() if module.name in COMMITTING else {"commit", "rollback"}
    refused |= set() if module.name in COMMITTING | WRITING.keys() else {"writing"}

    assert not calls & refused, (
        "Change things inside `begin()`, which commits all of it together."
    )


@every_module
def test_a_module_is_named_after_what_it_holds(module):
    parts = module.name.split("/")

    assert not [part for part in parts if DRAWERS.match(part)], (
        "Put each thing where its subject is, or name the file after what it does."
    )


@every_module
def test_nothing_runs_what_it_reads(module):
    found = {name.partition(".")[0] for name in module.imports} & DANGEROUS.keys()
    called = {n.id for n in ast.walk(module.tree) if isinstance(n, ast.Name)}

    assert not found, f"Use {[DANGEROUS[name] for name in found]} in place of {found}."
    assert not called & {"eval", "exec"}, "Read data as data."


@pytest.mark.parametrize(
    "module", [*house.CODE, *house.sources("migrations")], ids=named
)
def test_sql_is_never_put_together_from_pieces(module):
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    found = [
        node.lineno
        for node in calls
        if getattr(node.func, "id", getattr(node.func, "attr", ""))
        in {"text", "execute", "exec_driver_sql", "fetch", "fetchval"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert not found, f"Bind values as parameters; write names out: lines {found}"


@pytest.mark.parametrize("module", [*house.CODE, *house.TESTS], ids=named)
def test_an_exception_from_a_rule_carries_its_reason(module):
    bare = [
        number
        for number, line in enumerate(module.lines, 1)
        if (found := IGNORE.search(line))
        and "fmt" not in found[1]
        and not CODES.sub("", found["rest"]).strip(" #-()")
    ]

    assert not bare, f"Say on the line why the rule does not hold there: lines {bare}"


def test_what_may_break_a_rule_still_does():
    long = {
        f"{m.name} {f.name}" for m in house.CODE for f in m.functions if f.length > BODY
    }
    broad = {f"{m.name} {name}" for m in house.CODE for name in m.swallows()}

    assert long == FLAT.keys(), "Take what is short now out of FLAT."
    assert broad == OUTERMOST.keys(), "Take what is narrow now out of OUTERMOST."


@pytest.mark.parametrize("name", house.CAPABILITIES)
def test_a_capability_has_one_name_in_every_row(name):
    handler = any(
        (house.ROOT / "handlers" / f"{name}{end}").exists() for end in ("", ".py")
    )
    templates = (house.ROOT / "templates" / name).is_dir()

    assert (house.ROOT / "tests" / name).is_dir(), f"Test it in tests/{name}/."
    assert handler == templates, (
        f"{name} needs handlers/{name}.py and templates/{name}/, or neither."
    )


@pytest.mark.parametrize("row", ["handlers", "templates", "tests"])
def test_a_row_holds_nothing_but_capabilities(row):
    inside = {
        path.stem
        for path in (house.ROOT / row).iterdir()
        if (path.is_dir() or row == "handlers") and path.stem not in house.MADE
    }
    beside = OTHER_TESTS if row == "tests" else {"__init__"}

    assert inside <= {*house.CAPABILITIES, *beside}, (
        f"Name it in {row}/ as its capability is named in bot/."
    )


@pytest.mark.parametrize("package", SHAPE)
def test_a_package_of_the_shape_is_declared_and_used(package):
    module, thing = SHAPE[package]
    users = [m for m in house.CODE if module in house.imported([m])]
    called = {
        node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
        for user in users
        for node in ast.walk(user.tree)
    }

    assert package in house.declared(), "Declare it in pyproject.toml."
    assert thing in called, f"Nothing of {package} is used any more."


def test_the_tests_are_asynchronous_by_pytest_asyncio():
    nodes = (node for module in house.TESTS for node in ast.walk(module.tree))

    assert "pytest-asyncio" in house.declared("dev")
    assert house.PROJECT["tool"]["pytest"]["ini_options"]["asyncio_mode"] == "auto"
    assert any(
        isinstance(n, ast.AsyncFunctionDef) and n.name[:5] == "test_" for n in nodes
    )


def test_warnings_are_errors_and_the_network_is_shut():
    options = house.PROJECT["tool"]["pytest"]["ini_options"]

    assert options["filterwarnings"][0] == "error", "A warning is a bug of tomorrow."
    assert "--disable-socket" in options["addopts"], "A test reaches this machine only."


def test_what_is_declared_is_used_and_what_is_used_is_declared():
    ours = {"bot", "handlers", "tests", *sys.stdlib_module_names}
    used = house.imported([*house.CODE, *house.sources("migrations")]) - ours
    tested = house.imported(house.TESTS) - ours
    names = {
        name: HOLDS.get(name, name.replace("-", "_"))
        for name in house.declared() | house.declared("dev")
    }
    needed = {names[name] for name in house.declared()}
    idle = {name for name, module in names.items() if module not in used | tested}

    assert not used - needed, "Declare it in pyproject.toml: another may drop it."
    assert not tested - set(names.values()), "Declare it in the group `dev`."
    assert idle == UNIMPORTED.keys() & names.keys(), "Use it, or declare it no more."
