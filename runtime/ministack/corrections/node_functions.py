"""Functions in Node.js.

MiniStack takes the first `node` of its own search path, whatever version is asked for. Its worker waits for a handler
that calls nobody back, and takes a rejection without a reason for a success. It reads `a.b.c` as the function c of the
file a.b, loads no `.cjs`, and reads what child processes print as answers. The end of it is replaced by the files of
node/.
"""

import json
import os

from ministack.core import lambda_runtime, node_pool

import nodes

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "node")
_PARTS = ("errors.cjs", "handler.cjs", "calls.cjs")
# The part before it leads calls of AWS to the emulator.
_END_OF_KEPT = "\nlet handlerFn = null;\n"


def apply():
    kept, found, _replaced = lambda_runtime._NODEJS_WORKER_SCRIPT.partition(_END_OF_KEPT)
    if not found:
        raise SystemExit("the Node.js worker of ministack is another one")
    script = lambda_runtime._sub_runtime_tokens("\n".join([kept, *map(_read, _PARTS)]))
    detect = lambda_runtime._detect_runtime_binary

    def detect_binary(runtime):
        if not runtime.startswith("nodejs"):
            return detect(runtime)
        return nodes.choose(runtime)[1], f"const liftlockRuntime = {json.dumps(runtime)}\n{script}"

    lambda_runtime._detect_runtime_binary = detect_binary
    node_pool._NODE_BINARY = nodes.choose("")[1]
    _say_other_versions()


def _read(name):
    with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
        return file.read()


def _say_other_versions():
    """Once in the log of each function, before what it prints itself."""
    spawn = lambda_runtime.Worker._spawn
    said = set()

    def spawn_and_say(self):
        spawn(self)
        runtime, key = self.config.get("Runtime", ""), self.config.get("FunctionArn")
        version = nodes.choose(runtime)[0]
        if not runtime.startswith("nodejs") or version is None or (key, runtime) in said:
            return
        said.add((key, runtime))
        if runtime != f"nodejs{version.split('.')[0]}.x":
            self._stderr_queue.put(f"liftlock: there is no Node.js of {runtime} here, so {version} runs this function")

    lambda_runtime.Worker._spawn = spawn_and_say
