"""The core: queue, record, ledger, vault, workspaces, incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "an entry of the ledger is never changed or removed"
ABORT = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
RAISE = f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
REFUSE = "EXECUTE FUNCTION ledger_refuse()"
KEPT = {  # an entry's opening alone may change: a field is erased
    "ledger_entries": "UPDATE OF workspace, seq, leaf, leaf_hash, record",
    "ledger_checkpoints": "UPDATE",
}
ROWS = [
    f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table}"
    for table, update in KEPT.items()
    for name, what in (("kept", update), ("stay", "DELETE"))
]
GUARDS = {
    "sqlite": [f"{row} {ABORT}" for row in ROWS],
    "postgresql": [
        f"CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS {RAISE}",
        *(f"{row} FOR EACH ROW {REFUSE}" for row in ROWS),
        *(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} {REFUSE}"
            for table in KEPT
        ),
    ],
}


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kek", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    op.create_index(
        "uq_data_keys_active",
        "data_keys",
        ["workspace", "purpose"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "inbox",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_at"), "inbox", ["at"], unique=False)
    op.create_table(
        "incident_members",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_members")),
        sa.UniqueConstraint(
            "workspace",
            "incident",
            "person",
            name=op.f("uq_incident_members_workspace_incident_person"),
        ),
    )
    op.create_table(
        "incidents",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("detected_by", sa.String(), nullable=False),
        sa.Column("user_facing", sa.Boolean(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("security", sa.Boolean(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("declarer", sa.String(), nullable=False),
        sa.Column("commander", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latest", sa.String(), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_incidents_workspace_number")
        ),
    )
    op.create_index(
        op.f("ix_incidents_workspace_declared_at"),
        "incidents",
        ["workspace", "declared_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_incidents_workspace_status_number"),
        "incidents",
        ["workspace", "status", "number"],
        unique=False,
    )
    op.create_table(
        "ledger_checkpoints",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "size", name=op.f("pk_ledger_checkpoints")
        ),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("opening", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "seq", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "workspace", "record", name=op.f("uq_ledger_entries_workspace_record")
        ),
    )
    op.create_table(
        "ledger_keys",
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("vkey", name=op.f("pk_ledger_keys")),
    )
    op.create_index(
        "uq_ledger_keys_active",
        "ledger_keys",
        ["name"],
        unique=True,
        sqlite_where=sa.text("retired IS NULL"),
        postgresql_where=sa.text("retired IS NULL"),
    )
    op.create_table(
        "ledger_logs",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_ledger_logs")),
    )
    op.create_table(
        "outbox",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("first_try", sa.Float(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("lane", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("rendered", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_outbox_workspace_key")),
    )
    op.create_index("ix_outbox_about", "outbox", ["workspace", "about"], unique=False)
    op.create_index(
        "ix_outbox_channel", "outbox", ["workspace", "channel"], unique=False
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["workspace", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["priority", "seq"],
        unique=False,
        sqlite_where=sa.text("applied < wanted AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text(
            "applied < wanted AND state IN ('waiting', 'claimed')"
        ),
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["workspace", "lane", "seq"],
        unique=False,
        sqlite_where=sa.text("applied = 0 AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("applied = 0 AND state IN ('waiting', 'claimed')"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["workspace", "seq"],
        unique=False,
        sqlite_where=sa.text("applied < wanted AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text(
            "applied < wanted AND state IN ('waiting', 'claimed')"
        ),
    )
    op.create_table(
        "pauses",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "method", "place", name=op.f("pk_pauses")),
    )
    op.create_table(
        "people",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("stranger", sa.Boolean(), nullable=False),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_people")),
    )
    op.create_table(
        "records",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    op.create_index(
        op.f("ix_records_workspace_about_at"),
        "records",
        ["workspace", "about", "at"],
        unique=False,
    )
    op.create_table(
        "timers",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("first_try", sa.Float(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_timers")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_timers_workspace_key")),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
    )
    op.create_index(
        "ix_timers_open",
        "timers",
        ["workspace", "due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
    )
    op.create_index(
        "ix_timers_dead",
        "timers",
        ["workspace", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("enterprise_id", name=op.f("uq_workspaces_enterprise_id")),
        sa.UniqueConstraint("team_id", name=op.f("uq_workspaces_team_id")),
    )

    guards = GUARDS[op.get_bind().dialect.name]
    for statement in guards:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("workspaces")
    op.drop_index(
        "ix_timers_due",
        table_name="timers",
        sqlite_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("due IS NOT NULL AND state IN ('waiting', 'claimed')"),
    )
    op.drop_table("timers")
    op.drop_index(op.f("ix_records_workspace_about_at"), table_name="records")
    op.drop_table("records")
    op.drop_table("people")
    op.drop_table("pauses")
    op.drop_index(
        "ix_outbox_lane",
        table_name="outbox",
        sqlite_where=sa.text("applied = 0 AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("applied = 0 AND state IN ('waiting', 'claimed')"),
    )
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("applied < wanted AND state IN ('waiting', 'claimed')"),
        postgresql_where=sa.text(
            "applied < wanted AND state IN ('waiting', 'claimed')"
        ),
    )
    op.drop_index("ix_outbox_channel", table_name="outbox")
    op.drop_index("ix_outbox_about", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("ledger_logs")
    op.drop_index(
        "uq_ledger_keys_active",
        table_name="ledger_keys",
        sqlite_where=sa.text("retired IS NULL"),
        postgresql_where=sa.text("retired IS NULL"),
    )
    op.drop_table("ledger_keys")
    op.drop_table("ledger_entries")
    op.drop_table("ledger_checkpoints")
    op.drop_index(op.f("ix_incidents_workspace_status_number"), table_name="incidents")
    op.drop_table("incidents")
    op.drop_table("incident_members")
    op.drop_index(op.f("ix_inbox_at"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_index(
        "uq_data_keys_active",
        table_name="data_keys",
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.drop_table("data_keys")
    op.drop_table("counters")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_refuse()")
