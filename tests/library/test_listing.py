"""Lists and searches: filtered, in pages, the best first; else the next step."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import library
from bot.library import Kind, Query, State, listing, searching
from tests.library.test_rules import sheet
from tests.library.test_standing import put

MARKUP = "<!channel> *b* {{ 7 * 7 }} `c`"


def ranked(query, *sheets):
    hits = (searching.hit(one, one.text, query) for one in sheets)
    return [hit.sheet.slug for hit in searching.ranked(filter(None, hits), query)]


def test_what_is_called_so_comes_first_even_if_it_is_gone():
    exact = sheet("pool", state=State.ARCHIVED)
    longer = sheet("pool-of-connections", surfaces=("pool",))
    assert ranked("pool", longer, exact) == ["pool", "pool-of-connections"]
    assert ranked(" POOL ", longer, exact)[0] == "pool"


def test_what_holds_comes_before_what_is_gone():
    holds = sheet("a", surfaces=("redis",))
    gone = sheet("redis-plan", state=State.TOMBSTONED)
    assert ranked("redis", gone, holds) == ["a", "redis-plan"]


def test_a_title_counts_more_than_a_list_and_a_list_more_than_a_text():
    title = sheet("redis-is-slow")
    begun = sheet("rediscovery")
    listed = sheet("a", words=("redis",))
    text = replace(sheet("b"), text="redis " * 50)
    every = [text, listed, begun, title]
    assert ranked("redis", *every) == ["redis-is-slow", "rediscovery", "a", "b"]


def test_every_word_is_wanted_and_some_where_none_has_all():
    both = sheet("pool-of-redis")
    one = sheet("redis")
    assert ranked("redis pool", one, both) == ["pool-of-redis"]
    assert ranked("redis swimming", one) == ["redis"]
    assert ranked("swimming", one, both) == []
    assert ranked("redis goes swimming", one) == [], "one of three is no answer"


def test_words_are_found_in_any_case_and_script():
    one = replace(sheet("a"), text="ÜBERLAST im Straßenverkehr, 過負荷")
    assert ranked("überlast", one) == ["a"]
    assert ranked("過負荷", one) == ["a"]
    assert ranked("STRASSENVERKEHR", one) == ["a"]


def test_a_short_word_is_a_word_of_its_own():
    one = replace(sheet("one"), text="Look at the DB, then at the map.")
    assert ranked("db", one) == ["one"]
    assert ranked("ma", one) == []
    assert ranked("b c", one) == []


def test_what_stands_around_a_word_is_shown():
    text = "x " * 100 + "evictions\n\nof keys " + "y " * 100
    found = searching.around(text, ["evictions"])
    assert "evictions of keys" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert searching.around(text, ["nothing"]) == ""
    marked = "## First\n\n1. Look at **evictions** by `info`.\n- then wait"
    assert searching.around(marked, ["evictions"]) == (
        "First Look at evictions by info. then wait"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_search_of_any_text_is_answered(query, text):
    one = sheet("a")
    found = searching.hit(one, text, query)
    assert found is None or found.score > 0


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("", Query()),
        ("plans", Query(kind=Kind.PLAN)),
        ("retired", Query(state=State.TOMBSTONED)),
        ("Tombstoned", Query(state=State.TOMBSTONED)),
        ("archive", Query(state=State.ARCHIVED)),
        ("drafts runbook 2", Query(state=State.DRAFT, kind=Kind.RUNBOOK, page=2)),
        ("decision records page 3", Query(kind=Kind.DECISION, page=3)),
        ("retired surfaces", Query(state=State.TOMBSTONED, kind=Kind.SURFACE)),
        ("sanity reports", Query(kind=Kind.REPORT)),
        ("adr", Query(kind=Kind.DECISION)),
        ("all", Query()),
        ("rollback plan", None),
        ("payments", None),
    ],
)
def test_words_of_a_list_are_read(words, query):
    assert library.asked(words) == query


@given(
    st.builds(
        Query,
        kind=st.none() | st.sampled_from(Kind),
        state=st.none() | st.sampled_from(State),
        words=st.text(max_size=100),
        page=st.integers(0, 9999),
    )
)
def test_what_a_button_keeps_is_read_as_it_was(query):
    assert listing.read(query.kept) == query


@given(st.text(max_size=200))
def test_any_value_of_a_button_is_a_query(kept):
    assert listing.read(kept).page >= 0


async def test_a_search_looks_into_everything(scene, dana):
    await put(scene, "pool", text="Count the evictions of the pool.")
    await put(scene, "plan-b", text="Evictions again.", kind=Kind.PLAN)
    await put(scene, "gone", text="No more evictions.", state=State.TOMBSTONED)
    await dana.types("#general", "/ops library evictions")
    places = [dana.told.index(f"{name}\nOpen") for name in ("plan-b", "pool", "gone")]
    assert places == sorted(places)
    assert "Count the evictions of the pool." in dana.told
    assert "Plan plan-b" in dana.told
    assert "retired since" in dana.told
    await dana.presses("Open", channel="#general", message=dana.said)
    await dana.modal()


async def test_what_ships_is_found_too(scene, dana):
    await dana.types("#general", "/ops library search identity provider")
    assert "Auth: people can't log in" in dana.told


async def test_a_name_opens_and_words_search(scene, dana):
    await put(scene, "auth-notes", text="More about auth.", title="Notes")
    await dana.types("#general", "/ops library auth")
    assert "fresh login" in str((await dana.modal())["blocks"])
    await dana.closes()
    await dana.types("#general", "/ops library search auth")
    assert "Notes" in dana.told


async def test_where_nothing_is_found_the_next_step_is_said(scene, dana):
    await dana.types("#general", f"/ops library {MARKUP} qqq")
    assert "Try fewer words, or a part of one" in dana.told
    assert "Write one…" in dana.said.buttons
    await dana.types("#general", "/ops library list plans")
    assert "There is no plan here yet. Write one, or bring a folder" in dana.told
    await dana.types("#general", "/ops library retired plans")
    assert "There is no retired plan here yet." in dana.told


async def test_some_of_the_words_are_better_than_none(scene, dana):
    await put(scene, "pool", text="The pool is full.")
    await dana.types("#general", "/ops library search pool xylophone")
    assert "No document has all of these words" in dana.told
    assert "The pool is full." in dana.told


async def test_a_long_list_comes_in_pages_and_is_filtered(scene, dana):
    for number in range(25):
        await put(scene, f"plan-{number:02}", kind=Kind.PLAN)
    await dana.types("#general", "/ops library list plans")
    assert "25 documents, page 1 of 3" in dana.told
    assert "plan-11" in dana.told
    assert "plan-12" not in dana.told
    await dana.types("#general", "/ops library list plans page 3")
    assert "plan-24" in dana.told
    await dana.types("#general", "/ops library list plans")
    await dana.presses("More…", channel="#general", message=dana.said)
    assert "page 2 of 3" in str((await dana.modal("Library"))["blocks"])
    await dana.presses("Next page")
    view = str((await dana.modal("Library"))["blocks"])
    assert "page 3 of 3" in view
    assert "plan-24" in view
    await dana.presses("Previous page")
    assert "page 2 of 3" in str((await dana.modal("Library"))["blocks"])
    await dana.submits(words="", kind="runbook", state="current")
    assert "Billing: payments fail" in str((await dana.modal("Library"))["blocks"])
    await dana.submits(words="plan-07", kind="plan")
    view = str((await dana.modal("Library"))["blocks"])
    assert "1 document" in view
    await dana.presses("Open")
    assert "Do it." in str((await dana.modal())["blocks"])


async def test_a_page_beyond_the_last_is_the_last(scene, dana):
    await dana.types("#general", "/ops library list playbooks page 99")
    assert "playbook-sev4" in dana.told


async def test_a_search_without_words_opens_a_form(scene, dana):
    await dana.types("#general", "/ops library search")
    await dana.modal("Library")
    await dana.submits(words="identity provider")
    assert "Auth: people can't log in" in str((await dana.modal("Library"))["blocks"])


async def test_nothing_of_another_workspace_is_found(scene, dana):
    other = await scene.neighbour()
    async with scene.bot.transactions.begin(workspace=other, actor="U0X") as work:
        await library.write(work, library.Draft(title="Theirs", text="xylophone"))
    await dana.types("#general", "/ops library search xylophone")
    assert "Nothing in the library has “xylophone”" in dana.told


async def test_more_than_a_page_of_texts_is_looked_through(scene, dana, monkeypatch):
    monkeypatch.setattr("bot.library.store.PAGE", 3)
    for number in range(7):
        await put(scene, f"doc-{number}", text=f"xylophone {number}")
    await dana.types("#general", "/ops library search xylophone")
    assert "7 documents" in dana.told
