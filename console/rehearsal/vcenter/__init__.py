"""A vCenter in front of the simulated private cloud: SOAP over TLS, in pyVmomi's own types.

These modules import pyVmomi; only `console.rehearsal.serve` imports them, when
an estate is served.
"""
