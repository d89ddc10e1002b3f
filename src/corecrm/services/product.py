"""What can be done to products."""

from sqlmodel import Session

from corecrm.models.product import Product, ProductIn
from corecrm.services.records import refuse_if_taken


def add(session: Session, given: ProductIn) -> Product:
    """A new product.

    Raises:
        RuleViolation: its code is taken.
    """
    refuse_if_taken(session, Product, "code", given.code)
    product = Product.model_validate(given)
    session.add(product)
    return product
