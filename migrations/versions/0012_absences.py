"""Absences: when somebody is not there, and who stands in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("cover", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(
        op.f("ix_absences_workspace_person"),
        "absences",
        ["workspace", "person"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_absences_workspace_person"), table_name="absences")
    op.drop_table("absences")
