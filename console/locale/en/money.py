"""Texts of prices, of what was used and what it costs."""

TEXTS: dict[str, str] = {
    "cli.head.hours": "HOURS",
    "cli.head.instances": "INSTANCES",
    "costs.always_on": "The same {n} all month: {amount}.",
    "costs.bad_month": "“{said}” is no month: write one as 2026-11.",
    "costs.dark": "Not listed: {regions}. What stands there is not in the sums.",
    "costs.future": "{month} has not begun.",
    "costs.head": "{month}, UTC. {rule}",
    "costs.head_until": "{month}, UTC, until {until}. {rule}",
    "costs.meter": "{pool}: at most {n} stood at once, on average {hours} of {of_hours} hours each.",
    "costs.monthly": "Paid by the month, {n}: {amount}; cheaper from {hours} hours a month on.",
    "costs.no_monthly": "{flavor} has no monthly price that is known.",
    "costs.no_plan": "No savings plan is sold for {flavor}: they are for b3, c3 and r3.",
    "costs.no_pool": "(no pool)",
    "costs.plan": "Within a savings plan, {n} all month: {amount}.",
    "costs.plan_unknown": "What {flavor} costs within a savings plan is not known: prices.savings_plan says it.",
    "costs.projection": "To the month’s end: {baseline} with baselines alone from now on, {as_now} if all that stands stays.",
    "costs.rule.clock_hours": "Each clock hour in which an instance stood.",
    "costs.rule.duration": "Durations, rounded up to the hour.",
    "costs.undated": "{n} instance stands of which nobody tells since when: it is not in the sums. || {n} instances stand of which nobody tells since when: they are not in the sums.",
    "costs.unmetered": "{n} instance was removed by a version that kept no hours: it is not in the sums. || {n} instances were removed by a version that kept no hours: they are not in the sums.",
    "costs.unpriced": "{n} hour has no price: see `vigie prices`. || {n} hours have no price: see `vigie prices`.",
    "costs.vanished": "{n} instance that an operation made is gone without one, and since when is not known: {names}. || {n} instances that operations made are gone without one, and since when is not known: {names}.",
    "cli.head.age": "AGE",
    "cli.head.flavor": "FLAVOR",
    "cli.head.source": "SOURCE",
    "prices.everywhere": "all",
    "prices.none": (
        "No price is known: [prices.hourly] in the settings gives them by flavor, or [ovhcloud] "
        "has them read from the public catalogue."
    ),
    "prices.unpriced": "unknown",
    "prices.unread": "The catalogue could not be read now: {why}",
}
