"""The runtime of generated applications. Each module is one concern; nothing is imported until it is used."""
