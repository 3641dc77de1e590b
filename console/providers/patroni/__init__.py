"""Patroni, by the REST API of its members."""
