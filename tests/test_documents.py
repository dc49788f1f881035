"""What is written for people holds: links, commands, variables, locks, changes."""

import importlib
import os
import re
from itertools import pairwise

import pytest
import typer.main

import handlers
from bot.core.settings import Settings
from bot.runtime import cli
from tests import house

pytestmark = pytest.mark.house

README = (house.ROOT / "README.md").read_text()
CHANGELOG = (house.ROOT / "CHANGELOG.md").read_text()
DOCUMENTS = [path for path in house.files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
SOURCES = [module.path for module in (*house.CODE, *house.TESTS)]
NAMED = re.compile(r"`((?:bot|handlers|tests|docs|migrations)[./][\w./]+)")
PATH_OF_A_MACHINE = re.compile(
    r"(?<![\w.~}])/(home|Users|root|work|tmp|opt|mnt|private)/\w"
)
COMMAND = re.compile(r"(?:longwatch )?([a-z]+(?: [a-z]+)?)(?= |$)")
LOCKS = ("requirements.lock", "requirements-dev.lock")
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def commands(command, before=""):
    """Give the commands below *command*, by what is typed."""
    found = {}
    for name, each in getattr(command, "commands", {}).items():
        found |= {f"{before}{name}": each, **commands(each, f"{before}{name} ")}
    return found


COMMANDS = commands(typer.main.get_command(cli.app))


def relative(path):
    return path.relative_to(house.ROOT).as_posix()


def table(heading):
    """Give the first column of the first table below a *heading* of the README."""
    _, _, below = README.partition(f"\n## {heading}\n")
    rows = re.search(r"^\|.*(\n\|.*)+", below, re.MULTILINE)[0].splitlines()[2:]
    return [row.split("|")[1] for row in rows]


def spans(cell):
    """Give what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def pinned(lock):
    """Read a lock: each package with its version and its hashes."""
    text = (house.ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    heads = [re.match(r"([\w.-]+)==(\S+)", entry) for entry in entries]
    assert all(heads), f"Pin every package of {lock}: run `make lock`."
    return {
        head[1]: (head[2], entry.count("--hash=sha256:"))
        for head, entry in zip(heads, entries, strict=True)
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_a_document_links_to_what_is_there(document):
    links = LINK.findall(document.read_text())

    gone = [link for link in links if not (document.parent / link).exists()]

    assert not gone, "Write it, or link to where it is now."


@pytest.mark.parametrize("file", [*DOCUMENTS, *SOURCES], ids=relative)
def test_what_a_text_names_of_the_tree_is_there(file):
    named = NAMED.findall(file.read_text())
    lost = [name for name in named if not _there(name.rstrip("./"))]

    assert not lost, f"It was moved, renamed or taken out: {lost}"


def _there(name):
    """Find a file, a folder, a module, or something in a module."""
    if "/" in name:
        return (house.ROOT / name).exists()
    module, _, thing = name.rpartition(".")
    try:
        return bool(importlib.import_module(name))
    except ModuleNotFoundError:
        return hasattr(importlib.import_module(module), thing)


def test_the_readme_opens_with_a_picture():
    assert re.search(r"!\[[^\]]+\]\(docs/[\w-]+\.png\)", README.partition("\n## ")[0])


def test_the_readme_names_every_command_and_no_other():
    typed = [span for cell in table("Command line") for span in spans(cell)]
    named = {COMMAND.match(span)[1] for span in typed}

    assert named == {name for name, one in COMMANDS.items() if not commands(one)}, (
        "Keep the table under Command line as `longwatch --help` is."
    )


ABOUT = {"export metrics", "export calendar"}  # and the word for what it is about


def test_what_people_are_told_to_type_is_a_command_that_exists():
    told = {
        words
        for file in house.files()
        if file.suffix in {".md", ".py", ".j2", ".html", ".js"}
        and house.ROOT / "tests" not in file.parents
        for words in re.findall(r"`longwatch ([a-z]+(?: [a-z]+)?)", file.read_text())
    }

    assert told >= {"db upgrade", "doctor"}
    assert not told - COMMANDS.keys() - ABOUT, "Name the command as it is typed."


def test_an_option_that_the_readme_names_is_one():
    known = {
        option
        for command in COMMANDS.values()
        for parameter in command.params
        for option in parameter.opts
    }

    assert set(re.findall(r"(?<=[`\[ ])--[a-z-]+", README)) <= known | {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_is_for(name):
    assert COMMANDS[name].help, "Its docstring is what `--help` shows."


def test_the_readme_names_every_variable_of_the_environment_and_no_other():
    named = {span for cell in table("Configuration") for span in spans(cell)}

    assert named == {field.alias for field in Settings.model_fields.values()}, (
        "Keep the table under Configuration as bot/core/settings.py is."
    )


def test_the_readme_names_every_verb_of_an_incident_and_no_other():
    named = {
        span.split()[1]
        for cell in table("What people type")
        for span in spans(cell)
        if span.startswith("/incident ")
    }

    assert named == {verb.name for verb in handlers.COMMANDS["/incident"].verbs}, (
        "Keep the table under What people type as the handlers' tables are."
    )


def test_the_readme_names_no_target_that_make_does_not_know():
    targets = set(
        re.findall(r"^([a-z]+):", (house.ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s+#)", README))

    assert named <= targets
    assert {"run", "test", "check", "bench", "lock"} <= named


def test_the_top_of_the_tree_is_as_it_is_described():
    expected = {
        *("bot", "handlers", "templates", "migrations", "tests", "docs"),
        *("pyproject.toml", "Procfile", "Makefile", "README.md", "CHANGELOG.md"),
        *("LICENSE", "SECURITY.md", ".ci", ".gitignore", *LOCKS),
    }
    found = {relative(path).partition("/")[0] for path in house.files()}

    assert found == expected, "Put it where its kind belongs, or ignore it."


def test_no_file_knows_the_machine_it_was_written_on():
    found = [relative(file) for file in house.files() if knows_a_machine(file)]

    assert not found, "Make the path from what is given: a setting, tmp_path, __file__."


def knows_a_machine(file):
    try:
        return PATH_OF_A_MACHINE.search(file.read_text())
    except UnicodeDecodeError:  # a picture
        return False


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_registry(lock):
    text = (house.ROOT / lock).read_text()

    assert not re.search(
        r"://|^\s*--?(index|extra|find|trusted)|^-", text, re.MULTILINE
    ), "Make it with `make lock`: a lock says what, never from where."
    assert all(hashes for _, hashes in pinned(lock).values())


def test_the_locks_hold_what_is_declared_and_agree():
    installed, development = (pinned(lock) for lock in LOCKS)

    assert house.declared() | house.declared("build") <= installed.keys()
    assert house.declared("dev") <= development.keys()
    assert installed.items() <= development.items(), "Run `make lock`."


def test_the_changelog_keeps_its_form():
    title, *versions = re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)
    heads = [version.splitlines()[0] for version in versions]
    released = [
        re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - \d{4}-\d\d-\d\d", h) for h in heads[1:]
    ]
    numbers = [tuple(map(int, found.groups())) for found in released if found]

    assert title.startswith("# Changelog\n")
    assert heads[0] == "Unreleased", "New things go under Unreleased, at the top."
    assert all(released), "Head a release `## 1.2.3 - 2026-11-30`."
    assert all(newer > older for newer, older in pairwise(numbers))
    assert (
        not numbers
        or ".".join(map(str, numbers[0])) == house.PROJECT["project"]["version"]
    )
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= SECTIONS


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in (house.ROOT / "docs/adr").glob("*.md"))

    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def test_what_a_machine_runs_can_be_run():
    assert os.access(house.ROOT / ".ci/run", os.X_OK)
