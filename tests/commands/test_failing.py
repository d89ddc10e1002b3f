import pytest
import typer
from typer.main import get_command

from corecrm.commands.failing import usage_problem, wants_json


def verb(
    number: int,
    share: float = 0,
    low: int = typer.Option(1, min=1),
    part: int = typer.Option(1, min=1, max=9),
    flag: bool = typer.Option(False, "--flag"),
) -> None:
    """Takes what can be mistyped."""


def problem(*argv: str) -> str:
    """What we say of a command line that Typer refuses."""
    app = typer.Typer()
    app.command()(verb)
    with pytest.raises(Exception) as refused:  # noqa: PT011 - any of Typer's own
        get_command(app).main(list(argv), prog_name="corecrm", standalone_mode=False)
    told = usage_problem(refused.value)
    assert told is not None
    assert told.hint
    return told.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x", "corecrm: number: “x” is not a whole number"),
        ("1 --low 0", "corecrm: --low: “0” is not a whole number from 1 on"),
        ("1 --low x", "corecrm: --low: “x” is not a whole number from 1 on"),
        ("1 --part 10", "corecrm: --part: “10” is not a whole number from 1 to 9"),
        ("1 --share x", "corecrm: --share: 'x' is not a valid float."),
        ("1 --low", "corecrm: --low needs a value"),
        ("1 --flag=yes", "corecrm: --flag takes no value"),
        ("1 --flg", "corecrm: there is no option --flg"),
        ("1 -2", "corecrm: there is no option -2"),
        ("1 2 (3)", "corecrm: too many words: 2 (3)"),
        ("", "corecrm: number is missing"),
    ],
)
def test_a_refused_command_line_is_told_in_our_words(line: str, message: str) -> None:
    assert problem(*line.split()) == message


def test_what_typer_does_not_refuse_is_no_usage_problem() -> None:
    assert usage_problem(ValueError("x")) is None


@pytest.mark.parametrize(("line", "asked"), [("client list --json", True), ("list -f jsonl", True), ("list -f csv", False)])
def test_errors_are_json_where_json_was_asked_for(line: str, asked: bool) -> None:
    assert wants_json(tuple(line.split())) is asked
