"""A secret's generated value and its Ref.

MiniStack knows no option of GenerateSecretString but ExcludeCharacters, and answers Ref with the name where
CloudFormation answers with the ARN.
"""

import json
import secrets
import string

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

from .resource_handlers import around, is_true

_SECRET = "AWS::SecretsManager::Secret"

_CLASSES = (
    ("ExcludeLowercase", string.ascii_lowercase),
    ("ExcludeUppercase", string.ascii_uppercase),
    ("ExcludeNumbers", string.digits),
    ("ExcludePunctuation", string.punctuation),
)


def apply():
    declared_value = provisioners._sm_secret_string
    provisioners._sm_secret_string = lambda props: _generated_value(props) or declared_value(props)
    around(_SECRET, "create", _create)
    around(_SECRET, "update", _update)
    around(_SECRET, "delete", lambda original, physical_id, *more: original(_name_of(physical_id), *more))


def _generated_value(props):
    options = props.get("GenerateSecretString")
    if not options or props.get("SecretString"):
        return None
    password = _password(options)
    if "GenerateStringKey" not in options:
        return password
    return json.dumps({**json.loads(options.get("SecretStringTemplate", "{}")), options["GenerateStringKey"]: password})


def _password(options):
    """GetRandomPassword: at least one character of each class unless RequireEachIncludedType is off."""
    excluded = options.get("ExcludeCharacters", "")
    classes = [characters for option, characters in _CLASSES if not is_true(options.get(option))]
    classes += [" "] if is_true(options.get("IncludeSpace")) else []
    classes = [kept for kept in ("".join(c for c in each if c not in excluded) for each in classes) if kept]
    length = int(options.get("PasswordLength", 32))
    if not classes:
        raise ValueError("GenerateSecretString excludes every character")
    each = is_true(options.get("RequireEachIncludedType", True)) and length >= len(classes)
    drawn = [secrets.choice(characters) for characters in classes] if each else []
    drawn += [secrets.choice("".join(classes)) for _ in range(length - len(drawn))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


def _name_of(physical_id):
    return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == physical_id), physical_id)


def _create(original, logical_id, props, stack_name):
    _, attributes = original(logical_id, props, stack_name)
    return attributes["Arn"], attributes


def _update(original, physical_id, *more):
    _, attributes = original(_name_of(physical_id), *more)
    return attributes["Arn"], attributes
