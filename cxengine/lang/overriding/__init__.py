"""How the overrides of one pack are folded into the declarations of another."""
