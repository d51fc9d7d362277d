"""The command: ``python -m gongkai`` or ``gongkai``."""

import signal
import sys

from ._gongkai import _main


def main() -> int:
    # The interpreter's own handler would wait until the command has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _main(["gongkai", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
