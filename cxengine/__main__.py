"""``python -m cxengine``, and the entry point of ``cx``."""

import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line. What it needs is imported inside, so that an interruption while that lasts is said too."""
    _end_as_interrupted()
    try:
        from cxengine.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        code = INTERRUPTED
    sys.exit(code)


def _end_as_interrupted() -> None:
    """Let who ends the process end it as a pressed key does, so that it takes its passing files along."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    main()
