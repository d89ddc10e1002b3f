"""How a noun's verbs are declared, and what every verb gets without asking: output, list and write options.

    app = Verbs()

    @app.lists(LISTING)
    def list_(run: Run) -> None: ...

A verb's docstring is its help: the first paragraph, then `Examples:` with command lines that a test parses. The options
that all verbs of a kind share are added to its signature here, and their values are handed to the run before it starts.
"""

import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import typer

from corecrm.commands.options import OUTPUT, REPEATED, WRITE, Reads, filters_of
from corecrm.errors import UsageProblem
from corecrm.text import _

if TYPE_CHECKING:
    from corecrm.queries.listing import Listing

Function = Callable[..., None]


class Verb(NamedTuple):
    """One verb of a noun, as declared; `build` makes the function that Typer calls."""

    name: str
    function: Function
    options: tuple[inspect.Parameter, ...]
    act: str | None = None

    @property
    def shared(self) -> frozenset[str]:
        """The names of the options that it has in common with others."""
        return frozenset(each.name for each in (*self.options, *REPEATED))

    @property
    def summary(self) -> str:
        """The first paragraph of its docstring (an English message), on one line."""
        return " ".join((inspect.getdoc(self.function) or "").partition("Examples:")[0].split())

    @property
    def examples(self) -> tuple[str, ...]:
        """The command lines of its docstring."""
        lines = (inspect.getdoc(self.function) or "").partition("Examples:")[2].splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    def build(self) -> Callable[..., None]:
        """The function with Typer's context first, its own options, then the shared ones."""
        own, readers = _own_parameters(self.function)
        shared = (*self.options, *REPEATED)
        names = [parameter.name for parameter in shared]

        def command(ctx: typer.Context, **given: Any) -> None:  # noqa: ANN401 - Typer hands over what was typed
            run = ctx.obj
            refuse_empty(ctx, names)
            run.begin(self, {parameter.name: given.pop(parameter.name) for parameter in shared})
            self.function(run, **{name: _read(run, readers.get(name), value) for name, value in given.items()})

        first = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        signature = inspect.Signature([first, *own, *shared])
        command.__signature__ = signature  # type: ignore[attr-defined]  # what Typer reads
        command.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
        return command


def refuse_empty(ctx: Any, names: Collection[str] | None = None) -> None:  # noqa: ANN401 - Typer's context
    """Passes unless an option was given an empty text, as a script does whose variable is not set.

    Args:
        ctx: what Typer has understood.
        names: the options that must not be empty; all if not given.

    Raises:
        UsageProblem: one is.
    """
    for parameter in ctx.command.params:
        if ctx.params.get(parameter.name) == "" and (names is None or parameter.name in names):
            message = _("{path}: {name} needs a value").format(path=ctx.command_path, name=parameter.opts[-1])
            raise UsageProblem(message, _("see: {path} --help").format(path=ctx.command_path))


def _read(run: Any, reader: Reads | None, value: Any) -> Any:  # noqa: ANN401 - any option's value
    if reader is None or value is None:
        return value
    return [reader(run, each) for each in value] if isinstance(value, list) else reader(run, value)


def _own_parameters(function: Function) -> tuple[list[inspect.Parameter], dict[str, Reads]]:
    """A verb's parameters as Typer takes them (text where we convert ourselves), and the conversions by name."""
    hints = get_type_hints(function, include_extras=True)
    parameters, readers = [], {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        annotation = hints[parameter.name]
        marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
        reader = next((mark for mark in marks if isinstance(mark, Reads)), None)
        if reader is not None:
            readers[parameter.name] = reader
            option = next(mark for mark in marks if not isinstance(mark, Reads))
            plain: Any = list[str] if reader.repeated else str if parameter.default is inspect.Parameter.empty else str | None
            annotation = Annotated[plain, option]
        parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=annotation))
    return parameters, readers


@dataclass(slots=True)
class Verbs:
    """The verbs of one noun, in the order in which help lists them."""

    verbs: dict[str, Verb] = field(default_factory=dict)

    def _add(self, function: Function, options: tuple[inspect.Parameter, ...], act: str | None = None) -> Function:
        name = function.__name__.rstrip("_").replace("_", "-")
        self.verbs[name] = Verb(name, function, options, act)
        return function

    def reads(self, function: Function) -> Function:
        """A verb that shows one thing."""
        return self._add(function, OUTPUT)

    def lists(self, listing: "Listing", *, without: Collection[str] = ()) -> Callable[[Function], Function]:
        """A verb that shows many records: gets the filters that `listing` takes, the order and the limit."""
        return lambda function: self._add(function, (*OUTPUT, *filters_of(listing, without)))

    def writes(self, act: str) -> Callable[[Function], Function]:
        """A verb that changes the store. `act` is its row in data/permissions.csv: which positions may do it."""
        return lambda function: self._add(function, (*OUTPUT, *WRITE), act)
