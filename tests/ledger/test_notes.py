import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ledger import notes
from bot.ledger.notes import BadNote, Checkpoint, Verifier

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n"
    "\n"
    "\N{EM DASH} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
    "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "longwatch/ledger"
TRUSTED = [notes.verifier(NAME, KEY)]
CHECKPOINT = Checkpoint(origin="longwatch/ledger/w1", size=42, root=bytes(range(32)))
NOTE = notes.sign(str(CHECKPOINT), NAME, KEY)


def test_the_example_note_of_the_specification_opens():
    trusted = [Verifier.parse(EXAMPLE_KEY)]
    assert notes.opened(EXAMPLE, trusted) == "This is an example message.\n"


def test_a_verifier_key_is_written_as_it_is_read():
    assert str(Verifier.parse(EXAMPLE_KEY)) == EXAMPLE_KEY
    assert Verifier.parse(f" {EXAMPLE_KEY}\n").name == "example.com/foo"


def test_a_checkpoint_is_three_lines():
    assert str(CHECKPOINT).splitlines() == [
        "longwatch/ledger/w1",
        "42",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ]


def test_what_was_signed_is_read_back():
    assert notes.checkpoint(NOTE, TRUSTED) == CHECKPOINT


def test_lines_by_unknown_keys_are_passed_over():
    stranger = notes.sign(str(CHECKPOINT), "somebody", OTHER)
    both = NOTE + stranger.split("\n\n")[1]
    assert notes.checkpoint(both, TRUSTED) == CHECKPOINT


def test_any_of_two_trusted_keys_is_enough():
    trusted = [*TRUSTED, notes.verifier(NAME, OTHER)]
    assert notes.checkpoint(NOTE, trusted) == CHECKPOINT


def spoilt() -> str:
    """Give a note with a line that names our key but holds another's signature."""
    false = notes.sign("something else\n", NAME, KEY)
    return NOTE + false.split("\n\n")[1]


BAD_NOTES = {
    "nobody trusted has signed it": notes.sign(str(CHECKPOINT), NAME, OTHER),
    "it is signed in another name": notes.sign(str(CHECKPOINT), "else", KEY),
    "one trusted line is false": spoilt(),
    "the size was changed": NOTE.replace("\n42\n", "\n41\n"),
    "the origin was changed": NOTE.replace("w1", "w2"),
    "a line was added to the text": NOTE.replace("\n\n", "\nmore\n\n"),
    "it has no signature": str(CHECKPOINT),
    "it has an empty signature part": f"{CHECKPOINT}\n",
    "its last line was cut": NOTE[:-1],
    "its signature was cut": NOTE[:-9] + "\n",
    "its signature is not base64": NOTE.replace(
        "\N{EM DASH} " + NAME + " ", "\N{EM DASH} " + NAME + " !"
    ),
    "a signature line has no dash": NOTE.replace("\N{EM DASH}", "-"),
    "a signature line has no name": NOTE.replace(NAME + " ", ""),
    "it is empty": "",
    "it is far too long": "x" * 200_000 + NOTE,
}


@pytest.mark.parametrize("why", BAD_NOTES)
def test_a_note_is_not_believed_when(why):
    with pytest.raises(BadNote):
        notes.opened(BAD_NOTES[why], TRUSTED)


@example(at=len(NOTE) - 3, new="1")  # the same bytes, written otherwise
@given(at=st.integers(0, len(NOTE) - 1), new=st.characters(codec="ascii"))
def test_no_character_of_a_note_can_be_changed(at, new):
    changed = NOTE[:at] + new + NOTE[at + 1 :]
    try:
        assert notes.checkpoint(changed, TRUSTED) == CHECKPOINT
    except BadNote:
        return
    assert changed == NOTE


BAD_TEXTS = [
    "",  # nothing
    "origin\n42\n",  # no root
    "origin\n42\nAAEC\n",  # a root that is too short
    "origin\n042\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",  # a zero before
    "origin\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",  # less than none
    "origin\n\N{SUPERSCRIPT TWO}\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",  # no origin
    "origin\n42\nnot base64!\n",
]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_extension_lines_are_left_alone():
    assert Checkpoint.parse(f"{CHECKPOINT}extension\n") == CHECKPOINT


BAD_KEYS = [
    "",
    "name",
    "name+00000000",
    EXAMPLE_KEY.replace("530d903a", "530d903b"),  # an id that is not its own
    EXAMPLE_KEY.replace("foo", "bar"),  # a name that the id does not fit
    EXAMPLE_KEY[:-4],  # a key that is too short
    EXAMPLE_KEY.replace("Aeky", "Beky"),  # a type that we do not know
    EXAMPLE_KEY.replace("Aeky", "!eky"),
]


@pytest.mark.parametrize("text", BAD_KEYS)
def test_a_text_that_is_no_verifier_key_is_refused(text):
    with pytest.raises(BadNote):
        Verifier.parse(text)
