"""crmtui: a support desk, customer book and sales board for small shops, in a terminal."""

__version__ = "0.1.0"
