"""Trees and networks as text that drawing programs read: Mermaid and Graphviz."""

from collections.abc import Sequence
from typing import NamedTuple

from corecrm.render.plain import plain


class Node(NamedTuple):
    """A box: its key, and what stands in it."""

    key: str
    text: str


class Edge(NamedTuple):
    """An arrow between the boxes of two keys, and what stands beside it."""

    start: str
    end: str
    text: str = ""


def mermaid(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """A Mermaid flowchart from the top down."""
    names = {node.key: f"n{number}" for number, node in enumerate(nodes, start=1)}
    lines = ["graph TD"]
    lines += [f'  {names[node.key]}["{_entities(node.text)}"]' for node in nodes]
    for edge in edges:
        label = f'|"{_entities(edge.text)}"|' if edge.text else ""
        lines.append(f"  {names[edge.start]} -->{label} {names[edge.end]}")
    return "\n".join(lines) + "\n"


def _entities(text: str) -> str:
    return plain(text).replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")


def dot(nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    """A Graphviz digraph."""
    lines = ["digraph {", "  node [shape=box];"]
    lines += [f"  {_quoted(node.key)} [label={_quoted(node.text)}];" for node in nodes]
    for edge in edges:
        label = f" [label={_quoted(edge.text)}]" if edge.text else ""
        lines.append(f"  {_quoted(edge.start)} -> {_quoted(edge.end)}{label};")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


DRAWN = {"mermaid": mermaid, "dot": dot}
