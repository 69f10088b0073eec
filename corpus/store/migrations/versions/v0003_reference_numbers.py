"""Question numbers that references name, so that a question finds who names it.

Revision: 0003, after 0002.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AT_ONCE = 1000


def upgrade() -> None:
    """Make the table and fill it from the references held."""
    made = op.create_table(
        "fact_reference_numbers",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version", "position"],
            ["fact_references.document_id", "fact_references.version", "fact_references.position"],
            name="fk_fact_reference_numbers_document_id_version_position",
        ),
        sa.PrimaryKeyConstraint("number", "document_id", "version", "position", name="pk_fact_reference_numbers"),
    )
    _fill(made)


def _fill(made: sa.Table) -> None:
    held = sa.table("fact_references", *map(sa.column, ("document_id", "version", "position", "kind", "fact")))
    connection = op.get_bind()
    found = connection.execute(sa.select(held).where(held.c.kind == "question")).all()
    rows = [
        {"number": number, "document_id": row.document_id, "version": row.version, "position": row.position}
        for row in found
        for number in sorted(set(json.loads(row.fact)["numbers"]))
    ]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(sa.insert(made), rows[start : start + _AT_ONCE])
