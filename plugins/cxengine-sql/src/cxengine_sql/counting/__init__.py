"""PostgreSQL: metrics counted where the rows are."""
