from store.conftest import empty_store, place

__all__ = ["empty_store", "place"]
