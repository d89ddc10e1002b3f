"""Files in and out: import, export, and asking the user."""
