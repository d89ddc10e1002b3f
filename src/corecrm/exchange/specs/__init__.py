"""How each kind of record goes in and out: one registry, in the order in which a bundle needs it."""

from functools import cache
from importlib import import_module

from corecrm.exchange.spec import ImportSpec

_MODULES = {
    "setting": "records",
    "signal_kind": "work",
    "metric": "plans",
    "product": "plans",
    "institution": "bank",
    "staff": "bank",
    "post": "bank",
    "client": "clients",
    "client_name": "clients",
    "client_number": "clients",
    "group": "clients",
    "ownership": "clients",
    "team": "clients",
    "holding": "plans",
    "batch": "records",
    "actual": "facts",
    "goal": "goals",
    "task": "work",
    "risk": "work",
    "approval": "records",
    "approval_decision": "records",
    "evidence": "records",
    "column_map": "records",
    "period": "records",
}
BUNDLE = tuple(_MODULES)
"""Every part of a bundle, those that are referred to before those that refer to them."""
NOUNS = (
    "client",
    "institution",
    "staff",
    "group",
    "ownership",
    "team",
    "metric",
    "actual",
    "goal",
    "product",
    "holding",
    "task",
    "risk",
)
"""What people import and export by name."""


@cache
def spec_of(noun: str) -> ImportSpec:
    """The spec of a part of a bundle."""
    module = import_module(f"corecrm.exchange.specs.{_MODULES[noun]}")
    specs: tuple[ImportSpec, ...] = module.SPECS
    return next(spec for spec in specs if spec.noun == noun)
