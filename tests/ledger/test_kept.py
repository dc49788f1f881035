import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.ledger import kept, notes

KEY = notes.verifier("us", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = notes.verifier("us", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
NOTES = [f"note {at}\n\n\N{EM DASH} us c2lnbmF0dXJl\n" for at in range(200)]


def everything(file):
    return list(kept.notes(file, kept.length(file)))


def test_nothing_is_kept_at_first(tmp_path):
    file = kept.path(tmp_path, "w-1")
    assert (everything(file), kept.newest(file), kept.length(file)) == ([], None, 0)


def test_notes_are_kept_in_their_order(tmp_path):
    file = kept.path(tmp_path, "w-1")
    for at, note in enumerate(NOTES):
        kept.keep(file, note)
        assert kept.newest(file) == note
        assert everything(file)[at] == note
    assert everything(file) == NOTES


def test_notes_that_were_added_meanwhile_are_left_for_later(tmp_path):
    file = kept.path(tmp_path, "w-1")
    kept.keep(file, NOTES[0])
    end = kept.length(file)
    kept.keep(file, NOTES[1])
    assert list(kept.notes(file, end)) == NOTES[:1]


def test_each_workspace_has_a_file_of_its_own(tmp_path):
    kept.keep(kept.path(tmp_path, "w-1"), NOTES[0])
    kept.keep(kept.path(tmp_path, "w-2"), NOTES[1])
    assert kept.newest(kept.path(tmp_path, "w-1")) == NOTES[0]


@pytest.mark.parametrize("bytes_left", range(1, len(NOTES[1].encode()) + len(kept.END)))
def test_a_note_that_a_crash_tore_was_never_published(tmp_path, bytes_left):
    file = kept.path(tmp_path, "w-1")
    kept.keep(file, NOTES[0])
    whole = kept.length(file)
    kept.keep(file, NOTES[1])
    os.truncate(file, whole + bytes_left)
    assert everything(file) == NOTES[:1]
    assert kept.newest(file) == NOTES[0]
    kept.keep(file, NOTES[2])
    assert everything(file) == [NOTES[0], NOTES[2]]


def test_a_first_note_that_a_crash_tore_is_written_again(tmp_path):
    file = kept.path(tmp_path, "w-1")
    kept.keep(file, NOTES[0])
    os.truncate(file, 3)
    kept.keep(file, NOTES[0])
    assert everything(file) == NOTES[:1]


def test_only_its_owner_reads_what_is_kept(tmp_path):
    file = kept.path(tmp_path, "w-1")
    kept.trust(tmp_path, KEY)
    kept.keep(file, NOTES[0])
    for path in (file, tmp_path / kept.KEYS):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_first_key_is_trusted_and_no_other(tmp_path):
    assert kept.trusted(tmp_path / "home") == []
    kept.trust(tmp_path / "home", KEY)
    kept.trust(tmp_path / "home", KEY)
    with pytest.raises(kept.Untrusted, match=OTHER.id.hex()):
        kept.trust(tmp_path / "home", OTHER)
    assert kept.trusted(tmp_path / "home") == [KEY]


def test_no_key_is_trusted_where_checkpoints_of_a_lost_one_remain(tmp_path):
    kept.keep(kept.path(tmp_path, "w-1"), NOTES[0])
    with pytest.raises(kept.Untrusted):
        kept.trust(tmp_path, KEY)


def test_several_keys_can_be_trusted(tmp_path):
    (tmp_path / kept.KEYS).write_text(f"{KEY}\n\n{OTHER}\n", "utf-8")
    assert kept.trusted(tmp_path) == [KEY, OTHER]
    kept.trust(tmp_path, OTHER)


def test_a_key_file_that_was_spoilt_is_not_passed_over(tmp_path):
    (tmp_path / kept.KEYS).write_text("nonsense\n", "utf-8")
    with pytest.raises(kept.Unreadable, match=kept.KEYS):
        kept.trusted(tmp_path)
