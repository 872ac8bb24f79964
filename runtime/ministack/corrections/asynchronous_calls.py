"""Asynchronous calls of functions, as Lambda's own queue works them off.

MiniStack starts a process for every call at once, so that a burst takes all processors from the functions that should
answer it. It counts a call that was throttled as a failed attempt, gives each attempt a new request id, and says of
every failure that there were three attempts. Lambda's rules ("How Lambda handles errors and retries with asynchronous
invocation"): events wait in a queue; concurrency grows while they wait; a throttled event goes back to the queue for
as long as its age allows; attempts of one event have one request id; the record of a failure says why it was given up.
"""

import collections
import contextvars
import datetime
import json
import logging
import os
import threading
import time
import uuid

from ministack.services import lambda_svc

from . import queue_messages

logger = logging.getLogger("asynchronous-calls")

# Calls of one function that run side by side: as many as there are processors, because more would only take time from
# each other, and each has its limit. One more begins when none of them has ended for a while.
WIDTH = max(2, os.cpu_count() or 1)
STALLED_SECONDS = 5.0
# A machine has one user: what was throttled need not wait for minutes.
LONGEST_THROTTLE_SECONDS = 2.0

_request_id = contextvars.ContextVar("request_id", default=None)
_lines = {}
_lines_lock = threading.Lock()


class Call:
    """One event for one function, through all its attempts."""

    def __init__(self, function, event):
        self.function, self.event = function, event
        self.config = function.get("config") or function
        self.request_id, self.accepted = str(uuid.uuid4()), time.time()
        self.attempts = self.throttles = 0
        self.context = contextvars.copy_context()
        settings = (
            function.get("event_invoke_config") or (function.get("event_invoke_configs") or {}).get("$LATEST") or {}
        )
        retries, age = settings.get("MaximumRetryAttempts"), settings.get("MaximumEventAgeInSeconds")
        self.retries = 2 if retries is None else int(retries)
        self.age = 6 * 3600 if age is None else int(age)
        chosen = ((settings.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        self.failures_go_to = chosen or (self.config.get("DeadLetterConfig") or {}).get("TargetArn")


class Line:
    """The events that wait for one function."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = collections.deque()
        self._running, self._width, self._moved, self._watched = 0, WIDTH, 0.0, False

    def add(self, call):
        with self._lock:
            self._waiting.append(call)
            self._moved = time.monotonic() if len(self._waiting) == 1 else self._moved
            if self._running < self._width:
                self._start()
            elif not self._watched:
                self._watch()

    def clear(self):
        with self._lock:
            self._waiting.clear()

    def _start(self):
        self._running += 1
        threading.Thread(target=self._work, daemon=True, name="asynchronous-calls").start()

    def _work(self):
        while True:
            with self._lock:
                self._moved = time.monotonic()
                if not self._waiting:
                    self._running -= 1
                    self._width = max(WIDTH, min(self._width, self._running))
                    return
                call = self._waiting.popleft()
            try:
                call.context.copy().run(_attempt, call)
            except Exception:
                logger.exception("a call of %s was lost", call.config.get("FunctionName"))

    def _watch(self):
        """A function may wait for another call of itself: when none of its calls ends, one more begins."""
        self._watched = True
        timer = threading.Timer(STALLED_SECONDS, self._look)
        timer.daemon = True
        timer.start()

    def _look(self):
        with self._lock:
            self._watched = False
            if not self._waiting:
                return
            if time.monotonic() - self._moved >= STALLED_SECONDS:
                self._width = self._running + 1
                self._start()
            self._watch()


def apply():
    make = lambda_svc.new_uuid

    def request_id():
        chosen = _request_id.get()
        _request_id.set(None)
        return chosen or make()

    lambda_svc.new_uuid = request_id
    lambda_svc.invoke_async_with_retry = call
    reset = lambda_svc.reset

    def reset_all():
        with _lines_lock:
            lines = list(_lines.values())
            _lines.clear()
        for line in lines:
            line.clear()
        reset()

    lambda_svc.reset = reset_all


def call(function, event):
    """Accept an event for a function, and answer at once."""
    _queue(Call(function, event))


def _queue(waiting):
    key = waiting.config.get("FunctionArn") or waiting.config.get("FunctionName")
    with _lines_lock:
        line = _lines.setdefault(key, Line())
    line.add(waiting)


def _attempt(waiting):
    _request_id.set(waiting.request_id)
    result = lambda_svc._execute_function_with_config_scope(waiting.function, waiting.event)
    if result.get("log"):
        logger.info("%s said:\n%s", waiting.config.get("FunctionName"), result["log"])
    if not result.get("error"):
        return
    if result.get("throttle"):
        waiting.throttles += 1
        pause = min(_pause(waiting.throttles), LONGEST_THROTTLE_SECONDS)
    else:
        waiting.attempts += 1
        pause = _pause(waiting.attempts)
    if waiting.attempts > waiting.retries:
        _give_up(waiting, result, "RetriesExhausted")
    elif time.time() - waiting.accepted + pause > waiting.age:
        _give_up(waiting, result, "EventAgeExceeded")
    else:
        timer = threading.Timer(pause, _queue, [waiting])
        timer.daemon = True
        timer.start()


def _pause(failures):
    base = lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS
    return min(base * 2 ** min(failures - 1, 16), lambda_svc._LAMBDA_ASYNC_RETRY_MAX_SECONDS)


def _give_up(waiting, result, condition):
    name, target = waiting.config.get("FunctionName"), waiting.failures_go_to
    logger.warning("%s is not called again for %s: %s", name, waiting.request_id, condition)
    if not target:
        return
    record = {
        "version": "1.0",
        "timestamp": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": waiting.request_id,
            "functionArn": f"{waiting.config.get('FunctionArn', '')}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": waiting.attempts,
        },
        "requestPayload": waiting.event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": result.get("body"),
    }
    scope = lambda_svc._run_with_function_config_scope
    if not scope(waiting.config, queue_messages.put, target, json.dumps(record, default=str)):
        scope(waiting.config, lambda_svc._route_async_failure, target, name, waiting.event, result)
