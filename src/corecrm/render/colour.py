"""Whether a screen is coloured, and the few styles it knows by name."""

from collections.abc import Mapping

STYLES = {"good": "32", "warn": "33", "bad": "31", "dim": "2", "head": "1"}


def wants_colour(mode: str, environ: Mapping[str, str], *, is_tty: bool) -> bool:
    """Whether to colour.

    Args:
        mode: what `--color` says: `always`, `never`, or `auto`, which asks the environment.
        environ: of NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb and CLICOLOR the first that speaks decides.
        is_tty: decides where nothing else does.
    """
    if mode != "auto":
        return mode == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0") or environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    if environ.get("TERM") == "dumb" or environ.get("CLICOLOR") == "0":
        return False
    return is_tty


def paint(text: str, style: str) -> str:
    """`text` between the control sequences of a style of `STYLES`; as it is where the style or the text is empty."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if style and text else text


def style_of(value: object, text: str) -> str:
    """The style of a cell: what its value names in an attribute `style` (a labelled choice may), else ✓ is good and ✗ bad."""
    named = getattr(value, "style", "")
    if named in STYLES:
        return str(named)
    return {"✓": "good", "✗": "bad"}.get(text[:1], "")
