"""The facts of a group, laid out by whose they are and by who booked them, so that a part of its goal looks at its own alone.

A group has as many parts as members and facts: looking through all facts for each part takes their product.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from corecrm.queries.figures import Fact
from corecrm.queries.goal import Node


class Pile:
    """Facts of one metric and period.

    Args:
        facts: they.
        above: an institution and those above it.
    """

    def __init__(self, facts: list[Fact], above: Callable[[int | None], tuple[int, ...]]) -> None:
        self.facts, self._above = facts, above

    def counting(self, way: Iterable[Node]) -> list[Fact]:
        """The facts that count for a goal and for all that it is a part of."""
        way = list(way)
        client = next((node.client_id for node in way if node.client_id is not None), None)
        institution = next((node.institution_id for node in way if node.institution_id is not None), None)
        found = self.facts
        if client is not None:
            found = self._by_client.get(client, [])
        elif institution is not None:
            found = self._by_institution.get(institution, [])
        return [fact for fact in found if all(self._counts(node, fact) for node in way)]

    @cached_property
    def day(self) -> date | None:
        """The last day that any of them covers."""
        return max((fact.day for fact in self.facts), default=None)

    @cached_property
    def _by_client(self) -> dict[int, list[Fact]]:
        found: dict[int, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.client_id, []).append(fact)
        return found

    @cached_property
    def _by_institution(self) -> dict[int, list[Fact]]:
        """Also under every institution above the one that booked it."""
        found: dict[int, list[Fact]] = {}
        for fact in self.facts:
            for institution in self._above(fact.institution_id):
                found.setdefault(institution, []).append(fact)
        return found

    def _counts(self, node: Node, fact: Fact) -> bool:
        if node.line is not None and fact.line != node.line:
            return False
        if node.client_id is not None and fact.client_id != node.client_id:
            return False
        return node.institution_id is None or node.institution_id in self._above(fact.institution_id)
