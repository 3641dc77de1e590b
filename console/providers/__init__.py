"""One folder a system: wire format in, model types out."""
