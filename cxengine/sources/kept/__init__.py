"""What a reading leaves for the next one: rows, and how far it got, in a folder of the project."""
