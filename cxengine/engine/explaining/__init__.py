"""The trees of ``cx explain``, a module for each kind of thing that is explained."""
