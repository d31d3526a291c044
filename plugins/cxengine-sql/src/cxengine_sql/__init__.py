"""SQL databases for cxengine."""
