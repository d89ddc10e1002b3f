"""Where the files that ship with the program are: reference tables and templates."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(*parts: str) -> Path:
    """The path of a shipped file, e.g. `shipped("data", "metrics.csv")`; inside the wheel or beside `src/`."""
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _CHECKOUT.joinpath(*parts)
