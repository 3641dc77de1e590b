"""Members of Octavia's pools, written. Nothing here is sent twice, and no 409 goes unread."""

from collections.abc import Sequence
from dataclasses import asdict

from console.model.balancer import BalancerPool, BalancerState, MemberSettings, Provisioning
from console.model.error import (
    BalancerBroken,
    BalancerBusy,
    CallRefused,
    MemberTaken,
    SourceError,
)
from console.model.notice import notice
from console.ports import Receipt
from console.providers.openstack import balancer_wire as wire
from console.providers.openstack.balancers import API, BalancerCalls
from console.providers.openstack.calls import OpenStackCall
from console.providers.openstack.catalogue import decoded

CONFLICT = "openstack.conflict"
TAKEN = "already using ip"
"""What only the refusal of a second member of one address and port says."""


class MemberCalls(BalancerCalls):
    """`console.ports.BalancerWriter` over Octavia."""

    def put(self, pool: BalancerPool, members: Sequence[MemberSettings]) -> Receipt:
        """PUT /pools/{id}/members?additive_only=true, with every setting of each member."""
        body = {"members": [asdict(each) for each in members]}
        return self._write(pool, "PUT", "", body, {"additive_only": "true"})

    def weigh(self, pool: BalancerPool, member_id: str, weight: int) -> Receipt:
        """PUT /pools/{id}/members/{id}: what is left out there stays."""
        return self._write(pool, "PUT", member_id, {"member": {"weight": weight}})

    def switch(self, pool: BalancerPool, member_id: str, *, up: bool) -> Receipt:
        """PUT /pools/{id}/members/{id}: what is left out there stays."""
        return self._write(pool, "PUT", member_id, {"member": {"admin_state_up": up}})

    def remove(self, pool: BalancerPool, member_id: str) -> Receipt:
        """DELETE /pools/{id}/members/{id}."""
        return self._write(pool, "DELETE", member_id)

    def _write(
        self,
        pool: BalancerPool,
        method: str,
        member_id: str,
        body: object = None,
        params: dict[str, str] | None = None,
    ) -> Receipt:
        path = f"lbaas/pools/{pool.id}/members{'/' if member_id else ''}{member_id}"
        call = OpenStackCall(method, API, pool.region, path, params or {}, body=body)
        try:
            answer = self._calls.send(call)
        except CallRefused as refused:
            if refused.notice.code != CONFLICT:
                raise
            raise self._read(refused, pool) from refused
        return Receipt(request_id=answer.request_id, resource_id=member_id or None)

    def _read(self, refused: CallRefused, pool: BalancerPool) -> CallRefused:
        """Tell a 409's meanings apart: the sentence of a PENDING one and of ERROR is the same."""
        text = str(refused.notice.values.get("text", ""))
        where = {"region": pool.region, "balancer": pool.balancer_id, "pool": pool.name or pool.id}
        request_id = refused.request_id
        if TAKEN in text:
            return MemberTaken(notice("balancer.taken", **where, text=text), request_id=request_id)
        try:
            balancer = self._state(pool, f"loadbalancers/{pool.balancer_id}", wire.OneBalancer)
            state = self._state(pool, f"pools/{pool.id}", wire.OnePool)
        except SourceError:
            return refused
        if balancer.provisioning is Provisioning.ERROR:
            return BalancerBroken(notice("balancer.broken", **where), request_id=request_id)
        if state.provisioning is Provisioning.ERROR:
            return BalancerBroken(notice("balancer.pool_broken", **where), request_id=request_id)
        said = notice("balancer.busy", **where, state=balancer.provisioning.value)
        return BalancerBusy(said, request_id=request_id)

    def _state(
        self, pool: BalancerPool, path: str, shape: type[wire.OneBalancer | wire.OnePool]
    ) -> BalancerState:
        body = self._calls.read(API, pool.region, f"lbaas/{path}")
        return decoded(body, shape, f"{API} {pool.region}").part.state
