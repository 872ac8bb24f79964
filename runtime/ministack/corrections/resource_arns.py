"""Which resource a call is about, where MiniStack asks for the rights to another one."""

from ministack.core import iam_actions


def around(wanted, find):
    """For calls of a service, ask `find(method, path, body, region, account_id)` first; None leaves it to MiniStack."""
    original = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        found = find(method, path, body, region, account_id) if service == wanted else None
        return found or original(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn
