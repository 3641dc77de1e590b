"""What changes cost for a planned duration. An unknown price is never zero."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from console.kinds.draft import Draft
from console.model.money import HOURS_A_MONTH, euros, started_hours


def for_duration(draft: Draft, hours: Decimal | None) -> Decimal | None:
    """Euros for so many hours: what is started is paid, only whole hours are saved."""
    if draft.monthly:
        month = draft.euro_per_month
        if month is None or hours is None:
            return None
        return euros(month * (hours / HOURS_A_MONTH).to_integral_value(rounding=ROUND_CEILING))
    per_hour = draft.euro_per_hour
    if per_hour is None or hours is None:
        return None
    if per_hour >= 0:
        return euros(per_hour * started_hours(hours))
    return euros(per_hour * hours.to_integral_value(rounding=ROUND_FLOOR))
