"""What a project keeps of its assessments, and what they tell together."""
