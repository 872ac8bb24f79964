"""What `aws cloudformation package` makes of templates, with what it would upload.

Reads {"folder": …, "templates": [names]} as JSON and writes one result for each template: the exported template with the name of
each upload in the place of an address, or the error. With the word "properties" it writes the properties that it knows.
"""

import hashlib
import json
import os
import sys
import zipfile

from awscli.customizations.cloudformation import artifact_exporter, exceptions
from awscli.customizations.cloudformation.yamlhelper import yaml_parse


class Uploader:
    """Keeps what would be uploaded, by a name that stands for the content."""

    def __init__(self):
        self.contents = {}

    def upload_with_dedup(self, path, extension=None):
        content = described(path, extension)
        name = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        self.contents[name] = content
        return f"s3://bucket/{name}"

    def to_path_style_s3_url(self, key, version=None):
        return f"https://s3.region.amazonaws.com/bucket/{key}"


def described(path, extension):
    if extension == "template":
        with open(path, encoding="utf-8") as file:
            return {"template": yaml_parse(file.read())}
    with open(path, "rb") as file:
        data = file.read()
    if not zipfile.is_zipfile(path):
        return {"file": hashlib.sha256(data).hexdigest()}
    with zipfile.ZipFile(path) as archive:
        return {
            "archive": {
                entry.filename: [
                    hashlib.sha256(archive.read(entry)).hexdigest(),
                    bool(entry.external_attr >> 16 & 0o100),
                ]
                for entry in archive.infolist()
            }
        }


def packaged(folder, name):
    uploader = Uploader()
    try:
        # Where it decides whether to zip a file, it looks from the working directory.
        os.chdir(os.path.dirname(os.path.join(folder, name)))
        template = artifact_exporter.Template(name, folder, uploader).export()
    except exceptions.CloudFormationCommandError as error:
        return {"error": str(error)}
    return {"template": template, "contents": uploader.contents}


def known():
    lists = (
        artifact_exporter.RESOURCES_EXPORT_LIST,
        artifact_exporter.METADATA_EXPORT_LIST,
    )
    return [
        [(each.RESOURCE_TYPE, each.PROPERTY_NAME) for each in members]
        for members in lists
    ]


given = json.load(sys.stdin)
if given == "properties":
    json.dump(known(), sys.stdout)
else:
    json.dump(
        [packaged(given["folder"], name) for name in given["templates"]], sys.stdout
    )
