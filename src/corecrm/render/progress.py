"""Tells a person at a terminal how far long work has come; quick work and pipes see nothing of it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TextIO

from corecrm.render.bars import bar
from corecrm.render.palette import palette_for
from corecrm.render.plain import plain
from corecrm.render.width import width

PATIENCE = 0.5  # seconds before anything is shown
PAUSE = 0.1  # seconds between two pictures


class Progress:
    """How much of a piece of work is done; `advance` is cheap enough to be called for every row."""

    def __init__(self, total: int | None, label: str, stream: TextIO, clock: Callable[[], float]) -> None:
        self._total, self._stream, self._clock = total, stream, clock
        self._palette = palette_for(stream.encoding)
        self._label = self._palette.adapt(plain(label))
        self._next = clock() + PATIENCE if stream.isatty() else float("inf")
        self._shown = 0
        self.done = 0

    def advance(self, by: int = 1) -> None:
        """`by` more are done."""
        self.done += by
        if self._next != float("inf") and (now := self._clock()) >= self._next:
            self._next = now + PAUSE
            self._draw()

    def _draw(self) -> None:
        line = f"{self._label}  {self._picture()}"
        self._stream.write(f"\r{line}{' ' * (self._shown - width(line))}")
        self._stream.flush()
        self._shown = width(line)

    def _picture(self) -> str:
        if not self._total:
            return f"{self.done:,}"
        share = min(Fraction(self.done, self._total), Fraction(1))
        return f"{bar(share, palette=self._palette)} {int(share * 100):3}%"

    def clear(self) -> None:
        """Takes the bar off the terminal; blanks do it where control sequences are not wanted."""
        if self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()


@contextmanager
def progress(
    total: int | None, label: str, *, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Shows a bar while the block runs, if that takes more than half a second and a terminal is looking.

    Args:
        total: how many steps there are; None where nobody knows, then they are only counted.
        label: what is being done.
        stream: where the bar goes; stderr unless given.
        clock: seconds that only ever grow.
    """
    work = Progress(total, label, stream or sys.stderr, clock)
    try:
        yield work
    finally:
        work.clear()
