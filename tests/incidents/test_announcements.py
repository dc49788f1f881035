"""What the policy announces, and what it leaves to the room."""

import pytest

from tests import factories

QUIET = factories.POLICY + "\n[severities.4]\nannounced = false\n"


@pytest.fixture
async def quiet(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home", policy=QUIET) as made:
        yield made


async def test_a_severity_that_is_not_announced_is_once_it_is_raised(quiet):
    dana = quiet.person("dana")
    await dana.types("#general", "/incident declare sev4 a typo in the footer")
    await quiet.settled()
    assert not [one for one in await dana.reads("#incidents") if "INC-1" in one.text]

    await dana.types("#general", "/incident severity INC-1 sev2 it is the price")
    await quiet.settled()
    await dana.sees("#incidents", "INC-1 · SEV-2 · a typo in the footer")
    await dana.types("#general", "/incident severity INC-1 sev4 it was a test page")
    await quiet.settled()
    await dana.sees("#incidents", "INC-1 · SEV-4 · a typo in the footer")
