"""The write side: what can be done to records, one file a noun."""
