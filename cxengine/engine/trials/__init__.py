"""What plugins promise, tried on made cases: for ``cx plugins check`` and for the suites of their authors.

Each trial gives what is wrong, in words; nothing where the promise is kept. Cases are drawn from a seed, so that they
are the same each time.
"""
