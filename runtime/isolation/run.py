"""Runs a command apart from the user's files, processes and network.

    python runtime/isolation/run.py --no-network --own-files [--read PATH]... [--write PATH]... -- COMMAND...

--no-network    loopback only; nothing outside answers, and what listens on loopback outside is not there
--own-files     the system's programs, the interpreter that runs this, an empty /tmp, and the paths that are named;
                /proc shows the command's own processes
--read PATH     with --own-files: this file or folder, read-only, under its own name (may be repeated)
--write PATH    with --own-files: this file or folder, writable (may be repeated)
--scratch PATH  with --own-files: this folder is empty, writable, and in memory
--temporary MB  how much /tmp and the scratch folder hold, each; 512 by default
--memory MB, --processes N
                limits of the command (see limits.py); with --own-files, more processes end it with 123
--probe         run nothing, and print {"network": null, "files": null}: null where it works, else why not

The command starts in the current folder where that is there, else in /, with this environment and no descriptor but
0, 1 and 2. Its exit code is the answer, or 128 and the number of the signal that ended it. When a step of the set-up
fails, nothing is run: the answer is 125, and standard error says `isolation: <step>: <why>`. Ask --probe first, once.

Where the system has it: Linux from 5.12 on, on x86_64 and aarch64, with user namespaces for everybody, or as root.
Ends its command when it is itself ended, by kill -9 too.
"""

import argparse
import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from isolation import calls, confine, contents, limits, namespaces, privileges


def main(arguments):
    options = _options(arguments)
    if options.probe:
        from isolation import probe

        # What ends without the interpreter's own end flushes nothing.
        print(json.dumps(probe.probe()), flush=True)
        return 0
    try:
        if options.join_user is None and options.join_network is None:
            namespaces.new_user()
            if options.no_network:
                namespaces.new_network()
        else:
            namespaces.join(options.join_user, options.join_network)
        return run(options, _parts(options), _environment(options))
    except calls.IsolationError as error:
        print(f"isolation: {error}", file=sys.stderr)
        return confine.FAILED


def run(options, parts, environment):
    """The exit code of the command, run confined with these parts of a root (see contents.plan); None: all files."""
    folder, command = os.getcwd(), options.command
    limited = options.memory is not None or options.processes is not None
    if limited:
        limits.go_first()

    def become():
        try:
            os.chdir(folder)
        except OSError:
            os.chdir("/")
        privileges.close_descriptors()
        if limited:
            limits.apply(options.memory, options.processes)
        try:
            os.execvpe(command[0], command, environment)
        except OSError as error:
            os.write(2, f"{command[0]}: {error.strerror}\n".encode())
            os._exit(127 if isinstance(error, FileNotFoundError) else 126)

    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    guard = confine.fork(parts is not None, lambda: (become, parts, options.temporary), options.processes)
    signal.signal(signal.SIGTERM, lambda number, _frame: os.kill(guard, number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    # Who reads to the end of the output waits for the command, and not for this.
    for number in (0, 1, 2):
        os.close(number)
    return confine.status_code(os.waitpid(guard, 0)[1])


def _environment(options):
    if options.environment is None:
        return os.environ
    with open(options.environment) as file:
        return json.load(file)


def _parts(options):
    if options.parts is None:
        return contents.plan(options.read, options.write, scratch=options.scratch) if options.own_files else None
    with open(options.parts) as file:
        return [*json.load(file), *contents.places("read", options.read), *contents.places("write", options.write)]


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-network", action="store_true")
    parser.add_argument("--own-files", action="store_true")
    parser.add_argument("--read", action="append", default=[])
    parser.add_argument("--write", action="append", default=[])
    parser.add_argument("--scratch", action="append", default=[])
    parser.add_argument("--temporary", type=int, default=512)
    limits.add_options(parser)
    parser.add_argument("--probe", action="store_true")
    # The emulator made these before: descriptors of namespaces and of an environment, and a file with a plan.
    parser.add_argument("--environment", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--parts", help=argparse.SUPPRESS)
    parser.add_argument("--join-user", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--join-network", type=int, help=argparse.SUPPRESS)
    parser.add_argument("command", nargs="*")
    options = parser.parse_args(arguments)
    if not options.probe and not options.command:
        parser.error("a command is needed")
    return options


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
