"""A bar for long work at a terminal, nothing else anywhere."""

from io import StringIO

import pytest

from corecrm.render.progress import progress


class Terminal(StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_quick_work_shows_nothing() -> None:
    screen, clock = Terminal(), Clock()
    with progress(2, "importing", stream=screen, clock=clock) as work:
        work.advance()
        clock.now = 0.49
        work.advance()
    assert (screen.getvalue(), work.done) == ("", 2)


def test_long_work_shows_a_bar_and_takes_it_away() -> None:
    screen, clock = Terminal(), Clock()
    with progress(4, "导入", stream=screen, clock=clock) as work:
        for moment in (0.5, 0.55, 1.0):
            clock.now = moment
            work.advance()
    first, second, blank, end = screen.getvalue().split("\r")[1:]
    assert (first, second) == ("导入  █████░░░░░░░░░░░░░░░  25%", "导入  ███████████████░░░░░  75%")
    assert (blank, end) == (" " * 31, "")


def test_work_of_unknown_length_is_counted() -> None:
    screen, clock = Terminal(), Clock()
    with progress(None, "reading", stream=screen, clock=clock) as work:
        clock.now = 1
        work.advance(1500)
    assert screen.getvalue().startswith("\rreading  1,500\r")


def _fail(stream: StringIO) -> None:
    clock = Clock()
    with progress(1, "x", stream=stream, clock=clock) as work:
        clock.now = 9
        work.advance()
        raise RuntimeError


def test_a_pipe_sees_nothing_and_a_failure_takes_the_bar_away() -> None:
    pipe, screen = StringIO(), Terminal()
    for stream in (pipe, screen):
        with pytest.raises(RuntimeError):
            _fail(stream)
    assert (pipe.getvalue(), screen.getvalue()[-1]) == ("", "\r")
