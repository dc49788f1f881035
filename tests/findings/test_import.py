"""`longwatch import` takes findings in whole, or tells each mistake with its line."""

import pytest

from tests.findings.test_reading import ours, result, sarif
from tests.runtime.commands import environment, install, run

CSV = "title,severity,reference,owner\nWeak cipher,high,CVE-2026-1,\nTypo,low,,\n"


@pytest.fixture
async def place(database, tmp_path):
    """Install a workspace, and make a folder for files."""
    environ = environment(database, tmp_path)
    await install(database, tmp_path, team="T0ACME")
    return environ, tmp_path


def put(folder, name, body):
    file = folder / name
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    return str(file)


async def test_each_kind_of_file_is_taken_in_and_seen_again(place):
    environ, folder = place
    ran = await run(environ, "import", put(folder, "ours.csv", CSV))
    assert (ran.code, ran.out) == (0, "csv: 2 new, 0 gone, 0 known\n")
    ran = await run(environ, "import", put(folder, "ours.csv", CSV))
    assert ran.out == "csv: 0 new, 0 gone, 2 known\n"
    ran = await run(environ, "import", put(folder, "report.SARIF", sarif(result())))
    assert ran.out == "trivy: 1 new, 0 gone, 0 known\n"
    row = {"title": "Weak cipher", "severity": "high"}
    ran = await run(environ, "import", put(folder, "zap.json", ours(row)), "--json")
    counts = {"source": "zap", "new": 1, "back": 0, "gone": 0, "known": 0}
    assert ran.said == {"ok": True, "findings": [counts]}
    assert (await run(environ, "ledger", "verify")).code == 0


async def test_what_is_wrong_is_told_with_its_line_and_nothing_is_taken(place):
    environ, folder = place
    file = put(folder, "ours.csv", f"{CSV}Bad,awful,,\nWorse,low,,@nobody\n")
    ran = await run(environ, "import", file)
    assert ran.code == 1
    assert f"{file}:4: severity: “awful” is no severity" in ran.err
    assert "Nothing was brought in." in ran.err
    file = put(folder, "ours.csv", f"{CSV}Worse,low,,@nobody\n")
    ran = await run(environ, "import", file, "--json")
    (mistake,) = ran.said["mistakes"]
    assert (mistake["line"], mistake["problem"][:20]) == (4, "owner: I know nobody")
    ran = await run(environ, "import", put(folder, "x.json", "[]"))
    assert "it is neither SARIF" in ran.err
    ran = await run(environ, "import", put(folder, "good.csv", CSV))
    assert ran.out == "csv: 2 new, 0 gone, 0 known\n"


async def test_a_csv_of_services_is_still_one_of_services(place):
    environ, folder = place
    text = "name,owner,standby,rpo,rto\nCheckout,sre_lead,warm,1h,4h\n"
    ran = await run(environ, "import", put(folder, "services.csv", text))
    assert ran.out == "Checkout: added\n1 service: 1 added\n"


async def test_a_file_that_is_too_large_is_refused(place):
    environ, folder = place
    ran = await run(environ, "import", put(folder, "a.sarif", b"x" * (10 * 2**20 + 1)))
    assert ran.code == 1
    assert "has more than 10 megabytes" in ran.err


async def test_a_file_of_another_kind_is_refused(place):
    environ, folder = place
    ran = await run(environ, "import", put(folder, "a.xml", "<a/>"))
    assert "findings a .csv, .sarif or .json" in ran.err
