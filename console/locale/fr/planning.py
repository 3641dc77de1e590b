"""Texts of the room `planning`."""

TEXTS: dict[str, str] = {
    "detail.delivery": "Durée habituelle pour chacun : {n} minute. || Durée habituelle pour chacun : {n} minutes.",
    "detail.delivery_unknown": "Le délai de livraison n’est pas connu : il n’y a pas encore d’historique.",
    "detail.enough": "{connections} connexions maintenant : {percent} % de ce que {able} porteraient. {n} les porteraient à {target} %.",
    "detail.enough_ahead": "Jusqu’à {connections} sont prévues, dans {time} : {percent} % de ce que {able} porteraient. {n} les porteraient à {target} %.",
    "detail.enough_ahead_none": "Jusqu’à {connections} sont prévues, dans {time}, et personne pour les porter. {n} les porteraient à {target} %.",
    "detail.enough_none": "{connections} connexions maintenant, et personne pour les porter. {n} les porteraient à {target} %.",
    "detail.enough_unknown": "On ignore si cela suffit : les réglages de {pool} ne disent pas ce que porte une instance, et son passé ne l’a pas montré.",
    "detail.folder": "Une fois utilisable partout, il est déplacé dans {folder}.",
    "detail.given_back": "À rendre : {names}.",
    "detail.headroom": "Le plus grand hôte perdu : {ratio} vCPU par cœur, {percent} % de la mémoire utilisée.",
    "detail.hot_add": "La machine continue de tourner.",
    "detail.left_alike": "Laissées, bien que leur nom ressemble à celui du pool : {n} ({names}).",
    "detail.left_claimed": "Laissées, un autre pool les a par leur nom : {n} ({names}).",
    "detail.left_elsewhere": "Laissées, dans une région hors de la demande : {n} ({names}).",
    "detail.left_error": "Laissées, en ERROR, où le cloud ne change pas les métadonnées : {n} ({names}).",
    "detail.left_flavor": "Laissées, d’un autre gabarit (--any-flavor les prend) : {n} ({names}).",
    "detail.left_leaving": "Laissées, en cours de suppression : {n} ({names}).",
    "detail.left_marked": "Laissées, marquées pour un autre pool : {n} ({names}).",
    "detail.machine_off": "La machine est arrêtée : elle aura les nouvelles tailles à son démarrage.",
    "detail.marked_before": "Déjà marquées : {n}.",
    "detail.marks": "{datacenter} : {n} à marquer pour {pool} ({names}).",
    "detail.offer": "Offre {offer} : {title}.",
    "detail.offer_size": "Offre {offer} : {title}, {size} To chacun.",
    "detail.owned": "Rien n’est commandé : la ressource est déjà là ({source}).",
    "detail.price_hour": "{price} € par heure chacun, hors taxes.",
    "detail.price_month": "{price} € par mois chacun, hors taxes.",
    "detail.price_source": "Prix lu dans {source}, {as_of}.",
    "detail.restart": "La machine est arrêtée, modifiée puis redémarrée :",
    "detail.single_host": "Un seul hôte, sans remplaçant : {ratio} vCPU par cœur, {percent} % de la mémoire utilisée.",
    "detail.snapshot": "Un instantané est pris d’abord.",
    "guard.amount_both": "La taille et l’écart sont donnés tous les deux.",
    "guard.amount_missing": "Ni la taille ni l’écart ne sont donnés.",
    "guard.amount_negative": "Un pool ne peut pas avoir {n} instances.",
    "guard.author": "{user} n’a pas le droit d’écrire : ses rôles sont {roles}.",
    "guard.author_unknown": "On ne sait pas ce que permettent les identifiants.",
    "guard.baseline": (
        "Il ne resterait que {wanted} instances dans {pool}, sous son socle de {baseline}."
    ),
    "guard.billing_unknown": "On ne sait pas comment ceux-ci sont facturés : {names}.",
    "guard.budget": "{n} suppressions d’un coup dans {pool} ; la limite est de {budget}.",
    "guard.burst_by": "Un renfort ajoute des instances ; {n} n’est pas un nombre à ajouter.",
    "guard.burst_shrinks": (
        "Un renfort ne fait qu’ajouter : {pool} a {now} instances et {wanted} sont demandées."
    ),
    "guard.cap": "{datacenter} est plafonné à {cap} instances de ce pool et en a déjà {now}.",
    "guard.ceiling": "{pool} aurait {wanted} instances, au-dessus de son plafond de {ceiling}.",
    "guard.cluster_missing": "Il n’y a pas un cluster unique, et aucun n’est nommé. Clusters connus : {known}.",
    "guard.no_such_cluster": "Il n’y a pas de cluster {cluster}. Clusters connus : {known}.",
    "guard.cluster_unknown_figures": "Les chiffres du cluster de {machine} ne sont pas connus.",
    "guard.count": "{n} n’est pas un nombre à ajouter.",
    "guard.count_missing": "Aucun nombre n’est donné.",
    "guard.country": (
        "{region} ({datacenter}) est dans le pays {country} ; pays permis : {allowed}."
    ),
    "guard.cpu_hot_add": "{machine} doit être arrêtée : elle n’accepte pas de vCPU en marche (ajout de CPU à chaud désactivé).",
    "guard.cpu_shrinks": "{machine} doit être arrêtée pour passer de {now} à {wanted} vCPU.",
    "guard.datacenter_none": "{pool} n’a de part dans aucun datacenter déclaré.",
    "guard.datacenter_unknown": "{pool} n’a pas de datacenter {datacenter}. Il a {known}.",
    "guard.datastores_at_most": "{n} datastores sont demandés ; une opération en ajoute au plus {most}.",
    "guard.digest": "Le plan de l’opération {operation} n’est pas celui qui a été confirmé.",
    "guard.duration": "Une durée prévue de {hours} h n’a pas de sens.",
    "guard.flavor_missing": "{region} ne propose pas le gabarit du pool.",
    "guard.guest_tools": "On ne peut pas demander à {machine} de s’arrêter : ses outils invités ne répondent pas.",
    "guard.headroom_cpu": "Le plus grand hôte perdu, {vcpus} vCPU tourneraient sur {cores} cœurs ; la limite est de {limit} pour un.",
    "guard.headroom_memory": "Le plus grand hôte perdu, {used} Go de mémoire seraient utilisés sur {total} Go ; la limite est de {percent} %.",
    "guard.health_unknown": "On ne sait pas quelles instances de {pool} sont en service.",
    "guard.host_cores": "{wanted} vCPU sont demandés et {host} a {cores} cœurs.",
    "guard.host_disconnected": "{machine} est sur {host}, que vCenter a perdu : ce qu’il en dit est ancien.",
    "guard.host_memory": "{wanted} Go de mémoire sont demandés et {host} a de la place pour {free} Go.",
    "guard.host_unknown": "Les chiffres de l’hôte qui porte {machine} ne sont pas connus.",
    "guard.hosts_at_most": "{n} hôtes sont demandés ; une opération en ajoute au plus {most}.",
    "guard.window": "La fenêtre {window} est ouverte : elle tient {n} instance de {pool} || La fenêtre {window} est ouverte : elle tient {n} instances de {pool}",
    "guard.in_service": (
        "Il ne resterait que {serving} instances de {pool} en service ; son plancher est de "
        "{floor}."
    ),
    "guard.instances_stale": "La liste des instances de {region} est périmée.",
    "guard.instances_uncounted": "La région {region} ne dit pas tout de ses instances : {n} de plus sont utilisées, ou illisibles. Chacune peut être au pool.",
    "guard.instances_unknown": "Les instances de {region} ne sont pas connues.",
    "guard.kind_unknown": "Rien ici ne sait modifier {resource}.",
    "guard.lived_in": "{n} machine vit sur {name} : {machines}. || {n} machines vivent sur {name} : {machines}.",
    "guard.load_unknown": "La charge de {pool} n’est pas connue.",
    "guard.machine_busy": "vCenter travaille sur {machine} : {task}.",
    "guard.machine_gone": "{machine} n’est plus là.",
    "guard.machine_lost": "vCenter a perdu {machine} (inaccessible, orpheline, invalide ou sans configuration) : ce qu’il en dit est vieux.",
    "guard.machine_missing": "Aucune machine virtuelle n’est nommée.",
    "guard.machine_power": "On ne sait pas si {machine} est en marche ou arrêtée.",
    "guard.machine_several": "{n} machines virtuelles s’appellent {machine}.",
    "guard.machine_suspended": "{machine} est suspendue : ses tailles ne peuvent pas changer.",
    "guard.machine_unknown": "Il n’y a pas de machine virtuelle {machine}.",
    "guard.member_alarm": "{pool} : {machine} a une alarme critique.",
    "guard.member_guest": "{pool} : les outils invités de {machine} ne disent pas qu’elle tourne.",
    "guard.member_lost": "Pool {pool} : vCenter a perdu {machine} (inaccessible, orpheline, invalide ou sans configuration) ; on ne touche à un membre que si les autres vont bien.",
    "guard.member_off": "{pool} : {machine} n’est pas en marche.",
    "guard.member_unreadable": "Pool {pool} : {machine} enregistrements de vCenter sont illisibles, chacun peut être un membre ; on ne touche à un membre que si les autres vont bien.",
    "guard.memory": "La mémoire d’une machine virtuelle est un multiple de 4 Mo.",
    "guard.memory_hot_add": "{machine} doit être arrêtée : elle n’accepte pas de mémoire en marche (ajout de mémoire à chaud désactivé).",
    "guard.memory_limit": "{machine} doit être arrêtée : en marche, sa mémoire ne dépasse pas {limit} Go.",
    "guard.memory_shrinks": "{machine} doit être arrêtée pour passer de {now} à {wanted} Go de mémoire.",
    "guard.memory_step": "{machine} doit être arrêtée : en marche, la mémoire s’ajoute par pas de {step} Mo.",
    "guard.metrics_stale": "Les métriques de {pool} sont périmées.",
    "guard.metrics_unknown": "Les métriques de {pool} n’ont pas été lues.",
    "guard.monthly": "Payés au mois, donc impossibles à rendre avant sa fin : {names}.",
    "guard.none_missing": "Il ne manque rien à l’opération {operation} : {n} sont en place ou en commande.",
    "guard.nothing": (
        "{pool} a déjà {n} instance : il n’y a rien à faire. "
        "|| {pool} a déjà {n} instances : il n’y a rien à faire."
    ),
    "guard.nothing_missing": "Il ne manque aucune instance à l’opération {operation}.",
    "guard.nothing_to_adopt": "Pool {pool} : il ne reste aucune instance à marquer dont le nom correspond à {pattern} ; {n} le sont déjà.",
    "guard.nothing_to_undo": "Il ne reste rien à défaire de l’opération {operation}.",
    "guard.offer_gone": "Plus rien de semblable à {offer} n’est proposé.",
    "guard.offer_none": "Rien de tel n’est proposé.",
    "guard.offer_not_ssd": "Aucune offre de cette taille ne se dit sans SSD : {offers}.",
    "guard.offer_size": "Rien n’est proposé en {size} To. Offres : {offers}.",
    "guard.offer_ssd": "Aucune offre de cette taille ne se dit SSD : {offers}.",
    "guard.offer_unknown": "Il n’y a pas d’offre {offer}. Offres : {offers}.",
    "guard.on_order": "L’opération {operation} a {n} commande qui peut encore être livrée. || L’opération {operation} a {n} commandes qui peuvent encore être livrées.",
    "guard.orders_unread": "{n} enregistrements du fournisseur sont illisibles : une commande parmi eux pourrait passer pour l’une des nôtres.",
    "guard.pattern": "{pattern} n’est pas une expression régulière : {text}.",
    "guard.plan_age": (
        "Ce plan date de {minutes} min, plus que les {limit} admises : le parc a pu changer."
    ),
    "guard.pool_elsewhere": (
        "L’opération {operation}, d’un autre journal, crée des instances dans {pool}. "
    ),
    "plan.awaits": "Attendra l’approbation d’une deuxième personne, {minutes} min au plus",
    "guard.pool_frozen": "{pool} est gelé : {why}",
    "guard.pool_held": "{pool} est tenu par l’opération {operation}, lancée par {user}.",
    "guard.pool_missing": "Aucun pool n’est nommé. Pools connus : {known}.",
    "guard.pool_stateful": (
        "{pool} est avec état : ses instances ne sont ni créées ni supprimées ici."
    ),
    "guard.pool_unknown": "Il n’y a pas de pool {pool}. Pools connus : {known}.",
    "guard.private_country": "Le cloud privé est à {datacenter}, dans le pays {country} ; pays permis : {allowed}.",
    "guard.private_frozen": "Le cloud privé est gelé : {why}",
    "guard.private_none": "Les réglages ne nomment aucun cloud privé.",
    "guard.private_stale": "Ce que {source} a dit est périmé.",
    "guard.private_unknown": "{source} n’a pas encore été lu.",
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
    "guard.right_datastore": "{user} n’a pas le droit de monter, déplacer et démonter des datastores.",
    "guard.right_order": "{user} n’a pas le droit de commander des ressources ni de les rendre.",
    "guard.right_power": "{user} n’a pas le droit d’arrêter et de démarrer des machines virtuelles.",
    "guard.right_resize": "{user} n’a pas le droit de redimensionner des machines virtuelles.",
    "guard.right_snapshot": "{user} n’a pas le droit de prendre des instantanés.",
    "guard.rights_none": "{user} ne peut que lire le cloud privé.",
    "guard.rights_unknown": "On ne sait pas ce que le compte peut faire sur le cloud privé.",
    "guard.rollback_of_rollback": "L’opération {operation} est elle-même un retour arrière.",
    "guard.room": (
        "{n} instance est demandée et il n’y a de place que pour {fits}. "
        "|| {n} instances sont demandées et il n’y a de place que pour {fits}."
    ),
    "guard.same_size": "{machine} a déjà {vcpus} vCPU et {memory} Go : il n’y a rien à faire.",
    "guard.size_missing": "Ni la taille ni l’offre ne sont données. Offres : {offers}.",
    "guard.sizes_missing": "Ni le nombre de vCPU ni la taille de la mémoire ne sont donnés.",
    "guard.stock": "Demandé : {n} × {offers} ; en stock : {stock}.",
    "guard.supply_none": "Aucune source de datastores ni d’hôtes n’est configurée : rien ne peut être commandé ni rendu.",
    "guard.pool_stopping": "{pool} est tenu par l’opération {operation}, à qui l’arrêt a été demandé et qui attend {n} élément en cours : {phases}. || {pool} est tenu par l’opération {operation}, à qui l’arrêt a été demandé et qui attend {n} éléments en cours : {phases}.",
    "guard.target_stopping": "L’opération {operation}, à qui l’arrêt a été demandé, attend {n} élément en cours : {phases}. || L’opération {operation}, à qui l’arrêt a été demandé, attend {n} éléments en cours : {phases}.",
    "guard.target_live": "L’opération {operation} est encore en cours.",
    "guard.target_pool": "L’opération {operation} concerne le pool {pool}, pas {asked}.",
    "guard.target_rolled_back": "L’opération {operation} a déjà été annulée par un retour arrière.",
    "guard.target_unknown": "Il n’y a pas d’opération sur laquelle agir.",
    "guard.topup_adopt": "L’opération {operation} a marqué des instances existantes : il n’y a rien à compléter.",
    "guard.topup_of_several": (
        "L’opération {operation} a modifié des ressources de plusieurs sortes : "
        "elle ne peut pas être complétée."
    ),
    "guard.topup_of_rollback": (
        "L’opération {operation} est un retour arrière : il n’y a rien à compléter."
    ),
    "guard.topup_resize": "L’opération {operation} a changé une machine virtuelle : il n’y a rien à compléter.",
    "guard.use_unknown": "On ne sait pas ce qui vit sur {name}.",
    "guard.vcpus": "Une machine virtuelle ne peut pas avoir {n} vCPU.",
    "irreversible.deleted": (
        "{n} instance supprimée ne reviendra ni avec son identifiant ni avec son disque. "
        "|| {n} instances supprimées ne reviendront ni avec leurs identifiants ni avec leurs "
        "disques."
    ),
    "irreversible.formatted": "Les disques sont formatés : leur contenu est perdu.",
    "irreversible.given_back": "{n} ressource est rendue avec tout ce qu’elle porte : seule une nouvelle commande en apporte une autre. || {n} ressources sont rendues avec tout ce qu’elles portent : seules de nouvelles commandes en apportent d’autres.",
    "irreversible.monthly": "Ce qui est payé au mois ne peut pas être rendu dans le mois.",
    "irreversible.started_hours": "Chaque heure entamée est facturée, jusqu’à la restitution.",
    "remedy.add_another": "Ajoutez ce qui manque avec une autre offre, dans une nouvelle opération.",
    "remedy.adopt_again": "Refaire l’adoption : vigie pool adopt {pool}.",
    "remedy.allow_restart": "Permettez le redémarrage (--allow-restart), à un moment où il ne gêne pas.",
    "remedy.amount": "Donnez l’un des deux : une taille à atteindre ou un nombre à ajouter.",
    "remedy.at_least": "Demandez-en au moins {baseline}.",
    "remedy.at_most": "Demandez-en au plus {ceiling}, ou relevez le plafond dans les réglages.",
    "remedy.author": "Utilisez des identifiants dont un rôle permet d’écrire.",
    "remedy.shrink": (
        "Supprimez-en au plus {budget} d’un coup, ou relevez la limite dans les réglages."
    ),
    "remedy.burst_again": "Lancez un nouveau renfort.",
    "remedy.cap": (
        "Relevez le plafond du datacenter dans les réglages, ou nommez d’autres datacenters."
    ),
    "remedy.cluster": "Nommez un cluster.",
    "remedy.count": "Donnez un nombre d’au moins 1.",
    "remedy.datacenters": "Nommez des datacenters permis : {datacenters}.",
    "remedy.elsewhere": (
        "Attendez sa fin, ou agissez là où elle a été lancée : deux journaux s’ignorent. "
    ),
    "remedy.flavor": (
        "Choisissez un autre gabarit dans les réglages, ou nommez d’autres datacenters."
    ),
    "remedy.guest_tools": "Démarrez les outils dans l’invité, ou arrêtez vous-même la machine puis redemandez.",
    "remedy.headroom": "Ajoutez d’abord un hôte, ou demandez moins.",
    "remedy.host_disconnected": "Reconnectez d’abord l’hôte dans vCenter.",
    "remedy.identity": "Vérifiez les identifiants, et que le service d’identité répond.",
    "remedy.window": "Attendez sa fermeture, ou suspendez les fenêtres du pool : vigie pool freeze {pool} --only windows",
    "remedy.in_service": (
        "Attendez que les instances malades reviennent, ou conservez davantage d’instances."
    ),
    "remedy.lived_in": "Déplacez-les d’abord ailleurs.",
    "remedy.machine_busy": "Attendez la fin de cette tâche.",
    "remedy.machine_lost": "Regarder son hôte et ses datastores dans vCenter.",
    "remedy.machine_list": "vigie vm list les liste.",
    "remedy.instance_list": "vigie instance list les liste.",
    "remedy.machine_near": "Noms voisins : {near}.",
    "remedy.machine_power": "Reprenez-la ou éteignez-la, puis redemandez.",
    "remedy.machine_several": "Donnez-leur des noms distincts dans vCenter.",
    "remedy.memory": "Donnez des Go entiers, par exemple 128GB.",
    "remedy.metrics": (
        "Attendez que la source de métriques réponde : rien de ce qui sert n’est supprimé à "
        "l’aveugle."
    ),
    "remedy.monthly": "Résiliez-le chez le fournisseur pour la fin du mois.",
    "remedy.more_datacenters": "Nommez plus de datacenters, ou supprimez moins d’instances.",
    "remedy.offer": "Nommez une de ces offres sans préciser le type de disque, ou choisissez une autre taille.",
    "remedy.on_order": "Attendez la livraison ou l’annulation, puis défaites tout d’un coup.",
    "remedy.overload": "Gardez une taille qui la porte ; ou dites --overload à côté de --yes pour continuer quand même.",
    "remedy.capacity_unknown": "Elle s’apprend dès que la charge dépasse une limite du pool ; d’ici là, donnez connections_per_instance.",
    "remedy.capacity_unsure": "Le pool n’est dimensionné automatiquement qu’à partir de {least} pointes ; d’ici là, donnez connections_per_instance, ou suivez le conseil à la main.",
    "remedy.plan_again": "Refaites le plan et confirmez ce qui est alors montré.",
    "remedy.pool_healthy": "Attendez que tous les autres membres aillent bien : un seul est touché à la fois.",
    "remedy.private_at_most": "Demandez-en au plus {most}, ou relevez la limite dans les réglages.",
    "remedy.private_settings": "Décrivez-le sous [private_cloud] dans les réglages.",
    "remedy.private_thaw": "Dégelez le cloud privé dans les réglages quand la raison aura disparu.",
    "remedy.quota": "Demandez un quota plus grand, ou nommez d’autres datacenters.",
    "remedy.read_only": (
        "Relancez sans lecture seule, avec des identifiants qui permettent d’écrire."
    ),
    "remedy.refresh": "Actualisez, et examinez la source si elle ne répond pas.",
    "remedy.resize_again": "Redemandez le redimensionnement.",
    "remedy.roll_back": "Annulez-la par un retour arrière, puis redemandez.",
    "remedy.rights": "Utilisez des comptes qui ont ce droit ; le diagnostic dit ce que permet chacun.",
    "remedy.room": "Ajoutez-en au plus {fits}, ou demandez un quota plus grand.",
    "remedy.scale": "Pour réduire un pool, passez par la mise à l’échelle.",
    "remedy.size": "Donnez une taille proposée, ou nommez une offre.",
    "remedy.sizes": "Donnez l’un des deux, ou les deux.",
    "remedy.smaller": "Demandez moins, ou déplacez la machine vers un hôte qui a plus de place.",
    "remedy.stock": "Demandez-en au plus {stock}, ou nommez une autre offre.",
    "remedy.stock_none": "Nommez une autre offre, ou attendez que le stock revienne.",
    "remedy.stopping": "Elle se termine en une minute au plus, quoi que dise la source : ce qui reste garde sa marque.",
    "remedy.stop": "Attendez la fin de l’opération {operation}, ou arrêtez-la.",
    "remedy.supply_settings": "Décrivez-en une sous [private_cloud.ovhcloud] ou [private_cloud.storage] dans les réglages.",
    "remedy.thaw": "Quand la raison aura disparu, retirez `frozen` du pool {pool} dans les réglages, et relancez l’exécuteur.",
    "remedy.pool_thaw": "Quand la raison aura disparu, dégelez-le avec `vigie pool thaw {pool}`.",
    "remedy.pool_resume": "Quand la raison aura disparu, dégelez avec `vigie pool thaw {pool} --only {scope}`.",
    "remedy.uncounted": "Regarder les cellules de la région (openstack compute service list) ; vigie status montre quand la liste est de nouveau entière.",
    "storage.full_soon": "Plein d’ici un jour à ce rythme.",
    "storage.full_in": "Plein dans {n} jour à ce rythme. || Plein dans {n} jours à ce rythme.",
    "storage.inaccessible": "Il est injoignable : ses chiffres ne sont pas connus.",
    "storage.maintenance": "Il est en mode maintenance.",
    "storage.missing_mounts": "Il est utilisable sur {mounted} hôtes sur {hosts} ; pas sur {missing}.",
    "storage.nearly_full": "Il est plein à {percent} % ; l’alarme est à {limit} %.",
    "storage.overcommitted": "Ses disques peuvent atteindre {percent} % de sa capacité.",
    "guard.heal_failing": "{n} remplaçante de suite n’est jamais entrée en service à {datacenter} en un jour : rien n’y est remplacé. || {n} remplaçantes de suite ne sont jamais entrées en service à {datacenter} en un jour : rien n’y est remplacé.",
    "remedy.heal_failing": "Examinez ce dont elles sont faites (image, données utilisateur, réseau) ; une fois corrigé : vigie heal {pool} --datacenter {datacenter}",
    "guard.locked": "{names} est verrouillée dans le cloud : quelqu’un tient à la garder. || {n} instances sont verrouillées dans le cloud : quelqu’un tient à les garder ({names}).",
    "remedy.locked": "Demandez qui l’a verrouillée, et pourquoi (openstack server show) ; openstack server unlock la libère.",
    "warning.locked": "{names} est verrouillée dans le cloud, et reste. || {n} instances sont verrouillées dans le cloud, et restent : {names}.",
    "detail.heal_replaced": "{name} est remplacée par {replacement} à {datacenter}, puis supprimée une fois celle-ci en service.",
    "detail.heal_rebooted": "{name} subit un redémarrage forcé, sans frais ; s’il n’y change rien, le prochain soin la remplace.",
    "detail.heal_quarantined": "{name} est remplacée par {replacement} à {datacenter}, et gardée hors du pool pour autopsie jusqu’au {until}.",
    "detail.quarantine_billed": "Ce qui est gardé reste facturé jusqu’à sa suppression ; le prix n’en est pas connu. || Les {n} gardées restent facturées jusqu’à leur suppression ; le prix n’en est pas connu.",
    "detail.quarantine_price": "Ce qui est gardé reste facturé jusqu’à sa suppression : {hour} € par heure, {whole} € jusqu’à la fin de la quarantaine. || Les {n} gardées restent facturées jusqu’à leur suppression : {hour} € par heure, {whole} € jusqu’à la fin de la quarantaine.",
    "remedy.quarantine_left": "Lisez ce qu’elle dit, puis soignez sans --quarantine : vigie heal {pool}",
    "undo.quarantine": "Un retour arrière sort de quarantaine ce qui répond de nouveau, puis supprime ce qui le remplaçait.",
    "detail.quarantine_swapped": "{name} sort de quarantaine ; {replacement} est supprimée une fois qu’elle est en service.",
    "detail.quarantine_returned": "{name} sort de quarantaine.",
    "guard.quarantine_sick": "{name} ne répond pas : sortie de quarantaine, elle ne servirait personne.",
    "guard.quarantine_held": "{name} n’est pas de retour dans son pool : {replacement} reste à sa place.",
    "remedy.quarantine_sick": "Réparez-la d’abord (openstack server reboot --hard {name}), ou laissez-la à vigie sweep.",
    "warning.quarantine_left": "{names} ne peut pas être gardée et attend : le cloud ne marque rien qui soit en ERROR ou en construction. || {n} ne peuvent pas être gardées et attendent, car le cloud ne marque rien qui soit en ERROR ou en construction : {names}.",
    "guard.heal_rebooted": "L’opération {operation} a redémarré une instance : rien n’est à rendre. || L’opération {operation} a redémarré {n} instances : rien n’est à rendre.",
    "guard.heal_budget": "{n} instances de {pool} ont été soignées dans l’heure : {budget} peuvent l’être.",
    "guard.heal_aside": "{name} est déjà en quarantaine : elle y reste.",
    "guard.heal_busy": "{name} est à l’état {state}, depuis peu : on la laisse pour le moment.",
    "guard.heal_done": "Ce que l’opération {operation} a remplacé ne revient pas : rien n’est à rendre. || Les {n} instances que l’opération {operation} a remplacées ne reviennent pas : rien n’est à rendre.",
    "guard.heal_elsewhere": "{name} se trouve à {datacenter}, qui n’a pas été nommé : on la laisse.",
    "guard.heal_locked": "{name} a été verrouillée par quelqu’un : on la lui laisse.",
    "guard.heal_meant": "{name} est à l’état {state}, voulu par quelqu’un : on la laisse.",
    "guard.not_alone": "Le pool {pool} est à soigner, mais l’opération est assez grande ou chère pour demander une seconde personne ([approval]) : elle n’est pas lancée automatiquement.",
    "guard.heal_nothing": "Rien n’est malade dans {pool} : {n} instance examinée par le cloud, {watched} par leurs cibles. || Rien n’est malade dans {pool} : {n} instances examinées par le cloud, {watched} par leurs cibles.",
    "guard.heal_one_source": "Une seule source met {name} en cause, et pas depuis assez longtemps : on la laisse.",
    "guard.heal_place": "{pool} est à son plafond de {ceiling} : une remplaçante demande une place avant le départ de la malade.",
    "guard.heal_recovered": "{name} répond de nouveau : on n’y touche pas.",
    "guard.heal_suspected": "Une seule source met {names} en cause, et pas depuis assez longtemps : rien dans {pool} n’est tenu pour malade. || Une seule source met en cause chacune de {n} instances, et pas depuis assez longtemps : {names}. Rien dans {pool} n’est tenu pour malade.",
    "guard.heal_unheard": "Rien de malade dans la liste du cloud pour {pool} ; une source de santé se tait, et l’inconnu n’est pas soigné.",
    "guard.heal_unknown": "Personne ne dit en ce moment si {name} répond : on n’y touche pas.",
    "guard.heal_unreplaced": "{replacement} n’est pas en place : {name} n’est pas supprimée.",
    "guard.heal_well": "{name} n’est pas malade, rien ne la met en cause : on la laisse.",
    "guard.heal_young": "{name} ne tourne que depuis {minutes} min : on ne retient encore rien contre elle.",
    "guard.health_network": "Les répartiteurs de {regions} n’atteignent pas {n} membres dont les cibles répondent : une panne du réseau, qu’un remplacement ne guérit pas.",
    "guard.health_source": "{n} cibles de {pool} sur {of} sont tombées d’un coup : c’est la source de santé qui est malade, non tant d’instances.",
    "proposal.heal": "{pool} : une instance est à soigner ({names}). || {pool} : {n} instances sont à soigner ({names}).",
    "proposal.heal_auto": "{pool} : une instance est à soigner ({names}), elle est soignée automatiquement. || {pool} : {n} instances sont à soigner ({names}), elles sont soignées automatiquement.",
    "remedy.heal_budget": "Attendez, ou augmentez healing.per_hour ; un pool qui retombe sans cesse malade demande un autre remède.",
    "remedy.heal_burst": "Il est saturé ({percent} % de ce qui est en service) : vigie burst {pool} lui en donne plus.",
    "remedy.heal_done": "Changez la taille du pool, s’il est trop grand maintenant.",
    "remedy.heal_place": "Relevez d’un le plafond du pool, ou réduisez le pool d’un.",
    "remedy.health_network": "Examinez le réseau entre les répartiteurs et leurs membres, et prévenez le fournisseur.",
    "remedy.health_source": "Examinez Prometheus et ce qui le sépare du pool ; la limite est healing.at_most_ratio.",
    "symptom.down": "{name} : sa cible de métriques est tombée.",
    "symptom.down_since": "{name} : sa cible de métriques est tombée depuis {minutes} min.",
    "symptom.error": "{name} : en ERROR dans le cloud : {fault}",
    "symptom.error_silent": "{name} : en ERROR dans le cloud, qui n’en donne pas la raison.",
    "symptom.member": "{name} : son répartiteur la trouve en panne (ERROR).",
    "symptom.stuck": "{name} : bloquée en {state} depuis {minutes} min.",
    "undo.heal": "Un retour arrière ne reprend que les remplaçantes dont la malade est encore là : ce qui est parti ne revient pas.",
    "warning.clock_hours": "Chaque heure d’horloge où une instance existe est facturée, du premier ACTIVE à sa suppression.",
    "warning.heal_left": "{names} est malade aussi et attendra : budgets, quota ou plafond n’en permettent pas plus à la fois. || {n} autres sont malades et attendront, car budgets, quota ou plafond n’en permettent pas plus à la fois : {names}.",
    "warning.heal_suspected": "{names} n’est mise en cause que par une source, et reste. || {n} instances ne sont mises en cause que par une source, et restent : {names}.",
    "guard.heal_topup": "L’opération {operation} soignait : ce qui lui manque est peut-être guéri.",
    "remedy.heal_again": "Soignez de nouveau : vigie heal {pool}",
    "undo.adopt": "Un retour arrière retire la marque, et ne change rien d’autre. || Un retour arrière retire les {n} marques, et ne change rien d’autre.",
    "undo.datastores": "Un retour arrière rend les datastores, tant que rien n’y vit.",
    "undo.hosts": "Un retour arrière rend les hôtes, tant qu’ils ne portent aucune machine virtuelle.",
    "undo.monthly": "Un retour arrière sera refusé : ce qui est payé au mois reste.",
    "undo.resize": "Un retour arrière rétablit les tailles de {machine} sans redémarrage.",
    "undo.resize_restart": "Un retour arrière rétablit les tailles, et doit arrêter {machine} puis la redémarrer.",
    "warning.adopted": "{name} est tenu pour une commande restée sans réponse : vérifiez que personne d’autre ne l’a commandé.",
    "warning.arriving": "{n} est encore en commande et n’est pas commandé une seconde fois. || {n} sont encore en commande et ne sont pas commandés une seconde fois.",
    "warning.avoided": "Rien n’est placé dans {datacenters} : des créations y ont échoué.",
    "warning.billing_unknown": "On ne sait pas comment cette offre est facturée : ce peut être au mois.",
    "warning.building": (
        "{n} instance à supprimer est encore en création. "
        "|| {n} instances à supprimer sont encore en création."
    ),
    "warning.dark_region": (
        "{region} ne répond pas : on y compte {n} instance au plus. "
        "|| {region} ne répond pas : on y compte {n} instances au plus."
    ),
    "warning.error_counted": (
        "{n} instance en ERROR compte dans la taille du pool. "
        "|| {n} instances en ERROR comptent dans la taille du pool."
    ),
    "warning.host_differs": "{offer} n’est pas l’offre des hôtes en place : {used}.",
    "warning.hosts_unchecked": "Hors service, donc sans vérification des montages : {hosts}.",
    "warning.late": (
        "{n} création est restée sans réponse et peut encore apparaître. "
        "|| {n} créations sont restées sans réponse et peuvent encore apparaître."
    ),
    "warning.mounts_missing": "Déjà inutilisables sur certains hôtes : {datastores}.",
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
    "warning.overload_unknown": "Il resterait {connections} connexions pour {n} instance, plus qu’elle n’en a jamais porté dans ses limites. || Il resterait {connections} connexions pour {n} instances, plus qu’elles n’en ont jamais porté dans leurs limites.",
    "warning.offer_unpriced": "Le prix de {offers} n’est pas connu : le coût non plus.",
    "warning.only_member": "{machine} est le seul membre de {pool} : rien ne sert à sa place.",
    "warning.orders_lost": "{n} commande est restée sans réponse et introuvable : si elle est livrée malgré tout, ce sera une de trop. || {n} commandes sont restées sans réponse et introuvables : si elles sont livrées malgré tout, elles seront de trop.",
    "warning.overload": (
        "La charge serait de {percent} % de ce que porte {n} instance. "
        "|| La charge serait de {percent} % de ce que portent {n} instances."
    ),
    "warning.pool_elsewhere": "L’opération {operation}, d’un autre journal, a modifié {pool} récemment.",
    "warning.price_unknown": (
        "Le prix du gabarit {flavor} n’est pas connu, voir `vigie prices` : le coût n’est pas connu."
    ),
    "warning.quota_full": "{datacenter} sera plein : son quota n’admettra plus aucune instance.",
    "warning.quota_nearly": (
        "{datacenter} : il ne restera de place que pour {n} instance. "
        "|| {datacenter} : il ne restera de place que pour {n} instances."
    ),
    "warning.quota_unknown": (
        "Certains quotas de {regions} ne sont pas connus : des créations peuvent être refusées."
    ),
    "warning.resized_since": "{machine} a été redimensionnée depuis : elle revient à ce qu’elle avait avant cette opération.",
    "warning.restart": "{machine} ne sert plus entre son arrêt et son retour.",
    "warning.snapshot_reminder": "Supprimez l’instantané quand tout va bien ; il est signalé après {days} jours.",
    "warning.snapshots": "Elle a {n} instantané, vieux de {days} jours. || Elle a {n} instantanés, le plus ancien vieux de {days} jours.",
    "warning.sources": "Sources qui ne sont pas à jour : {sources}.",
    "warning.spilled": (
        "{datacenter} en prend {n} au lieu de {wanted} ; les autres prennent le reste."
    ),
    "warning.started_hours": (
        "Chaque heure entamée est facturée, jusqu’à la suppression de l’instance."
    ),
    "warning.stock_unknown": "Le stock n’est pas connu : des commandes peuvent être refusées.",
    "warning.unfinished": "En place sans être terminés : {names}. Ils comptent et ne sont pas commandés une seconde fois.",
    "warning.unreadable": (
        "{n} instance illisible : les tailles sont des minimums, le plafond en tient compte. "
        "|| {n} instances illisibles : les tailles sont des minimums, le plafond en tient compte."
    ),
    "warning.window_keeps": "{n} instance reste : la fenêtre {window} en tient {level} et la rendra à sa fermeture || {n} instances restent : la fenêtre {window} en tient {level} et les rendra à sa fermeture",
    "warning.unsure": (
        "{n} création est restée sans réponse : son instance sera supprimée si elle existe. "
        "|| {n} créations sont restées sans réponse : leurs instances seront supprimées si "
        "elles existent."
    ),
    "detail.unmarks": "{datacenter} : {n} à qui retirer la marque de {pool} ({names}).",
    "detail.protect": "{n} instance verrouillée : rien ne la supprime, ne la redémarre ni ne la redimensionne ({names}). || {n} instances verrouillées : rien ne les supprime, ne les redémarre ni ne les redimensionne ({names}).",
    "detail.unprotect": "Déverrouillées : {names}.",
    "detail.lock_left": "Déjà dans cet état : {n} ({names}).",
    "guard.instance_unknown": "{pool} n’a pas d’instance {name}.",
    "guard.instance_twice": "{pool} a plusieurs instances {name} : donnez son identifiant.",
    "guard.protect_reason": "Qui trouve un verrou doit lire pourquoi il est là : donnez un motif (--reason).",
    "guard.protect_reason_long": "Le motif a {n} caractères ; le cloud en garde {most}.",
    "guard.protected": "{n} instance est déjà verrouillée : {names}. || {n} instances sont déjà verrouillées : {names}.",
    "guard.unprotected": "{n} instance n’est pas verrouillée : {names}. || {n} instances ne sont pas verrouillées : {names}.",
    "guard.topup_locks": "L’opération {operation} a verrouillé ou déverrouillé des instances : il n’y a rien à compléter.",
    "undo.protect": "Une annulation retire ces verrous.",
    "undo.unprotect": "Une annulation les verrouille de nouveau, sans le motif qu’elles avaient.",
}
