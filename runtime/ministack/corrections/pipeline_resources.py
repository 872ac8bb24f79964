"""Pipelines and action types of CodePipeline as resources of a stack, which MiniStack does not have.

The executor does the work: it reads the properties, decides what they mean, and says why it refuses them. What replaces
a resource and what identifies it is said by the schemas of the two types (CloudFormation resource specification).
"""

import time

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services.cloudformation import drift, provisioners, stacks

from gateway import pipelines
from gateway.callers import permissions
from gateway.request import current

_PIPELINE = "AWS::CodePipeline::Pipeline"
_ACTION_TYPE = "AWS::CodePipeline::CustomActionType"
_TYPES = (_PIPELINE, _ACTION_TYPE)
# A name of a pipeline has at most so many characters.
_NAME = 100
_IDENTITY = ("Category", "Provider", "Version")
# The process of the executor is there again well before that.
_PATIENCE_SECONDS = 60

_ENUMERATIONS = {
    _PIPELINE: {"PipelineType": ("V1", "V2"), "ExecutionMode": ("QUEUED", "SUPERSEDED", "PARALLEL")},
    _ACTION_TYPE: {"Category": ("Approval", "Build", "Compute", "Deploy", "Invoke", "Source", "Test")},
}
_READ = {
    _PIPELINE: (
        "ArtifactStore",
        "ArtifactStores",
        "DisableInboundStageTransitions",
        "ExecutionMode",
        "Name",
        "PipelineType",
        "RoleArn",
        "Stages",
        "Tags",
        "Triggers",
        "Variables",
    ),
    _ACTION_TYPE: (
        *_IDENTITY,
        "ConfigurationProperties",
        "InputArtifactDetails",
        "OutputArtifactDetails",
        "Settings",
        "Tags",
    ),
}


def apply():
    for resource_type in _TYPES:
        provisioners._RESOURCE_HANDLERS[resource_type] = _handlers(resource_type)
        provisioners._STACK_TAG_PROPERTY[resource_type] = ("Tags", "list")
        provisioners._PROPERTY_ENUMS[resource_type] = _ENUMERATIONS[resource_type]
        provisioners._CONDITIONALLY_REPLACING_PROPERTIES[resource_type] = ()
        drift._DRIFT_READERS[resource_type] = (_reader(resource_type), frozenset(_READ[resource_type]))
    provisioners._REPLACING_PROPERTIES[_PIPELINE] = ("Name",)
    replacing = tuple(name for name in _READ[_ACTION_TYPE] if name != "Tags")
    provisioners._REPLACING_PROPERTIES[_ACTION_TYPE] = replacing
    provisioners._CUSTOM_NAME_REPLACEMENT[_ACTION_TYPE] = {"name": _IDENTITY}
    _off_the_event_loop()


def _off_the_event_loop():
    """The executor may ask the emulator while it works, so its answer is awaited on a thread."""
    original = stacks._runs_on_worker_thread

    def runs_on_worker_thread(resource_type):
        return resource_type in _TYPES or original(resource_type)

    stacks._runs_on_worker_thread = runs_on_worker_thread


def _handlers(resource_type):
    def create(logical_id, props, stack_name):
        name = provisioners._physical_name(stack_name, logical_id, max_len=_NAME)
        return _ask(resource_type, {"kind": "create", "name": name, "properties": props})

    def update(physical_id, old_props, new_props, _stack_name):
        asked = {"kind": "update", "id": physical_id, "former": old_props, "properties": new_props}
        return _ask(resource_type, asked)

    def delete(physical_id, _props):
        # A resource that could not be created has no identity, and nothing is there to delete.
        if physical_id:
            _ask(resource_type, {"kind": "delete", "id": physical_id})

    return {"create": create, "update": update, "delete": delete}


def _reader(resource_type):
    def read(physical_id, _props):
        # MiniStack reads on its event loop, which must not wait.
        request = {"kind": "read", "id": physical_id}
        return _answer(resource_type, request, patience_seconds=0).get("properties")

    return read


def _ask(resource_type, request):
    answer = _answer(resource_type, request)
    return answer["id"], answer["attributes"]


def _answer(resource_type, request, patience_seconds=_PATIENCE_SECONDS):
    """The executor's answer; what it refuses fails the resource with its words."""
    until = time.monotonic() + patience_seconds
    request = {**request, "token": new_uuid()}
    while True:
        try:
            return pipelines.ask("resources", {"type": resource_type, "request": request}, _caller())
        except pipelines.RefusedError as error:
            raise ValueError(f"{error} ({error.code})") from error
        except pipelines.UnavailableError as error:
            if not pipelines.is_there() or time.monotonic() >= until:
                raise ValueError(str(error)) from error
            time.sleep(0.2)


def _caller():
    """Whoever asked for the operation of the stack: the service works with the rights of its caller."""
    account, region, request = get_account_id(), get_region(), current.get()
    status, known = permissions.credentials({"accessKeyId": request.access_key if request else ""})
    principal = known["principalArn"] if status == 200 else f"arn:aws:iam::{account}:root"
    return account, region, principal
