"""Measures that surveys of councils use."""
