# SLOT_notice
"""Entry points of the functions. The modules of lib/ can be imported by their bare names too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "lib"))
