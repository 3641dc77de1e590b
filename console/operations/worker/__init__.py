"""The worker process: it holds the write credentials and runs the operations."""
