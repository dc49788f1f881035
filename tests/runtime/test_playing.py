"""One command: a Slack on this machine, the bot beside it, and a clean end."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from bot.runtime.commands import playground
from bot.runtime.playing import companion, folders, sourced
from tests import person
from tests.playing import COMMAND, NOWHERE, START, children
from tests.playing import playing as started

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("options", "sign", "transport"),
    [
        ((), signal.SIGINT, "http"),  # Ctrl-C
        (("--socket",), signal.SIGTERM, "socket"),  # as a service manager ends it
    ],
    ids=["http", "socket"],
)
async def test_one_command_starts_everything_and_a_signal_ends_it(
    tmp_path, options, sign, transport
):
    async with started(tmp_path, *options) as one:
        assert len([line for line in one.said if "http" in line]) == 1
        async with person.slack(one.url) as slack:
            await slack.connected()
            assert (await slack.get("state"))["app"]["socket_mode"] == (
                transport == "socket"
            )
            dana = slack.person("dana")
            await dana.types("#general", "/incident declare sev2 checkout 500s")
            await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s", within=START)
            await dana.sees("inc-1-checkout-500s", "Nobody has answered", within=START)
            assert await slack.violations() == []
        bot = one.bot()
        [folder] = tmp_path.glob("longwatch-*")
        assert await one.ends(sign) == 0
    assert "Ctrl-C" in "\n".join(one.said)
    assert not folder.exists()
    assert await gone(bot)


@pytest.mark.parametrize("options", [(), ("--socket",)], ids=["http", "socket"])
async def test_the_commands_see_it_from_a_second_terminal(tmp_path, options):
    """Though that one was set up for another bot, behind a proxy that is down."""
    async with started(tmp_path, *options) as one, person.slack(one.url) as slack:
        dana = slack.person("dana")
        await slack.connected()
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s", within=START)
        typed = (await one.says("In a second terminal")).partition(": ")[2]
        assert "# INC-1" in await second(tmp_path, typed)
        for command, answer in {
            "ledger verify": ": proven",
            "doctor": "Nothing is wrong.",
            "policy show": "C0INCIDENTS",
        }.items():
            said = await second(tmp_path, typed.replace("export INC-1", command))
            assert answer in said, said
        [file] = tmp_path.glob("longwatch-*/env")
        assert file.stat().st_mode & 0o777 == 0o600


async def second(folder, line):
    """Type *line* into a shell that starts in *folder*; give what it shows."""
    other = {"SLACK_APP_TOKEN": "xapp-1", "LONGWATCH_TEMPLATES": "/nowhere"}
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", line),
        cwd=folder,
        env={**os.environ, **other, "http_proxy": NOWHERE, "HTTPS_PROXY": NOWHERE},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    shown, _ = await asyncio.wait_for(process.communicate(), START)
    assert process.returncode == 0, shown.decode()
    return shown.decode()


@pytest.mark.parametrize(
    ("typed", "shell"),
    [
        (".venv/bin/longwatch", ".venv/bin/longwatch"),  # in a clone
        ("/on/path/longwatch", "longwatch"),  # found on the PATH
        ("/my tools/longwatch", "'/my tools/longwatch'"),
        ("/clone/bot/__main__.py", f"{sys.executable} -m bot"),
    ],
)
def test_the_program_is_called_as_it_was_typed(monkeypatch, typed, shell):
    monkeypatch.setattr(sourced.shutil, "which", lambda name: f"/on/path/{name}")
    assert sourced.program(typed) == shell


async def test_a_bot_that_dies_is_said_and_started_again_where_it_was(tmp_path):
    with occupied(playground.USUAL):
        async with started(tmp_path) as one, person.slack(one.url) as slack:
            assert not one.url.endswith(f":{playground.USUAL}")
            dana = slack.person("dana")
            await slack.connected()
            await dana.types("#general", "/incident declare sev2 checkout 500s")
            os.kill(one.bot(), signal.SIGKILL)
            await person.eventually(lambda: is_down(slack), "the page can say it")
            said = await one.says("has died")
            assert "SIGKILL" in said
            await one.says("up again")
            await slack.connected()
            await dana.sees("inc-1-checkout-500s", "INC-1", within=START)
            log = Path(re.search(r"\S+bot\.log", said)[0])
            assert log.read_text().count("Longwatch serves at") == 2
            assert await one.ends() == 0


async def test_a_bot_that_is_killed_again_and_again_is_started_each_time(tmp_path):
    """While it starts, too: who kills it wants to see what comes back."""
    async with started(tmp_path) as one, person.slack(one.url) as slack:
        dana = slack.person("dana")
        await slack.connected()
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        for _ in range(companion.TRIES + 1):
            await person.eventually(lambda: started_bot(one), "it is started", START)
            bot = one.bot()
            os.kill(bot, signal.SIGKILL)
            await person.eventually(lambda bot=bot: gone(bot), "it is dead")
        await one.says("up again")
        told = [line for line in one.said if "SIGKILL" in line]
        pauses = [re.search(r"started again in (\S+) s", line)[1] for line in told]
        assert pauses == ["0.5", "1", "2", "4"]
        await slack.connected()
        await dana.sees("inc-1-checkout-500s", "INC-1", within=START)
        assert await one.ends() == 0


async def started_bot(one):
    return children(one.process.pid)


async def gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


async def test_a_bot_that_can_not_start_any_more_leaves_the_page_and_the_data(tmp_path):
    async with started(tmp_path) as one, person.slack(one.url) as slack:
        await slack.connected()
        [folder] = tmp_path.glob("longwatch-*")
        (folder / "policy.toml").write_text("no policy")
        os.kill(one.bot(), signal.SIGKILL)
        await one.says("The page goes on without it")
        await one.says("run `longwatch playground` again")
        assert "The policy can't be used" in "\n".join(one.said)
        bot = (await slack.get("state"))["bot"]
        assert not bot["up"]
        assert "press Ctrl-C" in bot["why"]
        assert (folder / "longwatch.db").exists()
        assert await one.ends() == 0
    assert not folder.exists()


async def test_a_playground_that_is_killed_takes_its_bot_along(tmp_path):
    """What it leaves behind is swept by the next start, and nothing else is."""
    async with started(tmp_path) as one:
        bot = one.bot()
        [left] = tmp_path.glob("longwatch-*")
        await one.ends(signal.SIGKILL)
        await person.eventually(lambda: gone(bot), "its bot ends too", START)
    assert left.exists()
    for name in ("longwatch-of-somebody", "another"):
        (tmp_path / name).mkdir()
    async with started(tmp_path), started(tmp_path):  # one lives while the other sweeps
        assert not left.exists()
        assert len([*tmp_path.glob(f"longwatch-*/{folders.LOCK}")]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {
        "longwatch-of-somebody",
        "another",
    }


async def is_down(slack):
    return not (await slack.get("state"))["bot"]["up"]


@contextlib.contextmanager
def occupied(port):
    """Listen on *port*; if somebody does already, that is as good."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            listener.listen()
        yield listener.getsockname()[1]


async def test_a_port_in_use_is_said_in_a_sentence(tmp_path):
    with occupied(0) as port:
        process = await asyncio.create_subprocess_exec(
            *(COMMAND, "playground", "--port", str(port)),
            env={**os.environ, "TMPDIR": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().strip() == (
        f"Port {port} can't be used (address already in use): "
        "choose another, or none for a free one."
    )
    assert list(tmp_path.iterdir()) == []


async def test_a_bot_that_never_comes_up_is_explained(tmp_path):
    addresses, said, lock = [], [], os.open(tmp_path, os.O_RDONLY)
    kept = companion.Companion(
        environ={},  # it lacks what it needs
        folder=tmp_path,
        placed=addresses.append,
        up=lambda _: said.append("up"),
        say=said.append,
        lock=lock,
    )
    with pytest.raises(companion.NeverUp) as refused:
        await kept.keep()
    assert len(addresses) == companion.TRIES
    os.close(lock)
    assert len([line for line in said if "has not come up" in line]) == len(said) == 2
    assert "exit code 1" in str(refused.value)
    assert "SLACK_BOT_TOKEN is missing" in str(refused.value)
