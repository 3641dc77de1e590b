"""The sorts of resource a change may be about. A kind names its own; the core knows none."""

from typing import NewType

Resource = NewType("Resource", str)
"""The name of a sort of resource, as the journal and the JSON shapes write it."""

INSTANCE = Resource("instance")
DATASTORE = Resource("datastore")
HOST = Resource("host")
MACHINE = Resource("machine")
"""A virtual machine."""
LEFTOVER = Resource("leftover")
"""What is left of operations that are over, whatever it is."""
SERVER = Resource("server")
"""A server that no live operation owns."""
PORT = Resource("port")
VOLUME = Resource("volume")
ADDRESS = Resource("address")
"""A floating address."""
SNAPSHOT = Resource("snapshot")
"""A snapshot of a volume."""
IMAGE = Resource("image")
MEMBER = Resource("member")
"""A member of a load balancer's pool."""
ORPHAN = Resource("orphan")
"""A member of a load balancer's pool whose server is gone."""
CLUSTER = Resource("cluster")
"""A cluster of a stateful pool: who leads it, and its members' servers."""
MEMBERSHIP = Resource("membership")
"""The mark on an instance that says which pool it belongs to."""
SILENCE = Resource("silence")
"""Alerts that people are not told of for a while."""
REBOOT = Resource("reboot")
"""A hard reboot of an instance that hangs."""
QUARANTINE = Resource("quarantine")
"""A sick instance kept out of its pool, for a post-mortem."""
LOCK = Resource("lock")
"""The cloud's own lock on an instance, which keeps it from being removed."""
TARGET = Resource("target")
"""A size that a pool is kept at, or brought to as the cloud allows, until a moment."""
