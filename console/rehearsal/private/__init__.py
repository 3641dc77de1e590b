"""The simulated private cloud: what vCenter and the OVHcloud API both show.

One state, two fronts. `estate.PrivateEstate` is the way in; everything runs on
one event loop and needs no lock.
"""
