"""What a file must be like, what fits an incident, how a text is split in a form."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.library import matching, reading, rules, shipping
from bot.library.reading import Unreadable
from bot.library.rules import Draft, Kind, Sheet, State

FILE = """title: Cache: everything is slow
surfaces: auth, Billing
words: redis,  evictions , slow
owner: U0ANA
state: draft

# First

Look at evictions.
"""


def sheet(slug, **more):
    return Sheet(id=slug, slug=slug, title=slug, text="do it", version=1, **more)


def wrong(text):
    with pytest.raises(Unreadable) as caught:
        reading.parse(text)
    return [(one.line, one.problem) for one in caught.value.mistakes]


def test_a_file_is_keys_an_empty_line_and_markdown():
    assert reading.parse(FILE) == Draft(
        title="Cache: everything is slow",
        text="# First\n\nLook at evictions.",
        surfaces=("auth", "billing"),
        words=("redis", "evictions", "slow"),
        owner="U0ANA",
        state=State.DRAFT,
    )


def test_a_file_of_another_system_is_read_too():
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    assert reading.parse(windows) == reading.parse(FILE)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("words: x\n\ndo it", 1, "no title"),
        ("title: ???\n\ndo it", 1, "Say in a few words"),
        (f"title: {'x' * 151}\n\ndo it", 1, "may have 150 characters"),
        (
            "title: a\nkind: poem\n\ndo it",
            2,
            "“poem” is no kind: it is one of runbook,",
        ),
        ("title: a\nstate: gone\n\ndo it", 2, "“gone” is no state"),
        ("title: a\nsince: spring\n\ndo it", 2, "“spring” is no day like 2026-01-31"),
        (f"title: a\ninstead: {'x' * 301}\n\ndo it", 2, "may have 300 characters"),
        ("title: a\nowner: dana\n\ndo it", 2, "is not Slack's id of a person"),
        ("title: a\nseverities: 1, 9\n\ndo it", 2, "is not like `1, 2`"),
        ("title: a\ntags: b\n\ndo it", 2, "“tags: b” is none of"),
        ("title: a\n# A heading\n\ndo it", 2, "“# A heading” is none of"),
        ("title: a\nwords: b\nwords: c\n\ndo it", 3, "a second time"),
        ("title: a\n", 2, "no text"),
        ("title: a\n\n  \n", 2, "no text"),
        ("", 1, "no text"),
        (f"title: a\nwords: {'x' * 1001}\n\ndo it", 2, "may have 1,000 characters"),
        (f"title: a\n\n{'x' * 40_001}", 3, "may have 40,000 characters"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, says):
    assert any(at == line and says in problem for at, problem in wrong(text))


def test_every_mistake_of_a_file_is_said_at_once():
    found = wrong("kind: poem\nstate: gone\n\n")
    assert [at for at, _ in found] == [1, 1, 2, 3]


@given(st.text(max_size=400))
def test_any_text_is_a_document_or_has_mistakes_with_lines(text):
    try:
        draft = reading.parse(text)
    except Unreadable as error:
        draft, found = None, error.mistakes
    if draft:
        assert draft.title
        assert draft.text
    else:
        assert all(one.line > 0 and one.problem for one in found)


@pytest.mark.parametrize("name", sorted(shipping.sheets()))
def test_what_ships_is_short_and_fits_into_the_form(name):
    found = shipping.sheets()[name]
    assert found.shipped
    assert len(found.text) < 2500
    assert rules.parted(found.text) is not None
    assert rules.checked(found).text == found.text


@pytest.mark.parametrize("surface", ["auth", "audit", "vault", "billing", "releases"])
def test_every_surface_that_ships_has_its_runbook(surface):
    every = shipping.sheets().values()
    assert [one.slug for one in matching.fitting(every, surface, "x")] == [surface]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("SSO is down for all of EMEA", "auth"),
        ("nobody can log in", "auth"),
        ("Checkout: double charges since noon", "billing"),
        ("API key leaked in a public repository", "vault"),
        ("error rate up after the deploy of 14:05", "releases"),
        ("the audit log has a gap", "audit"),
    ],
)
def test_words_of_a_title_find_a_runbook(title, slug):
    assert matching.fitting(shipping.sheets().values(), "", title)[0].slug == slug


@pytest.mark.parametrize("title", ["it is slow", "the footer is blue", "🔥🔥🔥", ""])
def test_nothing_is_offered_where_nothing_fits(title):
    assert matching.fitting(shipping.sheets().values(), "", title) == []
    assert matching.fitting(shipping.sheets().values(), "search", title) == []


def test_a_word_within_another_is_none():
    one = sheet("keys", words=("key",))
    assert matching.fitting([one], "", "the monkeys are hockey players") == []


def test_the_surface_counts_more_than_words_and_names_decide_a_tie():
    about, said = sheet("z", surfaces=("auth",)), sheet("a", words=("slow", "login"))
    third, fourth = sheet("c", words=("slow",)), sheet("b", words=("slow",))
    every = [third, said, about, fourth]
    found = matching.fitting(every, " Auth ", "login is slow")
    assert [one.slug for one in found] == ["z", "a", "b"]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUPERSEDED, State.TOMBSTONED])
def test_what_is_not_current_is_offered_to_nobody(state):
    one = sheet("a", state=state, surfaces=("auth",))
    assert matching.fitting([one], "auth", "x") == []
    plan = sheet("p", kind=Kind.PLAYBOOK, state=state)
    assert matching.playbook([plan], 1, "auth") is None


def test_the_playbook_is_the_nearest_that_holds():
    plan = {"kind": Kind.PLAYBOOK}
    every = [
        sheet("all", **plan),
        sheet("bad", severities=(1, 2), **plan),
        sheet("login", surfaces=("auth",), **plan),
        sheet("book", surfaces=("auth",)),
    ]
    assert matching.playbook(every, 1, "auth").slug == "login"
    assert matching.playbook(every, 1, "vault").slug == "bad"
    assert matching.playbook(every, 3, "").slug == "all"
    assert matching.playbook(every[1:2], 3, "") is None


@pytest.mark.parametrize("severity", [1, 2, 3, 4])
def test_every_severity_that_ships_has_its_playbook(severity):
    found = matching.playbook(shipping.sheets().values(), severity, "auth")
    assert found.slug == f"playbook-sev{severity}"


def test_a_name_is_made_of_a_title_once():
    assert rules.slugged("Auth: nobody can log in!") == "auth-nobody-can-log-in"
    assert rules.slugged("Ünïcode") == "unicode"
    assert rules.slugged("🔥") == "document"
    assert rules.slugged("a", {"a", "a-2"}) == "a-3"


@given(st.lists(st.text("ab \n", max_size=1500).map(str.strip), max_size=9))
def test_a_text_that_is_split_is_put_together_again(paragraphs):
    text = "\n\n".join(filter(None, paragraphs))
    parts = rules.parted(text)
    if parts is not None:
        assert all(len(part) <= rules.PART for part in parts)
        assert rules.joined(parts).split() == text.split()
        if "\n\n\n" not in text:
            assert rules.joined(parts) == text


def test_what_is_too_long_for_a_form_is_not_split():
    assert rules.parted("x" * 3001) is None
    assert rules.parted("\n\n".join(["x" * 2000] * 4)) is None


def test_what_no_database_keeps_is_left_out():
    kept = rules.checked(Draft(title="a\x00b", text="do\x00 it\ud800\r\nnow\n\n"))
    assert (kept.title, kept.text) == ("ab", "do it\nnow")


@pytest.mark.parametrize("text", ["", " \n ", "\x00"])
def test_an_empty_text_is_refused_beside_its_field(text):
    with pytest.raises(Invalid) as refused:
        rules.checked(Draft(title="a", text=text))
    assert refused.value.field == "text"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("runbook", Kind.RUNBOOK),
        ("Plans", Kind.PLAN),
        ("decision-record", Kind.DECISION),
        ("decision_record", Kind.DECISION),
        ("ADR", Kind.DECISION),
        ("sanity report", Kind.REPORT),
        ("retired surface", Kind.SURFACE),
    ],
)
def test_a_kind_is_said_in_several_ways(said, kind):
    assert reading.parse(f"title: a\nkind: {said}\n\ndo it").kind is kind


@pytest.mark.parametrize("said", ["retired", "Tombstoned"])
def test_retired_and_tombstoned_are_one(said):
    assert reading.parse(f"title: a\nstate: {said}\n\nx").state is State.TOMBSTONED


def test_what_names_another_in_its_place_is_superseded():
    draft = reading.parse("title: a\nsuperseded_by: Docs B.md\n\nx")
    assert (draft.state, draft.superseded_by) == (State.SUPERSEDED, "docs-b")
    kept = reading.parse("title: a\nstate: retired\nsuperseded_by: b\n\nx")
    assert kept.state is State.TOMBSTONED


TODAY = date(2026, 11, 24)
GONE = Draft(
    title="a",
    text="x",
    state=State.ARCHIVED,
    since=date(2026, 1, 31),
    superseded_by="b",
)


def test_the_day_stays_with_what_is_gone_and_goes_with_what_holds():
    again = replace(GONE, since=None, state=State.TOMBSTONED)
    assert rules.settled(again, TODAY, GONE).since == GONE.since
    assert rules.settled(again, TODAY).since == TODAY
    holds = rules.settled(replace(GONE, state=State.CURRENT), TODAY, GONE)
    assert (holds.since, holds.superseded_by) == (None, "")
    assert rules.settled(holds, TODAY, GONE) == holds


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        (State.CURRENT, State.TOMBSTONED),
        (State.SUPERSEDED, State.TOMBSTONED),
        (State.DRAFT, State.DRAFT),
        (State.ARCHIVED, State.ARCHIVED),
    ],
)
def test_a_surface_on_record_is_gone_or_a_draft(state, stands):
    draft = Draft(title="a", text="x", kind=Kind.SURFACE, state=state)
    assert rules.settled(draft, TODAY).state is stands


def test_what_is_superseded_names_by_what():
    draft = replace(GONE, state=State.SUPERSEDED, superseded_by="")
    with pytest.raises(Invalid, match="Name the document that holds"):
        rules.settled(draft, TODAY)
    assert rules.settled(draft, TODAY, GONE).superseded_by == "b"


def test_every_state_has_a_word_and_the_old_one_is_read():
    assert [one.word for one in State] == [
        "draft", "current", "superseded", "retired", "archived",
    ]  # fmt: skip
    assert State("retired") is State.TOMBSTONED
    with pytest.raises(ValueError, match="gone"):
        State("gone")
