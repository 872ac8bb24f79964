"""How requests are read and answers are sent: bodies, chunks, compression, and the gateway's own answers."""
