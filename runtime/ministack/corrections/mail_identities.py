"""Who may send e-mail.

A sender is verified by a click in a mail or a DNS record, which no laptop has: here every address counts as verified.
Which senders a role may use is checked as on AWS, by the identity's ARN ("Actions, resources, and condition keys for
Amazon SES v2"); MiniStack asks for all resources, and so denies every role that names its identity.
"""

import json
from email.utils import parseaddr

from ministack.services import ses, ses_v2

from . import resource_arns

_SEND = "/v2/email/outbound-emails"


def apply():
    ses._identity_verified = lambda address, **_options: "@" in parseaddr(address)[1]
    resource_arns.around("ses", _identity_arn)


def _identity_arn(method, path, body, region, account_id):
    sender = _sender(body) if method == "POST" and path.rstrip("/") == _SEND else ""
    return f"arn:aws:ses:{region}:{account_id}:identity/{_identity_of(sender)}" if sender else None


def _sender(body):
    try:
        return parseaddr(json.loads(body)["FromEmailAddress"])[1]
    except (KeyError, TypeError, ValueError):
        return ""


def _identity_of(address):
    """The identity that was registered for an address: itself, else its domain or one above, else itself."""
    known = {*ses._identities, *ses_v2._identities}
    labels = address.rpartition("@")[2].split(".")
    domains = [".".join(labels[index:]) for index in range(len(labels) - 1)]
    return next((name for name in (address, *domains) if name in known), address)
