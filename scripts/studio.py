# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "fastapi>=0.115,<1",
#   "uvicorn>=0.32,<1",
#   "python-multipart>=0.0.18,<1",
#   "pydantic>=2.9,<3",
#   "jsonpatch>=1.33,<2",
#   "requests>=2.32,<3",
#   "av>=18,<20",
#   "numpy>=2.1,<3",
#   "opencv-python-headless>=5,<6",
#   "pillow>=11,<14",
#   "uharfbuzz>=0.54,<1",
#   "python-bidi>=0.6.3,<1",
#   "budoux>=0.6,<1",
#   "fontpkg-inter>=4.1,<5",
#   "fontpkg-montserrat>=9,<10",
#   "fontpkg-playfair-display>=1.203,<2",
#   "fontpkg-noto-sans>=2.15,<3",
#   "justmytype-intl-cjk>=0.1,<1",
#   "justmytype-intl-rtl>=0.1,<1",
#   "espeakng-loader>=0.2,<1; sys_platform == 'linux' and platform_machine == 'x86_64'",
#   "espeakng-loader>=0.2,<1; sys_platform == 'darwin' and platform_machine == 'arm64'",
#   "espeakng-loader>=0.2,<1; sys_platform == 'win32'",
# ]
# ///
"""The local studio: a NemoVideo backend of your own on loopback, which renders on this machine.

The studio is a distribution of its own (../studio); this runs it from the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1] / "studio" / "src"))
from nemo_wire import bytecode

bytecode.to_user_cache()

from nemo_studio.cli import main

if __name__ == "__main__":
    sys.exit(main((sys.executable, str(Path(__file__).resolve()))))
