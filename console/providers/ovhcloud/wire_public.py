"""What is read of the public cloud's JSON at the OVHcloud API: the catalogue and the flavors."""

from decimal import Decimal

from msgspec import Raw, Struct, field

UNIT = Decimal("1e-8")
"""Catalogues count in hundred millionths of the currency's unit."""


class CataloguePricing(Struct):
    """One way an addon is paid for; `price` is without VAT, in units of 10⁻⁸."""

    price: int
    unit: str | None = field(default=None, name="intervalUnit")
    interval: int | None = None
    mode: str | None = None
    capacities: list[str] = field(default_factory=list)

    @property
    def usual(self) -> bool:
        """Say whether it is what everybody pays."""
        return self.mode in {None, "default"}

    @property
    def hourly(self) -> bool:
        """Say whether it is of one hour; what is consumed may name no interval at all."""
        if "consumption" in self.capacities and self.unit == "none":
            return True
        return self.unit == "hour" and self.interval in {None, 1}

    @property
    def amount(self) -> Decimal:
        """In the currency's unit, not rounded, without zeros at its end."""
        return Decimal(f"{(self.price * UNIT).normalize():f}")


class CatalogueChoice(Struct):
    """What an addon can be had with; the one named ``region`` says where it is sold."""

    name: str
    values: list[str] = field(default_factory=list)


class CatalogueAddon(Struct):
    """What can be had with a project: ``b2-60.consumption`` is a flavor by the hour."""

    plan: str = field(name="planCode")
    pricings: list[CataloguePricing] = field(default_factory=list)
    choices: list[CatalogueChoice] = field(name="configurations", default_factory=list)

    @property
    def regions(self) -> frozenset[str]:
        """Where it is sold; nowhere where it does not say."""
        named = (one.values for one in self.choices if one.name == "region")
        return frozenset(region for values in named for region in values)


class CatalogueLocale(Struct):
    """Whose prices they are."""

    currency: str = field(name="currencyCode")
    subsidiary: str = ""


class PublicCatalogue(Struct):
    """GET /order/catalog/public/cloud?ovhSubsidiary=…; an addon is decoded for itself."""

    id: int | str = field(name="catalogId")
    locale: CatalogueLocale
    addons: list[Raw] = field(default_factory=list)


class PlanCodes(Struct):
    """The plans of a flavor; None where it is not sold so."""

    hourly: str | None = None
    monthly: str | None = None


class CloudFlavor(Struct):
    """GET /cloud/project/{serviceName}/flavor?region=…, one record."""

    name: str
    plans: PlanCodes | None = field(default=None, name="planCodes")
    available: bool | None = None
    """Whether it is in stock."""


class AllowedCompute(Struct):
    """What of compute a set of quotas gives; its memory is in no unit that is told."""

    instances: int | None = None
    cores: int | None = None


class AllowedQuota(Struct):
    """GET /cloud/project/{serviceName}/region/{regionName}/quota/allowed, one record."""

    name: str
    compute: AllowedCompute | None = None


class CloudProject(Struct):
    """GET /cloud/project/{serviceName}."""

    manual: bool | None = field(default=None, name="manualQuota")
    """Whether its quotas are raised by people alone."""
