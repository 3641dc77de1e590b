"""The metrics server."""
