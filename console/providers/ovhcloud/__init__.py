"""The OVHcloud API: what the Hosted Private Cloud holds, and what can be ordered for it."""
