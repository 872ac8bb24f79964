"""What other processes can read of this one's environment.

The system keeps the environment that a process was started with where every process of the same user can read it
(/proc/<pid>/environ), functions included. Python has copied it by the time this runs.
"""

import contextlib
import ctypes


def forget(*names):
    """Overwrite the first values of variables with spaces; `os.environ` and later processes are not touched."""
    # A system without the C library by this name has no /proc either.
    with contextlib.suppress(OSError, AttributeError):
        getenv = ctypes.CDLL(None).getenv
        getenv.restype = ctypes.c_void_p
        for name in names:
            address = getenv(name.encode())
            if address:
                ctypes.memset(address, ord(" "), len(ctypes.string_at(address)))
