"""Datastores and hosts: what is ordered for the private cloud, and given back."""
