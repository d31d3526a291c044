"""Results as people and spreadsheets read them."""
