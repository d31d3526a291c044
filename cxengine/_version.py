"""The version, as a constant: nothing is looked up at start."""

__version__ = "0.1.0"
