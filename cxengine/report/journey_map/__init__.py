"""Journeys as drawings and pages, from their JSON form alone."""
