"""The version, as a constant: nothing is looked up at start."""

__version__ = "0.1.0"

LANGUAGE = "1"
"""The version of the rule language, apart from the package's."""
