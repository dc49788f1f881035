import os
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core import settings
from bot.core.errors import Refused
from bot.core.settings import Misconfigured, Patience, Settings

HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-abc", "SLACK_SIGNING_SECRET": "0123456789abcdef"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-abc", "SLACK_APP_TOKEN": "xapp-1-abc"}
PAIR = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "client-secret"}
HERE = Path(__file__)

MALFORMED = [
    # (variable, what stands in it, what its sentence says)
    # ports are whole numbers that exist
    ("PORT", "0", "1 to 65535"),
    ("PORT", "65536", "1 to 65535"),
    ("PORT", "80.5", "1 to 65535"),
    ("PORT", "eighty", '"eighty"'),
    ("PORT", "-1", "1 to 65535"),
    # the host is a name, not an address
    ("HOST", "http://here", "127.0.0.1"),
    ("HOST", "two words", "127.0.0.1"),
    # tokens say what they are; the wrong one of two is a common slip
    ("SLACK_BOT_TOKEN", "xapp-1-abc", "must begin with xoxb-"),
    ("SLACK_BOT_TOKEN", "xoxp-1-abc", "must begin with xoxb-"),
    ("SLACK_BOT_TOKEN", "xoxb-", "incomplete"),
    ("SLACK_APP_TOKEN", "xoxb-1-abc", "must begin with xapp-"),
    ("SLACK_SIGNING_SECRET", "two words", "Signing Secret"),
    ("SLACK_CLIENT_SECRET", "two words", "Client Secret"),
    ("SLACK_CLIENT_ID", "two words", "Client ID"),
    # addresses
    ("SLACK_API_URL", "slack.com/api", "https://"),
    ("SLACK_API_URL", "ftp://slack.com/api", "https://"),
    ("SLACK_API_URL", "https://slack.com/api?x=1", "https://"),
    ("SLACK_API_URL", "https://[::1", "https://"),
    ("LONGWATCH_URL", "longwatch.example.com", "https://"),
    ("LONGWATCH_URL", "https://", "https://"),
    ("LONGWATCH_URL", "https://here:99999", "https://"),
    # the clock belongs to whoever sits on this machine
    ("LONGWATCH_CLOCK", "http://clock.example.com/", "of this machine"),
    ("LONGWATCH_CLOCK", "http://10.0.0.1/", "of this machine"),
    ("LONGWATCH_CLOCK", "http://0.0.0.0/", "of this machine"),
    ("LONGWATCH_CLOCK", "http://localhost.example.com/", "of this machine"),
    ("LONGWATCH_CLOCK", "http://127.0.0.1@example.com/", "of this machine"),
    ("LONGWATCH_CLOCK", "https://127.0.0.1/", "http address"),
    ("LONGWATCH_CLOCK", "file:///etc/passwd", "of this machine"),
    # files and folders that must be there
    ("LONGWATCH_POLICY", "/nowhere/policy.toml", "/nowhere/policy.toml is none"),
    ("LONGWATCH_POLICY", str(HERE.parent), "a file that exists"),
    ("LONGWATCH_TEMPLATES", str(HERE), "a folder that exists"),
    ("LONGWATCH_HOME", str(HERE), "must be a folder"),
    ("LONGWATCH_HOME", "/", "a folder of its own"),
    ("LONGWATCH_HOME", "~nobody-of-that-name/data", "a person unknown here"),
    # a key in a variable needs the variable's name, and the variable
    ("LONGWATCH_KEYS", "env:", "must name a variable"),
    ("LONGWATCH_KEYS", "env:TWO WORDS", "must name a variable"),
    ("LONGWATCH_KEYS", "env:ABSENT", "ABSENT, which is missing"),
    # seconds
    ("LONGWATCH_CALL_TIMEOUT", "0", "above 0"),
    ("LONGWATCH_CALL_TIMEOUT", "-5", "above 0"),
    ("LONGWATCH_CALL_SETTLE", "soon", '"soon"'),
    ("LONGWATCH_CALL_LEASE", "nan", "above 0"),
    ("LONGWATCH_WEBHOOK_TIMEOUT", "0", "above 0"),
    ("LONGWATCH_UPLOAD_LEASE", "inf", "above 0"),
    # databases
    ("DATABASE_URL", "mysql://u@h/d", '"mysql"'),
]

