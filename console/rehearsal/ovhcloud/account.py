"""Who calls, and what has been used so far: `/auth`, `/me`."""

import time
from decimal import Decimal
from math import ceil

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values
from console.rehearsal.ovhcloud.views import instant
from console.rehearsal.private.accounts import NICHANDLE
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.orders import OvhHost, SimulatedFiler
from console.rehearsal.private.reference import SERVICE, SoldFiler, SoldHost

HOUR_S = 3600.0


class CallerHandlers:
    """Handlers about the caller."""

    def __init__(self, estate: PrivateEstate) -> None:
        self._estate = estate

    @staticmethod
    def clock(asked: Asked) -> Answer:
        """GET /auth/time: wall time, as signatures are made with."""
        del asked
        return Answer(int(time.time()))

    def paths(self) -> dict[str, dict[str, Handler]]:
        """Paths and handlers."""
        return {
            "/auth/currentCredential": {"GET": self._credential},
            "/me": {"GET": self._me},
            "/me/consumption/usage/current": {"GET": self._usage},
        }

    @staticmethod
    def _credential(asked: Asked) -> Answer:
        consumer = asked.consumer
        rules = () if consumer is None else consumer.rules
        return Answer(
            {
                "credentialId": None if consumer is None else consumer.credential_id,
                "applicationId": 91_001,
                "status": "validated",
                "ovhSupport": False,
                "rules": [{"method": each.method, "path": each.path} for each in rules],
                "allowedIPs": None,
                "expiration": None,
            }
        )

    @staticmethod
    def _me(asked: Asked) -> Answer:
        del asked
        return Answer(
            {
                "nichandle": NICHANDLE,
                "country": "FR",
                "ovhSubsidiary": "FR",
                "currency": {"code": "EUR", "symbol": "€"},
            }
        )

    def _usage(self, asked: Asked) -> Answer:
        """GET /me/consumption/usage/current: what hourly resources cost since they came."""
        del asked
        at, supply = self._estate.now(), self._estate.supply
        elements = [
            self._element(each, supply.filer_profiles[each.profile], at)
            for each in supply.filers.values()
            if each.billing == "hourly"
        ]
        elements += [
            self._element(each, supply.host_profiles[each.profile], at)
            for each in supply.hosts.values()
            if each.billing == "hourly"
        ]
        total = sum((Decimal(str(each["price"]["value"])) for each in elements), Decimal(0))
        usage: Values = {
            "beginDate": instant(self._estate.inventory.clock.estate_epoch),
            "endDate": instant(at),
            "lastUpdate": instant(at),
            "price": euros(total),
            "elements": [
                {"planFamily": "dedicated_cloud", "serviceName": SERVICE, "details": elements}
            ],
        }
        return Answer([usage])

    def _element(
        self, held: SimulatedFiler | OvhHost, profile: SoldFiler | SoldHost, at: float
    ) -> Values:
        """A started hour counts as a whole one; those before the rehearsal do not count."""
        since = max(held.created_at, self._estate.inventory.clock.estate_epoch)
        hours = max(1, ceil((at - since) / HOUR_S))
        return {
            "planCode": profile.name,
            "resource": held.name,
            "quantity": hours,
            "unit": "hour",
            "price": euros(profile.hourly * hours),
        }


def euros(value: Decimal) -> Values:
    """A price without VAT: `order.Price`."""
    return {"currencyCode": "EUR", "text": f"{value:.2f} €", "value": float(value)}
