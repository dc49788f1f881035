"""Reports of scanners, SARIF 2.1 and JSON of our own, read into what they found.

Of SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0. A result that was suppressed,
passed or is absent is none; how bad it is stands in `security-severity` (as CVSS),
else in its level.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core import tidy
from bot.core.errors import Invalid
from bot.findings import reading, rules
from bot.findings.reading import MOST
from bot.findings.reports import Mistake, Report, Unreadable, wrong
from bot.findings.rules import Draft, Kind, Severity

LEVELS = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "note": Severity.LOW,
    "none": Severity.LOW,
}
SCORES = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
QUALITY = {"quality", "correctness", "maintainability", "style", "performance"}
OURS = (*reading.KEYS,)
NO_REPORT = 'it is neither SARIF (with "runs") nor {"scanner": "…", "findings": […]}'


def reports(body: bytes, name: str = "") -> list[Report]:
    """Read what scanners report; *name* is what one is called that does not say so."""
    whole = reading.parsed(body)
    if not isinstance(whole, dict) or not {"runs", "findings"} & whole.keys():
        raise wrong(NO_REPORT, line=1)
    found = _Sarif(whole).read(name) if "runs" in whole else [_ours(whole, name)]
    if sum(len(one.drafts) for one in found) > MOST:
        raise wrong(f"a report may have {MOST:,} findings, this has more", path="runs")
    return _joined(found)


def _joined(found: list[Report]) -> list[Report]:
    """Make one report of what one scanner says in several runs."""
    by: dict[str, Report] = {}
    for one in found:
        known = by.get(one.source)
        drafts = (*known.drafts, *one.drafts) if known else one.drafts
        by[one.source] = replace(one, drafts=drafts)
    return [*by.values()]


def _source(said: object, path: str) -> str:
    text = tidy.line(said) if isinstance(said, str) else ""
    if not text:
        raise wrong("says no name of a scanner", path=path)
    return text[: rules.SOURCE].casefold()


class _Sarif:
    """One SARIF file."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole, self.mistakes = whole, list[Mistake]()

    def read(self, name: str) -> list[Report]:
        """Read every run, or raise what is wrong."""
        runs = self.whole["runs"]
        if not isinstance(runs, list) or not runs:
            raise wrong("must be a list of runs", path="runs")
        found = [
            self._run(run, f"runs[{n}]", name) for n, run in enumerate(runs[:MOST])
        ]
        if self.mistakes:
            raise Unreadable(self.mistakes)
        return found

    def _run(self, run: object, path: str, name: str) -> Report:
        if not isinstance(run, dict):
            raise wrong("must be an object", path=path)
        driver = _dict(_dict(run.get("tool")).get("driver"))
        source = _source(driver.get("name") or name, f"{path}.tool.driver.name")
        about = _dict(run.get("automationDetails")).get("id")
        if isinstance(about, str) and (scope := tidy.line(about).rpartition("/")[0]):
            source = f"{source} · {scope}"[: rules.SOURCE]
        results = run.get("results")
        if not isinstance(results, list):
            raise wrong("must be a list of results", path=f"{path}.results")
        listed = driver.get("rules")
        known = [_dict(rule) for rule in listed] if isinstance(listed, list) else []
        drafts = list[Draft]()
        for number, result in enumerate(results):
            one = self._result(result, known, f"{path}.results[{number}]", source)
            drafts += [one] if one else []
        return Report(source=source, drafts=tuple(drafts))

    def _result(
        self, result: object, known: list[dict[str, Any]], path: str, source: str
    ) -> Draft | None:
        if not isinstance(result, dict):
            self.mistakes.append(Mistake(problem="must be an object", path=path))
            return None
        if _passed(result):
            return None
        rule = _rule(result, known)
        try:
            return _draft(result, rule, source)
        except Invalid as refused:
            problem = f"{refused.field}: {str(refused).rstrip('.')}"
            self.mistakes.append(Mistake(problem=problem, path=path))
            return None


def _dict(said: object) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str:
    """Give the words of a message of SARIF."""
    if isinstance(said, dict):
        said = said.get("text") or said.get("markdown") or ""
    return tidy.line(said) if isinstance(said, str) else ""


def _passed(result: Mapping[str, Any]) -> bool:
    """Tell whether a result says that nothing is wrong, or that it was accepted."""
    shut = result.get("suppressions")
    accepted = [
        one
        for one in (shut if isinstance(shut, list) else [])
        if _dict(one).get("status", "accepted") == "accepted"
    ]
    absent = result.get("baselineState") == "absent"
    return bool(accepted) or absent or result.get("kind", "fail") != "fail"


def _rule(result: Mapping[str, Any], known: list[dict[str, Any]]) -> dict[str, Any]:
    """Find the rule that a result names, by its place or by its id."""
    within = _dict(result.get("rule"))
    index = result.get("ruleIndex", within.get("index"))
    if isinstance(index, int) and 0 <= index < len(known):
        return known[index]
    named = result.get("ruleId") or within.get("id")
    return next((rule for rule in known if named and rule.get("id") == named), {})


