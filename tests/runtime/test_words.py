"""Words: how a slash command's text is read, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from bot.core.verbs import Command, Verb
from bot.runtime import words
from bot.runtime.words import UnknownVerb

SPLIT = {
    # what is typed -> the verb, and the rest
    "": ("", ""),
    "   ": ("", ""),
    "list": ("list", ""),
    "  list   all  ": ("list", "all"),
    "note\tat 14:05   deployed": ("note", "at 14:05   deployed"),
    "update all is well\nreally": ("update", "all is well\nreally"),
    # quotes as phones make them
    "note “it\u2019s down”": ("note", '"it\'s down"'),
    # one letter, though it came as two characters
    "note cafe\u0301 is down": ("note", "caf\u00e9 is down"),
    "\u00a0list\u00a0all": ("list", "all"),
}


@pytest.mark.parametrize(("typed", "parts"), SPLIT.items(), ids=range(len(SPLIT)))
def test_the_first_word_is_the_verb(typed, parts):
    assert words.split(typed) == parts


@given(st.text())
def test_any_text_has_a_verb_of_one_word_and_a_rest(text):
    verb, rest = words.split(text)
    assert verb.split() == ([verb] if verb else [])
    assert rest == rest.strip()
    assert verb or not rest


async def nothing():
    """Do nothing."""


def verb(name, *aliases):
    return Verb(name=name, does=nothing, about="do nothing", aliases=aliases)


COMMAND = Command(
    name="/incident",
    about="see it through",
    verbs=(verb("declare", "new"), verb("resolve", "done", "new"), verb("list")),
)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("declare", "declare"), ("DECLARE", "declare"), ("Done", "resolve"),
        ("new", "declare"),  # two claim it: the first has it
    ],
)  # fmt: skip
def test_a_verb_is_found_by_each_of_its_words_in_any_case(word, name):
    assert words.meant(COMMAND, word).name == name


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("declair", " Did you mean `/incident declare`?"),
        ("resolv", " Did you mean `/incident resolve`?"),
        ("lst", " Did you mean `/incident list`?"),
        ("banana", ""),
        ("x" * 3000, ""),
        ("{command}", ""),
        ("<!channel>", ""),
    ],
)
def test_a_word_that_is_none_is_answered_with_the_nearest(word, hint):
    with pytest.raises(UnknownVerb) as refused:
        words.meant(COMMAND, word)
    known = f"I don't know “{word[:40]}”.{hint} `/incident help` lists what I do know."
    assert str(refused.value) == known


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_word_is_a_verb_or_a_refusal(text):
    word, _ = words.split(text)
    for command in handlers.COMMANDS.values():
        try:
            found = words.meant(command, word)
        except UnknownVerb as refused:
            assert f"`{command.name} help`" in str(refused)  # noqa: PT017 (or a verb)
        else:
            assert word.casefold() in found.words


@pytest.mark.parametrize("command", handlers.COMMANDS.values(), ids=handlers.COMMANDS)
def test_help_names_every_verb_and_what_it_takes(command):
    told = str(words.help_of(command))
    for one in command.verbs:
        assert one.name in told
        assert one.about in told
