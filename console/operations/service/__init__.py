"""The worker as a service of its own account: what people's processes ask it over a Unix socket."""
