"""Packages templates with the AWS command line, and reads its result and ours as CloudFormation reads a template.

Input (JSON): a list of {folder, template, ours, blobs}: `ours` is the text that was packaged, `blobs` the folder of its objects.
Output (JSON): a list of {theirs, ours, source}. Uploaded objects are shown by a digest of what is in them.
"""

import hashlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import yaml
from awscli.customizations.cloudformation.artifact_exporter import Template
from awscli.customizations.cloudformation.yamlhelper import yaml_dump

BUCKET = "bucket"


class ServiceLoader(yaml.SafeLoader):
    """Plain words as CloudFormation reads them: numbers and dates are text, yes, no, on and off are booleans."""


ServiceLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not re.search("int|float|timestamp", tag)
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def long_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    read = (
        loader.construct_sequence
        if isinstance(node, yaml.SequenceNode)
        else loader.construct_mapping
    )
    return {name: read(node, deep=True)}


def mapping(loader, node):
    loader.flatten_mapping(node)
    # A key is text, whatever word it is.
    return {
        key.value: loader.construct_object(value, deep=True)
        for key, value in node.value
    }


ServiceLoader.add_multi_constructor("!", long_form)
ServiceLoader.add_constructor("tag:yaml.org,2002:map", mapping)
for tag in ("int", "float", "str"):
    ServiceLoader.add_constructor(
        f"tag:yaml.org,2002:{tag}", lambda loader, node: loader.construct_scalar(node)
    )


def as_service(text):
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return yaml.load(text, ServiceLoader)


def identity(content, blob):
    """Names an object by what is in it: the times of an archive do not count, nor does how a nested template is written."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = sorted(
                (name, archive.read(name).hex()) for name in archive.namelist()
            )
        content = json.dumps(entries).encode()
    else:
        try:
            value = as_service(content.decode())
        except (ValueError, yaml.YAMLError):
            value = None
        if isinstance(value, dict) and "Resources" in value:
            content = json.dumps(shown(value, blob), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:16]


class Uploads:
    """Stands in for the bucket of the AWS command line."""

    def __init__(self):
        self.contents = {}

    def upload_with_dedup(self, file_name, extension=None):
        content = Path(file_name).read_bytes()
        key = hashlib.sha256(content).hexdigest()
        self.contents[key] = content
        return f"s3://{BUCKET}/{key}"

    def to_path_style_s3_url(self, key, version=None):
        return f"https://s3.amazonaws.com/{BUCKET}/{key}"


REFERENCE = re.compile(
    r"^(?:s3://(?:bucket|\$\{LiftlockArtifactBucket\})|https://s3[^/]*/(?:bucket|\$\{LiftlockArtifactBucket\}))/(?:blobs/sha256/)?([0-9a-f]{64})$"
)


def shown(value, blob):
    """The value with each reference to an object replaced by what is in the object, and without our parameter."""
    if isinstance(value, list):
        return [shown(item, blob) for item in value]
    if isinstance(value, str) and (match := REFERENCE.match(value)):
        return {"object": identity(blob(match[1]), blob)}
    if not isinstance(value, dict):
        return value
    if (
        list(value) == ["Fn::Sub"]
        and isinstance(value["Fn::Sub"], str)
        and REFERENCE.match(value["Fn::Sub"])
    ):
        return shown(value["Fn::Sub"], blob)
    key = value.get("S3Key", value.get("Key"))
    if (
        len(value) == 2
        and isinstance(key, str)
        and (match := re.match(r"^(?:blobs/sha256/)?([0-9a-f]{64})$", key))
    ):
        return {"object": identity(blob(match[1]), blob)}
    members = {
        name: shown(member, blob)
        for name, member in value.items()
        if name != "LiftlockArtifactBucket"
    }
    declared = value.get("Parameters") or {}
    if "LiftlockArtifactBucket" in declared and not members["Parameters"]:
        del members["Parameters"]
    return members


def compare(case):
    folder = Path(case["folder"])
    uploads = Uploads()
    result = {
        "source": as_service(
            (folder / case["template"]).read_text().removeprefix("\ufeff")
        )
    }
    result["ours"] = shown(
        as_service(case["ours"]), lambda key: (Path(case["blobs"]) / key).read_bytes()
    )
    packaged = yaml_dump(Template(case["template"], str(folder), uploads).export())
    result["theirs"] = shown(as_service(packaged), uploads.contents.__getitem__)
    return result


json.dump([compare(case) for case in json.load(sys.stdin)], sys.stdout)
