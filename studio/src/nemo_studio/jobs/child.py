"""The main file of the studio's child processes: `python child.py FOLDERS MODULE ARGUMENTS`.

FOLDERS are those that hold packages of ours.

Not `python -m MODULE`: what multiprocessing starts runs its parent's main file first, so that no
process of the studio imports anything of the skill before its bytecode has a place.
"""

from __future__ import annotations

import os
import runpy
import sys

sys.dont_write_bytecode = True
if __name__ == "__main__":  # in place of this folder, whose names are not unique
    sys.path[:1] = sys.argv.pop(1).split(os.pathsep)
from nemo_wire import bytecode

bytecode.to_user_cache()

if __name__ == "__main__":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__")
