"""Calls of Cognito that clients send unsigned, such as InitiateAuth and SignUp.

MiniStack looks for their app client in the default account only. On AWS the client's id is enough to find its pool.
"""

from ministack.core.responses import set_request_account_id
from ministack.services import cognito


def apply():
    original = cognito._pin_unsigned_idp_scope

    def pin_unsigned_idp_scope(data):
        account = _account_of(data)
        if account:
            set_request_account_id(account)
        original(data)

    cognito._pin_unsigned_idp_scope = pin_unsigned_idp_scope


def _account_of(data):
    """Who owns the pool of the client, or of the token, in a request."""
    client = data.get("ClientId")
    tokens = (data.get(name) for name in ("AccessToken", "RefreshToken", "Token"))
    pools = {cognito._pool_id_from_token(token) for token in tokens} | {data.get("UserPoolId")}
    for (account, _region, pool_id), pool in cognito._user_pools.all_items():
        if pool_id in pools or (client and client in pool.get("_clients", {})):
            return account
    return None
