"""A tree on the disk is changed whole, or as far as it came; nothing is lost."""

import os
import threading
from datetime import date

import pytest

from bot import library
from bot.library import carrying

LAST = date(2026, 1, 31)
TREE = {
    "README.md": "# Docs\n\n[old](plans/old.md) and [older](plans/deep/older.md)\n",
    "plans/old.md": "Status: Retired 2020-01-31\n\n"
    "[deep](deep/older.md) [up](../README.md)",
    "plans/deep/older.md": "---\nstatus: retired\nretired: 2019-01-01\n---\n"
    "[a](../old.md)",
    "plans/new.md": "# New\r\n\r\nInstead of [old](old.md).\r\n",
    "plans/deep/pic.png": "no text",
}
OPERATIONS = ("mkdir", "open", "fsync", "chmod", "replace", "unlink")


class Killed(BaseException):
    """The process is gone: nothing that follows is run."""


def silent(done, of):
    del done, of


def put(folder, tree):
    for place, text in tree.items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return folder


def found(folder):
    """Give everything that is in a folder, hidden files too."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().decode()
        for file in folder.rglob("*")
        if file.is_file()
    }


def planned(folder):
    plan = library.plan_archive(library.read_tree(folder, silent), LAST)
    library.require_room(folder, plan)
    return plan


def run(folder):
    with library.alone_in(folder):
        library.carry_out(folder, planned(folder), silent)


def killed_at(monkeypatch, folder, number):
    """Run, and be killed before the operation *number* on the disk; tell if it was."""
    count = 0

    def counting(real):
        def operation(*given, **more):
            nonlocal count
            count += 1
            if count > number:
                raise Killed
            return real(*given, **more)

        return operation

    plan = planned(folder)
    with monkeypatch.context() as patched:
        for name in OPERATIONS:
            patched.setattr(os, name, counting(getattr(os, name)))
        try:
            library.carry_out(folder, plan, silent)
        except Killed:
            return True
    return False


def texts(tree):
    """Give what was said in the tree, whatever was a link in it."""
    return sorted(text.partition("[")[0] for text in tree.values())


def test_a_tree_is_archived(tmp_path):
    folder = put(tmp_path, TREE)
    run(folder)
    after = found(folder)
    assert after.pop("README.md").startswith(
        "# Docs\n\n[old](_archive/plans/old.md) and "
        "[older](_archive/plans/deep/older.md)\n\n<!--"
    )
    assert after == {
        "_archive/plans/old.md": "Status: Retired 2020-01-31\n\n"
        "[deep](deep/older.md) [up](../../README.md)",
        "_archive/plans/deep/older.md": TREE["plans/deep/older.md"],
        "plans/new.md": "# New\r\n\r\nInstead of [old](../_archive/plans/old.md).\r\n",
        "plans/deep/pic.png": "no text",
    }


def test_killed_between_any_two_operations_a_second_run_ends_as_one(
    tmp_path, monkeypatch
):
    whole = put(tmp_path / "whole", TREE)
    run(whole)
    number = 0
    while killed_at(monkeypatch, put(tmp_path / str(number), TREE), number):
        torn = tmp_path / str(number)
        left = {p: t for p, t in found(torn).items() if carrying.SUFFIX not in p}
        said = texts(left)
        assert [t for t in texts(TREE) if t not in said] == [], "no file is lost"
        run(torn)
        assert found(torn) == found(whole)
        number += 1
    assert number > 30, "it was killed at every place there is"
    assert found(tmp_path / str(number)) == found(whole)


def test_killed_again_and_again_it_ends_as_well(tmp_path, monkeypatch):
    whole, torn = put(tmp_path / "whole", TREE), put(tmp_path / "torn", TREE)
    run(whole)
    runs = 0
    while killed_at(monkeypatch, torn, 9):
        runs += 1
    assert runs > 2
    assert found(torn) == found(whole)


def test_a_run_with_nothing_to_do_touches_nothing(tmp_path):
    folder = put(tmp_path, TREE)
    run(folder)
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    run(folder)
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_what_a_file_may_stays_so(tmp_path):
    folder = put(tmp_path, TREE)
    for place in ("plans/old.md", "plans/new.md"):
        (folder / place).chmod(0o640)
    run(folder)
    for place in ("_archive/plans/old.md", "plans/new.md"):
        assert (folder / place).stat().st_mode & 0o777 == 0o640


def test_hidden_folders_are_left_alone(tmp_path):
    folder = put(tmp_path, {".git/a.md": TREE["plans/old.md"], ".venv/README.md": "x"})
    run(folder)
    assert found(folder) == {".git/a.md": TREE["plans/old.md"], ".venv/README.md": "x"}


def test_what_is_no_text_is_named_and_nothing_is_changed(tmp_path):
    folder = put(tmp_path, TREE)
    (folder / "picture.md").write_bytes(b"\xff\xfe\x00")
    before = {file: file.read_bytes() for file in folder.rglob("*.md")}
    with pytest.raises(carrying.NoText, match=r"picture\.md is not text in UTF-8"):
        run(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*.md")} == before


def test_no_folder_is_refused(tmp_path):
    put(tmp_path, TREE)
    for name in ("README.md", "nothing"):
        with pytest.raises(carrying.NoFolder, match=f"{name} is no folder"):
            run(tmp_path / name)


@pytest.mark.parametrize("name", ["out", "out.md", "plans/out.md"])
def test_a_link_that_leads_out_is_refused(tmp_path, name):
    folder = put(tmp_path / "docs", TREE)
    outside = put(tmp_path / "outside", {"x.md": "x"})
    (folder / name).symlink_to(outside / "x.md" if name.endswith("md") else outside)
    with pytest.raises(carrying.LeadsOut, match="leads out of the tree"):
        run(folder)
    assert "plans/old.md" in found(folder)


def test_links_within_are_not_followed(tmp_path):
    folder = put(tmp_path, {**TREE, "README.md": "# Docs\n"})
    (folder / "again").symlink_to(folder / "plans")
    (folder / "news.md").symlink_to("plans/new.md")
    (folder / "circle.md").symlink_to("circle.md")
    (folder / "nowhere.md").symlink_to("nothing.md")
    run(folder)
    assert not (folder / "_archive/again").exists()
    assert (folder / "news.md").is_symlink()
    assert (folder / "plans/new.md").read_text().startswith("# New")


def test_a_link_to_what_moves_is_refused(tmp_path):
    folder = put(tmp_path, TREE)
    (folder / "latest.md").symlink_to("plans/old.md")
    with pytest.raises(carrying.LinkBreaks, match=r"latest\.md is a link to plans/old"):
        run(folder)
    assert found(folder).keys() >= TREE.keys()


@pytest.mark.parametrize("at", ["_archive", "_archive/plans"])
def test_an_archive_that_is_a_link_is_refused(tmp_path, at):
    folder = put(tmp_path, {**TREE, "else/x.png": ""})
    (folder / at).parent.mkdir(exist_ok=True)
    (folder / at).symlink_to(folder / "else")
    with pytest.raises(carrying.IsLink, match="must be a real folder"):
        run(folder)
    assert "plans/old.md" in found(folder)


@pytest.mark.parametrize("at", ["_archive", "_archive/plans/deep"])
def test_a_file_where_a_folder_is_to_be_is_refused(tmp_path, at):
    folder = put(tmp_path, {**TREE, at: "a file"})
    with pytest.raises(carrying.InTheWay, match=f"{at} is in the way"):
        run(folder)
    assert "plans/old.md" in found(folder)


def test_a_folder_where_a_file_is_to_be_is_refused(tmp_path):
    folder = put(tmp_path, TREE)
    (folder / "_archive/plans/old.md").mkdir(parents=True)
    with pytest.raises(carrying.InTheWay, match=r"old\.md is in the way"):
        run(folder)


def test_what_changed_meanwhile_is_not_written_over(tmp_path):
    folder = put(tmp_path, TREE)
    plan = planned(folder)
    (folder / "plans/new.md").write_text("Somebody writes here.")
    with pytest.raises(carrying.Changed, match=r"new\.md was changed while this ran"):
        library.carry_out(folder, plan, silent)
    assert (folder / "plans/new.md").read_text() == "Somebody writes here."
    assert (folder / "plans/old.md").exists()
    run(folder)
    assert not (folder / "plans/old.md").exists()


def test_two_at_once_are_one_and_a_refusal(tmp_path):
    folder, told = put(tmp_path, TREE), []

    def other():
        try:
            run(folder)
        except carrying.AtWork as refused:
            told.append(str(refused))

    with library.alone_in(folder):
        beside = threading.Thread(target=other)
        beside.start()
        beside.join()
    assert "Another run is at work" in told[0]
    run(folder)
