"""Whether a number typed without a unit may have been meant in another one: it lies far away from what is known already.

Screens and reports speak 万元, while a bare number counts 元: who copies 24,000 from a screen means 2.4亿 and writes 24,000 元.
"""

from collections.abc import Iterable

APART = 1_000


def far_apart(given: int, known: int) -> bool:
    """Whether one of two figures is a thousand times the other or more, whatever their signs; of a 0 there is no ratio."""
    small, large = sorted((abs(given), abs(known)))
    return small > 0 and large >= APART * small


def first_far(given: int, known: Iterable[int | None]) -> int | None:
    """The first of some known figures from which `given` is far apart; None where it is near to all of them."""
    return next((each for each in known if each is not None and far_apart(given, each)), None)


def nearer(given: int, times: int, known: int) -> bool:
    """Whether `given` multiplied by `times` lies nearer to what is known than `given` itself, by their ratios."""
    return given * given * times <= known * known
