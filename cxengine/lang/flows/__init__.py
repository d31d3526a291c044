"""Journeys as ways from step to step: what the lines of a journey come to, before they are analysed."""
