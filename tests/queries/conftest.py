from store.conftest import empty_store, english, place

__all__ = ["empty_store", "english", "place"]
