"""The main file of the studio's child processes: `python child.py MODULE ARGUMENTS`.

Not `python -m MODULE`: what multiprocessing starts runs its parent's main file first, so that no
process of the studio imports anything of the skill before its bytecode has a place.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[0] = str(Path(__file__).parents[2])  # in place of this folder, whose names are not unique
from nemo_wire import bytecode

bytecode.to_user_cache()

if __name__ == "__main__":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__")