IMPATIENT = [
    # (timeout, settle, lease, whether it is allowed)
    ("5", "6", "12", True),  # what ships
    ("1", "1.1", "2.2", True),  # tests that kill the process
    ("5", "5", "12", False),  # one looks before the call has ended
    ("6", "5", "12", False),
    ("5", "6", "11.9", False),  # the row is free while it is looked at
    ("5", "6", "5", False),
]


def refused(environ, **options):
    with pytest.raises(Misconfigured) as told:
        settings.load(environ, **options)
    return told.value


def named(environ, **options):
    return {problem.variable for problem in refused(environ, **options).problems}


def test_two_variables_are_enough_for_http():
    loaded = settings.load(HTTP)

    assert (loaded.host, loaded.port) == ("127.0.0.1", 3000)
    assert loaded.slack_api_url == "https://slack.com/api/"
    assert not loaded.socket_mode
    assert not loaded.installable
    assert loaded.clock is loaded.url is loaded.policy is loaded.templates is None


def test_two_variables_are_enough_for_socket_mode():
    assert settings.load(SOCKET).socket_mode


def test_a_client_pair_stands_for_the_bot_token():
    loaded = settings.load({"SLACK_SIGNING_SECRET": "0123456789abcdef", **PAIR})

    assert loaded.installable
    assert loaded.slack_bot_token is None


def test_every_variable_is_read():
    loaded = settings.load(
        HTTP
        | SOCKET
        | PAIR
        | {
            "DATABASE_URL": "sqlite:////data/here.db",
            "PORT": "8080",
            "HOST": "0.0.0.0",  # noqa: S104  a person may choose to listen on all
            "SLACK_API_URL": "http://127.0.0.1:3001/api",
            "LONGWATCH_HOME": str(HERE.parent),
            "LONGWATCH_POLICY": str(HERE),
            "LONGWATCH_KEYS": "env:MASTER",
            "MASTER": "abc",
            "LONGWATCH_TEMPLATES": str(HERE.parent),
            "LONGWATCH_URL": "https://longwatch.example.com/bot/",
            "LONGWATCH_METRICS_TOKEN": "t0ken",
            "LONGWATCH_CLOCK": "http://127.0.0.1:3001/clock",
            "LONGWATCH_CALL_TIMEOUT": "1",
            "LONGWATCH_CALL_SETTLE": "2",
            "LONGWATCH_CALL_LEASE": "4",
            "LONGWATCH_UPLOAD_TIMEOUT": "5",
            "LONGWATCH_UPLOAD_SETTLE": "6",
            "LONGWATCH_UPLOAD_LEASE": "12",
            "LONGWATCH_WEBHOOK_TIMEOUT": "3",
        }
    )

    assert loaded.model_dump(mode="json") == {
        "home": str(HERE.parent),
        "database": "**********",
        "keys": "env:MASTER",
        "policy": str(HERE),
        "templates": str(HERE.parent),
        "url": "https://longwatch.example.com/bot",
        "metrics_token": "**********",
        "clock": "http://127.0.0.1:3001/clock",
        "host": "0.0.0.0",  # noqa: S104  as above
        "port": 8080,
        "slack_signing_secret": "**********",
        "slack_bot_token": "**********",
        "slack_app_token": "**********",
        "slack_client_id": "1.2",
        "slack_client_secret": "**********",
        "slack_api_url": "http://127.0.0.1:3001/api/",
        "call_timeout": 1.0,
        "call_settle": 2.0,
        "call_lease": 4.0,
        "webhook_timeout": 3.0,
        "upload_timeout": 5.0,
        "upload_settle": 6.0,
        "upload_lease": 12.0,
    }
    assert loaded.database_url == "sqlite+aiosqlite:////data/here.db"
    assert loaded.calls == Patience(timeout=1, settle=2, lease=4)
    assert loaded.uploads == Patience(timeout=5, settle=6, lease=12)


@pytest.mark.parametrize(("variable", "text", "said"), MALFORMED)
def test_a_malformed_variable_is_named_with_what_to_write(variable, text, said):
    told = refused(HTTP | SOCKET | PAIR | {variable: text})

    assert [problem.variable for problem in told.problems] == [variable]
    assert said in told.problems[0].sentence
    assert f"{variable} " in str(told)


