"""Runs a program apart from the user's files, processes and network, by the namespaces of Linux; no set-user-ID program
is needed, only the standard library. `run.py` is its command line, `probe.py` says what the kernel allows here.

What is separated is one of two kinds, each wholly or not at all:

network  a network namespace with loopback only
files    a root of its own with what the interpreter needs, read-only; its own process numbers, shared memory and /proc

With either, the program has no capabilities, cannot gain any, and inherits no descriptor but 0, 1 and 2.

`rules.py` is a second command for kernels that refuse namespaces: the rules of Landlock, and no sockets.
"""
