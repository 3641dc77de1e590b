"""Clusters of stateful pools: who leads, and restarts of their members."""
