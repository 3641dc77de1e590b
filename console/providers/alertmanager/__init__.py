"""Alertmanager, API v2."""
