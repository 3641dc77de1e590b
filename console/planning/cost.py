"""What changes cost for a planned duration. An unknown price is never zero."""

from decimal import ROUND_FLOOR, Decimal

from console.model.money import euros, started_hours


def for_duration(per_hour: Decimal | None, hours: Decimal | None) -> Decimal | None:
    """Euros for a planned duration: every started hour costs, only whole hours are saved."""
    if per_hour is None or hours is None:
        return None
    if per_hour >= 0:
        return euros(per_hour * started_hours(hours))
    return euros(per_hour * hours.to_integral_value(rounding=ROUND_FLOOR))
