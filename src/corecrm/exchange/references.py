"""The texts by which rows name other records: numbered while rows stream in, then looked up once each."""

from collections.abc import Callable
from itertools import count

from corecrm.exchange.cells import Cell, cell_text
from corecrm.names import clean


class _Numbers(dict[str, int]):
    """The number of each different text, given when it is first met."""

    def __init__(self, following: Callable[[], int]) -> None:
        super().__init__()
        self._following = following

    def __missing__(self, text: str) -> int:
        number = self[text] = self._following()
        return number


class References:
    """The different texts that name records, by noun. A row keeps a text's number; the text is looked up once."""

    def __init__(self) -> None:
        self._following = count(1).__next__
        self._numbers: dict[str, _Numbers] = {}
        self._written: dict[str, int] = {}

    def reader(self, noun: str) -> Callable[[Cell], int | None]:
        """What turns a cell that names a record of `noun` into the number of its text."""
        numbers = self._numbers.setdefault(noun, _Numbers(self._following))

        def number(cell: Cell) -> int | None:
            if cell is None:
                return None
            if isinstance(cell, str) and cell in numbers:
                return numbers[cell]
            text = clean(cell_text(cell))
            return numbers[text] if text else None

        return number

    def texts(self, noun: str) -> dict[int, str]:
        """Number -> text of all that name records of `noun`."""
        return {number: text for text, number in self._numbers.get(noun, {}).items()}

    def fresh(self) -> list[tuple[int, str, str]]:
        """(number, noun, text) of those that were met since the last call."""
        rows = []
        for noun, numbers in self._numbers.items():
            done = self._written.get(noun, 0)
            rows += [(number, noun, text) for text, number in list(numbers.items())[done:]]
            self._written[noun] = len(numbers)
        return rows
