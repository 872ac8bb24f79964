# The answer of a set-up that failed.
import os

print("isolation: user namespace: Operation not permitted", flush=True)
os._exit(125)
