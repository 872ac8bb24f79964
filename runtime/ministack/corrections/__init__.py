"""What MiniStack answers wrongly in a way that destroys data or hides a failure, one correction a module.

Each module is written for the version below, names what it corrects, and goes when a version that makes it needless
is pinned.
"""

import importlib
import importlib.metadata

MINISTACK_VERSION = "1.5.33"

# The order matters where two stand around the same handler: the later one is the outer one.
MODULES = (
    "foreign_objects",
    "function_code",
    "node_functions",
    "function_errors",
    "table_replacement",
    "table_settings",
    "bucket_settings",
    "bucket_denials",
    "foreign_callers",
    "conditional_writes",
    "passed_roles",
    "key_rights",
    "secret_values",
    "stream_mappings",
    "stream_rights",
    "log_streams",
    "asynchronous_calls",
    "event_deliveries",
    "guarded_deletes",
    "operation_events",
    "taken_names",
    "new_names",
    "mail_identities",
    "rule_targets",
    "target_roles",
    "api_cors",
    "http_api_bodies",
    "queue_batches",
    "sam_transform",
    "unsigned_users",
    "unsigned_apis",
    "api_addresses",
    "loopback_transport",
    "appsync_sources",
    "appsync_keys",
    "appsync_changes",
    "condition_changes",
    "change_set_answers",
    "review_stacks",
    "nested_updates",
    "template_words",
    "template_parameters",
    "pipeline_resources",
    "pipeline_targets",
    "bucket_events",
    "client_builds",
)


def apply(appsync_url=""):
    """Apply all corrections. Another version of MiniStack is refused, because they were not tested together."""
    found = importlib.metadata.version("ministack")
    if found != MINISTACK_VERSION:
        raise SystemExit(f"the corrections are written for ministack {MINISTACK_VERSION}, and {found} is installed")
    _load("appsync_addresses").apply(appsync_url)
    for name in MODULES:
        _load(name).apply()


def _load(name):
    return importlib.import_module(f"{__name__}.{name}")
