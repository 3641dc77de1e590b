"""Members of a pool, one by one and in batches (api/v2/controllers/member.py)."""

from ipaddress import ip_address
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ServedCall
from console.rehearsal.loadbalancer import lock, refusals, views
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.handlers import (
    NO_CONTENT,
    BalancerWorld,
    Moment,
    found,
    within_quota,
)
from console.rehearsal.loadbalancer.query import listing, one
from console.rehearsal.loadbalancer.things import (
    OVN,
    MemberSetting,
    SimulatedBackend,
    SimulatedMember,
)

Port = Annotated[int, Meta(ge=1, le=65_535)]
Weight = Annotated[int, Meta(ge=0, le=256)]
Text = Annotated[str, Meta(max_length=255)]
KEY = "member"


class WantedMember(Struct, forbid_unknown_fields=True):
    """MemberPOST. In a batch too, so what a member there leaves out is reset to these."""

    address: str
    protocol_port: Port
    name: Text | UnsetType | None = UNSET
    admin_state_up: bool = True
    weight: Weight = 1
    backup: bool = False
    subnet_id: str | UnsetType | None = UNSET
    project_id: str | UnsetType | None = UNSET
    monitor_port: Port | None = None
    monitor_address: str | None = None
    tags: tuple[Text, ...] | UnsetType = UNSET
    request_sriov: bool = False


class ChangedMember(Struct, forbid_unknown_fields=True):
    """MemberPUT: what is left out stays."""

    name: Text | UnsetType | None = UNSET
    admin_state_up: bool | UnsetType = UNSET
    weight: Weight | UnsetType | None = UNSET
    backup: bool | UnsetType | None = UNSET
    monitor_port: Port | UnsetType | None = UNSET
    monitor_address: str | UnsetType | None = UNSET
    tags: tuple[Text, ...] | UnsetType = UNSET


class NewMemberBody(Struct):
    """POST /pools/{pool}/members."""

    wanted: WantedMember = field(name=KEY)


class ChangedMemberBody(Struct):
    """PUT /pools/{pool}/members/{id}."""

    wanted: ChangedMember = field(name=KEY)


class MembersBody(Struct):
    """PUT /pools/{pool}/members."""

    members: list[WantedMember]


class MemberHandlers:
    """Handlers of `/pools/{pool}/members…`."""

    def __init__(self, balancing: BalancerWorld) -> None:
        self._in = balancing

    def list(self, call: ServedCall) -> Answer:
        """GET: in one answer up to a thousand."""
        moment = self._in.look(call)
        members = moment.pool(call.params["pool"]).members.values()
        bodies = [views.member(each, moment.at, moment.states) for each in members]
        return listing(call, "members", bodies)

    def show(self, call: ServedCall) -> Answer:
        """GET one."""
        moment = self._in.look(call)
        member = _found(moment, call)[1]
        return one(call, KEY, views.member(member, moment.at, moment.states))

    def create(self, call: ServedCall) -> Answer:
        """POST one."""
        moment = self._in.write(call)
        wanted = call.decode(NewMemberBody).wanted
        pool = moment.pool(call.params["pool"])
        _sound(moment.region, pool, wanted)
        within_quota(moment, KEY)
        lock.mutable_pool(moment.region, pool)
        if _key(wanted) in _keys(pool):
            raise refusals.duplicate_member(wanted.address, wanted.protocol_port)
        lock.on_pool(moment.region, pool)
        member = _made(moment, pool, wanted)
        self._in.note(call, "create-member", member)
        return self._shown(call, member, 201)

    def update(self, call: ServedCall) -> Answer:
        """PUT one: what is left out stays."""
        moment = self._in.write(call)
        asked = call.decode(ChangedMemberBody).wanted
        pool, member = _found(moment, call)
        lock.on_pool(moment.region, pool)
        _change(member, asked, moment.at)
        lock.updating(moment.region, member)
        self._in.note(call, "update-member", member)
        return self._shown(call, member, 200)

    def delete(self, call: ServedCall) -> Answer:
        """DELETE one."""
        moment = self._in.write(call)
        pool, member = _found(moment, call)
        lock.on_pool(moment.region, pool)
        _remove(moment, pool, member)
        self._in.note(call, "delete-member", member)
        return NO_CONTENT

    def replace(self, call: ServedCall) -> Answer:
        """PUT all: adds, resets and, unless `additive_only`, deletes."""
        moment = self._in.write(call)
        wanted = call.decode(MembersBody).members
        pool = moment.pool(call.params["pool"])
        additive = call.query.get("additive_only", "").lower() in {"true", "1", "t", "yes", "on"}
        lock.mutable_pool(moment.region, pool)
        known = _keys(pool)
        new, updated = _sorted(moment.region, pool, wanted, known)
        kept = {_key(each) for each in wanted}
        dropped = [] if additive else [one for key, one in known.items() if key not in kept]
        if not (new or updated or len(known) > len(kept & known.keys())):
            return Answer(None, 202)
        more = len(new) - len(dropped)
        if more > 0:
            within_quota(moment, KEY, more)
        lock.on_pool(moment.region, pool)
        for each in new:
            self._in.note(call, "create-member", _made(moment, pool, each))
        for member, each in updated:
            _reset(member, each, moment.at)
            lock.updating(moment.region, member)
            self._in.note(call, "update-member", member)
        for member in dropped:
            _remove(moment, pool, member)
            self._in.note(call, "delete-member", member)
        return Answer(None, 202)

    def _shown(self, call: ServedCall, member: SimulatedMember, code: int) -> Answer:
        moment = self._in.look(call)
        return Answer({KEY: views.member(member, moment.at, moment.states)}, code)


