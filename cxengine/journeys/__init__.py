"""What is redundant in a journey, what removing it would save, and proof that nothing later goes short."""
