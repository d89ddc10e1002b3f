"""Records: one file a noun, with the input that is validated and the table it is kept in."""
