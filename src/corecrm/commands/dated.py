"""The options of what holds from one day to another: since when, until when, and as of which day it is looked at."""

from datetime import date
from typing import Annotated

import typer

from corecrm.commands.options import date_of
from corecrm.text import N_

SinceOption = Annotated[
    date | None, typer.Option("--since", metavar="DATE", help=N_("From this day on; today if not given")), date_of("--since")
]
UntilOption = Annotated[
    date | None, typer.Option("--until", metavar="DATE", help=N_("The first day that it no longer holds")), date_of("--until")
]
AsOfOption = Annotated[
    date | None, typer.Option("--as-of", metavar="DATE", help=N_("As the records were valid on that day")), date_of("--as-of")
]
