"""What one record costs does not depend on how many others there are, and no walk through what is stored goes on for ever."""

import pytest

from conftest import Crm
from reading import Scans, lines, lists_of_one

BIG = ("actual", "change", "goal", "client", "task")
NAMED = {"client", "goal", "task"}
DAY = ("--date", "2026-11-23")


def words_of(words: tuple[str, ...]) -> str:
    return " ".join(words)


@pytest.mark.parametrize("words", [*lines(), *lists_of_one()], ids=words_of)
def test_a_command_about_one_record_goes_through_no_big_table(words: tuple[str, ...], demo: Crm) -> None:
    scans = Scans(BIG)
    with scans.watching():
        demo(*words, "--json", *DAY)
    if words[0] == "find":  # a part of a name stands anywhere in it: names are read from end to end, facts and the log never
        scans.found = [found for found in scans.found if found[0] not in NAMED]
    assert scans.found == []
