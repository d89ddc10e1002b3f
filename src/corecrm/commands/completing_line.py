"""What a shell asks while a line is being typed: which words may stand at the cursor."""

from typing import TYPE_CHECKING, Any

from corecrm.commands.settings import COMPLETE

if TYPE_CHECKING:
    from corecrm.commands.run import Run


def answered(run: "Run", root: Any) -> int:  # noqa: ANN401 - Typer's group
    """Answers in the form that the shell asked for; says nothing where that cannot be told. Returns the exit code."""
    from typer import _completion_classes
    from typer.completion import shell_complete

    environ = run.settings.environ
    _completion_classes._sanitize_help_text = str  # type: ignore[assignment]  # names are not markup, and rich takes 0.1 s
    _completion_classes.completion_init()
    typed = environ.get("COMP_WORDS", environ.get("_TYPER_COMPLETE_ARGS", "")).split()
    try:
        run.settings.take(typed)
        return shell_complete(root, {"obj": run}, "corecrm", COMPLETE, environ[COMPLETE])
    except Exception:  # a shell shows what we say in the middle of the line that is being typed
        return 0
