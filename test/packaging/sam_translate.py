"""What SAM makes of templates: reads a list of templates as JSON, and writes for each what the service would deploy, or the error."""

import json
import sys

import boto3
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

session = boto3.Session(
    region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
)


def translated(template):
    try:
        return {
            "template": Translator({}, Parser(), boto_session=session).translate(
                template, {}
            )
        }
    except InvalidDocumentException as error:
        return {
            "error": error.message + " ".join(cause.message for cause in error.causes)
        }


json.dump([translated(template) for template in json.load(sys.stdin)], sys.stdout)
