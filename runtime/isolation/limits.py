"""Keeps a command to an amount of memory, processes and bytes of a file.

    python runtime/isolation/limits.py [--memory MB] [--processes N] -- COMMAND...

--memory MB     address space of each process, and half as much as one file may hold
--processes N   of the command at the same time, as far as the system counts them for it

Who asks for one of the two is also what the kernel ends first when the memory of the machine is short. The options are
those of run.py and rules.py too; this program is for systems that have neither namespaces nor Landlock.
"""

import argparse
import contextlib
import os
import sys

MEGABYTE = 1 << 20
# The exit code when there were more processes than allowed, which only a guard can count for root.
TOO_MANY = 123


def add_options(parser):
    parser.add_argument("--memory", type=int)
    parser.add_argument("--processes", type=int)


def go_first():
    """When memory is short, the kernel ends this process and its children before others. Before /proc is read-only."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def beside_others(processes):
    """The limit without a user namespace, where the kernel counts all threads of this user.

    It is those that are there and four times as many as asked for, since others of this user start some too; None where
    they cannot be counted (macOS).
    """
    if processes is None or not os.path.isdir("/proc/self"):
        return None
    threads = 0
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == os.getuid():
                threads += len(os.listdir(f"/proc/{name}/task"))
    return 4 * processes + threads


def apply(memory_mb, processes):
    """For this process and all that come from it, for good; what the system does not know stays open."""
    with contextlib.suppress(ImportError):
        import resource

        if memory_mb is not None:
            _set(resource, resource.RLIMIT_AS, memory_mb * MEGABYTE)
            _set(resource, resource.RLIMIT_FSIZE, memory_mb * MEGABYTE // 2)
        if processes is not None:
            _set(resource, resource.RLIMIT_NPROC, processes)
        _set(resource, resource.RLIMIT_CORE, 0)


def _set(resource, kind, most):
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    go_first()
    apply(options.memory, beside_others(options.processes))
    os.execvp(options.command[0], options.command)


if __name__ == "__main__":
    main(sys.argv[1:])
