"""The inventory of keys; the steps of a routine."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lives", sa.String(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        sa.Column("proven", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("workspace", "slug", name=op.f("uq_keys_workspace_slug")),
        sa.UniqueConstraint(
            "workspace", "routine", name=op.f("uq_keys_workspace_routine")
        ),
    )
    op.add_column(
        "routines",
        sa.Column("steps", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    )
    with op.batch_alter_table("routines") as table:
        table.alter_column("steps", server_default=None)  # only for rows from before


def downgrade() -> None:
    with op.batch_alter_table("routines") as table:
        table.drop_column("steps")
    op.drop_table("keys")
