"""`python -m nemo_studio`, and the command `nemo-studio`."""

from __future__ import annotations

import sys

from nemo_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
