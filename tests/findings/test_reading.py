"""What is said of findings, read: one line, CSV, SARIF, JSON; hostile or not."""

import json

import pytest

from bot import findings
from bot.core.errors import Invalid
from bot.findings import Kind, Severity, Unreadable
from bot.findings.reading import BIGGEST, MOST
from bot.findings.rules import fingerprint

HEAD = "title,severity,kind,reference,place,surface,owner,source\n"
HOSTILE = "<!channel> {{ 7 * 7 }} \x00\x1b[31m \u202eabc"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "critical CVE-2026-1234 in openssl @dana",
            {
                "severity": "critical",
                "reference": "CVE-2026-1234",
                "surface": "openssl",
                "owner": "@dana",
                "title": "CVE-2026-1234 in openssl",
            },
        ),
        (
            "audit low access reviews lack dates",
            {
                "kind": "audit",
                "severity": "low",
                "title": "access reviews lack dates",
            },
        ),
        (
            "High: SQL injection at src/login.py:42 <@U0DANA|dana>",
            {
                "severity": "high",
                "place": "src/login.py:42",
                "owner": "<@U0DANA|dana>",
                "title": "SQL injection",
            },
        ),
        (
            "bug medium cwe-79 in the search form owner <!subteam^S0WEB|@web>",
            {
                "kind": "defect",
                "severity": "medium",
                "reference": "CWE-79",
                "surface": "the search form",
                "owner": "S0WEB",
                "title": "cwe-79 in the search form",
            },
        ),
        # A word that is bad news further on is no severity.
        ("a critical path is untested", {"title": "a critical path is untested"}),
        ("", {"title": ""}),
    ],
)
def test_a_line_says_a_finding(text, said):
    assert findings.read(text) == said


def test_a_csv_is_read_whole():
    text = f"{HEAD}Weak cipher,high,,CVE-2026-1,a.py:3,billing,@dana,Nessus\nTypo,Low\n"
    nessus, plain = findings.table(text.encode())
    (one,) = nessus.drafts
    assert (one.severity, one.kind, one.owner) == (
        Severity.HIGH,
        Kind.VULNERABILITY,
        "@dana",
    )
    assert (nessus.source, plain.source) == ("Nessus", "csv")
    assert (nessus.complete, nessus.scanner) == (False, False)
    assert nessus.owners["@dana"].line == 2


@pytest.mark.parametrize("text", [";", "\t"])
def test_other_signs_may_stand_between_cells_and_names_may_differ(text):
    lines = '\ufeffName,Level,CVE\r\n"a, b",moderate,CVE-2026-1\r\n'
    body = lines.replace(",", text).replace(f"a{text} b", "a, b")
    (report,) = findings.table(body.encode())
    assert report.drafts[0].title == "a, b"
    assert report.drafts[0].severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        (b"", 1, "there is no finding below the first line"),
        (HEAD.encode(), 1, "there is no finding below the first line"),
        (b"title,colour\na,b\n", 1, "“colour” is no column"),
        (b"title,kind\na,defect\n", 1, "it has no column severity"),
        (b"title,severity,title\na,low,b\n", 1, "it has a column twice"),
        (b"title,severity\n\na,awful\n", 3, "severity: “awful” is no severity"),
        (b"title,severity\n???,low\n", 2, "title: Say what was found"),
        (b"title,severity\n=HYPERLINK(1),low\n", 2, "title: It begins with ="),
        (b"title,severity\na,low,c\n", 2, "it has more cells than the 2 columns"),
        (b'title,severity\n"a,low\n', 2, "it is no CSV"),
        (b"title,severity\na,low\n\xff,low\n", 3, "it is not text in UTF-8"),
        ("title,severity\na,low\n".encode("utf-16"), 1, "it is UTF-16"),
        (b"PK\x03\x04", 1, "it is a zip"),
        (b"\x1f\x8b\x08", 1, "it is gz"),
        (f"{HEAD}{'x' * 151},low\n".encode(), 2, "title: It may have 150 characters"),
        (f"{HEAD}a,low,,,,,,{'s' * 81}\n".encode(), 2, "source: It may have 80"),
        (b"x" * (BIGGEST + 1), 1, "it has more than 10 megabytes"),
    ],
)
def test_what_is_wrong_with_a_csv_is_told_with_its_line(body, line, problem):
    with pytest.raises(Unreadable) as wrong:
        findings.table(body)
    (first, *_) = wrong.value.mistakes
    assert (first.line, first.problem[: len(problem)]) == (line, problem)


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(Unreadable) as wrong:
        findings.table(b"title,severity\na,awful\nb,low\n?,low\n")
    assert [one.line for one in wrong.value.mistakes] == [2, 4]


