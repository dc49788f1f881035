"""Restore and DR drills, held against the objectives of a service."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('planned', 'running')")


def upgrade() -> None:
    op.create_table(
        "drills",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("coordinator", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("observer", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rpo", sa.Integer(), nullable=False),
        sa.Column("rto", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("usable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("lessons", sa.String(), nullable=False),
        sa.Column("updated", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_drills_workspace_number")
        ),
    )
    op.create_index(
        "uq_drills_open",
        "drills",
        ["workspace", "service"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        op.f("ix_drills_workspace_state_ended_at"),
        "drills",
        ["workspace", "state", "ended_at"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_drills_workspace_state_ended_at"), table_name="drills")
    op.drop_index(
        "uq_drills_open",
        table_name="drills",
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.drop_table("drills")
