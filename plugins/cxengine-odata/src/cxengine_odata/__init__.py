"""Dynamics 365 Dataverse and other OData v4 services as sources of cxengine."""
