"""What a failed call of a function answers.

MiniStack answers every error as `Runtime.HandlerError` without a stack, loses what a function printed before it failed
to start, waits for a start for ever, and ends the worker after each error. Lambda answers the error's own type with its
stack, notes the output, limits the start, and keeps the execution environment after an error of the handler
("Understanding retry behavior in Lambda", "Understanding the Lambda execution environment lifecycle").
"""

import json
import threading
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# Seconds that a start has beside the time of its call.
START_SECONDS = 10
_INIT_FAILED = "Worker init failed: "
_answered = threading.local()

_PYTHON_HANDLER = (
    '            _real_stdout.write(json.dumps({"status": "error", "error": str(e), '
    '"trace": traceback.format_exc()}) + "\\n")\n'
)
_PYTHON_HANDLER_INSTEAD = """            _frames = traceback.extract_tb(e.__traceback__)[1:]
            for _frame in _frames:
                _frame.filename = _frame.filename.replace(code_dir, "/var/task")
            _stack = traceback.format_list(_frames)
            print(f"[ERROR] {type(e).__name__}: {e}\\nTraceback (most recent call last):\\n" + "".join(_stack))
            _real_stdout.write(json.dumps({"status": "ok", "failed": {
                "errorMessage": str(e), "errorType": type(e).__name__,
                "requestId": context.aws_request_id, "stackTrace": _stack}}) + "\\n")
"""
_PYTHON_INIT = """        _real_stdout.write(json.dumps({"status": "error", "error": str(e)}) + "\\n")
"""
_PYTHON_INIT_INSTEAD = """        _kind, _text = "Runtime." + type(e).__name__, str(e)
        if isinstance(e, SyntaxError):
            _kind, _text = "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {e}"
        elif isinstance(e, ImportError):
            _kind, _text = "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {e}"
        elif isinstance(e, AttributeError) and not hasattr(sys.modules.get(module_name), handler_name):
            _kind, _text = "Runtime.HandlerNotFound", f"Handler '{handler_name}' missing on module '{module_name}'"
        else:
            _kind = type(e).__name__
        print(f"[ERROR] {_kind}: {_text}\\n{traceback.format_exc()}")
        sys.stdout.flush()
        _real_stdout.write(json.dumps({"status": "error", "error": json.dumps(
            {"errorMessage": _text, "errorType": _kind, "requestId": "", "stackTrace": []})}) + "\\n")
"""


class StartError(Exception):
    """The payload of the answer, and what was printed until then."""

    def __init__(self, payload, log):
        super().__init__(payload["errorMessage"])
        self.payload, self.log = payload, log


def apply():
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    for old, new in ((_PYTHON_HANDLER, _PYTHON_HANDLER_INSTEAD), (_PYTHON_INIT, _PYTHON_INIT_INSTEAD)):
        if script.count(old) != 1:
            raise SystemExit("the Python worker of ministack is another one")
        script = script.replace(old, new)
    lambda_runtime._PYTHON_WORKER_SCRIPT = script
    worker = lambda_runtime.Worker
    worker._spawn = _limited(worker._spawn)
    worker.invoke = _noting(worker.invoke)
    lambda_svc._execute_function_warm = _answering(lambda_svc._execute_function_warm)


def _limited(spawn):
    """The start of a worker, within its time."""

    def start(self):
        timeout = self.config.get("Timeout", 30)
        late = threading.Event()

        def end():
            late.set()
            lambda_runtime._signal(self._proc)

        timer = threading.Timer(START_SECONDS + timeout, end)
        timer.daemon = True
        self._proc = None
        timer.start()
        try:
            spawn(self)
        except RuntimeError as error:
            payload = _timed_out(timeout) if late.is_set() else _payload_of_start(str(error))
            process, self._proc = self._proc, None
            if process is None:
                raise
            lambda_runtime._signal(process)
            lambda_runtime._collect(process, time.monotonic() + lambda_runtime._REAP_GRACE)
            raise StartError(payload, self._drain_stderr_bounded()) from error
        finally:
            timer.cancel()

    return start


def _payload_of_start(text):
    try:
        return json.loads(text.removeprefix(_INIT_FAILED))
    except ValueError:
        return {"errorType": "Runtime.ExitError", "errorMessage": f"Runtime exited while it started. {text}"}


def _timed_out(seconds):
    return {"errorType": "Sandbox.Timedout", "errorMessage": f"Task timed out after {seconds}.00 seconds"}


def _noting(invoke):
    """One call, whose own answer about an error is noted for the answer of the service."""

    def call(self, *arguments, **options):
        try:
            result = invoke(self, *arguments, **options)
        except StartError as failure:
            result = {"status": "error", "payload": failure.payload, "cold_start": True, "log": failure.log}
        payload = result.pop("failed", None) or result.pop("payload", None)
        if payload is None and result.get("error") == "Worker process died":
            payload = {"errorType": "Runtime.ExitError", "errorMessage": "Runtime exited without providing a reason"}
        _answered.payload = payload
        if payload is None:
            return result
        # The log has the stack already.
        return {**result, "status": "error", "error": payload["errorMessage"], "trace": ""}

    return call


def _answering(execute):
    def answer(*arguments):
        _answered.payload = None
        result = execute(*arguments)
        if result.get("error") and _answered.payload is not None:
            result["body"] = _answered.payload
        return result

    return answer
