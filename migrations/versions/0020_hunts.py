"""Bug hunts, and the defects that are found in them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hunts",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hunters", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("untouched", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hunts")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_hunts_workspace_number")
        ),
    )
    op.create_index(
        op.f("ix_hunts_workspace_state_ended_at"),
        "hunts",
        ["workspace", "state", "ended_at"],
    )
    op.create_table(
        "defects",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hunt", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("reproducer", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("same", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defects")),
        sa.UniqueConstraint(
            "workspace", "number", name=op.f("uq_defects_workspace_number")
        ),
    )
    op.create_index(op.f("ix_defects_workspace_hunt"), "defects", ["workspace", "hunt"])
    op.create_index(
        op.f("ix_defects_workspace_state_found_at"),
        "defects",
        ["workspace", "state", "found_at"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_defects_workspace_state_found_at"), table_name="defects")
    op.drop_index(op.f("ix_defects_workspace_hunt"), table_name="defects")
    op.drop_table("defects")
    op.drop_index(op.f("ix_hunts_workspace_state_ended_at"), table_name="hunts")
    op.drop_table("hunts")
