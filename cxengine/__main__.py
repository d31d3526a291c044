"""``python -m cxengine``: the same as ``cx``."""

from cxengine.cli import main

if __name__ == "__main__":
    main()
