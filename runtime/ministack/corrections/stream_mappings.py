"""Event source mappings of DynamoDB streams.

MiniStack counts a partial failure (`batchItemFailures`) as success, never bisects, ignores MaximumRetryAttempts, and
lets one slow function hold up every other mapping. Lambda's rules ("Configuring partial batch response with DynamoDB
and Lambda", "Configuring error handling controls"): a partial failure repeats the batch from its first failed record;
bisecting halves a batch that failed and does not count as a retry; when the attempts or the age are used up, the
batch goes to the failure destination and the mapping moves on; mappings do not wait for each other.
"""

import logging
import threading
import time

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc

logger = logging.getLogger("stream-mappings")

# Mapping -> (position of the batch that failed, attempts so far, size that bisecting has come down to).
_failing = {}


def apply():
    lambda_svc._poll_dynamodb_streams = _poll


def _poll():
    """Start a batch for each mapping that has records and none in flight; true when something was started."""
    started = False
    for account, region, mapping in lambda_svc._iter_all_esms():
        identifier = mapping["UUID"]
        with lambda_svc._esm_inflight_lock:
            busy = identifier in lambda_svc._esm_inflight
        if busy or not mapping.get("Enabled", True):
            continue
        with request_scope(account, region):
            if lambda_svc._esm_backoff_until.get(identifier, 0) > time.time():
                continue
            batch = _next_batch(mapping)
            if batch:
                lambda_svc._dispatch_esm_batch(identifier, _process, mapping, *batch)
                started = True
    return started


def _next_batch(mapping):
    """(function, table, position, records) or None; the records are not filtered yet."""
    table_name = _table_of(mapping)
    function, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if table_name is None or function is None:
        return None
    identifier = mapping["UUID"]
    horizon, end = dynamodb.stream_start_position(table_name), dynamodb.stream_end_position(table_name)
    with lambda_svc._dynamodb_stream_positions_lock:
        start = horizon if mapping.get("StartingPosition", "LATEST") == "TRIM_HORIZON" else end
        position = max(lambda_svc._dynamodb_stream_positions.get(identifier, start), horizon)
        lambda_svc._dynamodb_stream_positions[identifier] = position
    failed_at, _attempts, size = _failing.get(identifier, (None, 0, None))
    limit = int(mapping.get("BatchSize", 100))
    records = dynamodb.stream_records_since(table_name, position, size if failed_at == position else limit)
    return (function, position, list(records)) if records else None


def _table_of(mapping):
    try:
        source = parse_arn(mapping.get("EventSourceArn", ""))
    except ArnParseError:
        return None
    stream = lambda_svc._dynamodb_stream_table_from_arn_spec(source) if source.service == "dynamodb" else None
    table = dynamodb._tables.get(stream[0]) if stream else None
    return stream[0] if table and table.get("LatestStreamArn") == mapping["EventSourceArn"] else None


def _process(mapping, function, position, records):
    """Call the function with what passes the filter, then move the mapping's position or leave it for a repetition."""
    passing = lambda_svc._apply_filter_criteria(records, mapping)
    if not passing:
        _advance(mapping, position + len(records))
        return
    result = lambda_svc._execute_function(function, {"Records": passing})
    failed = passing[0] if result.get("error") else _first_failed(mapping, passing, result)
    if failed is None:
        _advance(mapping, position + len(records))
        mapping["LastProcessingResult"] = f"OK - {len(passing)} records"
        return
    mapping["LastProcessingResult"] = "FAILED"
    logger.warning("%s failed for a batch of %d: %s", mapping["FunctionName"], len(passing), result.get("body"))
    done = next(index for index, record in enumerate(records) if record is failed)
    _after_failure(mapping, function, position, records, done, result)


def _first_failed(mapping, passing, result):
    """The first record that a partial response names; any other response counts as a failure of all records."""
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return None
    answer = result.get("body")
    if not isinstance(answer, dict) or not answer.get("batchItemFailures"):
        return None
    named = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in answer["batchItemFailures"]]
    known = {record["dynamodb"]["SequenceNumber"]: record for record in reversed(passing)}
    if any(name not in known for name in named):
        return passing[0]
    return next(record for record in passing if record["dynamodb"]["SequenceNumber"] in named)


def _after_failure(mapping, function, position, records, done, result):
    identifier = mapping["UUID"]
    failed_at, attempts, _size = _failing.get(identifier, (None, 0, None))
    remaining = records[done:]
    attempts = attempts if failed_at == position and done == 0 else 0
    if _is_bisecting(mapping) and len(remaining) > 1:
        # A partial answer has split the batch already at the record that it names.
        size = len(remaining) if done else (len(remaining) + 1) // 2
        _repeat(mapping, position + done, attempts, size, 0)
        return
    if result.get("throttle"):
        _repeat(mapping, position + done, attempts, len(remaining), 1)
        return
    condition = _exhausted(mapping, attempts, remaining)
    if condition:
        stream = mapping["EventSourceArn"]
        lambda_svc._send_ddb_stream_failure_record(mapping, function, remaining, stream, result, condition)
        _advance(mapping, position + len(records))
    else:
        _repeat(mapping, position + done, attempts + 1, len(remaining), min(0.1 * 2**attempts, 2))


def _is_bisecting(mapping):
    return str(mapping.get("BisectBatchOnFunctionError")).lower() == "true"


def _exhausted(mapping, attempts, records):
    """Why the batch is given up, or None. -1 attempts and -1 seconds mean without an end."""
    limit = int(mapping.get("MaximumRetryAttempts", -1))
    if 0 <= limit <= attempts:
        return "RetryAttemptsExhausted"
    age_limit = int(mapping.get("MaximumRecordAgeInSeconds", -1))
    oldest = min(float(record["dynamodb"].get("ApproximateCreationDateTime", time.time())) for record in records)
    return "MaxRecordAgeExceeded" if 0 <= age_limit < time.time() - oldest else None


def _advance(mapping, position):
    _failing.pop(mapping["UUID"], None)
    lambda_svc._esm_backoff_until.pop(mapping["UUID"], None)
    _move(mapping, position)


def _repeat(mapping, position, attempts, size, seconds):
    _failing[mapping["UUID"]] = (position, attempts, size)
    lambda_svc._esm_backoff_until[mapping["UUID"]] = time.time() + seconds
    _move(mapping, position)
    if seconds:
        timer = threading.Timer(seconds + 0.001, lambda_svc._esm_wake.set)
        timer.daemon = True
        timer.start()


def _move(mapping, position):
    with lambda_svc._dynamodb_stream_positions_lock:
        # A mapping that was deleted meanwhile leaves nothing behind.
        if mapping["UUID"] in lambda_svc._dynamodb_stream_positions:
            lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = position
