"""Textes de la pièce `cli`."""

TEXTS: dict[str, str] = {
    "instance.unknown": "Aucune instance ne s’appelle {name}. « vigie instance list » les nomme.",
    "instance.several": "Plusieurs instances s’appellent {name} : dites laquelle par son id : {ids}.",
    "instance.silent": "La console de {name} n’a rien dit.",
    "instance.no_page": "Les réglages ne disent pas où un navigateur affiche une instance : donnez horizon dans [openstack], par exemple « https://horizon.example.net », ou la page elle-même avec instance_page.",
    "cli.awaited": "En attente : {what}",
    "cli.awaited_for": "En attente : {what} · {time}",
    "cli.awaits.plan": "le plan",
    "cli.awaits.worker": "un exécuteur",
    "cli.awaits.objects": "le stockage objet",
    "cli.awaits.backups": "les sauvegardes",
    "cli.awaits.leftovers": "les restes",
    "cli.awaits.usage": "ce que compte le fournisseur",
    "cli.and_more": "et {n} de plus",
    "cli.accepted": (
        "L’opération {operation} est acceptée. Suivez-la avec « vigie operations show "
        "{operation} »."
    ),
    "cli.waits_for_worker": (
        "Elle attend un exécuteur : la console, --wait et toute commande qui modifie "
        "retentent d’en démarrer un."
    ),
    "cli.would_be_archived": (
        "{n} opération serait archivée, avec {changes} changements || "
        "{n} opérations seraient archivées, avec {changes} changements"
    ),
    "cli.restored": (
        "{n} opération ramenée, avec {changes} changements || "
        "{n} opérations ramenées, avec {changes} changements"
    ),
    "cli.archived": (
        "{n} opération archivée, avec {changes} changements || "
        "{n} opérations archivées, avec {changes} changements"
    ),
    "cli.by": "Par {user} sur {host} ({origin}).",
    "cli.by_session": "Par {user} sur {host} ({origin}), écrit dans la base en tant que {role}.",
    "cli.calls": (
        "{n} appel d’API, {time} au débit autorisé. || {n} appels d’API, {time} au débit autorisé."
    ),
    "cli.confirm": "Tapez « {answer} » pour continuer",
    "cli.confirm_stop": "L’arrêter une fois terminé ce qui est en cours ?",
    "cli.cost": "Coût : {amounts}.",
    "cli.cost_unknown": "Coût inconnu : un prix manque, voir `vigie prices`.",
    "cli.defect": "Une défaillance imprévue s’est produite ({kind}). Détails : {path}",
    "cli.defect_unwritten": "Une défaillance imprévue s’est produite ({kind}), et ses détails n’ont pas pu être écrits.",
    "cli.eta_unknown": "Durée inconnue : pas encore d’opération semblable.",
    "cli.eta": "D’habitude terminé en {time}.",
    "cli.columns_left_out": "Non affiché sur un terminal de cette largeur : {names}.",
    "cli.one_at_a_time": "« {command} » prend une machine à la fois, et {n} sont nommées. L’une après l’autre, chacune quand la précédente est faite : {commands}",
    "cli.head.about": "CE QU’ELLE FAIT",
    "cli.head.action": "ACTION",
    "cli.head.after": "APRÈS",
    "cli.head.alive": "VIVANT",
    "cli.head.asked": "DEMANDÉES",
    "cli.head.attempts": "ESSAIS",
    "cli.head.baseline": "SOCLE",
    "cli.head.building": "EN CRÉATION",
    "cli.head.floor": "PLANCHER",
    "cli.head.burst_to": "MONTÉE À",
    "cli.head.ceiling": "PLAFOND",
    "cli.head.change": "ÉCART",
    "cli.head.datacenter": "DATACENTER",
    "cli.head.done": "FAIT",
    "cli.head.draining": "EN RETRAIT",
    "cli.head.sick": "MALADES",
    "cli.head.euro_hour": "€/H",
    "cli.head.executor": "EXÉCUTEUR",
    "cli.head.frozen": "GEL",
    "cli.head.last_pass": "DERNIER PASSAGE",
    "cli.head.heartbeat": "DERNIER SIGNE",
    "cli.head.host": "HÔTE",
    "cli.head.in_service": "EN SERVICE",
    "cli.head.id": "ID",
    "cli.head.window": "FENÊTRE",
    "cli.head.days": "JOURS",
    "cli.head.start": "DÉBUT",
    "cli.head.end": "FIN",
    "cli.head.zone": "FUSEAU",
    "cli.head.time": "HEURE",
    "cli.head.expected": "ATTENDU",
    "cli.head.at_most": "AU PLUS",
    "cli.head.level": "NIVEAU",
    "cli.head.date": "DATE",
    "cli.head.euro": "€",
    "cli.head.remark": "REMARQUE",
    "cli.head.key": "TOUCHE",
    "cli.head.name": "NOM",
    "cli.head.now": "ACTUEL",
    "cli.head.operation": "OPÉRATION",
    "cli.head.operations": "OPÉRATIONS",
    "cli.head.phase": "PHASE",
    "cli.head.pid": "PID",
    "cli.head.pool": "POOL",
    "cli.head.quota_left": "QUOTA LIBRE",
    "cli.head.out": "HORS SERVICE",
    "cli.head.ready": "EN DÉMARRAGE",
    "cli.head.reason": "MOTIF",
    "cli.head.resource": "RESSOURCE",
    "cli.head.size": "TAILLE",
    "cli.head.started": "DÉBUT",
    "cli.head.state": "ÉTAT",
    "cli.head.store": "LIEU",
    "cli.head.variable": "VARIABLE",
    "cli.head.verb": "ACTION",
    "cli.head.who": "QUI",
    "cli.head.why": "RAISON",
    "cli.interrupted": "Interrompu.",
    "cli.proposed": "{said} Voir le plan : {command}",
    "cli.load": "{pool} : {connections} connexions · p95 {p95} · erreurs {errors}",
    "cli.needs_yes": (
        "Personne ne peut confirmer ici : ajoutez --yes, ou --dry-run pour voir le plan."
    ),
    "cli.no": "non",
    "cli.no_operations": "Aucune opération pour l’instant.",
    "cli.no_terminal": (
        "La console a besoin d’un terminal. Pour les chiffres sans terminal : « vigie status »."
    ),
    "cli.heal_choice": "Soignez de nouveau avec « vigie heal {pool} » ; « vigie rollback {operation} » reprend ce qui ne remplace rien encore.",
    "cli.no_worker": "Aucun exécuteur connu. Il en démarre un avec la prochaine opération.",
    "cli.not_confirmed": "Non confirmé : rien n’a été fait.",
    "cli.nothing_to_roll_back": "Il n’y a aucune opération à annuler.",
    "cli.operation_line": "{operation} {verb} {effect} : {stands}",
    "cli.partial_choice": (
        "Gardez l’état actuel, complétez avec « vigie operations topup {operation} », ou "
        "annulez avec « vigie rollback {operation} »."
    ),
    "cli.plan": "{verb} {pool} : {now} → {after} instances",
    "cli.pool_unknown": "Il n’y a pas de pool {pool}. Pools connus : {known}.",
    "cli.refused": "Refusé :",
    "cli.rehearsal_failed": "La simulation n’a pas démarré : {detail}",
    "cli.request_id": "Identifiant de requête : {id}",
    "cli.rolls_back": "Retour arrière de {line}",
    "cli.secret_gone": "{name} est oublié.",
    "cli.secret_kept": "{name} est gardé ({store} : {where}).",
    "cli.secret_misspelt": "Aucun secret ne s’appelle {name}. Vouliez-vous dire {near} ?",
    "cli.secret_of_nobody": "Aucun secret ne s’appelle {name}. Vigie utilise : {known}.",
    "cli.secret_on_the_line": (
        "Un secret ne se donne pas sur la ligne de commande, où tout compte de la machine le "
        "lit. Lancez `vigie secrets set {name}` et tapez-le à l’invite, ou passez-le par un "
        "tube. Celui qui vient d’être tapé est dans l’historique du shell : changez-le."
    ),
    "cli.secret_homeless": (
        "{path} : {name} n’appartient à aucun parc et ne sert pas. Redonnez-le, puis retirez "
        "la ligne."
    ),
    "cli.secret_unknown": "{name} n’est gardé nulle part où l’on puisse l’effacer.",
    "cli.secret_value": "Valeur de {name}",
    "cli.settings_from": "# {path}",
    "cli.next_steps": "Corrigez cela, puis « vigie settings validate » et « vigie doctor » vérifient ; « vigie demo » montre la console sans réglages.",
    "cli.library_missing": "Une bibliothèque ne se charge pas ({detail}) : réinstallez Vigie, avec tout ce qu’il lui faut ({library}).",
    "cli.host_fault": "{path} : {detail}. Réparez cela sur cette machine, puis réessayez.",
    "cli.output_lost": "La réponse n’a pas pu être écrite sur la sortie standard : {detail}.",
    "cli.poor_terminal": "La console ne peut pas être dessinée sur ce terminal (TERM={term}). Donnez à TERM sa vraie valeur, par exemple xterm-256color, ou utilisez « vigie status ».",
    "cli.settings_valid": "{path} est valide.",
    "cli.still_running": (
        "L’attente est terminée. L’opération {operation} continue d’elle-même ; suivez-la "
        "avec « vigie operations show {operation} »."
    ),
    "cli.store.environment": "environnement",
    "cli.store.file": "fichier privé",
    "cli.store.keyring": "trousseau",
    "cli.to_or_by": "Indiquez soit --to, soit --by.",
    "cli.silence_open": "{name} vaut pour une opération, pas pour ce qui reste ouvert : retirez {name} ou {other}.",
    "cli.keeping_alone": "{name} donne la durée d’une quarantaine : ajoutez {other}.",
    "cli.quarantine_data": "{pool} garde des données : rien n’y est remplacé, donc rien n’est mis en quarantaine.",
    "cli.patients_data": "{pool} garde des données : son cluster est soigné par une mesure à la fois, la plus urgente d’abord, sans nommer d’instance.",
    "cli.total": "total",
    "cli.type_name": "Tapez {name} pour continuer",
    "cli.unreadable": (
        "{pool} : au moins {size} ; {n} enregistrement est illisible. "
        "|| {pool} : au moins {size} ; {n} enregistrements sont illisibles."
    ),
    "cli.yes": "oui",
    "doctor.as_above": "{names} : comme {cause}",
    "doctor.in_the_way": "Bloquant : {names}. Corrigez, puis relancez « vigie doctor » ; « vigie demo » n’en a pas besoin.",
    "doctor.ready": "Prêt : « vigie » ouvre la console.",
    "doctor.ready_but": "Prêt : « vigie » ouvre la console. À regarder : {names}.",
    "cli.balanced": "En service d’après le répartiteur de charge : {places}",
    "doctor.balancer": (
        "{pool} de {balancer} ({provider}) : {n} membres, sondés par {monitor} toutes les {seconds} s"
    ),
    "doctor.balancer_broken": (
        "{pool} de {balancer} ({provider}) est en ERROR et refuse tout changement : "
        "demandez un basculement."
    ),
    "doctor.balancer_off": "{pool} de {balancer} ({provider}) est désactivé : rien ne sert.",
    "doctor.balancer_unwatched": (
        "{pool} de {balancer} ({provider}) : {n} membres et aucune sonde de santé. Seules les "
        "métriques peuvent dire ce qui est en service."
    ),
    "doctor.members_error": "Membres dont la sonde échoue, {n} : {names}",
    "doctor.members_orphaned": (
        "Membres dont l’adresse n’est celle d’aucune instance, {n} : {names}. Qui reçoit une telle "
        "adresse reçoit le trafic : retirez-les s’ils ne sont à personne."
    ),
    "doctor.members_port": "Membres qui écoutent ailleurs que sur le port {port}, {n} : {names}",
    "doctor.section_balancers": "Répartiteurs de charge",
    "doctor.section_windows": "Fenêtres",
    "doctor.section_files": "Fichiers",
    "doctor.section_storage": "Disque",
    "doctor.section_engine": "Moteur",
    "doctor.section_sources": "Sources",
    "doctor.section_clocks": "Horloges",
    "doctor.section_rights": "Droits",
    "doctor.section_private": "Cloud privé",
    "doctor.section_metrics": "Métriques",
    "doctor.section_pools": "Pools",
    "doctor.section_service": "Service de l’exécuteur",
    "doctor.alike": "{n} dont le nom ressemble à celui du pool, laissées hors de lui : {names} ; vigie pool adopt {pool} --matching les prend",
    "doctor.unverified": "{source} est interrogé sans regard à son certificat (verify: false, insecure ou OS_INSECURE) : qui se tient entre les deux lit le mot de passe. Indiquez plutôt son autorité dans cacert.",
    "doctor.answers": "Répond en {ms}.",
    "doctor.clock": "{n} horloge s’accorde à celle de cette machine à {seconds} s près : {names}. || {n} horloges s’accordent à celle de cette machine à {seconds} s près : {names}.",
    "doctor.clock_ahead": "{source} : son horloge avance de {seconds} s sur celle de cette machine. Réglez les deux par NTP (chronyc tracking).",
    "doctor.clock_behind": "{source} : son horloge retarde de {seconds} s sur celle de cette machine. Réglez les deux par NTP (chronyc tracking).",
    "doctor.claimed": "{n} que les motifs de nom de plusieurs pools désignent ({pools}), comptées dans chacun : {names} ; resserrer l’un des motifs",
    "doctor.engine": "DBOS {engine} sur {database}, essayé : {place} retient ce qui est écrit.",
    "doctor.engine_untried": "DBOS {engine} sur {database} ; rien n’est écrit d’ici ({place}).",
    "doctor.disk": "{path} : écrit et relu, {free} Mo libres.",
    "doctor.disk_untried": "{path} : {free} Mo libres ; rien n’a été écrit pour essayer.",
    "doctor.disk_low": "{path} : seulement {free} Mo libres, {enough} sont conseillés : faites de la place avant que le journal ne s’arrête.",
    "doctor.disk_files": "{path} : seulement {n} fichiers peuvent encore être créés, {enough} sont conseillés : supprimez-en.",
    "doctor.folder": "{path} est accessible en écriture.",
    "doctor.folder_closed": "{path} n’est pas accessible en écriture : donnez ce dossier à ce compte, ou indiquez-en un autre par state_dir dans [journal].",
    "doctor.may_read": "{user} ne peut que lire dans {project} (rôles : {roles}).",
    "doctor.may_write": "{user} peut écrire dans {project} (rôles : {roles}).",
    "doctor.pool": (
        "{n} instance de {pool}, socle {baseline}. || {n} instances de {pool}, socle {baseline}."
    ),
    "doctor.pool_at_least": (
        "Au moins {n} instance de {pool}, socle {baseline}. "
        "|| Au moins {n} instances de {pool}, socle {baseline}."
    ),
    "doctor.pool_members": "membres par datacenter : {places}",
    "doctor.capacity": "{pool} : une instance porte {each} connexions d’après les réglages ; {n} ont été constatées dans les limites, {low} et plus au-delà ({minutes} min).",
    "doctor.capacity_least": "{pool} : une instance porte {each} connexions d’après les réglages ; au moins {n} ont été constatées dans les limites.",
    "doctor.capacity_over": "{pool} : une instance porte {each} connexions d’après les réglages, mais une limite a été dépassée dès {low} ({minutes} min) : connections_per_instance = {n} est ce qui a été constaté dans les limites.",
    "doctor.capacity_learned": "{pool} : une instance porte {each} connexions, appris d’une pointe : {low} et plus ont dépassé une limite. || {pool} : une instance porte {each} connexions, appris de {n} pointes : {low} et plus ont dépassé une limite.",
    "doctor.floor": (
        "{n} instance de {pool} en service, plancher {floor}. || {n} instances de {pool} en "
        "service, plancher {floor}."
    ),
    "doctor.floor_short": (
        "{n} instance de {pool} en service, sous son plancher de {floor} : rien de ce qui sert "
        "n’est supprimé avant d’en avoir plus. || {n} instances de {pool} en service, sous son "
        "plancher de {floor} : rien de ce qui sert n’est supprimé avant d’en avoir plus."
    ),
    "doctor.pool_short": (
        "{n} instance de {pool}, sous son socle de {baseline} : vigie scale {pool} --to {baseline} ajoute ce qui manque, vigie pool adopt {pool} prend ce qui existe. || {n} instances de {pool}, "
        "sous son socle de {baseline} : vigie scale {pool} --to {baseline} ajoute ce qui manque, vigie pool adopt {pool} prend ce qui existe."
    ),
    "doctor.secrets": "Gardés : {names}.",
    "doctor.unknown_pool": "{n} marquées pour le pool {pool}, que les réglages ne nomment pas : {names}",
    "doctor.unreadable": (
        "Répond, mais {n} enregistrement est illisible : ce qui est compté n’est pas complet ; demandez à qui exploite la source. "
        "|| Répond, mais {n} enregistrements sont illisibles : ce qui est compté n’est pas complet ; demandez à qui exploite la source."
    ),
    "doctor.settings": "{path} est valide.",
    "session.identity_unknown": (
        "On ne sait pas encore à qui sont les identifiants : rien ne peut être modifié."
    ),
    "session.read_only": "Lecture seule : rien ne peut être modifié ici.",
    "session.reader": "Les identifiants de {user} ne permettent que la lecture (rôles : {roles}).",
    "cli.days": "{n} jour || {n} jours",
    "cli.head.alarms": "ALERTES",
    "cli.head.capacity": "CAPACITÉ",
    "cli.head.load": "CHARGE",
    "cli.head.share": "PART",
    "cli.head.cluster": "CLUSTER",
    "cli.head.cores": "CŒURS",
    "cli.head.cpu": "CPU",
    "cli.head.folder": "DOSSIER",
    "cli.head.free": "LIBRE",
    "cli.head.full_in": "PLEIN DANS",
    "cli.head.growth": "PAR JOUR",
    "cli.head.hot_add": "AJOUT À CHAUD",
    "cli.head.machines": "MACHINES",
    "cli.head.memory": "MÉMOIRE",
    "cli.head.memory_used": "MÉMOIRE UTILISÉE",
    "cli.head.missing": "SANS ACCÈS À",
    "cli.head.mounts": "MONTAGES",
    "cli.head.power": "ALIMENTATION",
    "cli.head.provisioned": "ALLOUÉ",
    "cli.head.snapshots": "INSTANTANÉS",
    "cli.head.stock_left": "STOCK RESTANT",
    "cli.head.type": "TYPE",
    "cli.head.used": "UTILISÉ",
    "cli.head.used_share": "TAUX",
    "cli.head.vcpus": "VCPU",
    "cli.no_datastores": "vCenter ne montre aucun datastore.",
    "cli.no_hosts": "vCenter ne montre aucun hôte.",
    "cli.no_machines": "vCenter ne montre aucune machine virtuelle.",
    "cli.no_private_cloud": (
        "Les réglages ne décrivent aucun cloud privé : la section private_cloud manque."
    ),
    "cli.size_or_offer": (
        "Indiquez la taille de chaque datastore avec --size, ou nommez une offre avec --offer."
    ),
    "cli.vcpus_or_memory": "Indiquez --vcpus, --memory ou les deux.",
    "session.account_unknown": (
        "vCenter n’a pas encore dit ce que le compte peut faire : rien ne peut y être modifié."
    ),
    "session.order_reader": "La clé OVHcloud ne peut que lire : elle ne permet aucune commande.",
    "session.orderer_unknown": (
        "OVHcloud n’a pas encore dit ce que la clé peut faire : rien ne peut être commandé."
    ),
    "session.private_reader": "Le compte vCenter {user} ne peut que lire.",
    "cli.fullest": "Le plus plein : {name}, {used}.",
    "cli.fullest_in": "Le plus plein : {name}, {used}, plein dans {time}.",
    "cli.private": (
        "Cloud privé à {datacenter} : {datastores} datastores · {in_service} hôtes en service sur {hosts}"
        " · {machines} machines virtuelles"
    ),
    "cli.private_unknown": "Cloud privé : rien n’en est encore connu.",
    "doctor.ha": "vSphere HA est actif et sain dans {names}.",
    "doctor.ha_off": "vSphere HA est désactivé dans {names} : après la panne d’un hôte, personne ne redémarre ses machines. Activez-le dans vCenter (Configurer, Disponibilité vSphere).",
    "doctor.ha_unknown": "vCenter ne dit pas si vSphere HA est actif dans {names} : laissez son compte lire la configuration du cluster.",
    "doctor.ha_hosts": "{n} hôte ne participe pas à vSphere HA : {names}. Voyez Surveiller, vSphere HA, dans vCenter ; « Reconfigurer pour vSphere HA » y remédie le plus souvent. || {n} hôtes ne participent pas à vSphere HA : {names}. Voyez Surveiller, vSphere HA, dans vCenter ; « Reconfigurer pour vSphere HA » y remédie le plus souvent.",
    "doctor.ha_machines": "vSphere HA ne protège pas {n} machine en marche : {names}. Voyez sa priorité de redémarrage dans vCenter (Configurer, Remplacements de VM). || vSphere HA ne protège pas {n} machines en marche : {names}. Voyez leur priorité de redémarrage dans vCenter (Configurer, Remplacements de VM).",
    "doctor.section_billing": "Facturation",
    "doctor.monthly": "{n} instance de {pool} est facturée au mois, définitivement, sans qu’aucun réglage ne le veuille : {names}. Dites-le (monthly dans les réglages du pool), ou faites-la supprimer avant le mois suivant ; voir « vigie sweep ». || {n} instances de {pool} sont facturées au mois, définitivement, sans qu’aucun réglage ne le veuille : {names}. Dites-le (monthly dans les réglages du pool), ou faites-les supprimer avant le mois suivant ; voir « vigie sweep ».",
    "doctor.monthly_none": "Aucune instance d’un pool n’est facturée au mois sans que les réglages le veuillent.",
    "doctor.monthly_metadata": "D’après leurs métadonnées, aucune instance d’un pool n’est facturée au mois sans que les réglages le veuillent ; on demande à OVHcloud si [ovhcloud] nomme un projet.",
    "doctor.auto_kept": "{pools} : le processus {pid} sur {host} s’en charge. En service, il revient après un redémarrage de l’hôte ; voir docs/guide/deployment.md.",
    "doctor.auto_unkept": "{pools} : réglé sur auto, et aucun exécuteur ne tourne pour s’en charger. Lancez « vigie worker run » en service ; voir docs/guide/deployment.md.",
    "doctor.growth": (
        "Le serveur de métriques connaît le passé de {n} datastore sur {datastores}. || Le serveur "
        "de métriques connaît le passé de {n} datastores sur {datastores}."
    ),
    "doctor.inventory": (
        "{datastores} datastores, {hosts} hôtes, {machines} machines virtuelles et modèles."
    ),
    "doctor.metrics_found": "Connu dans {n} datacenters ({places}), demandé il y a {age} s.",
    "doctor.metrics_health": (
        "{up} cibles sur {n} sont en service, nommées par le label {label} (par exemple {example})."
    ),
    "doctor.metrics_nothing": (
        "La requête ne trouve rien : pas de {metrics} avec les labels de {pool}. "
        "Vérifiez la collecte, les labels et le préréglage (docs/guide/metrics.md)."
    ),
    "doctor.metrics_part": (
        "Connu dans {n} datacenters ({places}), demandé il y a {age} s, mais pas dans {silent} : "
        "vérifiez que ses cibles sont relevées, et leurs étiquettes (docs/guide/metrics.md)."
    ),
    "doctor.metrics_place": (
        "Le label {label} de {pool} vaut {value}, qui n’est aucun datacenter : "
        "nommez-le dans prometheus.datacenters."
    ),
    "doctor.metrics_strangers": (
        "{n} cibles ({up} en service), mais aucune ne porte le nom d’une instance "
        "dans le label {label} (par exemple {example}) : "
        "réétiquetez-les, ou réglez prometheus.instance_label."
    ),
    "doctor.may_not_order": "La clé de {user} sur {server} ne peut que lire.",
    "doctor.may_order": "La clé de {user} sur {server} peut commander.",
    "doctor.no_supply": "Rien ne peut être commandé : les réglages ne nomment aucun fournisseur.",
    "doctor.offers_datastore": (
        "{n} datastore à la commande, {unpriced} sans prix. || {n} datastores à la commande, "
        "{unpriced} sans prix."
    ),
    "doctor.offers_host": (
        "{n} hôte à la commande, {unpriced} sans prix. || {n} hôtes à la commande, {unpriced} sans "
        "prix."
    ),
    "doctor.private_lacking": "{user} sur {server} peut : {rights}. Il lui manque : {lacking} : faites-les ajouter à son rôle par l’administrateur de vCenter.",
    "doctor.private_reader": "{user} sur {server} ne peut que lire.",
    "doctor.private_rights": "{user} sur {server} peut : {rights}.",
    "doctor.order_lacking": "La clé de {user} sur {server} peut commander, mais il lui manque : {lacking} : créez une clé avec ces appels.",
    "init.access": "Accès au cloud public : {cloud} (parmi {known}).",
    "init.another": "Nom d’un autre pool (vide : aucun)",
    "init.baseline": "Instances au repos, jamais moins en service",
    "init.burst_to": "Instances d’un renfort",
    "init.ceiling": "Instances au plus, jamais davantage",
    "init.cloud": "Quel accès au cloud public",
    "init.connections": "Connexions qu’une instance porte (0 : à apprendre de son passé)",
    "init.estate": "Nom du parc",
    "init.families": "Débuts des noms des serveurs : {words}.",
    "init.flavor": "Gabarit des instances du pool",
    "init.image": "Image des instances du pool",
    "init.key_name": "Paire de clés des instances du pool (vide : aucune)",
    "init.matching": "{n} serveur est du pool {pool} par son nom ou sa marque. || {n} serveurs sont du pool {pool} par leur nom ou leur marque.",
    "init.networks": "Réseaux des instances du pool, dans l’ordre, séparés par des virgules",
    "init.next": "Ensuite : « vigie doctor{option} » vérifie tout, « vigie pool adopt {pool}{option} » marque les serveurs du pool, « vigie{option} » ouvre la console.",
    "init.no_cloud": "Ni clouds.yaml ni variables OS_* n’ont été trouvés : {path} est un exemple. Obtenez-en un de votre cloud (Horizon : accès à l’API), puis lancez « vigie settings init --overwrite », ou adaptez le fichier ; « vigie demo » s’en passe.",
    "init.no_pattern": "« {pattern} » n’est pas une expression régulière : {detail}. Écrivez par exemple ^api-.",
    "init.no_series": "Le serveur de métriques répond, sans série d’un préréglage connu : {presets}.",
    "init.no_such_cloud": "Aucun accès ne s’appelle {cloud} : indiquez l’un de {known} avec --cloud.",
    "init.not_a_number": "« {value} » n’est pas un nombre.",
    "init.not_there": "« {value} » ne convient pas ici.",
    "init.password": "Cette adresse contient un mot de passe : retirez-le, nommez l’utilisateur dans prometheus.username, et gardez le mot de passe avec « vigie secrets set prometheus-password ».",
    "init.pattern": "Motif des noms de ses serveurs (une expression régulière)",
    "init.pool": "Nom du pool qui grandit et rétrécit",
    "init.preset": "De qui sont les métriques",
    "init.prometheus": "Adresse du serveur Prometheus (vide : aucun)",
    "init.region": "{region} : {n} serveur, {flavors} gabarits, {images} images, {networks} réseaux. || {region} : {n} serveurs, {flavors} gabarits, {images} images, {networks} réseaux.",
    "init.regions": "Régions à surveiller, séparées par des virgules",
    "init.secret": "Secret manquant : « vigie secrets set {name} » le demande.",
    "init.prices": "Prix : ceux du catalogue public d’OVHcloud, {n} gabarits ; « vigie prices » les montre.",
    "init.prices_some": "Prix : ceux du catalogue public d’OVHcloud, {n} gabarits, mais aucun de {flavors} : écrivez ceux-là sous [prices.hourly] ; « vigie prices » montre ce qui est connu.",
    "init.prices_keys": "Prix : pas encore. L’API d’OVHcloud les donne avec trois clés, que « vigie secrets set ovhcloud-application-key », « … ovhcloud-application-secret » et « … ovhcloud-consumer-key » demandent ; retirez ensuite les # de [ovhcloud] dans {path}, et « vigie prices » les montre.",
    "init.prices_none": "Prix : aucun pour l’instant. Écrivez ceux de vos gabarits sous [prices.hourly] dans {path} ; « vigie prices » montre ce qui est connu.",
    "init.series": "Du préréglage {preset}, le serveur de métriques a {n} séries.",
    "init.service": "Cloud privé tel que l’API OVHcloud le nomme, pcc-… (vide : rien n’y est commandé)",
    "init.unreached": "{source} n’a pas répondu, on continue sans : {why}",
    "init.vcenter": "Adresse de vCenter (vide : pas de cloud privé)",
    "init.vcenter_user": "Utilisateur vCenter de l’exécuteur",
    "init.written": "{path} est écrit, et valide.",
    "notification.none": "Les réglages ne désignent personne à prévenir : ajoutez une section [notifications] et rangez une adresse avec « vigie secrets set notification ».",
    "notification.test": "Ceci est un essai de Vigie pour le parc {estate}. Il ne s’est rien passé.",
    "notification.delivered": "remis",
    "notification.refused": "non accepté, ou injoignable",
    "notification.late": "pas de réponse à temps",
    "notification.missing": "aucun secret de ce nom n’est conservé",
    "notification.unreadable": "ce n’est pas une adresse qu’Apprise connaît",
    "cli.head.number": "N°",
    "cli.head.schema": "GENRE",
    "cli.head.result": "RÉSULTAT",
    "doctor.section_notifications": "Notifications",
    "doctor.notification": "Une adresse {schema} est conservée ; « vigie notify test » l’essaie.",
    "doctor.notification_missing": "Aucune adresse n’est conservée : « vigie secrets set {name} ».",
    "doctor.notification_unreadable": "Ce qui est conservé n’est pas une adresse qu’Apprise connaît : « vigie secrets set {name} ».",
    "doctor.section_alerts": "Alertes",
    "doctor.alerts_found": "{n} active, en silence ou inhibées : {kept} || {n} actives, en silence ou inhibées : {kept}",
    "doctor.alert_answer": "Aucun verbe ne s’appelle {verb} : alertmanager.answers nomme des verbes tels que burst, heal et datastore-add",
    "cli.head.severity": "GRAVITÉ",
    "cli.head.alert": "ALERTE",
    "cli.head.since": "DEPUIS",
    "cli.head.summary": "RÉSUMÉ",
    "cli.sweep_remove": "Ce qu’on nomme, et la manière de faire, ne vont qu’avec --remove : sans lui, sweep montre ce qui reste.",
    "leftover.server": "serveur",
    "leftover.port": "port",
    "leftover.volume": "volume",
    "leftover.member": "membre",
    "leftover.address": "adresse",
    "leftover.snapshot": "instantané",
    "leftover.image": "image",
    "leftover.filer": "filer",
    "leftover.machine_snapshot": "instant. VM",
    "leftover.sure": "à nous",
    "leftover.perhaps": "peut-être",
    "monthly.sort": "au mois",
    "monthly.count": "{n} instance est facturée au mois, définitivement, sans qu’aucun réglage ne le veuille. || {n} instances sont facturées au mois, définitivement, sans qu’aucun réglage ne le veuille.",
    "monthly.cost": "Cela fait {month} pour chaque mois entamé.",
    "monthly.cost_unknown": "On ne sait pas ce que coûte chaque mois entamé.",
    "monthly.remedy": "Rien ne l’annule : cela ne s’arrête qu’avec l’instance. Gardez-les pour le socle et dites-le (monthly dans les réglages du pool), ou faites-les supprimer avant le mois suivant.",
    "monthly.unknown": "On ne connaît les instances facturées au mois que par leurs métadonnées. {why}",
    "monthly.provider": "OVHcloud la facture au mois",
    "monthly.metadata": "Ses métadonnées portent {key}, qui la fait facturer au mois par OVHcloud",
    "leftover.none": "Il ne reste rien.",
    "leftover.none_known": "Il ne reste rien, pour autant qu’on ait pu lire.",
    "leftover.count": "Restes certains : {n}, possibles : {perhaps}.",
    "leftover.cost": "Ils coûtent {month} par mois.",
    "leftover.cost_least": "Ils coûtent au moins {month} par mois, sans compter ceux dont le prix n’est pas connu ({n}).",
    "leftover.cost_unknown": "On ne sait pas ce qu’ils coûtent.",
    "leftover.unknown": "{region}, {sort} : inconnu. {why}",
    "leftover.unreadable": "{n} enregistrement illisible. || {n} enregistrements illisibles.",
    "leftover.other_journal": "Il porte la marque de l’opération {operation}, que ce journal n’a pas : celle d’un autre journal ?",
    "leftover.copied_mark": "Il porte la marque de l’opération {operation}, qui n’a rien créé de ce nom : une copie ?",
    "leftover.running": "Il tourne dans le pool {pool} et y compte : aucun nettoyage ne le prend",
    "leftover.twin": "L’opération {operation} en a un autre de ce nom en service",
    "leftover.stopped": "L’opération {operation} a été arrêtée sans l’attendre",
    "leftover.given_up": "L’opération {operation} y a renoncé",
    "leftover.unproven": "L’opération {operation} ne l’a jamais vu en bonne santé ; il tourne, et sert peut-être",
    "leftover.topped_up": "L’opération {operation} y a renoncé ; il tourne, et un complément ultérieur compte peut-être sur lui",
    "leftover.removal_failed": "L’opération {operation} devait le supprimer, et a échoué",
    "leftover.late": "L’opération {operation} a repris ce qui avait été créé sous son nom, et il est arrivé après",
    "leftover.seen_gone": "L’opération {operation} l’a vu disparaître, et il est là",
    "leftover.of_gone": "Son serveur {name}, de l’opération {operation}, n’existe plus",
    "leftover.member_of_gone": "Son serveur {name}, de l’opération {operation}, n’existe plus : qui reçoit {address} ensuite reçoit le trafic",
    "leftover.member_inherited": "Son serveur {name} n’existe plus, et {heir} a maintenant son adresse : c’est lui qui reçoit le trafic",
    "leftover.filer_given_up": "L’opération {operation} l’a commandé et ne l’a jamais vu monté ; vCenter ne s’en sert pas",
    "leftover.filer_unmounted": "L’opération {operation} l’a commandé, et plus aucun hôte ne l’a monté",
    "leftover.filer_monthly": "Il est payé au mois : on le rend à son terme, dans l’espace client d’OVHcloud.",
    "leftover.filer_billing": "Personne ne dit comment il est payé : personne ne le rend.",
    "leftover.filer_unreachable": "vCenter l’a et aucun hôte ne peut s’en servir : on ne sait pas ce qui y vit. Montez-le, ou retirez-le de vCenter, d’abord.",
    "leftover.taken_before": "L’opération {operation}, qui est terminée, l’a pris avant de modifier {name}",
    "leftover.machine_snapshot_kept": "vCenter fusionne l’instantané d’une machine avec ses disques, ce qui pèse sur elle : supprimez-le là-bas, à une heure calme.",
    "leftover.marked": "Il porte la marque de l’opération {operation}, qui est terminée",
    "leftover.quarantine": "L’opération {operation} l’a gardé pour autopsie jusqu’au {until} : la quarantaine est finie",
    "leftover.quarantine_unread": "On ne peut pas lire jusqu’à quand il est gardé pour autopsie",
    "leftover.alike": "Sans nom, de l’image et de la taille sur lesquelles démarre l’opération {operation}, et créé pendant qu’elle tournait",
    "cli.head.region": "RÉGION",
    "cli.head.euro_month": "€/MOIS",
    "cli.head.ours": "À NOUS",
    "completion.installed.bash": "Écrit dans {path} : le prochain shell complète, si bash-completion est installé.",
    "completion.installed.fish": "Écrit dans {path} : le prochain shell complète.",
    "completion.installed.zsh": "Écrit dans {path} : le prochain shell complète, si ce dossier est dans son fpath avant compinit.",
    "completion.unknown": "Aucune complétion n’est connue pour {shell}.",
    "completion.unwritten": "{path} n’a pas pu être écrit : {why}.",
    "manual.unwritten": "Les pages n’ont pas pu être écrites dans {path} : {why}.",
    "manual.written": "{n} page écrite dans {path}. || {n} pages écrites dans {path}.",
}
