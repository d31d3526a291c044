"""Metrics of cxengine counted on Apache Spark."""
