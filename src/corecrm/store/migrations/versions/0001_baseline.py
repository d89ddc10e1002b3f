"""The first tables. A store begins here: `store/create.py` makes them, so there is nothing to do."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Every store has them from its creation."""
