# SLOT_notice
"""Test cases of flow SLOT_name of aggregate SLOT_aggregate."""

from draftsman.testing import Case
from draftsman.testing.pytest_plugin import case_test

from SLOT_module import flow
SLOT_cases
