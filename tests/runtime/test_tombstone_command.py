"""`longwatch tombstone`: shown first, then done, then done already."""

import json
import os
import signal
import subprocess
import sys

import pytest

from bot.runtime.commands import terminal
from tests.library.test_carrying import TREE, found, put
from tests.runtime.commands import process, run

YOUNG = {"plans/young.md": "Status: Retired 2126-01-31\n"}


@pytest.fixture
def folder(tmp_path):
    return put(tmp_path / "docs", {**TREE, **YOUNG})


async def test_a_dry_run_shows_the_difference_and_changes_nothing(folder):
    before = found(folder)
    ran = await run({}, "tombstone", str(folder), "--dry-run")
    assert ran.code == 0
    assert "rename plans/old.md -> _archive/plans/old.md" in ran.out
    assert "-Instead of [old](old.md)." in ran.out
    assert "+Instead of [old](../_archive/plans/old.md)." in ran.out
    assert "+<summary>Archived (2)</summary>" in ran.out
    assert ran.out.endswith("This was a dry run: nothing was changed.\n")
    assert found(folder) == before


async def test_it_is_done_and_then_there_is_nothing_to_do(folder):
    ran = await run({}, "tombstone", str(folder))
    assert ran.code == 0
    assert "plans/old.md -> _archive/plans/old.md (retired 2020-01-31)" in ran.out
    assert "plans/new.md: links\nREADME.md: the index\n" in ran.out
    assert ran.out.endswith("2 archived, 2 rewritten.\n")
    after = found(folder)
    assert "plans/young.md" in after
    ran = await run({}, "tombstone", str(folder))
    assert (ran.code, ran.out) == (
        0, "Nothing is to be archived, and every link leads where it should.\n",
    )  # fmt: skip
    assert found(folder) == after


async def test_json_says_the_same(folder):
    (folder / "odd.md").write_text("Status: Retired\n")
    shown = await run({}, "tombstone", str(folder), "--dry-run", "--json")
    ran = await run({}, "tombstone", str(folder), "--json")
    assert ran.said == {
        "format": "longwatch/tombstone/1",
        "dry_run": False,
        "moved": [
            {"from": "plans/deep/older.md", "to": "_archive/plans/deep/older.md",
             "retired": "2019-01-01"},
            {"from": "plans/old.md", "to": "_archive/plans/old.md",
             "retired": "2020-01-31"},
        ],
        "index": "README.md",
        "rewritten": ["plans/new.md", "README.md"],
        "problems": {
            "odd.md": "it does not say since when: write `Status: Retired 2026-01-31`"
        },
    }  # fmt: skip
    assert shown.said.pop("diff").startswith("rename plans/deep/older.md")
    assert shown.said["moved"] == ran.said["moved"]


@pytest.mark.parametrize(("age", "moved"), [("6m", 2), ("1 year", 2), ("200y", 0)])
async def test_how_long_is_chosen(folder, age, moved):
    ran = await run({}, "tombstone", str(folder), "--older-than", age, "--json")
    assert len(ran.said["moved"]) == moved


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere is no folder"),
        ([".", "--older-than", "soon"], "“soon” is no age such as 6m, 180d"),
    ],
)
async def test_what_can_not_be_is_refused(words, says):
    ran = await run({}, "tombstone", *words)
    assert ran.code == 1
    assert says in ran.err


@pytest.mark.slow
def test_a_file_that_may_not_be_read_is_named(folder):
    (folder / "plans/new.md").chmod(0)
    before = sorted(file.name for file in folder.rglob("*"))
    ran = process({}, "tombstone", str(folder), obeying=True)
    assert ran.code == 1
    assert "new.md can't be used: Permission denied" in ran.err
    assert sorted(file.name for file in folder.rglob("*")) == before


@pytest.mark.slow
def test_a_process_that_is_killed_is_followed_by_one_that_ends_it(tmp_path):
    many = {f"old/{number}.md": f"Status: Retired 2020-01-31\n[n]({number + 1}.md)"
            for number in range(300)}  # fmt: skip
    whole, torn = put(tmp_path / "whole", many), put(tmp_path / "torn", many)
    process({}, "tombstone", str(whole))
    words = [sys.executable, "-m", "bot", "tombstone", str(torn)]
    killed = subprocess.Popen(words, env=os.environ, stdout=subprocess.DEVNULL)
    while killed.poll() is None and not (torn / "_archive/old/2.md").exists():
        pass
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(found(torn)) >= len(many)
    ran = process({}, "tombstone", str(torn), "--json")
    assert json.loads(ran.out)["problems"] == {}
    assert found(torn) == found(whole)


async def test_long_work_shows_how_far_it_is(folder, monkeypatch):
    told = []
    monkeypatch.setattr(terminal.Progress, "update", lambda *_, **now: told.append(now))
    await run({}, "tombstone", str(folder))
    assert {"completed": 5, "total": 5} in told
