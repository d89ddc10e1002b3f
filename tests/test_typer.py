"""What we rely on in Typer: an upgrade that changes any of it fails here first, and says what."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_params_convertors_ctx_param_name_from_function
from typer.models import CommandInfo


class Verb(TyperCommand):
    """A command class of ours."""


class Noun(TyperGroup):
    """A group of ours: its one verb is built when it is named."""

    built = 0

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's signature
        return ["act"]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - Typer's signature
        self.built += cmd_name == "act"
        return command(act) if cmd_name == "act" else None


def act(
    ctx: typer.Context,
    keys: Annotated[list[str], typer.Argument(metavar="KEY…")],
    tags: Annotated[list[str] | None, typer.Option("--tag")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0)] = None,
    yes: Annotated[bool, typer.Option("-y", "--yes")] = False,
) -> None:
    ctx.obj.append((keys, tags, limit, yes))


def command(function: Callable[..., None]) -> Any:  # noqa: ANN401 - Typer's command
    info = CommandInfo("act", cls=Verb, callback=function, context_settings={"help_option_names": ["-h", "--help"]})
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)


def group() -> Noun:
    return Noun(name="noun", no_args_is_help=True, rich_markup_mode=None, suggest_commands=False)


def invoked(*argv: str) -> list[Any]:
    """What the verb was given."""
    told: list[Any] = []
    root = group()
    with root.make_context("noun", list(argv), obj=told) as context:
        root.invoke(context)
    return told


def failure(*argv: str) -> Any:  # noqa: ANN401 - one of Typer's private classes
    with pytest.raises(Exception) as raised:  # noqa: PT011 - they share no public class
        invoked(*argv)
    return raised.value


def test_it_is_the_version_that_keeps_its_own_click_and_loads_no_pydantic() -> None:
    code = "import typer, sys; print(sorted({'pydantic', 'rich', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (typer.__version__.split(".")[:2], done.stdout) == (["0", "28"], "[]\n")


def test_a_command_is_of_the_class_that_was_asked_for() -> None:
    assert isinstance(command(act), Verb)


def test_parameters_are_read_from_a_signature_that_was_put_there() -> None:
    def bare(**given: Any) -> None:  # noqa: ANN401 - whatever was typed
        raise AssertionError(given)

    signature = inspect.Signature(
        [inspect.Parameter("size", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[str, typer.Option("--size")])]
    )
    bare.__signature__ = signature  # type: ignore[attr-defined]  # what Typer reads
    bare.__annotations__ = {"size": signature.parameters["size"].annotation}
    params, _convertors, _context = get_params_convertors_ctx_param_name_from_function(bare)
    assert [(each.name, each.opts) for each in params] == [("size", ["--size"])]


def test_a_noun_with_one_verb_keeps_it() -> None:
    assert invoked("act", "a") == [(["a"], None, None, False)]


def test_a_verb_is_built_only_when_it_is_named() -> None:
    root = group()
    root.make_context("noun", ["act", "a"], obj=[])
    assert root.built == 0


def test_the_object_of_the_root_reaches_the_verb_and_options_may_follow_arguments() -> None:
    assert invoked("act", "a", "-y", "b", "--tag", "x", "--tag", "y", "--limit", "3") == [(["a", "b"], ["x", "y"], 3, True)]


def test_a_dash_and_what_follows_two_dashes_are_arguments() -> None:
    assert invoked("act", "-") == [(["-"], None, None, False)]
    assert invoked("act", "--", "-y") == [(["-y"], None, None, False)]


def test_a_flag_named_by_itself_has_no_opposite() -> None:
    assert type(failure("act", "a", "--no-yes")).__name__ == "NoSuchOption"


def test_usage_errors_carry_what_we_rebuild_them_from() -> None:
    cases = {
        ("act", "a", "--nope"): ("NoSuchOption", "option_name", "--nope"),
        ("act", "a", "--limit"): ("BadOptionUsage", "option_name", "--limit"),
    }
    for argv, (kind, field, value) in cases.items():
        error = failure(*argv)
        assert (type(error).__name__, getattr(error, field), error.exit_code) == (kind, value, 2)
        assert callable(error.format_message)
    assert failure("act", "a", "--nope").ctx.command_path == "noun act"


def test_a_missing_and_an_unusable_value_name_their_parameter() -> None:
    missing, bad, negative = failure("act"), failure("act", "a", "--limit", "x"), failure("act", "a", "--limit", "-1")
    assert (type(missing).__name__, missing.param.human_readable_name, missing.param.param_type_name) == (
        "MissingParameter",
        "KEY…",
        "argument",
    )
    for error in (bad, negative):
        assert (type(error).__name__, error.param.opts, bool(error.message)) == ("BadParameter", ["--limit"], True)


def test_no_arguments_raise_the_help_page_and_asking_for_help_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    nothing, asked = failure(), failure("act", "-h")
    assert (type(nothing).__name__, "Usage" in nothing.format_message()) == ("NoArgsIsHelpError", True)
    assert (type(asked).__name__, asked.exit_code, "--limit" in capsys.readouterr().out) == ("Exit", 0, True)


def test_an_unknown_verb_reaches_our_own_resolution() -> None:
    seen: list[list[str]] = []

    class Ours(Noun):
        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's signature
            seen.append(list(args))
            return super()._click_resolve_command(ctx, args)

    root = Ours(name="noun", rich_markup_mode=None, suggest_commands=False)
    with pytest.raises(Exception, match="No such command 'atc'"), root.make_context("noun", ["atc", "a"], obj=[]) as context:
        root.invoke(context)
    assert seen == [["atc", "a"]]


def test_a_parameter_can_be_asked_about_without_running_anything() -> None:
    context = command(act).make_context("act", [], resilient_parsing=True)
    found = {each.name: (each.param_type_name, each.make_metavar(ctx=context)) for each in context.command.get_params(context)}
    assert found["keys"] == ("argument", "KEY…")
    assert {name for name, (kind, _metavar) in found.items() if kind == "option"} == {"tags", "limit", "yes", "help"}
