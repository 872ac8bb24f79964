"""What a request that was let in may reach. MiniStack chooses the handler by path, host, headers and body; a request
without a signature is held to the one that it was let in for (`dispatch.py`).
"""

# A signature in its headers, made with a secret that the emulator knows: everything but what needs the token.
SIGNED = "signed"
# The bearer token of this daemon: MiniStack's own addresses.
TOKEN = "token"
HEALTH = "health"
# An address with a random number that MiniStack gave to a function, where AWS gives a presigned one.
CALLBACK = "callback"
# What AWS serves without a signature, too.
API = "api"
FUNCTION_URL = "function-url"
USER_POOL_PAGES = "user-pool-pages"
COGNITO = "cognito-idp"
IDENTITY_POOLS = "cognito-identity"
STS = "sts"
# Of S3: presigned addresses, forms with a signed policy, and what a bucket gives to everybody.
S3 = "s3"
