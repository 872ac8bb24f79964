"""What reaches other functions and clients: events, notifications, traces, dead letters, and the streams between."""
