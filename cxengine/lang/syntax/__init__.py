"""From one line of text to what it says, and from a broken line to one message; ``lang/parse.py`` is the way in."""