Key = tuple[str, int]


def _key(wanted: WantedMember) -> Key:
    return wanted.address, wanted.protocol_port


def _keys(pool: SimulatedBackend) -> dict[Key, SimulatedMember]:
    return {(one.address, one.protocol_port): one for one in pool.members.values()}


def _found(moment: Moment, call: ServedCall) -> tuple[SimulatedBackend, SimulatedMember]:
    pool = moment.pool(call.params["pool"])
    return pool, found(pool.members, KEY, call.params["id"])


def _sorted(
    region: RegionBalancers,
    pool: SimulatedBackend,
    wanted: list[WantedMember],
    known: dict[Key, SimulatedMember],
) -> tuple[list[WantedMember], list[tuple[SimulatedMember, WantedMember]]]:
    """New ones, and those that are there; one said twice is 400, or 409 where both are new."""
    new: dict[Key, WantedMember] = {}
    updated: dict[Key, tuple[SimulatedMember, WantedMember]] = {}
    for each in wanted:
        key = _key(each)
        _sound(region, pool, each)
        if key in updated:
            raise refusals.invalid("Member must be updated only once in the same request.")
        if key in new:
            raise refusals.duplicate_member(*key)
        if key in known:
            updated[key] = (known[key], each)
        else:
            new[key] = each
    return list(new.values()), list(updated.values())


def _sound(region: RegionBalancers, pool: SimulatedBackend, wanted: WantedMember) -> None:
    try:
        ip_address(wanted.address)
    except ValueError as error:
        raise refusals.invalid(f"'{wanted.address}' is not an IP address") from error
    subnets = {each.id for net in region.region.networks.values() for each in net.subnets}
    if isinstance(wanted.subnet_id, str) and wanted.subnet_id not in subnets:
        raise refusals.not_found("Subnet", wanted.subnet_id)
    if pool.balancer.provider == OVN and (wanted.monitor_address or wanted.monitor_port):
        raise refusals.unsupported(OVN, "OVN provider does not support monitor options")


def _made(moment: Moment, pool: SimulatedBackend, wanted: WantedMember) -> SimulatedMember:
    subnet = wanted.subnet_id if isinstance(wanted.subnet_id, str) else None
    member = SimulatedMember(
        id=moment.region.new_id(),
        name=wanted.name or "",
        created_at=moment.at,
        progress=lock.creating(moment.region),
        address=wanted.address,
        protocol_port=wanted.protocol_port,
        subnet_id=subnet,
    )
    _reset(member, wanted, moment.at)
    pool.members[member.id] = member
    return member


def _reset(member: SimulatedMember, wanted: WantedMember, at: float) -> None:
    """Every setting as said or by default; name, tags and subnet stay where nothing is said."""
    if wanted.name is not UNSET:
        member.name = wanted.name or ""
    if wanted.tags is not UNSET:
        member.tags = wanted.tags
    member.monitor_address, member.monitor_port = wanted.monitor_address, wanted.monitor_port
    member.settings.append(MemberSetting(at, wanted.admin_state_up, wanted.weight, wanted.backup))


def _change(member: SimulatedMember, asked: ChangedMember, at: float) -> None:
    if asked.name is not UNSET:
        member.name = asked.name or ""
    if asked.tags is not UNSET:
        member.tags = asked.tags
    if asked.monitor_address is not UNSET:
        member.monitor_address = asked.monitor_address
    if asked.monitor_port is not UNSET:
        member.monitor_port = asked.monitor_port
    was = member.setting
    enabled = was.enabled if asked.admin_state_up is UNSET else asked.admin_state_up
    weight = 1 if asked.weight is None else asked.weight
    backup = asked.backup or False
    member.settings.append(
        MemberSetting(
            at,
            enabled,
            was.weight if weight is UNSET else weight,
            was.backup if asked.backup is UNSET else backup,
        )
    )


def _remove(moment: Moment, pool: SimulatedBackend, member: SimulatedMember) -> None:
    """It takes nothing from now on, and goes when the amphorae are told."""
    member.removed_at = moment.at
    pool.former.append(member)
    lock.deleting(moment.region, member)
