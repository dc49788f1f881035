"""The operations calendar: routines, occurrences, who is asked, what proves it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("carded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sa.UniqueConstraint(
            "workspace",
            "occurrence",
            "person",
            name=op.f("uq_asked_workspace_occurrence_person"),
        ),
    )
    op.create_index(
        op.f("ix_asked_workspace_person"),
        "asked",
        ["workspace", "person"],
        unique=False,
    )
    op.create_table(
        "occurrences",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_for", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("signed", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "workspace", "ref", name=op.f("uq_occurrences_workspace_ref")
        ),
        sa.UniqueConstraint(
            "workspace",
            "routine",
            "slot",
            name=op.f("uq_occurrences_workspace_routine_slot"),
        ),
    )
    op.create_index(
        "ix_occurrences_live",
        "occurrences",
        ["workspace", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text(
            "state IN ('upcoming', 'due', 'overdue', 'escalated', 'confirmed')"
        ),
        postgresql_where=sa.text(
            "state IN ('upcoming', 'due', 'overdue', 'escalated', 'confirmed')"
        ),
    )
    op.create_index(
        op.f("ix_occurrences_workspace_due_at"),
        "occurrences",
        ["workspace", "due_at"],
        unique=False,
    )
    op.create_table(
        "proofs",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("mimetype", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    op.create_index(
        op.f("ix_proofs_workspace_occurrence"),
        "proofs",
        ["workspace", "occurrence"],
        unique=False,
    )
    op.create_table(
        "rounds",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint(
            "workspace", "person", name=op.f("uq_rounds_workspace_person")
        ),
    )
    op.create_table(
        "routines",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("adoption", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("on", sa.JSON(), nullable=False),
        sa.Column("within", sa.String(), nullable=False),
        sa.Column("ahead", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("signoff", sa.JSON(), nullable=False),
        sa.Column("runbook", sa.String(), nullable=False),
        sa.Column("takes", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("escalation", sa.String(), nullable=False),
        sa.Column("shifts", sa.Boolean(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routines")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_routines_workspace_key")),
    )


def downgrade() -> None:
    op.drop_table("routines")
    op.drop_table("rounds")
    op.drop_index(op.f("ix_proofs_workspace_occurrence"), table_name="proofs")
    op.drop_table("proofs")
    op.drop_index(op.f("ix_occurrences_workspace_due_at"), table_name="occurrences")
    op.drop_index(
        "ix_occurrences_live",
        table_name="occurrences",
        sqlite_where=sa.text(
            "state IN ('upcoming', 'due', 'overdue', 'escalated', 'confirmed')"
        ),
        postgresql_where=sa.text(
            "state IN ('upcoming', 'due', 'overdue', 'escalated', 'confirmed')"
        ),
    )
    op.drop_table("occurrences")
    op.drop_index(op.f("ix_asked_workspace_person"), table_name="asked")
    op.drop_table("asked")
