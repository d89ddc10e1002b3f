"""The codes of records where the shell completes an argument: quick, and silent whatever goes wrong."""

from collections.abc import Callable

import typer

from corecrm.nouns import BY_NAME


def completes(noun: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """What `typer.Argument(autocompletion=…)` takes: the codes of `noun` that begin with what was typed, with their names."""

    def codes(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            return _codes(ctx, noun, incomplete)
        except Exception:  # no store, a locked one, a damaged one: the prompt must not be disturbed
            return []

    return codes


def _codes(ctx: typer.Context, noun: str, incomplete: str) -> list[tuple[str, str]]:
    from corecrm.queries.search import keys_beginning

    run = ctx.obj
    run.settings.db = ctx.params.get("late_db") or ctx.find_root().params.get("db")
    return keys_beginning(run.place.file, BY_NAME[noun], incomplete) if run.place.path else []
