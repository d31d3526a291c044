"""``python -m cxengine``, and the entry point of ``cx``."""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line. What it needs is imported inside, so that an interruption while that lasts is said too."""
    try:
        from cxengine.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
