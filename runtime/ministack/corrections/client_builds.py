"""A build that a client starts is refused.

MiniStack says that such a build succeeded, and runs nothing. Builds run in actions of pipelines, which the executor
does by itself.
"""

from ministack.core.responses import error_response_json
from ministack.services import codebuild

_REFUSAL = "The local AWS runs builds in actions of pipelines only. Start a pipeline that has this project."


def apply():
    original = codebuild._start_build

    def start_build(data):
        # That a project is missing is said first.
        if data.get("projectName", "") not in codebuild._projects:
            return original(data)
        return error_response_json("InvalidInputException", _REFUSAL, 400)

    codebuild._start_build = start_build
