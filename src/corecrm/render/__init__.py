"""Tables and pages to screen, JSON, CSV, TSV, Markdown and Excel; nothing about the bank."""
