"""The checker, a module for each thing that is checked; ``lang/check.py`` calls them in order."""
