"""The wheel, as it is installed and run: in an empty folder, by the Procfile."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.playground.server import Playground, serve
from bot.runtime import manifest
from tests import factories, house, person, processes

pytestmark = pytest.mark.slow

PROCESSES = dict(
    line.split(": ", 1) for line in (house.ROOT / "Procfile").read_text().splitlines()
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel, as a release does."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", folder, house.ROOT], check=True, stdout=subprocess.DEVNULL
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_(wheel, tmp_path_factory):
    """Install the wheel and what it locks, and nothing else, into an environment."""
    made = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    (packages,) = made.glob("lib/python*/site-packages")
    for name in locked():
        lend(name, packages)
    uv = Path(sys.executable).with_name("uv")
    install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps"]
    subprocess.run([*install, "--python", made, wheel], check=True)
    return made / "bin"


def locked():
    """Give the packages of requirements.lock that are meant for this machine."""
    lines = (house.ROOT / "requirements.lock").read_text().splitlines()
    for line in lines:
        if "==" not in line:
            continue
        wanted = Requirement(line.rstrip(" \\"))
        if wanted.marker is None or wanted.marker.evaluate():
            found = str(installed(wanted.name))
            assert wanted.specifier.contains(found), f"Run `make dev`: {line}"
            yield wanted.name


def installed(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def lend(name, packages):
    """Link a package of this environment into another: installed as the lock says."""
    own = Path(metadata.distribution(name).locate_file("")).resolve()
    for file in metadata.files(name):
        source = Path(file.locate()).resolve()
        if source.is_relative_to(own):
            target = packages / source.relative_to(own)
            target.parent.mkdir(parents=True, exist_ok=True)
            link(source, target)


def link(source, target):
    try:
        target.hardlink_to(source)
    except OSError:  # another file system
        shutil.copy(source, target)


@pytest.fixture
def folder(tmp_path):
    """Give an empty folder, to run in."""
    made = tmp_path / "empty"
    made.mkdir()
    return made


@pytest.fixture
def plain(bin_, tmp_path):
    """Give the environment of somebody who has installed the wheel and nothing else."""
    return {"PATH": f"{bin_}{os.pathsep}{os.defpath}", "HOME": str(tmp_path)}


@pytest.fixture
async def slack():
    """Start a strict Slack, which does not know yet where the bot is."""
    made = Playground(
        manifest=manifest.build("http://127.0.0.1:1"),
        signing_secret=factories.SECRET,
        bot_token=factories.TOKEN,
        app_token=factories.APP_TOKEN,
        request_url=None,
        limits=False,
    )
    async with serve(made) as address, person.slack(address) as found:
        yield found


@pytest.fixture
def environ(plain, slack, postgres_server, tmp_path):
    """Give the environment of a bot on a PostgreSQL database without any table."""
    postgres_server.psql("CREATE DATABASE package")
    url = postgres_server.get_uri("package")
    return plain | factories.environment(url, tmp_path / "home", slack.url)


def test_the_wheel_holds_every_file_and_no_other(wheel):
    rows = ("bot", "handlers", "templates", "migrations")
    expected = {
        file.relative_to(house.ROOT).as_posix()
        for row in rows
        for file in house.files(house.ROOT / row)
    }
    inside = set(zipfile.ZipFile(wheel).namelist())

    assert {name for name in inside if name.partition("/")[0] in rows} == expected
    assert {name.partition("/")[0] for name in inside - expected} == {
        f"longwatch-{house.PROJECT['project']['version']}.dist-info"
    }


async def test_the_command_is_there_and_tells_what_it_does(plain, folder):
    code, said = await processes.ran("longwatch --help", plain, folder)

    assert code == 0
    assert "worker" in said
    assert (await processes.ran("python -m bot db --help", plain, folder))[0] == 0
    where = "python -c 'import bot, handlers; print(bot.__file__, handlers.__file__)'"
    code, said = await processes.ran(where, plain, folder)
    assert str(house.ROOT) not in said
    assert said.count("site-packages") == 2


async def test_without_settings_it_names_what_is_missing(plain, folder):
    code, said = await processes.ran(PROCESSES["web"], plain, folder)

    assert code == 1
    assert "SLACK_BOT_TOKEN" in said
    assert "Traceback" not in said


async def test_an_incident_is_declared_through_what_the_procfile_runs(
    environ, folder, slack
):
    dana = slack.person("dana")
    early = await processes.ran(PROCESSES["web"], environ, folder)
    assert early[0] == 1
    assert "longwatch db upgrade" in early[1]

    code, said = await processes.ran(PROCESSES["release"], environ, folder)
    assert code == 0, said

    async with (
        processes.serving(PROCESSES["worker"], environ, folder),
        processes.serving(PROCESSES["web"], environ, folder) as web,
    ):
        await slack.post("app", request_url=f"{web}/slack/events")
        await processes.ready(web)
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        assert "INC-1" in dana.told
        await dana.sees("#incidents", "checkout 500s", within=30)
        await dana.sees("inc-1-checkout-500s", "Nobody has answered yet", within=30)
        await dana.presses("Acknowledge", channel="#incidents")
        await dana.sees("inc-1-checkout-500s", "acknowledged INC-1", within=30)

    proven = "longwatch ledger verify --json"
    code, said = await processes.ran(proven, environ, folder)
    assert code == 0, said
    assert json.loads(said)["workspaces"][0]["unsigned"] == 0
    assert await slack.violations() == []
    assert list(folder.iterdir()) == []
