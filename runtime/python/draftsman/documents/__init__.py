"""The values that the code of a model works with: items, documents, and one instance of an aggregate."""
