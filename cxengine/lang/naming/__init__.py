"""Names across packs: which of the things of one name a line means, and one name for each thing.

Each thing has a name of its own after this: its plain one, or where several packs declare that, `enfield.csat`. So no
later stage needs to know of packs to tell two things apart.
"""
