"""The read side: SQL text to rows, one file a noun."""
