"""Open311 (GeoReport v2) servers as a source of cxengine."""
