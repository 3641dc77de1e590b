"""Vigie: a terminal operations console for a hybrid OVHcloud estate."""
