"""Texts of the room `planning`."""

TEXTS: dict[str, str] = {
    "guard.amount_both": "La taille et l’écart sont donnés tous les deux.",
    "guard.amount_missing": "Ni la taille ni l’écart ne sont donnés.",
    "guard.amount_negative": "Un pool ne peut pas avoir {n} instances.",
    "guard.author": "{user} n’a pas le droit d’écrire : ses rôles sont {roles}.",
    "guard.author_unknown": "On ne sait pas ce que permettent les identifiants.",
    "guard.baseline": (
        "Il ne resterait que {wanted} instances dans {pool}, sous son socle de {baseline}."
    ),
    "guard.budget": "{n} suppressions d’un coup dans {pool} ; la limite est de {budget}.",
    "guard.burst_by": "Un renfort ajoute des instances ; {n} n’est pas un nombre à ajouter.",
    "guard.burst_shrinks": (
        "Un renfort ne fait qu’ajouter : {pool} a {now} instances et {wanted} sont demandées."
    ),
    "guard.cap": "{datacenter} est plafonné à {cap} instances de ce pool et en a déjà {now}.",
    "guard.ceiling": "{pool} aurait {wanted} instances, au-dessus de son plafond de {ceiling}.",
    "guard.country": (
        "{region} ({datacenter}) est dans le pays {country} ; pays permis : {allowed}."
    ),
    "guard.datacenter_none": "{pool} n’a de part dans aucun datacenter déclaré.",
    "guard.datacenter_unknown": "{pool} n’a pas de datacenter {datacenter}. Il a {known}.",
    "guard.digest": "Le plan de l’opération {operation} n’est pas celui qui a été confirmé.",
    "guard.duration": "Une durée prévue de {hours} h n’a pas de sens.",
    "guard.flavor_missing": "{region} ne propose pas le gabarit du pool.",
    "guard.health_unknown": "On ne sait pas quelles instances de {pool} sont en service.",
    "guard.in_service": (
        "Il ne resterait que {serving} instances de {pool} en service ; son socle est de "
        "{baseline}."
    ),
    "guard.instances_stale": "La liste des instances de {region} est périmée.",
    "guard.instances_unknown": "Les instances de {region} ne sont pas connues.",
    "guard.load_unknown": "La charge de {pool} n’est pas connue.",
    "guard.metrics_stale": "Les métriques de {pool} sont périmées.",
    "guard.metrics_unknown": "Les métriques de {pool} n’ont pas été lues.",
    "guard.nothing": (
        "{pool} a déjà {n} instance : il n’y a rien à faire. "
        "|| {pool} a déjà {n} instances : il n’y a rien à faire."
    ),
    "guard.nothing_missing": "Il ne manque aucune instance à l’opération {operation}.",
    "guard.nothing_to_undo": "Il ne reste rien à défaire de l’opération {operation}.",
    "guard.owned_unknown": "Le nombre d’instances de {pool} n’est pas connu.",
    "guard.pool_frozen": "{pool} est gelé : {why}",
    "guard.pool_held": "{pool} est tenu par l’opération {operation}, lancée par {user}.",
    "guard.pool_missing": "Aucun pool n’est nommé. Pools connus : {known}.",
    "guard.pool_stateful": (
        "{pool} porte des données : ses instances ne sont ni créées ni supprimées ici."
    ),
    "guard.pool_unknown": "Il n’y a pas de pool {pool}. Pools connus : {known}.",
    "guard.quota_addresses": "{region} : il reste {left} adresses libres dans le sous-réseau.",
    "guard.quota_cores": (
        "{region} : il reste {left} cœurs dans le quota, de quoi créer {fits} instances."
    ),
    "guard.quota_instances": "{region} : il reste {left} instances dans le quota.",
    "guard.quota_memory": (
        "{region} : il reste {left} Mio de mémoire dans le quota, de quoi créer {fits} instances."
    ),
    "guard.quota_ports": "{region} : il reste {left} ports dans le quota.",
    "guard.removable": (
        "{n} instances devraient quitter {datacenters} ; {most} le peuvent, les autres forment "
        "le socle."
    ),
    "guard.rollback_of_rollback": "L’opération {operation} est elle-même un retour arrière.",
    "guard.room": (
        "{n} instance est demandée et il n’y a de place que pour {fits}. "
        "|| {n} instances sont demandées et il n’y a de place que pour {fits}."
    ),
    "guard.target_live": "L’opération {operation} est encore en cours.",
    "guard.target_pool": "L’opération {operation} concerne le pool {pool}, pas {asked}.",
    "guard.target_rolled_back": "L’opération {operation} a déjà été annulée par un retour arrière.",
    "guard.target_unknown": "Il n’y a pas d’opération sur laquelle agir.",
    "guard.topup_of_rollback": (
        "L’opération {operation} est un retour arrière : il n’y a rien à compléter."
    ),
    "irreversible.deleted": (
        "{n} instance supprimée ne reviendra ni avec son identifiant ni avec son disque. "
        "|| {n} instances supprimées ne reviendront ni avec leurs identifiants ni avec leurs "
        "disques."
    ),
    "remedy.amount": "Donnez l’un des deux : une taille à atteindre ou un nombre à ajouter.",
    "remedy.at_least": "Demandez-en au moins {baseline}.",
    "remedy.at_most": "Demandez-en au plus {ceiling}, ou relevez le plafond dans les réglages.",
    "remedy.author": "Utilisez des identifiants dont un rôle permet d’écrire.",
    "remedy.budget": (
        "Supprimez-en au plus {budget} d’un coup, ou relevez la limite dans les réglages."
    ),
    "remedy.burst_again": "Lancez un nouveau renfort.",
    "remedy.cap": (
        "Relevez le plafond du datacenter dans les réglages, ou nommez d’autres datacenters."
    ),
    "remedy.datacenters": "Nommez des datacenters permis : {datacenters}.",
    "remedy.flavor": (
        "Choisissez un autre gabarit dans les réglages, ou nommez d’autres datacenters."
    ),
    "remedy.identity": "Vérifiez les identifiants, et que le service d’identité répond.",
    "remedy.in_service": (
        "Attendez que les instances malades reviennent, ou conservez davantage d’instances."
    ),
    "remedy.metrics": (
        "Attendez que la source de métriques réponde : rien de ce qui sert n’est supprimé à "
        "l’aveugle."
    ),
    "remedy.more_datacenters": "Nommez plus de datacenters, ou supprimez moins d’instances.",
    "remedy.plan_again": "Refaites le plan et confirmez ce qui est alors montré.",
    "remedy.quota": "Demandez un quota plus grand, ou nommez d’autres datacenters.",
    "remedy.read_only": (
        "Relancez sans lecture seule, avec des identifiants qui permettent d’écrire."
    ),
    "remedy.refresh": "Actualisez, et examinez la source si elle ne répond pas.",
    "remedy.room": "Ajoutez-en au plus {fits}, ou demandez un quota plus grand.",
    "remedy.scale": "Pour réduire un pool, passez par la mise à l’échelle.",
    "remedy.stop": "Attendez la fin de l’opération {operation}, ou arrêtez-la.",
    "remedy.thaw": "Dégelez le pool {pool} quand la raison aura disparu.",
    "storage.inaccessible": "Il est injoignable : ses chiffres ne sont pas connus.",
    "storage.maintenance": "Il est en mode maintenance.",
    "storage.missing_mounts": "Il est utilisable sur {mounted} hôtes sur {hosts} ; pas sur {missing}.",
    "storage.nearly_full": "Il est plein à {percent} % ; l’alarme est à {limit} %.",
    "storage.overcommitted": "Ses disques peuvent atteindre {percent} % de sa capacité.",
    "warning.avoided": "Rien n’est placé dans {datacenters} : des créations y ont échoué.",
    "warning.building": (
        "{n} instance à supprimer est encore en création. "
        "|| {n} instances à supprimer sont encore en création."
    ),
    "warning.error_counted": (
        "{n} instance en ERROR compte dans la taille du pool. "
        "|| {n} instances en ERROR comptent dans la taille du pool."
    ),
    "warning.late": (
        "{n} création est restée sans réponse et peut encore apparaître. "
        "|| {n} créations sont restées sans réponse et peuvent encore apparaître."
    ),
    "warning.new_ids": (
        "{n} instance est recréée, avec un autre identifiant et une autre adresse. "
        "|| {n} instances sont recréées, avec d’autres identifiants et d’autres adresses."
    ),
    "warning.no_draining": (
        "Aucun répartiteur de charge n’est configuré : les instances sont supprimées sans "
        "retrait progressif."
    ),
    "warning.no_metrics": (
        "Aucune source de métriques n’est configurée : l’état de service n’a pas été vérifié."
    ),
    "warning.nothing_left": "Il ne resterait rien pour porter {connections} connexions.",
    "warning.overload": (
        "La charge serait de {percent} % de ce que porte {n} instance. "
        "|| La charge serait de {percent} % de ce que portent {n} instances."
    ),
    "warning.price_unknown": (
        "Le prix du gabarit {flavor} n’est pas dans les réglages : le coût n’est pas connu."
    ),
    "warning.quota_full": "{datacenter} sera plein : son quota n’admettra plus aucune instance.",
    "warning.quota_nearly": (
        "{datacenter} : il ne restera de place que pour {n} instance. "
        "|| {datacenter} : il ne restera de place que pour {n} instances."
    ),
    "warning.quota_unknown": (
        "Certains quotas de {regions} ne sont pas connus : des créations peuvent être refusées."
    ),
    "warning.sources": "Sources qui ne sont pas à jour : {sources}.",
    "warning.spilled": (
        "{datacenter} en prend {n} au lieu de {wanted} ; les autres prennent le reste."
    ),
    "warning.started_hours": (
        "Chaque heure entamée est facturée, jusqu’à la suppression de l’instance."
    ),
    "warning.unreadable": (
        "{n} instance n’a pas pu être lue et n’est pas comptée. "
        "|| {n} instances n’ont pas pu être lues et ne sont pas comptées."
    ),
    "warning.unsure": (
        "{n} création est restée sans réponse : son instance sera supprimée si elle existe. "
        "|| {n} créations sont restées sans réponse : leurs instances seront supprimées si "
        "elles existent."
    ),
}
