"""What is planned for a tree: every link leads where it led, whatever came between."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import linking, planning
from bot.library.planning import Plan, Remove

LAST = date(2026, 1, 31)
OLD = "Status: Retired 2026-01-31\n"
YOUNG = "Status: Retired 2026-02-01\n"
PLACES = ["README.md", "a.md", "b.md", "d/a.md", "d/c c.md", "d/e/(f).md"]
FORMS = [
    "[x]({})",
    "![x]({}#top)",
    "[r]: {}",
    "[x](<{}>)",
    '<a href="{}">',
    "`[x]({})`",
]


def done(tree, plan, steps=None):
    """Give the tree after the first *steps* of a plan."""
    now = dict(tree)
    for step in plan.steps[:steps]:
        assert now.get(step.place) == step.before
        if isinstance(step, Remove):
            del now[step.place]
        else:
            now[step.place] = step.after
    return now


def ended(tree):
    return done(tree, planning.plan_archive(tree, LAST))


def leads(tree):
    """Give where the links of each file lead; the list in the index is ours."""
    return {
        place: [
            linking.place(link.path, place)
            for link in linking.links(planning.SECTION.sub("", text))
        ]
        for place, text in tree.items()
    }


def told(place):
    """Give how a place can be written in a link."""
    return place.replace(" ", "%20").replace("(", "%28").replace(")", "%29")


@st.composite
def trees(draw):
    """Draw a tree of files that link to each other, to pictures and to nothing."""
    places = draw(st.lists(st.sampled_from(PLACES), min_size=1, unique=True))
    aims = st.sampled_from([*PLACES, "img/x.png", "../out.md", "gone.md", "d"])
    tree = {}
    for place in places:
        folder = place.rpartition("/")[0]
        said = [draw(st.sampled_from([OLD, YOUNG, "# Title\n", ""]))]
        for aim, form in draw(st.lists(st.tuples(aims, st.sampled_from(FORMS)))):
            path = linking.relative(aim, folder)
            said.append(form.format(path if "<{" in form else told(path)))
        tree[place] = "\n\n".join(said)
    return tree


@given(trees())
def test_every_link_leads_where_it_led(tree):
    plan = planning.plan_archive(tree, LAST)
    to = {move.place: move.to for move in plan.moves}
    after = done(tree, plan)
    expected = {
        to.get(place, place): [to.get(aim, aim) for aim in aims]
        for place, aims in leads(tree).items()
    }
    found = leads(after)
    assert {place: found[place] for place in expected} == expected
    assert after.keys() - expected.keys() <= {"README.md"}


@given(trees())
def test_a_second_run_has_nothing_to_do(tree):
    assert planning.plan_archive(ended(tree), LAST).steps == ()


@given(trees())
def test_a_run_that_is_interrupted_anywhere_ends_as_if_it_had_not_been(tree):
    plan = planning.plan_archive(tree, LAST)
    for steps in range(len(plan.steps)):
        assert ended(done(tree, plan, steps)) == done(tree, plan)


@given(trees())
def test_nothing_is_removed_before_its_text_stands_in_the_archive(tree):
    plan = planning.plan_archive(tree, LAST)
    for number, step in enumerate(plan.steps):
        if isinstance(step, Remove):
            assert f"_archive/{step.place}" in done(tree, plan, number)
            assert all(isinstance(one, Remove) for one in plan.steps[number:])


def test_what_is_retired_later_goes_too_after_an_interruption():
    tree = {"a.md": f"{OLD}\n[b](b.md)", "b.md": f"{YOUNG}\n[a](a.md)"}
    first = planning.plan_archive(tree, LAST)
    torn = done(tree, first, 1)
    later = planning.plan_archive(torn, date(2026, 6, 1))
    assert leads(done(torn, later)) == {
        "README.md": [],
        "_archive/a.md": ["_archive/b.md"],
        "_archive/b.md": ["_archive/a.md"],
    }


def test_what_was_archived_before_follows_what_is_archived_now():
    tree = {"_archive/a.md": "[b](../b.md)", "b.md": OLD}
    assert ended(tree)["_archive/a.md"] == "[b](b.md)"


def test_a_link_that_was_left_behind_is_mended():
    tree = {"_archive/a.md": OLD, "new.md": "[a](a.md#x)"}
    assert ended(tree)["new.md"] == "[a](_archive/a.md#x)"


def test_only_what_is_old_enough_moves():
    tree = {"a.md": OLD, "b.md": YOUNG, "c.md": "# Holds"}
    plan = planning.plan_archive(tree, LAST)
    assert [(one.place, one.to, one.since) for one in plan.moves] == [
        ("a.md", "_archive/a.md", LAST)
    ]
    assert plan.problems == {}


def test_what_can_not_be_archived_is_said_and_stays():
    tree = {"a.md": "Status: Retired", "README.md": OLD}
    plan = planning.plan_archive(tree, LAST)
    assert plan.steps == ()
    assert plan.problems["README.md"] == "it is the index, which stays"
    assert "since when" in plan.problems["a.md"]


def test_another_file_in_its_place_is_refused():
    tree = {"a.md": OLD, "_archive/a.md": "# Another"}
    with pytest.raises(planning.Taken, match=r"a.md is retired, and _archive/a.md"):
        planning.plan_archive(tree, LAST)


@pytest.mark.parametrize(
    ("names", "index"),
    [
        (["README.md", "index.md"], "README.md"),
        (["index.md"], "index.md"),
        ([], "README.md"),
    ],
)
def test_the_index_is_the_readme_or_what_stands_for_it(names, index):
    tree = {"a.md": OLD, **dict.fromkeys(names, "# Docs\n\n[a](a.md)\n")}
    plan = planning.plan_archive(tree, LAST)
    assert plan.index == index
    text = done(tree, plan)[index]
    assert (
        "<details>\n<summary>Archived (1)</summary>\n\n- [a.md](_archive/a.md)" in text
    )
    assert text.startswith("# Docs\n\n[a](_archive/a.md)\n\n<!--" if names else "<!--")


def test_the_list_is_written_anew_and_what_stands_around_it_stays():
    tree = ended({"README.md": "# Docs\r\n", "b.md": f"# B [b]\n\n{OLD}"})
    tree["README.md"] += "\r\nThe end.\r\n"
    text = ended({**tree, "a.md": OLD})["README.md"]
    assert text.startswith("# Docs\r\n\r\n<!--")
    assert text.endswith("archive -->\r\n\r\nThe end.\r\n")
    assert text.count("<details>") == 1
    assert (
        "(2)</summary>\r\n\r\n- [a.md](_archive/a.md), retired 2026-01-31\r\n" in text
    )
    assert r"- [B \[b\]](_archive/b.md)" in text


def test_a_list_of_nothing_is_taken_out():
    tree = ended({"README.md": "# Docs\n", "b.md": OLD})
    del tree["_archive/b.md"]
    assert ended(tree) == {"README.md": "# Docs\n\n"}


def test_a_list_without_its_end_is_refused():
    with pytest.raises(planning.Torn, match=r"README.md has only one end"):
        planning.plan_archive({"README.md": planning.BEGIN}, LAST)


def test_an_empty_tree_needs_nothing():
    nothing = Plan(moves=(), steps=(), index="README.md", problems={})
    assert planning.plan_archive({}, LAST) == nothing
