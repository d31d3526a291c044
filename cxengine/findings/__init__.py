"""Rules that find something: compiled once, judged for every subject, and said with figures."""
