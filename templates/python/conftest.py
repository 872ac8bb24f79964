# SLOT_notice
"""Makes the modelled test cases known to pytest."""

import handlers  # noqa: F401 - the modules of lib/ are found as in the functions

pytest_plugins = ["draftsman.testing.pytest_plugin"]
