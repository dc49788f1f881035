"""Roll calls: who is affected, who has patched; and the parent of an incident."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("parent", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_incidents_workspace_parent"),
        "incidents",
        ["workspace", "parent"],
        sqlite_where=sa.text("parent IS NOT NULL"),
        postgresql_where=sa.text("parent IS NOT NULL"),
    )
    op.create_table(
        "roll_calls",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_calls")),
        sa.UniqueConstraint(
            "workspace", "incident", name=op.f("uq_roll_calls_workspace_incident")
        ),
    )
    op.create_table(
        "roll_rows",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_rows")),
        sa.UniqueConstraint(
            "workspace",
            "incident",
            "number",
            name=op.f("uq_roll_rows_workspace_incident_number"),
        ),
    )


def downgrade() -> None:
    op.drop_table("roll_rows")
    op.drop_table("roll_calls")
    op.drop_index(op.f("ix_incidents_workspace_parent"), "incidents")
    with op.batch_alter_table("incidents") as table:
        table.drop_column("parent")