def test_a_file_has_an_end():
    rows = "".join(f"finding {n},low\n" for n in range(MOST + 1))
    with pytest.raises(Unreadable, match="a file may have 10,000 findings"):
        findings.table(f"title,severity\n{rows}".encode())
    rows = rows.partition("finding 10000")[0]
    (report,) = findings.table(f"title,severity\n{rows}".encode())
    assert len(report.drafts) == MOST


def sarif(*results, rules=(), name="Trivy", **run):
    driver = {"name": name, "rules": list(rules)}
    whole = {"tool": {"driver": driver}, "results": list(results), **run}
    return json.dumps({"version": "2.1.0", "runs": [whole]}).encode()


def result(**more):
    place = {
        "physicalLocation": {
            "artifactLocation": {"uri": "src/login.py"},
            "region": {"startLine": 42},
        }
    }
    given = {"ruleId": "py/sql", "message": {"text": "SQL"}, "locations": [place]}
    return {**given, **more}


RULE = {"id": "py/sql", "properties": {"security-severity": "9.8"}}


def test_a_sarif_is_read_as_its_rules_say():
    (report,) = findings.reports(sarif(result(), rules=[RULE]))
    (one,) = report.drafts
    assert (report.source, report.complete, report.scanner) == ("trivy", True, True)
    assert (one.title, one.reference) == ("py/sql: SQL", "py/sql")
    assert (one.severity, one.place) == (Severity.CRITICAL, "src/login.py:42")


@pytest.mark.parametrize(
    ("given", "rule", "severity"),
    [
        ({"level": "error"}, {}, Severity.HIGH),
        ({"level": "note"}, {}, Severity.LOW),
        ({}, {}, Severity.MEDIUM),
        ({}, {"defaultConfiguration": {"level": "error"}}, Severity.HIGH),
        ({"properties": {"security-severity": 7}}, RULE, Severity.HIGH),
        ({"properties": {"security-severity": "soon"}}, RULE, Severity.CRITICAL),
        ({"properties": {"security-severity": "0.1"}}, RULE, Severity.LOW),
        ({"properties": {"security-severity": True}}, {}, Severity.MEDIUM),
    ],
)
def test_how_bad_a_result_is(given, rule, severity):
    body = sarif(result(**given), rules=[{"id": "py/sql", **rule}])
    (report,) = findings.reports(body)
    assert report.drafts[0].severity is severity


@pytest.mark.parametrize(
    "given",
    [
        {"suppressions": [{"kind": "inSource"}]},
        {"suppressions": [{"kind": "external", "status": "accepted"}]},
        {"kind": "pass"},
        {"baselineState": "absent"},
    ],
)
def test_what_passed_or_was_suppressed_is_no_finding(given):
    (report,) = findings.reports(sarif(result(**given)))
    assert report.drafts == ()


def test_a_suppression_that_was_rejected_suppresses_nothing():
    given = {"suppressions": [{"status": "rejected"}]}
    (report,) = findings.reports(sarif(result(**given)))
    assert len(report.drafts) == 1


def test_a_line_that_moves_is_the_same_finding_where_its_scanner_says_so():
    same = {"partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:1"}}
    (before,) = findings.reports(sarif(result(**same)))[0].drafts
    moved = result(**same)
    moved["locations"][0]["physicalLocation"]["region"]["startLine"] = 60
    (after,) = findings.reports(sarif(moved))[0].drafts
    assert fingerprint(before) == fingerprint(after)
    assert before.place != after.place


def test_runs_of_one_scanner_are_one_report_and_categories_are_apart():
    one = json.loads(sarif(result()))["runs"][0]
    other = {**one, "automationDetails": {"id": "api/2026-11-27"}}
    found = findings.reports(json.dumps({"runs": [one, other, one]}).encode())
    assert [(r.source, len(r.drafts)) for r in found] == [
        ("trivy", 2),
        ("trivy · api", 1),
    ]


