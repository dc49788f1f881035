"""A routine is added in one line: what is done, when, and by whom."""

from datetime import date

import pytest

from bot import workspaces
from bot.calendar import Line, line
from bot.playground import seed
from tests.calendar import calling

START = date(2037, 11, 30)
KENJI, WEB = "<@U0KENJI|kenji>", "@web"
TEA = "Drink tea and coffee, and talk"
LINES = (
    # a list of days has commas, and so has the title
    (
        f"{TEA}, every monday, wednesday and friday",
        TEA,
        "every monday, wednesday and",
        (),
    ),
    (
        "Talk every monday, wednesday and friday",
        "Talk",
        "every monday, wednesday and",
        (),
    ),
    # a rule and cron have some too
    ("Review, FREQ=WEEKLY;BYDAY=MO,TH", "Review", "FREQ=WEEKLY;BYDAY=MO,TH", ()),
    ("Cron list, 0 9 * * 1,3", "Cron list", "0 9 * * 1,3", ()),
    # without a comma, a word begins it
    ("Water the plants every monday at 10:00", "Water the plants", "every monday", ()),
    ("Read the invoices on the 1st", "Read the invoices", "on the 1st", ()),
    ("Check logs, and metrics, daily", "Check logs, and metrics", "daily", ()),
    # whatever is no cadence to its end is of the title
    ("Send the weekly report, quarterly", "Send the weekly report", "quarterly", ()),
    ("Send the weekly report", "Send the weekly report", "", ()),
    # whose it is stands at the end
    (
        f"Rotate, yearly on 31 december, {KENJI}",
        "Rotate",
        "yearly on 31 december",
        KENJI,
    ),
    (f"Rotate, yearly on 31 december of {KENJI}", "Rotate", "yearly on 31", KENJI),
    (f"Rotate it daily {WEB}", "Rotate it", "daily", WEB),
    (f"Rotate it, daily, {KENJI} and {WEB}", "Rotate it", "daily", (KENJI, WEB)),
    (f"Rotate it, {KENJI}", "Rotate it", "", KENJI),
    ("Rotate it, daily @noon", "Rotate it", "daily @noon", ()),
    # a name within the title, or at the end of it
    (f"Talk to {KENJI}", f"Talk to {KENJI}", "", ()),
    (f"Talk to {KENJI}, daily", f"Talk to {KENJI}", "daily", ()),
    # what is not understood is given back as a cadence
    ("Watch it, now and then", "Watch it", "now and then", ()),
    ("Watch it, every now, and then", "Watch it", "every now, and then", ()),
    ("every monday", "every monday", "", ()),
)


@pytest.mark.parametrize(("said", "title", "cadence", "owners"), LINES)
def test_a_line_is_cut_where_all_that_follows_is_a_cadence(
    said, title, cadence, owners
):
    found = line.read(said, START)
    assert found.title == title
    assert found.cadence.strip().startswith(cadence)
    assert bool(found.cadence) is bool(cadence)
    assert found.owners == ((owners,) if isinstance(owners, str) else owners)


def test_the_whole_of_a_cadence_is_taken():
    found = line.read("Talk, and eat every monday, tuesday and friday at 10:00", START)
    assert found == Line(
        title="Talk, and eat", cadence="every monday, tuesday and friday at 10:00"
    )


async def test_days_with_commas_are_all_of_the_cadence(scene, dana):
    await calling.monday(scene)
    told = await calling.does(
        scene, dana, f"/ops add {TEA}, every monday, wednesday and friday at 10:00"
    )
    assert "weekly on Monday, Wednesday and Friday, by 10:00 UTC, of @dana" in told
    (row,) = (await calling.routines(scene)).values()
    assert row.title == TEA


async def test_who_is_named_at_the_end_owns_it(scene, dana):
    await calling.monday(scene)
    line_ = "/ops add Rotate it, yearly on 31 december, @kenji"
    told = await calling.does(scene, dana, line_)
    assert "yearly on the 31st of December" in told
    assert "of @kenji" in told
    async with calling.work(scene) as begun:
        await workspaces.regroup(begun, seed.usergroups())
    await calling.does(scene, dana, "/ops add Call back weekly on friday of @on-call")
    rows = await calling.routines(scene)
    assert rows["rotate_it"].owners == ["U0KENJI"]
    assert rows["call_back"].owners == ["S0ONCALL"]


async def test_whoever_can_own_nothing_is_refused_in_a_sentence(scene, dana):
    await calling.monday(scene)
    await scene.person("gus").types("#general", "/ops due")
    told = await calling.does(scene, dana, "/ops add Rotate it, every friday, @gus")
    assert "can own no routine" in told
    assert not await calling.routines(scene)


async def test_without_a_cadence_the_form_knows_whose_it_is(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add Rotate it, @kenji")
    view = await dana.modal("Add a routine")
    assert "U0KENJI" in str(view["blocks"])
    assert "'initial_value': 'Rotate it'" in str(view["blocks"])
    await dana.closes()


async def test_what_is_given_back_calls_people_by_name(scene, dana):
    await calling.monday(scene)
    told = await calling.does(
        scene, dana, "/ops add Rotate it, yearly with @kenji of course"
    )
    assert "“yearly with @kenji of course” was not understood" in told
    await dana.types("#general", "/ops add Talk to @kenji")
    view = await dana.modal("Add a routine")
    assert "'initial_value': 'Talk to @kenji'" in str(view["blocks"])
    await dana.closes()


async def test_a_number_that_no_duty_has_is_refused_as_one(scene, dana):
    told = await calling.does(scene, dana, f"/ops due OPS-{'9' * 20}")
    assert f"There is no OPS-{'9' * 20} in the calendar" in told


async def test_whoever_gets_a_duty_is_named(scene, dana, kenji):
    await calling.monday(scene)
    await calling.does(scene, kenji, "/ops due")
    await calling.added(scene)
    told = await calling.does(scene, dana, "/ops assign OPS-1 @kenji")
    assert "OPS-1 is now @kenji's, this time" in told
    told = await calling.does(scene, dana, "/ops assign OPS-1 tech lead")
    assert "OPS-1 is now the tech lead's, this time" in told
