# SLOT_notice
"""Test cases of flow SLOT_name of aggregate SLOT_aggregate."""

from draftsman.pytest_plugin import case_test
from draftsman.testing import Case

from SLOT_module import flow
SLOT_cases
