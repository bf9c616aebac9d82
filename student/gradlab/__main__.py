"""`python -m gradlab`."""

import sys

from gradlab.command_line import main

if __name__ == "__main__":
    sys.exit(main())
