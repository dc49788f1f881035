"""`longwatch policy check` and `policy show`."""

import tomllib

import pytest

from bot.core import policy
from tests.runtime.commands import environment, install, process, run

WRONG = """\
[channels]
announcements = "incidents"

[severities.1]
respond_witin = "10m"

[severities.2]
respond_within = "soon"
"""
RIGHT = "[undo]\nseconds = 30\n\n[workspace.T1.undo]\nseconds = 20\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "policy.toml"
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def environ(database, tmp_path):
    return environment(database, tmp_path)


async def test_check_names_every_wrong_line_and_what_to_write(written):
    path = written(WRONG)
    ran = await run({}, "policy", "check", path)
    assert ran.code == 1
    first, second, third = ran.out.splitlines()
    assert first.startswith(
        f'{path}: line 2: channels.announcements "incidents" is not'
    )
    assert second.startswith(f"{path}: line 5: severities.1.respond_witin is not a key")
    assert 'did you mean "respond_within"?' in second
    assert third.startswith(f"{path}: line 8: severities.2.respond_within")


async def test_mistakes_are_data_for_a_program(written):
    path = written(WRONG)
    ran = await run({}, "policy", "check", path, "--json")
    assert ran.code == 1
    assert (ran.said["file"], ran.said["ok"]) == (path, False)
    assert [mistake["line"] for mistake in ran.said["mistakes"]] == [2, 5, 8]
    assert {frozenset(mistake) for mistake in ran.said["mistakes"]} == {
        frozenset({"line", "key", "sentence"})
    }


async def test_what_is_no_toml_is_named_by_its_line(written):
    ran = await run({}, "policy", "check", written('[undo]\nseconds = "\n'))
    assert ran.code == 1
    assert "line 2: is not TOML" in ran.out


async def test_a_right_file_passes(written):
    path = written(RIGHT)
    ran = await run({}, "policy", "check", path)
    assert (ran.code, ran.out) == (0, f"{path}: no mistake\n")
    assert (await run({}, "policy", "check", path, "--json")).said == {
        "file": path,
        "ok": True,
        "mistakes": [],
    }


async def test_without_a_file_that_of_the_environment_is_checked(written):
    path = written(WRONG)
    ran = await run({"LONGWATCH_POLICY": path}, "policy", "check")
    assert ran.code == 1
    assert "line 5" in ran.out


async def test_without_any_file_it_says_so():
    ran = await run({}, "policy", "check")
    assert ran.code == 1
    assert "There is no policy file to check" in ran.err
    assert "LONGWATCH_POLICY" in ran.err


async def test_a_file_that_is_not_there_is_a_mistake(tmp_path):
    ran = await run({}, "policy", "check", str(tmp_path / "gone.toml"))
    assert ran.code == 1
    assert "can't be read: No such file" in ran.out


async def test_a_fresh_machine_is_shown_what_ships(tmp_path):
    home = tmp_path / "home"
    ran = await run({"LONGWATCH_HOME": str(home)}, "policy", "show")
    assert ran.code == 0
    shown = tomllib.loads(ran.out)
    routines, keys = shown.pop("routines"), shown.pop("keys")
    assert shown == _spelled()
    assert routines["access_review"]["owners"] == ["security_lead"]
    ships = policy.load().of("")
    assert (routines.keys(), keys.keys()) == (ships.routines.keys(), ships.keys.keys())
    assert "before anything is chosen in Slack" in ran.out
    assert not home.exists()


def _spelled():
    """Give what ships as it is shown: times with seconds, without what is not set."""
    text = policy.DEFAULTS.read_text().replace(':00"', ':00:00"')
    ships = tomllib.loads(text.replace('"09:30"', '"09:30:00"'))
    for severity in ("medium", "low"):
        assert ships["findings"][severity].pop("triage") == ""
    return ships


async def test_what_is_shown_is_what_holds(environ, database, tmp_path, written):
    environ |= {"LONGWATCH_POLICY": written(RIGHT)}
    id_ = await install(database, tmp_path, team="T1", ops="C0OPS", fallback="U0ANA")
    ran = await run(environ, "policy", "show")
    assert ran.code == 0
    shown = tomllib.loads(ran.out)
    assert shown["undo"]["seconds"] == 20  # its own table in the file
    assert shown["channels"]["ops"] == "C0OPS"  # chosen in Slack
    assert shown["people"]["fallback"] == "U0ANA"
    assert shown["nudges"] == {"half_time": 0.5, "repeat_every": "15m"}  # ships
    assert f"What holds in Acme (T1, {id_})" in ran.out

    again = tmp_path / "again.toml"
    again.write_text(ran.out)
    assert (await run({}, "policy", "check", str(again))).code == 0
    digest = policy.load(again).of("any").digest
    assert f"# digest {digest}:" in ran.out

    said = (await run(environ, "policy", "show", "--json")).said
    assert (said["workspace"], said["digest"]) == (id_, digest)
    assert said["policy"] == shown


async def test_one_of_several_is_named(environ, database, tmp_path):
    first = await install(database, tmp_path, team="T1", ops="C0ONE")
    other = await install(database, tmp_path, team="T2", ops="C0TWO")
    common = await run(environ, "policy", "show")
    assert tomllib.loads(common.out)["channels"]["ops"] == ""
    assert first in common.out
    assert other in common.out
    for name in (other, "T2"):
        shown = await run(environ, "policy", "show", "--workspace", name)
        assert tomllib.loads(shown.out)["channels"]["ops"] == "C0TWO"
    gone = await run(environ, "policy", "show", "--workspace", "T9")
    assert gone.code == 1
    assert (
        f"There is no workspace T9. These are installed: Acme (T1, {first})" in gone.err
    )


async def test_a_wrong_file_is_not_shown(environ, written):
    environ |= {"LONGWATCH_POLICY": written(WRONG)}
    ran = await run(environ, "policy", "show")
    assert ran.code == 1
    assert "line 5" in ran.err


@pytest.mark.slow
def test_exit_codes_of_the_real_command(written):
    assert process({}, "policy", "check", written(RIGHT)).code == 0
    wrong = process({}, "policy", "check", written(WRONG))
    assert (wrong.code, wrong.err) == (1, "")
    none = process({}, "policy", "check")
    assert (none.code, none.out) == (1, "")
    assert none.err.startswith("There is no policy file")
    assert process({}, "policy", "shw").code == 2
