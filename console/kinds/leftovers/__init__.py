"""What is left of operations that are over: servers, ports and volumes, and their removal."""
