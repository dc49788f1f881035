"""Signatures: Slack's own example, and everything that is not quite one."""

import hmac

import pytest

from bot.runtime import signing

# Slack's documentation shows this request with its signature.
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
STAMP = 1531420618
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
    b"&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
    b"%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def genuine(**changed):
    given = {"timestamp": str(STAMP), "signature": SIGNATURE, "body": BODY}
    return signing.genuine(SECRET, **{"now": STAMP, **given, **changed})


def signed(timestamp, body=BODY, secret=SECRET):
    mac = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, "sha256")
    return {"timestamp": timestamp, "signature": f"v0={mac.hexdigest()}", "body": body}


def test_slacks_own_example_is_genuine():
    assert genuine()


@pytest.mark.parametrize("late", [-300, 300])
def test_it_is_good_for_five_minutes_either_way(late):
    assert genuine(now=STAMP + late)


@pytest.mark.parametrize(
    "changed",
    [
        # nothing at all, or only half of it
        {"signature": ""},
        {"timestamp": ""},
        # one byte of the body
        {"body": BODY + b" "},
        {"body": BODY[:-1]},
        {"body": BODY.replace(b"foobar", b"foobaz")},
        {"body": b""},
        # one digit of the signature, its version, its beginning
        {"signature": SIGNATURE[:-1] + "4"},
        {"signature": SIGNATURE.replace("v0", "v1")},
        {"signature": SIGNATURE.removeprefix("v0=")},
        {"signature": SIGNATURE + "00"},
        # characters that a hex digest has not
        {"signature": "v0=\u00e9"},
        {"signature": "v0=\udce9"},
        # too old, too new
        {"now": STAMP + 301},
        {"now": STAMP - 301},
        # a timestamp that is no plain number
        {"timestamp": "yesterday"},
        {"timestamp": f"{STAMP}.0"},
        {"timestamp": f"-{STAMP}"},
        {"timestamp": f" {STAMP}"},
        {"timestamp": "\u0661\u0665\u0663\u0661"},
        {"timestamp": "9" * 5000},
    ],
)
def test_what_is_not_quite_a_signature_is_none(changed):
    assert not genuine(**changed)


@pytest.mark.parametrize("timestamp", ["yesterday", "", "-1", "1e9", "9" * 13])
def test_a_signed_timestamp_that_is_no_number_is_refused(timestamp):
    assert not genuine(**signed(timestamp))


def test_another_secret_signs_nothing():
    assert genuine(**signed(str(STAMP)))
    assert not genuine(**signed(str(STAMP), secret="another"))


def test_the_bytes_are_signed_whatever_they_are():
    assert genuine(**signed(str(STAMP), body=b"\xff\x00\xfe"))