def test_everything_that_is_wrong_is_named_at_once():
    wrong = {variable: text for variable, text, _ in MALFORMED}

    assert named(wrong) == set(wrong)


def test_everything_that_is_missing_is_named_at_once():
    assert named({}) == {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}


def test_what_is_missing_is_named_beside_what_is_malformed():
    assert named({"PORT": "x", "SLACK_BOT_TOKEN": "y"}) == {
        "PORT",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    }


@pytest.mark.parametrize(("one", "other"), [tuple(PAIR), tuple(reversed(PAIR))])
def test_half_a_client_pair_is_not_enough(one, other):
    told = refused({"SLACK_SIGNING_SECRET": "0123456789abcdef", one: "1.2"})

    assert [problem.variable for problem in told.problems] == [other]
    assert one in told.problems[0].sentence


def test_a_refusal_to_start_is_a_refusal_like_any_other():
    assert isinstance(refused({}), Refused)
    assert str(refused({})).startswith("Longwatch can't start")


@pytest.mark.parametrize("name", [*HTTP, *SOCKET, *PAIR, "PORT", "DATABASE_URL"])
def test_an_empty_variable_is_a_missing_one(name):
    environ = HTTP | SOCKET | PAIR

    without = {key: text for key, text in environ.items() if key != name}
    if name in PAIR:
        assert named(environ | {name: "  "}) == named(without) == {name}
    else:
        assert settings.load(environ | {name: " "}) == settings.load(without)


def test_white_space_around_a_value_is_not_part_of_it():
    loaded = settings.load(HTTP | {"SLACK_BOT_TOKEN": " xoxb-1-abc\n", "PORT": " 81 "})

    assert loaded.slack_bot_token.get_secret_value() == "xoxb-1-abc"
    assert loaded.port == 81


def test_variables_of_others_are_none_of_our_business():
    assert settings.load(HTTP | {"PATH": "/bin", "port": "x"}) == settings.load(HTTP)


def test_nothing_is_read_behind_the_back_of_load(monkeypatch):
    monkeypatch.setitem(os.environ, "PORT", "99")
    monkeypatch.setitem(os.environ, "SLACK_APP_TOKEN", "xapp-1-abc")

    assert settings.load(HTTP).port == 3000
    assert settings.load(HTTP).slack_app_token is None


def test_commands_without_slack_ask_for_nothing_of_it():
    loaded = settings.load({"PORT": "81"}, slack=False)

    assert loaded.port == 81


def test_commands_without_slack_do_not_look_at_its_variables():
    loaded = settings.load({"SLACK_BOT_TOKEN": "wrong", **PAIR}, slack=False)

    assert loaded.slack_bot_token is None
    assert not loaded.installable


def test_commands_without_slack_refuse_all_else_that_is_wrong():
    wrong = {"PORT": "x", "DATABASE_URL": "y", "LONGWATCH_KEYS": "env:ABSENT"}

    assert named(wrong, slack=False) == set(wrong)


@pytest.mark.parametrize(("timeout", "settle", "lease", "fits"), IMPATIENT)
@pytest.mark.parametrize("kind", ["CALL", "UPLOAD"])
def test_a_lease_outlives_its_call_and_the_look_after_it(
    kind, timeout, settle, lease, fits
):
    environ = HTTP | {
        f"LONGWATCH_{kind}_TIMEOUT": timeout,
        f"LONGWATCH_{kind}_SETTLE": settle,
        f"LONGWATCH_{kind}_LEASE": lease,
    }

    if fits:
        assert settings.load(environ)
    else:
        assert named(environ) == {f"LONGWATCH_{kind}_TIMEOUT"}


def test_a_longer_timeout_alone_is_held_against_what_ships():
    assert "(9) must be less than" in str(
        refused(HTTP | {"LONGWATCH_CALL_TIMEOUT": "9"})
    )


def test_what_ships_is_patient_enough():
    loaded = settings.load(HTTP)

    assert loaded.calls == Patience(timeout=5, settle=6, lease=12)
    assert loaded.uploads == Patience(timeout=30, settle=31, lease=62)


