"""corecrm: core client management for corporate banks, on the terminal."""

__version__ = "0.1.0"
