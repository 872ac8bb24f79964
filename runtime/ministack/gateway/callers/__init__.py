"""Who sends a request, and what that permits: the host and page it comes from, its signature, and the token."""
