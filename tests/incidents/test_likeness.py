"""Likeness: held against a labelled set, and against what people write."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incidents import Text, likeness, rank, vocabulary
from tests.incidents import labelled

FIRST = 3  # where the right one must be among
CHOSEN, HELD_OUT = 0, 1


def among_first(rows):
    """Count the incidents of which the right one is among the first."""
    return sum(str(row["like"]) in found(row)[:FIRST] for row in rows)


def false_hits(rows):
    """Count the incidents that are like none, of which one is found all the same."""
    return sum(bool(found(row)) for row in rows)


def found(row):
    return [hit.id for hit in rank(labelled.text("new", row), [*labelled.earlier()])]


def test_the_set_is_as_large_as_it_must_be():
    sizes = {name: len(rows) for name, rows in labelled.read().items()}
    assert sizes == {
        "earlier": 200,
        "again": 40,
        "unrelated": 40,
        "recurrences": 10,
        "items": 34,
        "later": 20,
        "later_unrelated": 20,
    }
    numbers = [row["number"] for row in labelled.read()["earlier"]]
    assert numbers == [*range(1, 201)]


def test_no_new_incident_of_the_set_is_a_copy_of_the_one_it_is_like():
    for row in (*labelled.read()["again"], *labelled.read()["later"]):
        like = labelled.earlier()[row["like"] - 1]
        new = {*row["title"].casefold().split(), *row["summary"].casefold().split()}
        old = {*like.title.casefold().split(), *like.summary.casefold().split()}
        assert len(new & old) <= 0.6 * min(len(new), len(old)), row["title"]
        assert row["title"].casefold() != like.title.casefold()


def test_the_right_one_is_among_the_first_three_in_at_least_32_of_40():
    assert among_first(labelled.read()["again"]) >= 32


@pytest.mark.parametrize("half", [CHOSEN, HELD_OUT])
def test_the_half_that_nothing_was_chosen_by_does_as_well_as_the_other(half):
    assert among_first(labelled.half("again", half)) >= 16
    assert false_hits(labelled.half("unrelated", half)) <= 1


def test_of_40_unrelated_ones_at_most_2_are_taken_for_like_another():
    assert false_hits(labelled.read()["unrelated"]) <= 2


def test_what_was_written_after_all_was_chosen_is_found_too():
    assert among_first(labelled.read()["later"]) >= 16
    assert false_hits(labelled.read()["later_unrelated"]) <= 1


def test_the_earlier_ones_are_seldom_taken_for_each_other():
    earlier = [*labelled.earlier()]
    taken = sum(bool(rank(one, earlier)) for one in earlier)
    assert taken <= 14  # a few of them do have something in common


@pytest.mark.parametrize(
    "row", labelled.read()["recurrences"], ids=lambda row: row["title"]
)
def test_an_open_item_that_would_have_prevented_it_is_noticed(row):
    hits = rank(labelled.text("new", row), [*labelled.items()])
    assert [hit.id for hit in hits] == [row["item"]]


def test_unrelated_incidents_are_no_recurrence_of_an_open_item():
    rows = [*labelled.read()["unrelated"], *labelled.read()["later_unrelated"]]
    items = [*labelled.items()]
    noticed = [row for row in rows if rank(labelled.text("new", row), items)]
    assert len(noticed) <= 2


def test_a_hit_says_by_which_words_and_at_which_surface():
    query = Text(
        id="new",
        title="Payments crawl",
        summary="the pgbouncer pool is used up",
        surface="checkout",
    )
    near = Text(
        id="near", title="Slow payment", surface="Checkout", cause="pgbouncer's pools"
    )
    far = Text(id="far", title="Slow payment", cause="pgbouncer's pools")
    first, second = rank(query, [far, near])
    assert (first.id, first.surface) == ("near", "checkout")
    assert first.score > second.score
    assert set(first.words) == {"payments", "crawl", "pgbouncer", "pool"}
    assert (second.id, second.surface) == ("far", "")
    assert set(second.words) == set(first.words)


def test_one_word_in_common_is_not_enough():
    others = [Text(id="1", title="kafka"), Text(id="2", title="kafka lag")]
    assert [hit.id for hit in rank(Text(id="q", title="kafka backlog"), others)] == [
        "2"
    ]


def test_a_surface_in_common_is_not_enough():
    others = [Text(id="1", title="cart empties itself", surface="checkout")]
    assert (
        rank(Text(id="q", title="pay button hidden", surface="checkout"), others) == []
    )


def test_a_text_is_not_like_itself():
    one = Text(id="1", title="kafka consumer lag")
    assert rank(one, [one]) == []


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("retries", "retry"),
        ("retried", "retry"),
        ("crashes", "crashing"),
        ("migrations", "migrate"),
        ("migrated", "migration"),
        ("authorisation", "authorize"),
        ("throttled", "throttling"),
        ("stopped", "stop"),
        ("failing", "fails"),
        ("primary's", "primaries"),
        ("deployment", "deploys"),
        ("classes", "class"),
        ("boxes", "box"),
        ("Naïve", "naive"),
        ("Größe", "GRÖSSE"),
        ("can\u2019t", "can't"),
        ("\ufb01le", "file"),
        ("\uff4b\uff41fka", "kafka"),
    ],
)
def test_forms_of_a_word_are_one(typed, same):
    assert [*vocabulary.terms(typed)] == [*vocabulary.terms(same)]


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("status", "state"),
        ("access", "acc"),
        ("virus", "viru"),
        ("bus", "bu"),
        ("ring", "r"),
        ("bed", "b"),
        ("s3", "s"),
    ],
)
def test_other_words_stay_apart(typed, other):
    assert [*vocabulary.terms(typed)] != [*vocabulary.terms(other)]


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("the DB", "database"),
        ("certs ran out", "certificate expire"),
        ("Too many requests", "throttle"),
        ("rate limiting", "throttle"),
        ("timed out", "timeout"),
        ("logged in", "login"),
        ("pods were OOMKilled", "pod oom"),
        ("502", "bad gateway"),
        ("everything is down again", "everyth again"),
    ],
)
def test_what_means_the_same_is_one(typed, term):
    assert " ".join(vocabulary.terms(typed)) == term


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t",
        "the of and it's",
        "14:02 17 2026-11-26 7",
        "<@U0DANA> <#C0OPS|ops> <!channel>",
        "https://example.com/a?b=c",
        ":fire: :large_orange_circle:",
        "\U0001f525\U0001f469\u200d\U0001f4bb",
        "*** ___ ``` ~~~ > &&",
    ],
)
def test_what_says_nothing_has_no_words(typed):
    assert vocabulary.terms(typed) == {}


def test_a_script_without_spaces_is_found_by_what_it_has_in_common():
    query = Text(id="q", title="支払いができない", summary="決済サービスが落ちた")
    others = [
        Text(id="1", title="決済サービスで支払いエラー"),
        Text(id="2", title="検索が遅い"),
    ]
    (hit,) = rank(query, others)
    assert hit.id == "1"
    assert "支払" in hit.words


def test_a_word_of_an_alphabet_that_has_no_stems_is_found_as_it_is_written():
    query = Text(id="q", title="Платёж отклонён банком")
    (hit,) = rank(
        query, [Text(id="1", title="платеж отклонен"), Text(id="2", title="поиск")]
    )
    assert hit.words == ("отклонен", "платеж")


def test_no_word_of_the_lists_is_lost():
    for same in vocabulary.LISTS["same"]:
        terms = {term for said in same for term in vocabulary.terms(said)}
        assert terms == {same[0]}, same
    assert not vocabulary.EMPTY & vocabulary.USUAL
    assert all(vocabulary.terms(said) for said in vocabulary.LISTS["usual"])


def test_no_phrase_has_two_meanings():
    meant = {}
    for same in vocabulary.LISTS["same"]:
        for phrase in map(vocabulary._stems, same):
            assert meant.setdefault(phrase, same[0]) == same[0], phrase


def test_usual_words_alone_are_not_enough_however_few_incidents_there_are():
    others = [Text(id="1", title="customers see an error page since this morning")]
    new = Text(
        id="q", title="error for customers this morning, new order page is broken"
    )
    assert rank(new, others) == []


WORDS = st.sampled_from(
    [
        *("kafka", "lag", "orders", "timeout", "tls", "certificate", "expired", "503"),
        *("<@U1>", "&amp;", "*b*", "\U0001f525", "支払い", "ñandú", "''s", "`x`", "\0"),
    ]
)
WRITTEN = st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=40)
TEXTS = st.builds(
    Text,
    id=st.uuids().map(str),
    title=WRITTEN,
    summary=WRITTEN,
    surface=WRITTEN,
    resolution=WRITTEN,
    cause=WRITTEN,
)
OTHERS = st.lists(TEXTS, max_size=6, unique_by=lambda text: text.id)


@given(TEXTS, OTHERS)
def test_whatever_is_written_can_be_ranked(query, others):
    hits = rank(query, others)
    assert {hit.id for hit in hits} <= {other.id for other in others}
    for hit in hits:
        assert likeness.LEAST <= hit.score <= 1
        assert len(hit.words) == len(set(hit.words)) >= likeness.FEWEST
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)


@given(TEXTS, OTHERS, st.randoms(use_true_random=False))
def test_the_order_of_the_others_changes_nothing(query, others, chance):
    shuffled = others[:]
    chance.shuffle(shuffled)
    assert rank(query, shuffled) == rank(query, others)


@given(TEXTS, OTHERS)
def test_the_same_is_ranked_the_same_again(query, others):
    again = [Text(**{name: getattr(one, name) for name in FIELDS}) for one in others]
    assert rank(query, again) == rank(query, others)


FIELDS = ("id", "title", "summary", "surface", "resolution", "cause")


@given(TEXTS, OTHERS)
def test_ids_do_not_count(query, others):
    named = {other.id: f"{n:03}" for n, other in enumerate(others)}
    renamed = [
        Text(**{name: getattr(one, name) for name in FIELDS} | {"id": named[one.id]})
        for one in others
    ]
    asked = Text(**{name: getattr(query, name) for name in FIELDS} | {"id": "q"})
    others = [one for one in others if one.id != query.id]
    renamed = [one for one in renamed if one.id in {named[o.id] for o in others}]
    scores = {named[hit.id]: (hit.score, hit.words) for hit in rank(query, others)}
    assert {hit.id: (hit.score, hit.words) for hit in rank(asked, renamed)} == scores


@given(st.text(max_size=200))
def test_terms_come_from_any_text(text):
    found = vocabulary.terms(text)
    assert all(term and written for term, written in found.items())
    assert not found.keys() & vocabulary.EMPTY


@given(st.text(string.ascii_lowercase, min_size=1, max_size=30))
def test_a_stem_is_a_beginning_of_its_word_or_nearly(word):
    cut = vocabulary.stem(word)
    assert cut
    assert cut[:-2] == word[: len(cut) - 2]


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.integers(0, 199))
def test_typing_it_again_with_words_left_out_still_finds_it(chance, at):
    wanted = labelled.earlier()[at]
    words = f"{wanted.title} {wanted.summary} {wanted.resolution}".split()
    kept = [word for word in words if chance.random() < 0.8]
    query = Text(id="q", title=" ".join(kept) or wanted.title, surface=wanted.surface)
    hits = rank(query, [*labelled.earlier()])
    assert not hits or hits[0].id == wanted.id


def test_many_texts_are_no_trouble():
    chance = random.Random(7)  # noqa: S311 (no secret: the same texts each time)
    words = [word for one in labelled.earlier() for word in one.summary.split()]
    many = [
        Text(id=str(n), title=" ".join(chance.sample(words, 25))) for n in range(2000)
    ]
    wanted = labelled.earlier()[18]
    hits = rank(Text(id="q", title=wanted.summary), [*many, wanted])
    assert hits[0].id == wanted.id
