"""Files of services: CSV and TOML, each mistake with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import services
from bot.services import reading
from bot.services.rules import Standby

HEAD = "name,owner,standby,rpo,rto,surface,runbook,plan"
ROW = "Checkout,@dana,warm,1h,4h,billing,billing,https://wiki.example.com/dr"
TABLE = """\
[[services]]
name = "Checkout"
owner = "@dana"
standby = "warm"
rpo = "1h"
rto = "4h"
"""


def read(text, kind=""):
    return [dict(one.found) for one in services.entries(text, kind)]


def wrong(text, kind=""):
    with pytest.raises(services.Unreadable) as refused:
        services.entries(text, kind)
    return [(one.line, one.problem) for one in refused.value.mistakes]


def mistakes(text, kind):
    """Give what is wrong with a text; nothing where it is read."""
    try:
        services.entries(text, kind)
    except services.Unreadable as refused:
        return refused.mistakes
    return []


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\r\n{ROW}\r\n",
        f"\n\n{HEAD}\n\n{ROW}\n,,,,,,,\n",
        f"{HEAD}\n{ROW}".replace(",", ";"),
        f"{HEAD}\n{ROW}".replace(",", "\t"),
        f"Service,Owner,Standby class,RPO objective,RTO,Surface,Runbook,DR plan\n{ROW}",
    ],
)
def test_a_table_is_read(text):
    (found,) = read(text)
    assert found["name"] == "Checkout"
    assert found["standby"] is Standby.WARM
    assert (found["rpo"], found["rto"]) == (3600, 14_400)
    assert found["plan"] == "https://wiki.example.com/dr"


def test_toml_is_read_and_known_by_its_look():
    (found,) = read(f"# ours\n{TABLE}plan = 'in the safe'\n")
    assert (found["name"], found["plan"]) == ("Checkout", "in the safe")
    assert read(TABLE, "toml") == read(TABLE)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "the first line names the columns"),
        (HEAD, 1, "there is no service below the first line"),
        ("name,owner,rpo,rto\nx,me,1h,1h", 1, "it has no column standby"),
        (f"{HEAD},name\n{ROW},x", 1, "it has a column twice"),
        (f"{HEAD},colour\n{ROW},red", 1, "“colour” is no column"),
        (f"{HEAD}\n{ROW},one,more", 2, "it has more cells than the 8 columns"),
        (f"{HEAD}\n{ROW}\n{ROW}", 3, "name: it stands in line 2 already"),
        (f"{HEAD}\n{ROW}\nSearch,,hot,1h,1h", 3, "owner: Say who owns it"),
        (f"{HEAD}\nSearch,me,tepid,1h,1h", 2, "standby: “tepid” is no standby class"),
        (f"{HEAD}\nSearch", 2, "owner: Say who owns it"),
        (f'{HEAD}\n"Search\nagain,me,hot,1h,1h', 2, "it is no CSV"),
        (f"{HEAD}\nSe\0arch,me,hot,1h,1h", 2, ""),
        (f'{HEAD}\n"two\nlines",me,hot,1h,x', 2, "rto: “x” is no length of time"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(text, line, told):
    if not told:  # what no database keeps is taken out
        assert read(text)[0]["name"] == "Search"
        return
    first = wrong(text, "csv")[0]
    assert first[0] == line
    assert told in first[1]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[[services]\n", 1, "it is no TOML"),
        (f"{TABLE}rpo = '2h'\n", 7, "it is no TOML"),
        ("[services]\nname = 'x'\n", 1, "it is no TOML of services"),
        ("services = ['x']\n", 1, "it is no TOML of services"),
        ("[[keys]]\nname = 'x'\n", 1, "it is no TOML of services"),
        (f"{TABLE}\n[other]\n", 1, "it is no TOML of services"),
        ("# nothing\n", 1, "it is no TOML of services"),
        (TABLE.replace('"1h"', "1"), 5, 'rpo is written in quotes, such as rpo = "1h"'),
        (f"{TABLE}colour = 'red'\n", 1, "“colour” is none of name, surface"),
        (TABLE.replace('"1h"', '"x"'), 5, "rpo: “x” is no length of time"),
        (f"{TABLE}\n{TABLE}", 9, "name: it stands in line 1 already"),
        (f"{TABLE}\n{TABLE.replace('Checkout', '?')}", 9, "name: Say what the service"),
        (f"{TABLE}title = 'x'\n", 2, "name stands there twice"),
        ("x = " + "[" * 5000, 1, ""),
    ],
)
def test_what_is_wrong_with_toml_is_told_with_its_line(text, line, told):
    first = wrong(text, "toml")[0]
    assert first[0] == line
    assert told in first[1]


def test_all_that_is_wrong_is_told_at_once_in_order():
    rows = ["A,me,hot,1h,1h", "B,me,x,y,0", "C,,hot,1h,1h", "D,me,hot,1h,1h"]
    told = wrong("\n".join([HEAD, *rows]))
    assert [line for line, _ in told] == [3, 3, 3, 4]


def test_a_file_that_is_too_long_is_refused():
    rows = "\n".join(f"S{n},me,hot,1h,1h" for n in range(reading.MOST + 1))
    ((line, told),) = wrong(f"{HEAD}\n{rows}")
    assert (line, "500" in told) == (502, True)
    ((_, told),) = wrong("x" * (reading.BIGGEST + 1))
    assert "characters" in told


@given(st.text(), st.sampled_from(["", "csv", "toml"]))
def test_any_text_is_read_or_refused_with_a_line(text, kind):
    assert all(one.line >= 1 and one.problem for one in mistakes(text, kind))


CELLS = st.lists(st.text(max_size=30), max_size=9)


@given(st.lists(CELLS, max_size=6))
def test_any_table_below_its_columns_is_read_or_refused_with_a_line(rows):
    body = "\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
        for row in rows
    )
    found = mistakes(f"{HEAD}\n{body}", "csv")
    assert all(one.line >= 1 and one.problem for one in found)
