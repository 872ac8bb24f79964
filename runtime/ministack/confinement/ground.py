"""Makes the namespaces that all functions share. Run as a program with the descriptor of a socket, and ports.

The answer is JSON, {"user", "network", "reason"}, with the descriptors of the namespaces, and of a socket for each port
that listens in there. Then it ends, and what it made lives as long as the descriptors are open.

With --join USER NETWORK in front of the ports, the namespaces are those of these descriptors, and nothing is made.
"""

import json
import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from isolation import calls, namespaces


def main(descriptor, arguments):
    answer, descriptors = {"user": False, "network": False, "reason": None}, []
    try:
        if arguments[:1] == ["--join"]:
            namespaces.join(*(None if each == "None" else int(each) for each in arguments[1:3]))
            sockets = [namespaces.listen(int(each)) for each in arguments[3:]]
        else:
            answer["user"] = namespaces.new_user()
            if answer["user"]:
                descriptors.append(os.open("/proc/self/ns/user", os.O_RDONLY))
            namespaces.new_network()
            sockets = [namespaces.listen(int(each)) for each in arguments]
            descriptors.append(os.open("/proc/self/ns/net", os.O_RDONLY))
        answer["network"] = True
        descriptors += [each.fileno() for each in sockets]
    except calls.IsolationError as error:
        answer["reason"] = str(error)
    socket.send_fds(socket.socket(fileno=descriptor), [json.dumps(answer).encode()], descriptors)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
