"""A council's own plugin: Enfield's data, score and posts for the pack `enfield`."""
