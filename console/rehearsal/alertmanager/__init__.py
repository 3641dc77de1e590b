"""Alertmanager, API v2, over the rehearsed estate."""