def test_what_is_of_quality_is_a_defect():
    rule = {"id": "py/sql", "properties": {"tags": ["Maintainability"]}}
    (report,) = findings.reports(sarif(result(), rules=[rule]))
    assert report.drafts[0].kind is Kind.DEFECT


def ours(*rows, **more):
    return json.dumps({"scanner": "zap", "findings": list(rows), **more}).encode()


def test_json_of_our_own_is_read():
    row = {"title": "Weak cipher", "severity": "high", "owner": "@dana"}
    (report,) = findings.reports(ours(row, complete=False))
    assert (report.source, report.complete) == ("zap", False)
    assert report.owners["@dana"].path == "findings[0].owner"


def test_one_without_a_name_is_called_as_its_hook():
    row = {"title": "Weak cipher", "severity": "high"}
    (report,) = findings.reports(json.dumps({"findings": [row]}).encode(), "nightly")
    assert report.source == "nightly"


DEEP = b'{"runs": ' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    ("body", "place", "problem"),
    [
        (b"", "line 1", "it is no JSON"),
        (b'{"runs":\n [1,\n}', "line 3", "it is no JSON"),
        (b"[]", "line 1", "it is neither SARIF"),
        (b"null", "line 1", "it is neither SARIF"),
        (b'{"results": []}', "line 1", "it is neither SARIF"),
        (b'{"runs": null}', "runs", "must be a list"),
        (b'{"runs": []}', "runs", "must be a list"),
        (b'{"runs": [3]}', "runs[0]", "must be an object"),
        (b'{"runs": [{}]}', "runs[0].tool.driver.name", "says no name"),
        (sarif(results=None), "runs[0].results", "must be a list"),
        (sarif(3), "runs[0].results[0]", "must be an object"),
        (sarif({}), "runs[0].results[0]", "message: It has neither"),
        (sarif(result(level="awful")), "runs[0].results[0]", "level: It is none of"),
        (sarif(result(level=[])), "runs[0].results[0]", "level: It is none of"),
        (sarif(result(), name="\u0000"), "runs[0].tool.driver.name", "says no name"),
        (ours({"title": "a"}), "findings[0].severity", "Say how bad it is"),
        (ours({"title": 3, "severity": "low"}), "findings[0].title", "It must be text"),
        (ours({"titel": "a"}), "findings[0].titel", "It is none of"),
        (ours(None), "findings[0]", "It must be an object"),
        (ours(complete="yes"), "complete", "must be true or false"),
        (ours(more=1), "more", "is none of scanner"),
        (b'{"findings": {}, "scanner": "a"}', "findings", "must be a list"),
        (b'{"findings": []}', "scanner", "says no name"),
        (DEEP, "line 1", "it is nested too deeply"),
        (b"\xff\xfe{", "line 1", "it is UTF-16"),
        (b'{"runs": "\xff"}', "line 1", "it is not text in UTF-8"),
    ],
    ids=lambda said: said[:40] if isinstance(said, str) else "",
)
def test_what_is_wrong_with_a_report_is_told_with_its_place(body, place, problem):
    with pytest.raises(Unreadable) as wrong:
        findings.reports(body)
    (first, *_) = wrong.value.mistakes
    assert first.place == place
    assert problem in first.problem


def test_a_report_has_an_end():
    row = {"title": "a", "severity": "low"}
    with pytest.raises(Unreadable, match="a report may have 10,000 findings"):
        findings.reports(ours(*[row] * (MOST + 1)))


def test_strange_shapes_within_a_result_are_borne():
    for name in ("message", "locations", "rule", "properties", "fingerprints"):
        for strange in (None, 3, "x", [], [None], {"a": [1]}, True):
            body = sarif(result(**{name: strange}), rules=[None, 3, RULE])
            (report,) = findings.reports(body)
            assert len(report.drafts) == 1


def test_nothing_that_a_terminal_or_a_database_obeys_is_kept():
    (report,) = findings.reports(sarif(result(message={"text": HOSTILE})))
    assert report.drafts[0].title == "py/sql: <!channel> {{ 7 * 7 }} [31m abc"
    (report,) = findings.reports(ours({"title": HOSTILE, "severity": "low"}))
    assert "\x00" not in report.drafts[0].title


@pytest.mark.parametrize("text", ["", " ", "awful"])
def test_no_severity_is_made_up(text):
    with pytest.raises(Invalid):
        findings.severity(text)
