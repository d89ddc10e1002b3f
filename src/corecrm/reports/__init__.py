"""Reports: queries and arithmetic to Tables, one file a report."""
