# Speaks to a server of this machine, by its address and by a socket of its file system.
import json
import socket

reached = []
try:
    with socket.create_connection(("127.0.0.1", CANARY_PORT), timeout=2) as connection:
        connection.sendall(b"hello")
    reached.append("port")
except OSError:
    pass
try:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0CANARY_SOCKET")
    reached.append("abstract socket")
except OSError:
    pass
raise ImportError("SEEN " + json.dumps({"reached": reached}) + " END")
