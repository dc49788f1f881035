"""Inputs for the fuzzing: made of what each parser knows, damaged, and of anything."""

import hmac
import json

from hypothesis import strategies as st

from bot.core import periods, policy, recurrence
from bot.runtime import receive
from tests.runtime import payloads as sent

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=5,
)
PIECES = (
    *("sev2", "SEV-1", "sev 9", "p1", "since", "14:05", "25:99", "yesterday"),
    *("2 hours ago", "Asia/Tokyo", "2026-02-30", "31 Nov", "24:00", "-1", "9" * 12),
    *("<@U0DANA|dana>", "<@U0DANA>", "lead", "commander:", "private", "drill"),
    *("security", ",", ";", ":", "<!channel>", "<#C01|ops>", "<https://x.example|x>"),
    *("&amp;", "&lt;", "<", ">", "|", "*b*", "`c`", "~s~", "\n", "\N{FIRE}"),
    *("\u202e", "\u200b", "\x00"),
)
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=9)
lines = pieces.map(" ".join)
words = pieces.map("".join) | st.text(max_size=60)
OFTEN = (
    *("every", "each", "other", "2", "15", "1st", "second", "last", "the", "of", "on"),
    *("in", "and", ",", "-", "to", "day", "weekday", "week", "month", "quarter"),
    *("year", "monday", "tue", "march", "jan", "daily", "weekly", "monthly", "yearly"),
    *("quarterly", "at 9:00", "5pm", "noon", "or last day", "half-yearly", "hour"),
    *("0", "99", "FREQ=DAILY", ";", "BYDAY=MO", "*", "*/5", "1-5", "\x00", "\u0663"),
)
cadences = st.lists(st.sampled_from(OFTEN) | st.text(max_size=4), max_size=9).map(
    " ".join
)
KEYS = (*recurrence.PARTS, "COUNT", "BYHOUR", "BYWEEKNO", "RRULE:FREQ", "")
VALUES_OF_A_RULE = (
    *(*recurrence.FREQUENCIES, *recurrence.OFTEN, *periods.DAYS, "2TU", "-1FR", "99MO"),
    *("-1", "0", "1", "2", "12", "13", "31", "-31", "366", "400", "9" * 30, "+-1"),
)
values = st.lists(
    st.sampled_from(VALUES_OF_A_RULE) | st.text(max_size=3), min_size=1, max_size=4
).map(",".join)
rules = st.lists(
    st.tuples(st.sampled_from(KEYS), values).map("=".join) | st.text(max_size=5),
    max_size=5,
).map(lambda parts: ";".join(["FREQ=MONTHLY", *parts][len(parts) % 2 :])) | st.lists(
    st.sampled_from(("*", "*/5", "1", "1-5", "MON", "JAN", "0", "59", "1,15", "7-3")),
    min_size=4,
    max_size=6,
).map(" ".join)


def signed(secret, timestamp, body):
    """Sign as Slack does, whatever the bytes are."""
    said = b"v0:%b:%b" % (timestamp.encode(), body)
    return f"v0={hmac.new(secret.encode(), said, 'sha256').hexdigest()}"


def signatures(secret):
    """Make requests to check: right, nearly right, and anything."""
    bodies = st.binary(max_size=40)
    stamps = st.integers(0, 2**40).map(str) | st.text(max_size=14)

    @st.composite
    def one(draw):
        timestamp, body = draw(stamps), draw(bodies)
        right = signed(secret, timestamp, body)
        cut = draw(st.integers(0, len(right)))
        signature = draw(st.sampled_from((right, right[:cut], f"{right}0")) | st.text())
        near = int(timestamp) if timestamp.isascii() and timestamp.isdigit() else 0
        return timestamp, signature, body, near + draw(st.integers(-400, 400))

    return one()


KINDS = (receive.JSON, receive.FORM, "text/plain", "", "application/json; charset=x")
bodies = st.tuples(
    st.sampled_from(KINDS),
    st.binary(max_size=200)
    | st.sampled_from(
        (b"payload=", b"command=%2Fincident&text=", b'{"type": ')
    ).flatmap(lambda head: st.binary(max_size=60).map(lambda tail: head + tail)),
)


@st.composite
def damaged(draw):
    """Give a payload of which some part was lost, or replaced by something else."""
    payload = draw(st.sampled_from(sent.EVERY))()
    for _ in range(draw(st.integers(1, 3))):
        place = payload
        while True:
            key = draw(st.sampled_from(list(place)))
            if not (isinstance(place[key], dict) and place[key]) or draw(st.booleans()):
                break
            place = place[key]
        if draw(st.booleans()):
            place[key] = draw(anything)
        elif len(place) > 1:
            del place[key]
    return payload


