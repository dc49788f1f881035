"""Every command says what it does, and how it is typed."""

import pytest
import typer
from typer.testing import CliRunner

from bot.runtime import cli
from tests.runtime.commands import process


def commands(command, words=()):
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*words, name))
    else:
        yield " ".join(words), command


EVERY = dict(commands(typer.main.get_command(cli.app)))


def test_these_are_what_the_readme_promises():
    promised = {
        "run", "web", "worker", "db upgrade", "db check", "manifest", "doctor",
        "policy check", "policy show", "export", "ledger verify", "ledger checkpoint",
        "ledger export", "keys list", "similar",
    }  # fmt: skip
    assert promised <= set(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_help_with_an_example(name):
    helped = CliRunner().invoke(cli.app, [*name.split(), "--help"])
    assert helped.exit_code == 0
    assert f"For example: longwatch {name}" in " ".join(helped.output.split())
    assert EVERY[name].help


@pytest.mark.parametrize("name", EVERY)
def test_every_command_is_misused_with_2(name):
    assert CliRunner().invoke(cli.app, [*name.split(), "--nothing"]).exit_code == 2


@pytest.mark.slow
def test_the_real_command_lists_them():
    ran = process({}, "--help")
    assert ran.code == 0
    assert all(name.partition(" ")[0] in ran.out for name in EVERY)
