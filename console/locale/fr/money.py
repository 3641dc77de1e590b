"""Textes des prix, de ce qui a été consommé et de ce que cela coûte."""

TEXTS: dict[str, str] = {
    "cli.head.hours": "HEURES",
    "cli.head.instances": "INSTANCES",
    "costs.always_on": "Les mêmes {n} tout le mois : {amount}.",
    "costs.bad_month": "« {said} » n’est pas un mois : écrivez-le comme 2026-11.",
    "costs.dark": "Sans liste : {regions}. Ce qui s’y trouve n’est pas dans les sommes.",
    "costs.future": "{month} n’a pas commencé.",
    "costs.head": "{month}, UTC. {rule}",
    "costs.head_until": "{month}, UTC, jusqu’au {until}. {rule}",
    "costs.meter": "{pool} : {n} au plus à la fois, en moyenne {hours} heures chacune sur {of_hours}.",
    "costs.monthly": "Au mois, {n} : {amount} ; moins cher à partir de {hours} heures par mois.",
    "costs.no_monthly": "{flavor} n’a pas de prix mensuel connu.",
    "costs.no_plan": "Aucun plan d’économies n’existe pour {flavor} : ils sont pour b3, c3 et r3.",
    "costs.no_pool": "(aucun pool)",
    "costs.plan": "Avec un plan d’économies, {n} tout le mois : {amount}.",
    "costs.plan_unknown": "Le prix de {flavor} avec un plan d’économies n’est pas connu : prices.savings_plan le donne.",
    "costs.projection": "À la fin du mois : {baseline} avec les seuls socles désormais, {as_now} si tout ce qui existe reste.",
    "costs.rule.clock_hours": "Chaque heure d’horloge où une instance a existé.",
    "costs.rule.duration": "Les durées, arrondies à l’heure supérieure.",
    "costs.undated": "{n} instance existe sans qu’on sache depuis quand : elle n’est pas dans les sommes. || {n} instances existent sans qu’on sache depuis quand : elles ne sont pas dans les sommes.",
    "costs.unmetered": "{n} instance a été supprimée par une version qui ne notait pas les heures : elle n’est pas dans les sommes. || {n} instances ont été supprimées par une version qui ne notait pas les heures : elles ne sont pas dans les sommes.",
    "costs.unpriced": "{n} heure n’a pas de prix : voir `vigie prices`. || {n} heures n’ont pas de prix : voir `vigie prices`.",
    "costs.vanished": "{n} instance créée par une opération a disparu sans opération, on ne sait depuis quand : {names}. || {n} instances créées par des opérations ont disparu sans opération, on ne sait depuis quand : {names}.",
    "cli.head.age": "ÂGE",
    "cli.head.flavor": "GABARIT",
    "cli.head.source": "SOURCE",
    "prices.everywhere": "toutes",
    "prices.none": (
        "Aucun prix n’est connu : [prices.hourly] dans les réglages les donne par gabarit, ou "
        "[ovhcloud] les fait lire dans le catalogue public."
    ),
    "prices.unpriced": "inconnu",
    "prices.unread": "Le catalogue n’a pas pu être lu à l’instant : {why}",
}
