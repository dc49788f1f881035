"""A release that was announced by mistake is withdrawn: its name is free again."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NAME = "uq_releases_workspace_slug"
STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("releases") as table:
        table.drop_constraint(NAME, type_="unique")
        table.add_column(
            sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
        )
        for name in ("withdrawn_by", "reason"):
            column = sa.Column(name, sa.String(), nullable=False, server_default="")
            table.add_column(column)
    with op.batch_alter_table("releases") as table:
        for name in ("withdrawn_by", "reason"):
            table.alter_column(name, server_default=None)  # only for rows from before
    op.create_index(
        "uq_releases_standing",
        "releases",
        ["workspace", "slug"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_index("uq_releases_standing", table_name="releases")
    op.execute(
        "UPDATE releases SET slug = slug || ' ' || id WHERE withdrawn_at IS NOT NULL"
    )  # its name may have been announced anew
    with op.batch_alter_table("releases") as table:
        for name in ("withdrawn_at", "withdrawn_by", "reason"):
            table.drop_column(name)
        table.create_unique_constraint(NAME, ["workspace", "slug"])
