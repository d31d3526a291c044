"""What an assessment says, part by part.

Numbers are rounded here, once. Fields marked ``python_only`` do not appear in the JSON.
"""
