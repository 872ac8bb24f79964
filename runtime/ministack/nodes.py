"""The Node.js programs that run functions: that of the user, and other versions beside it.

The emulator has a search path of its own, so that it finds none that a version manager has installed.
"""

import json
import re

# (version, path) of each; the first one runs whatever asks for no version that is here.
known = []

# Answers have a descriptor of their own. What a function or its processes print is a log, whichever way they write it.
_SHELL = ["/bin/sh", "-c", 'exec "$0" "$1" 3>&1 1>&2']


def know(text):
    """JSON, [["22.1.0", "/path/of/node"], ...]; nothing else is known with an empty text."""
    known[:] = [tuple(each) for each in json.loads(text or "[]")]


def paths():
    return [path for _version, path in known]


def choose(runtime):
    """(version, path) for a runtime such as nodejs22.x: the newest of its version, else the first one."""
    asked = re.fullmatch(r"nodejs(\d+)\.x", runtime)
    fitting = [each for each in known if asked and each[0].split(".")[0] == asked[1]]
    first = known[0] if known else (None, "node")
    return first if first in fitting or not fitting else max(fitting, key=_parts)


def command(words):
    """The command of a worker; that of another program stays as it is."""
    return [*_SHELL, *words] if len(words) == 2 and words[0] in (*paths(), "node") else words


def _parts(node):
    return [int(part) for part in re.findall(r"\d+", node[0])]
