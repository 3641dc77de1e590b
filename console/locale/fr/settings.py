"""Textes de la pièce `settings`."""

TEXTS: dict[str, str] = {
    "settings.not_found": (
        "Aucun fichier de configuration à l’emplacement {path}. Créez-en un avec « vigie settings "
        "init », indiquez-en un avec --settings, ou commencez par « vigie demo »."
    ),
    "settings.not_utf8": "{path} n’est pas un texte UTF-8. Enregistrez-le en UTF-8.",
    "settings.unreadable": "Impossible de lire {path} : {detail}.",
    "settings.unwritable": "Impossible d’écrire {path} : {detail}.",
    "settings.no_home": "Ce compte n’a pas de dossier personnel : définissez HOME, ou {variable} avec un dossier à lui.",
    "settings.exists": "{path} existe déjà et n’a pas été modifié.",
    "settings.not_toml": "{place} : ce n’est pas du TOML : {detail}.",
    "settings.undecodable": "{place} : {key} : {detail}.",
    "settings.unknown_key": "{place} : {key} : clé inconnue. Clés connues ici : {allowed}.",
    "settings.unknown_key_near": "{place} : {key} : clé inconnue. Vouliez-vous dire « {near} » ?",
    "settings.no_such_key": "{place} : le réglage {key} n’existe pas.",
    "settings.missing": "{place} : {key} manque ; cette clé est obligatoire ({expected}).",
    "settings.wrong_type": "{place} : {key} : {expected} attendu, {got} trouvé.",
    "settings.choice": (
        "{place} : {key} : « {value} » n’est pas permis. Valeurs permises : {allowed}."
    ),
    "settings.out_of_range": "{place} : {key} : {value} est hors limites. Permis : {allowed}.",
    "settings.pattern": (
        "{place} : {key} : « {value} » n’est pas accepté. Forme attendue : {allowed}."
    ),
    "settings.timezone": "{place} : {key} : le fuseau horaire « {value} » n’existe pas.",
    "settings.no_datacenter": "{place} : {key} : il faut déclarer au moins un datacenter.",
    "settings.no_pool": "{place} : {key} : il faut déclarer au moins un pool.",
    "settings.no_share": (
        "{place} : {key} : le pool n’a pas de part du datacenter {value}. Ses parts : {allowed}."
    ),
    "settings.unknown_pool": "{place} : {key} : il n’y a pas de pool « {value} ». Déclarés : {allowed}.",
    "settings.unknown_calendar": "{place} : {key} : il n’y a pas de calendrier « {value} ». Déclarés : {allowed}.",
    "settings.to_or_by": "{place} : {key} : donnez à une fenêtre soit to, soit by, soit datacenters.",
    "settings.factor_or_connections": "{place} : {key} : donnez à un événement soit factor, soit connections.",
    "settings.event_span": "{place} : {key} : un événement ne peut pas finir à {value} : il commence alors, ou plus tard.",
    "settings.auto_stateful": "{place} : {key} : un pool qui garde des données n’est pas soigné automatiquement : vigie heal s’adresse à son cluster.",
    "settings.no_span": "{place} : {key} : une fenêtre ne peut pas finir à {value}, l’heure de son début.",
    "settings.not_a_date": "{place} : {key} : « {value} » n’est pas une date comme 2026-12-24.",
    "settings.twice": "{place} : {key} : « {value} » est déclaré plusieurs fois.",
    "settings.country": (
        "{place} : {key} : le datacenter {name} se trouve en {value}, hors des pays autorisés "
        "({allowed})."
    ),
    "settings.region_twice": (
        "{place} : {key} : la région {region} se trouve déjà à {first} ; elle ne peut pas aussi "
        "se trouver à {second}."
    ),
    "settings.not_a_pattern": (
        "{place} : {key} : « {value} » n’est pas une expression régulière : {detail}."
    ),
    "settings.baseline_above_ceiling": (
        "{place} : {key} : le socle ({baseline}) dépasse le plafond ({ceiling})."
    ),
    "settings.floor_above_baseline": (
        "{place} : {key} : le plancher ({floor}) dépasse le socle ({baseline}) : rien ne pourrait "
        "partir."
    ),
    "settings.floor_none": (
        "{place} : {key} : un plancher est d’une instance au moins, dès que le socle ({baseline}) "
        "n’est pas nul."
    ),
    "settings.floor_twice": "{place} : {key} : donnez floor ou floor_ratio, pas les deux.",
    "settings.burst_outside": (
        "{place} : {key} : burst_to ({burst_to}) doit se situer entre le socle ({baseline}) et le "
        "plafond ({ceiling})."
    ),
    "settings.unknown_datacenter": (
        "{place} : {key} : aucun datacenter « {value} ». Déclarés : {allowed}."
    ),
    "settings.no_network": "{place} : {key} : il faut nommer au moins un réseau.",
    "settings.monthly": "« {value} » fait facturer chaque instance au mois, sans retour possible.",
    "settings.network_twice": (
        "{place} : {key} : nommez un réseau ici, ou plusieurs sous networks, pas les deux."
    ),
    "settings.no_weight": (
        "{place} : {key} : au moins un datacenter doit avoir un poids supérieur à zéro."
    ),
    "settings.clock_outside_rehearsal": (
        "{place} : {key} : seule une simulation peut avoir sa propre horloge ; l’environnement "
        "est {environment}."
    ),
    "settings.not_a_time": (
        "{place} : {key} : « {value} » n’est pas une heure ISO 8601 avec décalage, comme "
        "2026-11-23T16:42:00+01:00."
    ),
    "settings.password_in_url": (
        "{place} : {key} : un mot de passe n’a pas sa place dans les réglages. Retirez-le de "
        "l’URL et gardez-le avec « vigie secrets set {secret} »."
    ),
    "settings.password_in_server_url": (
        "{place} : {key} : un mot de passe n’a pas sa place dans les réglages. Retirez-le de "
        "l’URL, définissez {section}.username, et gardez-le avec "
        "« vigie secrets set {secret}-password »."
    ),
    "settings.password_in_endpoint": (
        "{place} : {key} : un mot de passe n’a pas sa place dans les réglages. Retirez-le de "
        "l’URL : l’API OVHcloud reconnaît l’appelant aux trois secrets ovhcloud-…."
    ),
    "settings.password_in_host": (
        "{place} : {key} : un mot de passe n’a pas sa place dans les réglages. Écrivez l’hôte "
        "seul, et gardez le mot de passe avec « vigie secrets set vsphere »."
    ),
    "settings.not_a_url": (
        "{place} : {key} : « {value} » n’est pas une adresse HTTP. "
        "Écrivez-la comme https://hôte:port/chemin."
    ),
    "settings.not_a_host": (
        "{place} : {key} : « {value} » est plus qu’un hôte. Écrivez son nom ou son adresse seuls ; "
        "le port a sa propre clé."
    ),
    "settings.alone": ("{place} : {key} : il faut aussi {needed}. Écrivez les deux, ou aucun."),
    "settings.colon": (
        "{place} : {key} : un nom d’utilisateur tient en une ligne, sans deux-points. Gardez le mot "
        "de passe avec « vigie secrets set {secret}-password »."
    ),
    "settings.either": (
        "{place} : {key} : cette clé et {other} s’excluent. Retirez l’une des deux."
    ),
    "settings.not_a_header": (
        "{place} : {key} : « {value} » ne peut être envoyé comme en-tête. Lettres, chiffres et tirets "
        "pour son nom, une ligne de lettres latines pour sa valeur."
    ),
    "settings.secret_in_header": (
        "{place} : {key} : un secret n’a pas sa place dans les réglages. Écrivez "
        'secret_header = "{value}" et gardez sa valeur avec « vigie secrets set {secret}-header ».'
    ),
    "secrets.file_open_to_others": (
        "{path} est lisible par d’autres et n’a donc pas été utilisé. Fermez-le avec chmod 600."
    ),
    "secrets.unfit": (
        "Le secret {name} ({place}) est inutilisable : il contient des caractères qu’aucun mot "
        "de passe ni en-tête ne transporte, un saut de ligne au milieu par exemple. "
        "Redonnez-le : vigie secrets set {name}."
    ),
    "secrets.empty": "Le secret {name} ({place}) est vide. Donnez-le : vigie secrets set {name}.",
    "secrets.file_unwritable": (
        "Impossible d’écrire le secret dans {path} : dossier en lecture seule, plein, ou qui "
        "n’est pas à vous. Donnez-le par l’environnement (`vigie secrets list` nomme les "
        "variables)."
    ),
    "secrets.file_unreadable": "Impossible de lire {path} comme fichier de secrets.",
    "size.unreadable": (
        "« {value} » n’est pas une taille. Écrivez un nombre et son unité, par exemple 3 To, 500 Go ou 64 Gio."
    ),
    "size.not_bytes": "« {value} » n’est pas un nombre entier d’octets supérieur à zéro.",
    "settings.ovhcloud_missing": (
        "{place} : {key} : cette section manque ; datastores et hôtes se commandent chez OVHcloud, sauf autre choix dans storage.provisioner."
    ),
    "settings.no_export": (
        "{place} : {key} : avec storage.provisioner = « nfs », il faut déclarer au moins un export."
    ),
    "settings.not_a_size": (
        "{place} : {key} : « {value} » n’est pas une taille. Écrivez un nombre et son unité, par exemple 3To ou 500 Go."
    ),
}
