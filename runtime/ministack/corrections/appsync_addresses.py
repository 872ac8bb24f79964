"""The addresses of a GraphQL API: MiniStack names AWS's own hosts, and knows no attribute RealtimeUrl.

They are those of the AppSync adapter (LIFTLOCK_APPSYNC_URL); without an adapter they stay as they are.
"""

from urllib.parse import urlsplit

from ministack.services import appsync

from .resource_handlers import around

_API = "AWS::AppSync::GraphQLApi"


def apply(adapter):
    around(_API, "create", lambda original, *args: _with_addresses(original(*args), adapter))
    around(_API, "update", lambda original, *args: _with_addresses(original(*args), adapter))
    create = appsync._create_graphql_api

    def create_graphql_api(body):
        known = set(appsync._apis)
        create(body)
        api_id = next(identifier for identifier in appsync._apis if identifier not in known)
        _address(api_id, adapter)
        return appsync._get_graphql_api(api_id)

    appsync._create_graphql_api = create_graphql_api


def _address(api_id, adapter):
    uris = appsync._apis[api_id]["uris"]
    if adapter:
        uris["GRAPHQL"] = f"{adapter}/{api_id}/graphql"
        uris["REALTIME"] = f"{adapter.replace('http', 'ws', 1)}/{api_id}/graphql/realtime"
    return uris


def _with_addresses(created, adapter):
    api_id, attributes = created
    uris = _address(api_id, adapter)
    return api_id, {
        **attributes,
        "GraphQLUrl": uris["GRAPHQL"],
        "GraphQLDns": urlsplit(uris["GRAPHQL"]).netloc,
        "RealtimeUrl": uris["REALTIME"],
        "RealtimeDns": urlsplit(uris["REALTIME"]).netloc,
    }
