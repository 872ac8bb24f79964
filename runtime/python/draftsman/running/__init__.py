"""What every function needs while it runs: settings, clients, logs, and what is tried again."""
