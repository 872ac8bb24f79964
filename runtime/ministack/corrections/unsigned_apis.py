"""Calls of API Gateway without a signature: REST, HTTP and WebSocket APIs, and their custom domains.

MiniStack looks for the API in the default account only. On AWS the API's id, or its domain, is enough to find it.
"""

from ministack import app
from ministack.core.responses import get_account_id, set_request_account_id
from ministack.core.router import extract_access_key_id
from ministack.services import apigateway, apigateway_v1


def apply():
    answer, connect, domain_scope = (
        app._handle_execute_api_request,
        apigateway.handle_websocket,
        apigateway_v1.find_domain_scope,
    )

    async def handle_execute_api_request(host, path, method, headers, body, query_params, *rest, **more):
        if not extract_access_key_id(headers, query_params):
            parsed = app._parse_execute_api_url(host, path) or app._resolve_custom_domain_request(host, path)
            if parsed:
                _enter_account_of(parsed[0])
        return await answer(host, path, method, headers, body, query_params, *rest, **more)

    async def handle_websocket(scope, receive, send, api_id, *rest, **more):
        # Whoever called has set the account of a signed handshake; an API there comes first.
        _enter_account_of(api_id)
        await connect(scope, receive, send, api_id, *rest, **more)

    app._handle_execute_api_request = handle_execute_api_request
    apigateway.handle_websocket = handle_websocket
    apigateway_v1.find_domain_scope = lambda name: domain_scope(name) or _scope_of_domain(name)


def accounts_of(api_id):
    """The accounts that have an API with this id; a chosen one (`ms-custom-id`) may be in several."""
    apis = [*apigateway_v1._rest_apis.all_items(), *apigateway._apis.all_items()]
    return [account for (account, _region, stored), _ in apis if stored == api_id]


def _enter_account_of(api_id):
    """The account of the request comes first, as before."""
    owners = accounts_of(api_id)
    if owners and get_account_id() not in owners:
        set_request_account_id(owners[0])


def _scope_of_domain(name):
    domains = apigateway_v1._domain_names.all_items()
    return next((scope for scope, _ in domains if scope[2].lower() == name.lower()), None)