@st.composite
def typed(draw):
    """Give a whole payload with anything that a person could type in its places."""
    said = draw(lines)
    made = draw(
        st.sampled_from(
            (
                lambda: sent.command(f"declare {said}"),
                lambda: sent.command(said),
                lambda: sent.action(value=said),
                lambda: sent.action(draw(st.sampled_from(ACTIONS)), value=said),
                lambda: sent.message_action(message={"ts": "1.1", "text": said}),
            )
        )
    )
    return made()


ACTIONS = ("incidents.resolve", "incidents.undo", "incidents.severity", "nothing.known")
payloads = damaged() | typed()
element = st.fixed_dictionaries(
    {},
    optional={
        "value": st.none() | words,
        "selected_option": st.none() | st.fixed_dictionaries({"value": words}),
        "selected_options": st.lists(
            st.fixed_dictionaries({"value": words}), max_size=3
        ),
        "selected_user": st.none() | st.just("U0DANA"),
        "selected_conversation": st.none() | st.just("C0OPS"),
        "selected_date_time": st.none() | st.integers(0, 2**35 - 1),
    },
)
views = st.dictionaries(
    st.text(max_size=5), st.dictionaries(st.text(max_size=5), element, max_size=2)
).map(lambda values: {"state": {"values": values}})
SHIPPED = policy.DEFAULTS.read_bytes().splitlines(keepends=True)


@st.composite
def _spoilt(draw):
    """Give the policy that ships with some lines lost, doubled or spoilt."""
    kept = list(SHIPPED)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(kept) - 1))
        line, junk = kept[at], draw(st.binary(max_size=12)) + b"\n"
        other = line.split(b"=")[0] + b"= " + draw(st.sampled_from(VALUES))
        half = line[: len(line) // 2]
        kept[at : at + 1] = draw(
            st.sampled_from(([], [line, line], [half], [junk], [other]))
        )
        kept = kept or [b"\n"]
    return b"".join(kept)


policies = _spoilt()
PLACE = {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 3}}
RESULT = {
    "ruleId": "r1",
    "level": "error",
    "message": {"text": "no"},
    "locations": [{"physicalLocation": PLACE}],
    "partialFingerprints": {"a": "b"},
    "properties": {"security-severity": "9.8", "tags": ["security"]},
}
RULE = {"id": "r1", "shortDescription": {"text": "x"}, "properties": {}}


@st.composite
def _report(draw):
    """Give a report of a scanner of which parts were replaced by anything."""
    result, rule = dict(RESULT), dict(RULE)
    for part in (result, rule):
        for key in draw(st.lists(st.sampled_from(sorted(part)), max_size=3)):
            part[key] = draw(anything)
    driver = {"name": draw(words | anything), "rules": draw(st.just([rule]) | anything)}
    run = {"tool": {"driver": driver}, "results": draw(st.just([result]) | anything)}
    row = {"title": draw(words), "severity": draw(st.sampled_from(("low", "", "x")))}
    whole = draw(
        st.sampled_from(({"runs": [run]}, {"scanner": "a", "findings": [row]}))
        | st.fixed_dictionaries({"runs": anything})
        | st.fixed_dictionaries({"findings": anything, "scanner": anything})
    )
    body = json.dumps(whole).encode(errors="replace")
    return body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body


table = st.lists(st.lists(words, max_size=4).map(",".join), max_size=4).map(
    lambda rows: "\n".join(["title,severity,owner", *rows]).encode(errors="replace")
)
reports = _report() | table | st.binary(max_size=80)
VALUES = (
    b'"1d"\n',
    b"-1\n",
    b"[]\n",
    b"{}\n",
    b"nan\n",
    b'""\n',
    b"1e400\n",
    b"true\n",
)


KEYS = (
    *("name,kind,lives", "name;kind;lives;owner", "[[keys]]", "[keys]", "[[services]]"),
    *('name = "a"', 'kind = "secret"', 'lives = "v"', "rotated = 2026-01-01", "x = 1"),
    *("a,secret,v", "a,secret,v,me,low,2026-13-01,never,h", '"', '""', ",", ";", "\t"),
    *("expires", "value", "xoxb-1234567890-abc", "-----BEGIN PRIVATE KEY-----", "\r"),
    *("\ufeff", "\x00", "#", "[[keys]]\nname = 1", "[" * 600),
)
tables = st.tuples(
    st.sampled_from(("", "csv", "toml")),
    st.lists(st.sampled_from(KEYS) | st.text(max_size=8), max_size=9).map("\n".join),
)
