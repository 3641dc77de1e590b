"""Octavia v2: load balancers, what stands behind them, and what their health manager saw."""
