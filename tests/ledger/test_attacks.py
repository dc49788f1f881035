"""Random programs of appends, checkpoints and attacks: none goes undetected."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core import dburl
from bot.core.db import Database
from bot.ledger import rules
from bot.ledger.rules import Frontier
from tests.ledger.scene import Scene

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)

ROW = "workspace = :w AND seq = :seq"
COLUMNS = "leaf, leaf_hash, record, opening"
BLOBS = st.binary(max_size=8)


def comparable(copy):
    return {name: sorted(map(str, map(dict, rows))) for name, rows in copy.items()}


class Attacks(RuleBasedStateMachine):
    """An honest log, and somebody who owns the database but neither key nor folder.

    What verification says must follow from one thing: are the rows still those that
    were entered? Each program has a workspace of its own in one database.
    """

    runner: asyncio.Runner
    database: Database
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        home = Path(tempfile.mkdtemp(dir=self.folder))
        self.scene = Scene(database=self.database, home=home)
        self.run(self.scene.install())
        self.size = 0
        self.signed = 0
        self.attacked = False
        self.honest = self.copied()

    def run(self, work):
        return self.runner.run(work)

    def copied(self):
        """Give every row that an attacker can reach."""
        return self.run(self.scene.copy())

    def shortened(self, size):
        """Give the honest rows as they were, or would have been, at *size* entries."""
        entries = [row for row in self.honest["ledger_entries"] if row["seq"] < size]
        records = {row["record"] for row in entries}
        frontier = Frontier().extended(row["leaf_hash"] for row in entries)
        head = {"size": size, "frontier": frontier.dump()}
        return {
            "ledger_entries": entries,
            "ledger_logs": [row | head for row in self.honest["ledger_logs"]],
            "records": [row for row in self.honest["records"] if row["id"] in records],
            "ledger_checkpoints": self.honest["ledger_checkpoints"],
        }

    def judge(self):
        """Tell whether the rows are an honest log that holds all that was signed.

        What was never signed can be cut off without a trace: a shorter log is honest.
        """
        found = self.copied()
        for size in range(self.size, self.signed - 1, -1):
            if comparable(found) == comparable(self.shortened(size)):
                self.honest, self.size, self.attacked = found, size, False
                return
        self.attacked = True

    @precondition(lambda self: not self.attacked)
    @rule(
        words=st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9),
            min_size=1,
            max_size=3,
        )
    )
    def append(self, words):
        self.run(self.scene.say(*words))
        self.size += len(words)
        self.honest = self.copied()

    @precondition(lambda self: not self.attacked)
    @rule()
    def checkpoint(self):
        self.run(self.scene.sign())
        self.signed = self.size
        self.honest = self.copied()

    def attack(self, *statements, rebuild, **values):
        self.run(self.scene.attack(*statements, **values))
        if rebuild:
            self.run(self.scene.rebuild_head())
        self.judge()

    @precondition(lambda self: self.size)
    @rule(at=st.integers(0), leaf=BLOBS, whole=st.booleans(), rebuild=st.booleans())
    def edit(self, at, leaf, whole, rebuild):
        changes = {"leaf": leaf}
        if whole:
            changes |= {"leaf_hash": rules.leaf_hash(leaf)}
        names = ", ".join(f"{name} = :{name}" for name in changes)
        statement = f"UPDATE ledger_entries SET {names} WHERE {ROW}"
        self.attack(statement, rebuild=rebuild, seq=at % self.size, **changes)

    @precondition(lambda self: self.size)
    @rule(at=st.integers(0), with_record=st.booleans(), rebuild=st.booleans())
    def remove(self, at, with_record, rebuild):
        which = f"SELECT record FROM ledger_entries WHERE {ROW}"
        gone = f"DELETE FROM records WHERE id IN ({which})"
        statements = [gone] if with_record else []
        statements.append(f"DELETE FROM ledger_entries WHERE {ROW}")
        self.attack(*statements, rebuild=rebuild, seq=at % self.size)

    @precondition(lambda self: self.size > 1)
    @rule(at=st.integers(0), rebuild=st.booleans())
    def swap(self, at, rebuild):
        one = at % (self.size - 1)
        moves = ((one, -7), (one + 1, one), (-7, one + 1))
        for old, new in moves:
            self.run(
                self.scene.attack(
                    f"UPDATE ledger_entries SET seq = :new WHERE {ROW}",
                    seq=old,
                    new=new,
                )
            )
        self.attack(rebuild=rebuild)

    @precondition(lambda self: self.size)
    @rule(left=st.integers(0), thorough=st.booleans())
    def truncate(self, left, thorough):
        left %= self.size
        entered = "SELECT record FROM ledger_entries"
        statements = [
            "DELETE FROM ledger_entries WHERE workspace = :w AND seq >= :left"
        ]
        if thorough:
            statements += [
                f"DELETE FROM records WHERE workspace = :w AND id NOT IN ({entered})",
                "DELETE FROM ledger_checkpoints WHERE workspace = :w AND size > :left",
            ]
        self.attack(*statements, rebuild=True, left=left)

    @precondition(lambda self: self.size)
    @rule(at=st.integers(0), beyond=st.integers(0, 3), rebuild=st.booleans())
    def add(self, at, beyond, rebuild):
        copied = (
            "workspace, CAST(:new AS INTEGER), leaf, leaf_hash,"
            " CAST(:record AS TEXT), opening"
        )
        source = f"SELECT {copied} FROM ledger_entries WHERE {ROW}"
        into = f"INSERT INTO ledger_entries (workspace, seq, {COLUMNS})"
        given = {"new": self.size + beyond, "record": f"forged {self.size + beyond}"}
        if not self.attacked:
            self.attack(
                f"{into} {source}", rebuild=rebuild, seq=at % self.size, **given
            )

    @precondition(lambda self: self.size)
    @rule(at=st.integers(0), word=st.sampled_from(["actor", "about", "policy", "name"]))
    def change_a_record(self, at, word):
        which = f"id IN (SELECT record FROM ledger_entries WHERE {ROW})"
        statement = f"UPDATE records SET {word} = 'forged' WHERE {which}"
        self.attack(statement, rebuild=False, seq=at % self.size)

    @invariant()
    def verification_tells(self):
        found = self.run(self.scene.verify())
        assert found.proven is not self.attacked, found
        if not self.attacked:
            assert found.summary.covered == self.signed
            assert found.summary.entries == self.size


def test_no_attack_in_any_order_goes_undetected(database, tmp_path):
    with asyncio.Runner() as runner:
        opened = Database(dburl.translate(database))
        Attacks.runner, Attacks.database = runner, opened
        Attacks.folder = tmp_path
        case = Attacks.TestCase
        case.settings = settings(
            max_examples=40 if opened.sqlite else 15,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        try:
            case().runTest()
        finally:
            runner.run(opened.close())