def _draft(result: Mapping[str, Any], rule: Mapping[str, Any], source: str) -> Draft:
    named = result.get("ruleId") or _dict(result.get("rule")).get("id")
    reference = _text(named or rule.get("id"))[: rules.REFERENCE]
    said = _text(result.get("message")) or _text(rule.get("shortDescription"))
    if not reference and not said:
        raise Invalid("message", "It has neither a rule nor a message")
    title = said if not reference or reference in said else f"{reference}: {said}"
    return Draft(
        title=(title.rstrip(": ") or reference)[: rules.TITLE],
        severity=_severity(result, rule),
        kind=_kind(result, rule),
        reference=reference,
        place=_place(result)[: rules.PLACE],
        source=source,
        mark=_mark(result),
    )


def _severity(result: Mapping[str, Any], rule: Mapping[str, Any]) -> Severity:
    for one in (result, rule):
        score = _score(_dict(one.get("properties")).get("security-severity"))
        if score is not None:
            return next((s for least, s in SCORES if score >= least), Severity.LOW)
    default = _dict(rule.get("defaultConfiguration")).get("level", "warning")
    level = result.get("level", default)
    if not isinstance(level, str) or level not in LEVELS:
        raise Invalid("level", f"It is none of {', '.join(LEVELS)}")
    return LEVELS[level]


def _score(said: object) -> float | None:
    if not isinstance(said, str | int | float) or isinstance(said, bool):
        return None
    try:
        score = float(said)
    except ValueError:
        return None
    return score if 0 <= score <= 10 else None  # noqa: PLR2004 (CVSS ends there)


def _kind(result: Mapping[str, Any], rule: Mapping[str, Any]) -> Kind:
    for one in (result, rule):
        tags = _dict(one.get("properties")).get("tags")
        named = (
            {t.casefold() for t in tags if isinstance(t, str)}
            if isinstance(tags, list)
            else set()
        )
        if "security" in named:
            return Kind.VULNERABILITY
        if named & QUALITY:
            return Kind.DEFECT
    return Kind.VULNERABILITY


def _place(result: Mapping[str, Any]) -> str:
    """Give the file and line of a result, else what it calls its place."""
    places = result.get("locations")
    first = _dict(places[0]) if isinstance(places, list) and places else {}
    physical = _dict(first.get("physicalLocation"))
    uri = _text(_dict(physical.get("artifactLocation")).get("uri"))
    line = _dict(physical.get("region")).get("startLine")
    if uri:
        counts = isinstance(line, int) and not isinstance(line, bool)
        return f"{uri}:{line}" if counts else uri
    logical = first.get("logicalLocations")
    named = _dict(logical[0]) if isinstance(logical, list) and logical else {}
    return _text(named.get("fullyQualifiedName") or named.get("name"))


def _mark(result: Mapping[str, Any]) -> str:
    """Give what its scanner knows it by, though lines move."""
    for name in ("fingerprints", "partialFingerprints"):
        prints = _dict(result.get(name))
        said = {k: v for k, v in prints.items() if isinstance(v, str) and v}
        if said:
            file = _place(result).rpartition(":")[0]
            return f"{file} {min(said.items())[1]}"[: rules.PLACE]
    return ""


def _ours(whole: Mapping[str, Any], name: str) -> Report:
    """Read JSON of our own."""
    unknown = sorted(whole.keys() - {"scanner", "findings", "complete"})
    if unknown:
        raise wrong("is none of scanner, findings, complete", path=unknown[0][:40])
    source = _source(whole.get("scanner") or name, "scanner")
    rows, complete = whole["findings"], whole.get("complete", True)
    if not isinstance(rows, list):
        raise wrong("must be a list", path="findings")
    if not isinstance(complete, bool):
        raise wrong("must be true or false", path="complete")
    drafts, owners = _rows(rows, source)
    more: dict[str, Any] = {"complete": complete, "owners": owners}
    return Report(source=source, drafts=tuple(drafts), **more)


def _rows(rows: list[object], source: str) -> tuple[list[Draft], dict[str, Mistake]]:
    """Read every finding, with where each owner is named first; or raise Unreadable."""
    drafts, mistakes = list[Draft](), list[Mistake]()
    owners = dict[str, Mistake]()
    for number, row in enumerate(rows):
        path = f"findings[{number}]"
        try:
            one = _row(row, source)
        except Invalid as refused:
            problem = str(refused).rstrip(".")
            said = f"{path}.{refused.field}" if refused.field else path
            mistakes.append(Mistake(problem=problem, path=said))
            continue
        drafts.append(one)
        owners.setdefault(one.owner, Mistake(problem="", path=f"{path}.owner"))
    if mistakes:
        raise Unreadable(mistakes)
    return drafts, owners


def _row(row: object, source: str) -> Draft:
    if not isinstance(row, dict):
        raise Invalid("", "It must be an object")
    for key, value in row.items():
        if key not in OURS:
            raise Invalid(key[:40], f"It is none of {', '.join(OURS)}")
        if not isinstance(value, str):
            raise Invalid(key, "It must be text in quotes")
    return replace(rules.draft(row), source=source)
