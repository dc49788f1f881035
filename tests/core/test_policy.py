import tomllib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core import policy
from bot.core.errors import Refused
from bot.core.policy import BadPolicy
from bot.core.terms import Policy

OURS = "0198c0de-0000-7000-8000-000000000001"
SHIPPED, ROUTINES, KEYS = (tomllib.loads(file.read_text()) for file in policy.SHIPPED)
ROUTINES = ROUTINES["routines"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("policies")


@pytest.fixture(scope="session")
def written(folder):
    """Write a policy file and give where it is."""

    def write(text):
        path = folder / "policy.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_what_ships_is_what_the_mission_promises():
    shipped = policy.load().of(OURS)

    assert [
        (severity.name, severity.respond_within.words())
        for _, severity in sorted(shipped.severities.items())
    ] == [
        ("SEV-1", "15 minutes"),
        ("SEV-2", "1 hour"),
        ("SEV-3", "4 hours"),
        ("SEV-4", "1 business day"),
    ]
    assert shipped.undo.seconds == 60
    assert shipped.surfaces.names == ("auth", "audit", "vault", "billing", "releases")
    assert shipped.room.name == "inc-{number}-{slug}"
    assert shipped.nudges.half_time == 0.5
    assert shipped.promises.grace.elapsed == timedelta(minutes=5)
    assert shipped.promises.longest.elapsed == timedelta(days=7)


def test_what_ships_has_no_mistake():
    assert policy.check(policy.DEFAULTS) == []


def test_what_ships_says_something_about_every_key():
    whole = orjson.loads(policy.load().of(OURS).model_dump_json(by_alias=True))

    routines, keys = whole.pop("routines"), whole.pop("keys")
    # times of day have no seconds there
    shorter = {name: SHIPPED[name] for name in ("business", "digest", "maintenance")}
    assert whole | shorter == SHIPPED
    for key, said in ROUTINES.items():
        spelled = {"at": f"{said['at']}:00", "within": said["within"] or None}
        assert routines.pop(key) == said | spelled
    assert not routines
    assert keys == KEYS["keys"]


def test_the_calendar_follows_the_business_table(written):
    path = written(
        """
        [business]
        start = "08:30"
        end = 16:30:00
        weekdays = ["sun", "mon"]
        zone = "europe/berlin"
        country = "DE"
        region = "BE"
        """
    )

    calendar = policy.load(path).of(OURS).calendar

    assert (calendar.opens, calendar.closes) == (time(8, 30), time(16, 30))
    assert calendar.weekdays == {6, 0}
    assert calendar.zone == ZoneInfo("Europe/Berlin")
    opens, closes = next(calendar.spans(datetime(2026, 12, 20, 6, 0, tzinfo=UTC)))
    assert opens == datetime(2026, 12, 20, 7, 30, tzinfo=UTC)
    assert closes == datetime(2026, 12, 20, 15, 30, tzinfo=UTC)


TABLES = """
    [severities.1]
    respond_within = "10m"
    invite = ["U0FILE"]

    [people]
    admins = ["U0FILE"]

    [workspace.T0ONE.severities.1]
    respond_within = "5m"

    [workspace.T0ONE.people]
    admins = ["U0TEAM", "U0OTHER"]

    [workspace.0198c0de-0000-7000-8000-000000000001.severities.1]
    respond_within = "3m"
    """


LAYERS = [
    # ((workspace, team, what it chose in Slack), response, admins)
    # the file over what ships
    (("other", None, None), "10m", ("U0FILE",)),
    (("other", "T0TWO", {}), "10m", ("U0FILE",)),
    # the table of a team over the file: tables merge, lists replace
    (("other", "T0ONE", None), "5m", ("U0TEAM", "U0OTHER")),
    # a table by our own id, over the one by the id of Slack
    ((OURS, None, None), "3m", ("U0FILE",)),
    ((OURS, "T0ONE", None), "3m", ("U0TEAM", "U0OTHER")),
    # what was chosen in Slack over all
    (
        (OURS, "T0ONE", {"severities": {"1": {"respond_within": "1m"}}}),
        "1m",
        ("U0TEAM", "U0OTHER"),
    ),
    ((OURS, None, {"people": {"admins": []}}), "3m", ()),
]


@pytest.mark.parametrize(("asked", "response", "admins"), LAYERS)
def test_the_nearest_layer_that_says_something_holds(written, asked, response, admins):
    workspace, team, stored = asked
    policies = policy.load(written(TABLES))

    whole = policies.of(workspace, stored, team=team)

    assert whole.severities[1].respond_within.render() == response
    assert whole.people.admins == admins
    assert whole.severities[1].invite == ("U0FILE",)
    assert whole.severities[1].means == SHIPPED["severities"]["1"]["means"]
    assert whole.severities[2].respond_within.render() == "1h"


def test_one_workspace_hears_nothing_of_another(written):
    policies = policy.load(written(TABLES))

    policies.of(OURS, {"undo": {"seconds": 5}}, team="T0ONE")

    assert policies.of("other").undo.seconds == 60
    assert policies.of("other").people.admins == ("U0FILE",)


def test_a_policy_is_made_once():
    policies = policy.load()
    chosen = {"undo": {"seconds": 5}}

    made = policies.of(OURS, chosen)

    assert policies.of(OURS, {"undo": {"seconds": 5}}) is made


def test_a_new_choice_makes_a_new_policy():
    policies = policy.load()

    before = policies.of(OURS, {"undo": {"seconds": 5}})
    after = policies.of(OURS, {"undo": {"seconds": 6}})

    assert (before.undo.seconds, after.undo.seconds) == (5, 6)
    assert policies.of(OURS).undo.seconds == 60


def test_what_was_chosen_later_stays_apart_from_what_was_made():
    policies = policy.load()
    chosen = {"people": {"admins": ["U0ONE"]}}

    made = policies.of(OURS, chosen)
    chosen["people"]["admins"].append("U0TWO")

    assert made.people.admins == ("U0ONE",)
    assert policies.of(OURS, chosen).people.admins == ("U0ONE", "U0TWO")


def test_a_choice_that_does_not_fit_is_refused_and_nothing_is_kept():
    policies = policy.load()

    with pytest.raises(BadPolicy) as told:
        policies.of(OURS, {"undo": {"seconds": "soon"}, "peple": {}})

    assert {mistake.key for mistake in told.value.mistakes} == {"undo.seconds", "peple"}
    assert "line" not in str(told.value)
    assert policies.of(OURS).undo.seconds == 60


def test_a_policy_never_changes():
    shipped = policy.load().of(OURS)

    with pytest.raises(ValidationError):
        shipped.undo.seconds = 1
    with pytest.raises(ValidationError):
        shipped.undo = None


def test_a_digest_names_the_policy_and_nothing_else(written):
    shipped = policy.load().of("one")

    assert len(shipped.digest) == 12
    assert policy.load().of("two").digest == shipped.digest
    assert policy.load(written("[undo]\nseconds = 60\n")).of("one") == shipped


@pytest.mark.parametrize(
    "text",
    [
        # whatever it is that differs
        "[undo]\nseconds = 61",
        '[severities.4]\nrespond_within = "2bd"',
        "[severities.3]\nannounced = false",
        '[surfaces]\nnames = ["audit", "auth", "vault", "billing", "releases"]',
        '[business]\nstart = "09:01"',
    ],
)
def test_another_policy_has_another_digest(written, text):
    changed = policy.load(written(text)).of(OURS)

    assert changed.digest != policy.load().of(OURS).digest


TWO_BOOKMARKS = """\
[[room.bookmarks]]
title = "x"
link = "https://example.com"
[[room.bookmarks]]
title = "y"
link = "y"
"""

WRONG = [
    # (the file, the line, the key, what the sentence says)
    # keys that there aren't, with the nearest
    ("[undo]\nsecnds = 5", 2, "undo.secnds", 'did you mean "seconds"?'),
    ("\n\n[severties.1]", 3, "severties", 'did you mean "severities"?'),
    (
        '[severities.2]\nmeans = "x"\nrespond = "1h"',
        3,
        "severities.2.respond",
        'did you mean "respond_within"?',
    ),
    ("[undo]\nxyz = 1", 2, "undo.xyz", "there are seconds"),
    (
        '[room]\nbookmarks = [\n  {title = "a", link = "https://x", lnk = 1},\n]',
        2,
        "room.bookmarks.0.lnk",
        'did you mean "link"?',
    ),
    ("[severities.5]\nexamples = [1]", 1, "severities.5", "there are 1, 2, 3, 4"),
    ("severities.01.name = 'x'", 1, "severities.01", "there are 1, 2, 3, 4"),
    # values of another kind
    ("severities = 3", 1, "severities", "must be a table"),
    ("[severities]\n1 = 3", 2, "severities.1", "must be a table"),
    ("people = []", 1, "people", "must be a table"),
    ("[undo]\n# a minute\nseconds = '60'", 3, "undo.seconds", "a whole number"),
    ("[undo]\nseconds = true", 2, "undo.seconds", "a whole number"),
    ("[undo]\nseconds = -1", 2, "undo.seconds", "must be greater"),
    ("[undo]\nseconds = 86400", 2, "undo.seconds", "must be less"),
    ("[severities.1]\nannounced = 'often'", 2, "severities.1.announced", "true or"),
    ("[severities.1]\nname = 1", 2, "severities.1.name", "text in quotes"),
    ("[severities.1]\nname = ' '", 2, "severities.1.name", "must say something"),
    ("[severities.1]\nexamples = 'x'", 2, "severities.1.examples", "a list"),
    ("[nudges]\nhalf_time = 1.5", 2, "nudges.half_time", "must be less than 1"),
    ("[nudges]\nhalf_time = 'half'", 2, "nudges.half_time", "a number"),
    # durations
    ("[promises]\ngrace = '5 min'", 2, "promises.grace", 'such as "15m"'),
    ("[promises]\ngrace = 5", 2, "promises.grace", "text in quotes"),
    ("[promises]\ngrace = '1bd'", 2, "promises.grace", "by the clock"),
    ("[nudges]\nrepeat_every = '4bh'", 2, "nudges.repeat_every", "by the clock"),
    # ids, not names
    ("[channels]\nops = '#ops'", 2, "channels.ops", 'such as "C0123ABCD"'),
    ("[people]\nfallback = '@dana'", 2, "people.fallback", 'such as "U0123ABCD"'),
    ("[people]\ninvite = ['']", 2, "people.invite.0", "must name somebody"),
    (
        "[people]\nadmins = [\n  'U0ONE',\n  'C0TWO',\n]",
        2,
        "people.admins.1",
        '"C0TWO" is not a person',
    ),
    # when a team works
    ("[business]\nstart = '9:00'", 2, "business.start", 'such as "09:00"'),
    ("[business]\nend = '24:00'", 2, "business.end", 'such as "09:00"'),
    ("[business]\nend = 5", 2, "business.end", 'such as "09:00"'),
    ("\n[business]\nstart = '18:00'", 2, "business", "must start before it ends"),
    ("[business]\nstart = '17:00'", 1, "business", "must start before it ends"),
    ("[business]\nweekdays = ['mo']", 2, "business.weekdays.0", "'mon', 'tue'"),
    ("[business]\nweekdays = []", 2, "business.weekdays", "at least one day"),
    ("[business]\nzone = 'Mars'", 2, "business.zone", '"Europe/Berlin"'),
    ("[business]\ncountry = 'XX'", 2, "business.country", '"XX"'),
    ("business.country = 'DE'\nbusiness.region = 'XX'", 2, "business.region", "DE/XX"),
    ("[business]\nregion = 'BE'", 2, "business.region", "a country"),
    # rooms
    ("[room]\nname = 'inc-{slug}'", 2, "room.name", "{number}"),
    ("[room]\nname = 'Inc {number}'", 2, "room.name", "a-z"),
    ("[room]\nname = 'inc-{number}-{title}'", 2, "room.name", "{slug}"),
    ("[[room.bookmarks]]\ntitle = 'x'", 1, "room.bookmarks.0.link", "is missing"),
    (
        TWO_BOOKMARKS,
        6,
        "room.bookmarks.1.link",
        "https://example.com",
    ),
    # workspaces
    ("workspace = 1", 1, "workspace", "[workspace.ID]"),
    ("\n[workspace]\nT0ONE = 1", 3, "workspace.T0ONE", "[workspace.T0ONE]"),
    (
        "[workspace.T0ONE.undo]\nseconds = 'x'",
        2,
        "workspace.T0ONE.undo.seconds",
        "a whole number",
    ),
    (
        "[business]\nend = '12:00'\n[workspace.T0ONE.business]\nstart = '13:00'",
        3,
        "workspace.T0ONE.business",
        "must start before it ends",
    ),
    # what is no TOML
    ("[undo]\nseconds = 5\nseconds = 6", 3, "", "overwrite"),
    ("[undo]\n[undo]", 2, "", "twice"),
    ("[undo]\nseconds =", 2, "", "is not TOML"),
    ("[undo]\nseconds = 5 6", 2, "", "is not TOML"),
    ("[undo\nseconds = 5", 1, "", "is not TOML"),
    ("[people]\nadmins = [\n  'U0ONE',\n\n", 2, "", "is not TOML"),
    ("[people]\nfallback = '''\n\n\n", 2, "", "is not TOML"),
    ("[undo]\nseconds = " + "9" * 5000, 2, "", "is not TOML"),
    (b"[undo]\n\xff = 1", 2, "", "is not UTF-8"),
    # lines as an editor counts them
    ("[undo]\r\n\r\nsecnds = 5\r\n", 3, "undo.secnds", "did you mean"),
    ("# \u2028 \x85\n[undo]\nsecnds = 5", 3, "undo.secnds", "did you mean"),
    ("\ufeff[undo]\nsecnds = 5", 2, "undo.secnds", "did you mean"),
]


@pytest.mark.parametrize(("text", "line", "key", "said"), WRONG)
def test_a_mistake_is_named_with_its_line_and_what_to_write(
    written, text, line, key, said
):
    [mistake] = policy.check(written(text))

    assert (mistake.line, mistake.key) == (line, key)
    assert said in mistake.sentence
    assert str(mistake).startswith(f"line {line}: {key}")


@pytest.mark.parametrize("text", [text for text, *_ in WRONG])
def test_a_file_with_a_mistake_is_not_used(written, text):
    path = written(text)

    with pytest.raises(BadPolicy) as told:
        policy.load(path)

    assert told.value.mistakes == policy.check(path)
    assert str(told.value.mistakes[0]) in str(told.value)
    assert isinstance(told.value, Refused)


def test_every_mistake_is_named_in_the_order_of_the_lines(written):
    path = written("[undo]\nseconds = 'x'\n[room]\nname = 1\n[people]\nx = 1\n")

    assert [mistake.line for mistake in policy.check(path)] == [2, 4, 6]


def test_a_mistake_that_holds_everywhere_is_named_once(written):
    path = written("[undo]\nseconds = 'x'\n[workspace.T0ONE.room]\nname = 'x'\n")

    assert [mistake.key for mistake in policy.check(path)] == [
        "undo.seconds",
        "workspace.T0ONE.room.name",
    ]


def test_the_same_mistake_in_two_workspaces_is_named_twice(written):
    path = written("[workspace.A]\nundo = 1\n[workspace.B]\nundo = 1\n")

    assert [mistake.line for mistake in policy.check(path)] == [2, 4]


def test_a_file_that_is_not_there_is_a_mistake(folder):
    [mistake] = policy.check(folder / "nothing.toml")

    assert str(mistake) == (
        f"{folder / 'nothing.toml'} can't be read: No such file or directory"
    )


def test_an_empty_file_changes_nothing(written):
    assert policy.load(written("")).of(OURS) == policy.load().of(OURS)


def leaves(held, path=()):
    for key, value in held.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


LEAVES = sorted(leaves(SHIPPED))
NOISE = st.lists(st.sampled_from(["", "  ", "# seconds = 1", "# [undo]"]), max_size=5)


@examples(deadline=None, max_examples=60)
@given(
    st.sampled_from(LEAVES), NOISE, NOISE, st.sampled_from([(), ("workspace", "T0")])
)
def test_the_line_of_any_wrong_value_is_named(written, leaf, before, between, place):
    header = ".".join([*place, *leaf[:-1]])
    lines = [
        *before,
        f"[{header}]" if header else "",
        *between,
        f"{leaf[-1]} = {{}}",  # nothing in a policy is an empty table
    ]

    [mistake] = policy.check(written("\n".join(lines)))

    assert mistake.line == len(lines)
    assert mistake.key == ".".join([*place, *leaf])


@examples(deadline=None, max_examples=25)
@given(st.sampled_from(LEAVES), st.data())
def test_the_line_of_any_misspelt_key_is_named(written, leaf, data):
    shipped = policy.DEFAULTS.read_text().split("\n")
    header = shipped.index(f"[{'.'.join(leaf[:-1])}]") if leaf[:-1] else -1
    line = next(
        number
        for number, text in enumerate(shipped)
        if number > header and text.startswith(f"{leaf[-1]} = ")
    )
    at = data.draw(st.integers(0, len(leaf[-1]) - 1))
    wrong = f"{leaf[-1][:at]}q{leaf[-1][at:]}"
    shipped[line] = shipped[line].replace(leaf[-1], wrong, 1)

    [mistake] = policy.check(written("\n".join(shipped)))

    assert mistake.line == line + 1
    assert mistake.key == ".".join([*leaf[:-1], wrong])


TOML = st.text("[]{}='\"#.,\n\\ \taudit0123-:TZ") | st.text(
    st.characters(exclude_categories=["Cs"])
)


@examples(deadline=None)
@given(TOML)
def test_no_file_whatever_is_read_wrongly_without_a_line(written, text):
    found = policy.check(written(text))

    last = text.count("\n") + 1
    assert all(1 <= mistake.line <= last for mistake in found)
    assert all(mistake.sentence for mistake in found)


@examples(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9999) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([step for leaf in LEAVES for step in leaf]) | st.text(),
                inner,
                max_size=4,
            )
        ),
    ).filter(lambda value: isinstance(value, dict))
)
def test_any_choice_is_a_whole_policy_or_is_refused(chosen):
    try:
        whole = policy.load().of(OURS, chosen)
    except BadPolicy as told:
        whole = None
        named = told.mistakes
    assert isinstance(whole, Policy) or named
