"""Findings: what was found, who reports it, and the ways in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding_hooks",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_hooks")),
        sa.UniqueConstraint(
            "workspace", "digest", name=op.f("uq_finding_hooks_workspace_digest")
        ),
    )
    op.create_table(
        "findings",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("rested", sa.Integer(), nullable=False),
        sa.Column("triage_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fix_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("triaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_by", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_until", sa.String(), nullable=False),
        sa.Column("asked_why", sa.String(), nullable=False),
        sa.Column("excepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excepted_until", sa.String(), nullable=False),
        sa.Column("excepted_by", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint(
            "workspace", "fingerprint", name=op.f("uq_findings_workspace_fingerprint")
        ),
        sa.UniqueConstraint("workspace", "ref", name=op.f("uq_findings_workspace_ref")),
    )
    op.create_index(
        "ix_findings_going",
        "findings",
        ["workspace", "next_by"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'triaged')"),
        postgresql_where=sa.text("state IN ('open', 'triaged')"),
    )
    op.create_index(
        op.f("ix_findings_workspace_state"),
        "findings",
        ["workspace", "state"],
        unique=False,
    )
    op.create_table(
        "scanners",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanners")),
        sa.UniqueConstraint(
            "workspace", "source", name=op.f("uq_scanners_workspace_source")
        ),
    )


def downgrade() -> None:
    op.drop_table("scanners")
    op.drop_index(op.f("ix_findings_workspace_state"), table_name="findings")
    op.drop_index(
        "ix_findings_going",
        table_name="findings",
        sqlite_where=sa.text("state IN ('open', 'triaged')"),
        postgresql_where=sa.text("state IN ('open', 'triaged')"),
    )
    op.drop_table("findings")
    op.drop_table("finding_hooks")
