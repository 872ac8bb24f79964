"""Lets pytest know modelled test cases by name, file and line of the model; used by the tests of an application."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from draftsman.testing import Case, CaseFailed, check


def case_test(case: Case) -> Callable[[], None]:
    """The test function of a case."""

    def test() -> None:
        notes: list[str] = []
        failure = ""
        try:
            notes = check(case)
        except CaseFailed as failed:
            failure = str(failed)
        if failure:
            pytest.fail(failure, pytrace=False)
        for note in notes:
            warnings.warn(UserWarning(note), stacklevel=1)

    test.case = case  # type: ignore[attr-defined]
    return test


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--case-results", help="file that gets the results of the test cases as JSON")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--case-results")
    if path:
        config.pluginmanager.register(_Results(Path(path), config.rootpath))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        case = _case(item)
        if case is not None:
            item.user_properties += [
                ("file", case.file),
                ("line", case.line),
                ("flow", case.flow.component),
            ]


class _Results:
    """Collects what pytest reports and writes it down at the end."""

    def __init__(self, path: Path, tests: Path) -> None:
        self.path = path
        self.tests = tests
        self.results: dict[str, dict[str, Any]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        case = _case(item)
        if case is not None and (report.when == "call" or report.failed):
            self.results[item.nodeid] = {
                "flow": case.flow.component,
                "name": case.name,
                "file": case.file,
                "line": case.line,
                "status": "passed" if report.passed else "failed",
                "seconds": report.duration,
                "message": "" if report.passed else str(report.longrepr),
                "warnings": [],
            }
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module of the application that cannot be imported fails all test cases of its flow at once."""
        if report.failed and report.nodeid.endswith(".py"):
            place = _origin(self.tests / report.nodeid) or report.nodeid
            lines = [line[4:] for line in report.longreprtext.splitlines() if line.startswith("E   ")]
            self.results[report.nodeid] = {
                "flow": Path(place).stem,
                "name": "import",
                "file": place,
                "line": 1,
                "status": "failed",
                "seconds": 0.0,
                "message": "\n".join(lines) or report.longreprtext,
                "warnings": [],
            }

    def pytest_warning_recorded(self, warning_message: Any, nodeid: str) -> None:
        if nodeid in self.results:
            self.results[nodeid]["warnings"].append(str(warning_message.message))

    def pytest_sessionfinish(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(list(self.results.values()), indent=2) + "\n")


def _origin(module: Path) -> str | None:
    """The file of the model that a generated test names in its first line."""
    first = module.read_text(encoding="utf-8").splitlines()[0]
    match = re.match(r"# Made by Liftlock from (.+); change the model", first)
    return match[1] if match else None


def _case(item: pytest.Item) -> Case | None:
    return getattr(getattr(item, "function", None), "case", None)
