"""Survey tools as sources of cxengine."""
