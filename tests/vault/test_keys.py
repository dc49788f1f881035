import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import vault
from bot.vault import keys

GOOD = keys.PREFIX + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def data(tmp_path):
    """Give a data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def file(tmp_path):
    """Give the path of a key file that is not there yet."""
    return tmp_path / "config" / "longwatch" / "kek"


def written(file, text, mode=0o400):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def test_a_key_file_is_made_at_first_run(file, data):
    made = vault.read(str(file), data=data)
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert vault.read(str(file), data=data) == made
    assert [each.name for each in file.parent.iterdir()] == ["kek"]


def test_every_installation_makes_a_key_of_its_own(tmp_path, data):
    one = vault.read(str(tmp_path / "one"), data=data)
    assert vault.read(str(tmp_path / "other"), data=data).id != one.id


def test_processes_that_start_at_once_agree_on_one_key(file, data):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: vault.read(str(file), data=data).id, range(16)))
    assert len(set(made)) == 1
    assert [each.name for each in file.parent.iterdir()] == ["kek"]


def test_a_path_may_begin_at_home(file, data, monkeypatch):
    monkeypatch.setenv("HOME", str(file.parent.parent))
    made = vault.read("~/longwatch/kek", data=data)
    assert vault.read(str(file), data=data) == made


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o644, 0o666, 0o401, 0o777])
def test_a_key_file_that_others_can_reach_is_refused(file, data, mode):
    written(file, GOOD, mode)
    with pytest.raises(vault.KeyExposed, match="chmod 400"):
        vault.read(str(file), data=data)


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_key_file_of_its_owner_alone_is_read(file, data, mode):
    written(file, GOOD + "\n", mode)
    assert vault.read(str(file), data=data).secret == bytes(range(32))


def _spelled(secret):
    return keys.PREFIX + base64.b64encode(secret).decode()


MALFORMED = {
    "nothing": "",
    "another file": "-----BEGIN PRIVATE KEY-----\n",
    "no key": keys.PREFIX,
    "not base64": keys.PREFIX + "!" * 44,
    "a short key": _spelled(bytes(range(31))),
    "a long key": _spelled(bytes(range(33))),
    "a key that was typed": _spelled(b"changeme" * 4),
    "all zeros": _spelled(bytes(32)),
    "two keys": GOOD + "\n" + GOOD,
    "not even text": "\udcff" * 3,
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_file_with_no_proper_key_is_refused(file, data, what):
    file.parent.mkdir(parents=True)
    file.write_bytes(MALFORMED[what].encode(errors="surrogateescape"))
    file.chmod(0o400)
    with pytest.raises(vault.KeyMalformed) as refused:
        vault.read(str(file), data=data)
    assert str(file) in str(refused.value)
    assert "AAAA" not in str(refused.value)
    assert file.read_bytes() == MALFORMED[what].encode(errors="surrogateescape")


@pytest.mark.parametrize("inside", ["kek", "deep/down/kek", "../data/kek"])
def test_a_key_in_the_data_folder_is_refused(data, inside):
    with pytest.raises(vault.KeyMisplaced):
        vault.read(str(data / inside), data=data)
    assert list(data.iterdir()) == []


def test_a_link_into_the_data_folder_is_no_way_around(tmp_path, data):
    (tmp_path / "link").symlink_to(data)
    with pytest.raises(vault.KeyMisplaced):
        vault.read(str(tmp_path / "link" / "kek"), data=data)


def test_a_folder_is_no_key(tmp_path, data):
    with pytest.raises(vault.KeyUnreadable, match=str(tmp_path)):
        vault.read(str(tmp_path), data=data)


def test_a_key_can_come_from_the_environment_and_does_not_stay_there(data):
    environment = {"LONGWATCH_KEK": GOOD, "HOME": "/nowhere"}
    kek = vault.read("env:LONGWATCH_KEK", data=data, environment=environment)
    assert kek.secret == bytes(range(32))
    assert environment == {"HOME": "/nowhere"}


def test_a_variable_of_this_process_is_taken_out_of_it(data, monkeypatch):
    monkeypatch.setenv("LONGWATCH_TEST_KEK", GOOD)
    assert vault.read("env:LONGWATCH_TEST_KEK", data=data).secret == bytes(range(32))
    assert "LONGWATCH_TEST_KEK" not in os.environ


def test_a_variable_that_is_not_set_is_refused(data):
    with pytest.raises(vault.KeyMissing, match="env:LONGWATCH_KEK"):
        vault.read("env:LONGWATCH_KEK", data=data, environment={})


def test_a_variable_with_no_proper_key_is_refused_without_showing_it(data):
    environment = {"KEK": "hunter2-hunter2"}
    with pytest.raises(vault.KeyMalformed) as refused:
        vault.read("env:KEK", data=data, environment=environment)
    assert "hunter2" not in str(refused.value)
