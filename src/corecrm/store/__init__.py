"""The database: reading, change sets, undo, migration, backup."""
