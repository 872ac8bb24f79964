"""What MiniStack answers wrongly in a way that destroys data or hides a failure, one correction a module.

Each module is written for the version below, names what it corrects, and goes when a version that makes it needless is pinned.
"""

import importlib
import importlib.metadata

MINISTACK_VERSION = "1.5.33"

MODULES = ()


def apply(appsync_url=""):
    """Apply all corrections. Another version of MiniStack is refused, because nobody has tried them together."""
    found = importlib.metadata.version("ministack")
    if found != MINISTACK_VERSION:
        raise SystemExit(f"the corrections are written for ministack {MINISTACK_VERSION}, and {found} is installed")
    for name in MODULES:
        importlib.import_module(f"{__name__}.{name}").apply()