def test_data_is_kept_in_one_file_of_the_home():
    loaded = settings.load(HTTP | {"LONGWATCH_HOME": "/data/bot"})

    assert loaded.home == Path("/data/bot")
    assert loaded.database_url == "sqlite+aiosqlite:////data/bot/longwatch.db"


def test_home_is_the_folder_of_the_user_unless_told_otherwise():
    expected = platformdirs.user_data_path("longwatch", appauthor=False)

    assert settings.load(HTTP).home == expected


def test_a_path_may_begin_with_the_persons_own_folder():
    assert settings.load(HTTP | {"LONGWATCH_HOME": "~/x"}).home == Path.home() / "x"


def test_the_key_is_kept_in_the_folder_of_configuration():
    folder = platformdirs.user_config_path("longwatch", appauthor=False)

    assert settings.load(HTTP).keys == str(folder / "longwatch.key")


@pytest.mark.parametrize("depth", [0, 1])  # the same folder, and one around it
def test_the_key_is_never_kept_among_the_data(depth):
    folder = platformdirs.user_config_path("longwatch", appauthor=False)
    home = [folder, *folder.parents][depth]

    loaded = settings.load(HTTP | {"LONGWATCH_HOME": str(home)})

    assert Path(loaded.keys).name == "longwatch.key"
    assert not Path(loaded.keys).is_relative_to(home)


KEYS = [
    # a file, made absolute; a variable; the address of a key service, as it is
    ("/etc/longwatch.key", "/etc/longwatch.key"),
    ("longwatch.key", str(Path("longwatch.key").absolute())),
    ("env:MASTER", "env:MASTER"),
    ("awskms:///alias/longwatch", "awskms:///alias/longwatch"),
]


@pytest.mark.parametrize(("written", "read"), KEYS)
def test_a_key_may_be_in_a_file_a_variable_or_a_service(written, read):
    environ = HTTP | {"LONGWATCH_KEYS": written, "MASTER": "abc"}

    assert settings.load(environ).keys == read


def test_settings_never_change():
    loaded = settings.load(HTTP)

    with pytest.raises(ValidationError):
        loaded.port = 1


SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-TELLNOBODY",
    "SLACK_APP_TOKEN": "xapp-TELLNOBODY",
    "SLACK_SIGNING_SECRET": "TELLNOBODY",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "TELLNOBODY",
    "DATABASE_URL": "postgres://bot:TELLNOBODY@db/longwatch",
}


def test_no_secret_is_shown():
    loaded = settings.load(SECRETS)

    for shown in (repr(loaded), str(loaded), loaded.model_dump_json()):
        assert "TELLNOBODY" not in shown
    assert "TELLNOBODY" in loaded.database_url


@pytest.mark.parametrize("name", sorted(set(SECRETS) - {"SLACK_CLIENT_ID"}))
def test_no_malformed_secret_is_shown(name):
    told = refused(SECRETS | {name: "TELLNOBODY two words"})

    assert "TELLNOBODY" not in str(told)
    assert "TELLNOBODY" not in repr(told.__context__)


@pytest.mark.parametrize("name", ["LONGWATCH_HOME", "LONGWATCH_CALL_TIMEOUT", "PORT"])
def test_bytes_that_are_no_text_are_told(name):
    told = refused(HTTP | {name: os.fsdecode(b"/data/\xff")})

    assert f"{name} holds bytes that are no UTF-8: write it anew" in str(told)
    str(told).encode()


VARIABLES = [field.alias for field in Settings.model_fields.values()]
VALUES = st.text(st.characters(exclude_characters="\0"))  # no environment holds one


@examples(deadline=None)
@given(st.dictionaries(st.sampled_from(VARIABLES), VALUES), st.booleans())
def test_any_environment_is_read_or_refused_in_whole(environ, slack):
    try:
        loaded = settings.load(environ, slack=slack)
    except Misconfigured as told:
        str(told).encode()
        names = {problem.variable for problem in told.problems}
    else:
        names = set()
        assert loaded.calls.timeout < loaded.calls.settle <= loaded.calls.lease / 2
    assert names <= set(VARIABLES)
