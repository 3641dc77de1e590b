"""Texts of the room `providers`."""

TEXTS: dict[str, str] = {
    "outage.address": (
        "{source} ne peut être interrogé : son adresse n’est pas une URL ({text}). "
        "Corrigez {address}."
    ),
    "outage.authority": (
        "{source} n’est pas reconnu : le certificat de {host} vient d’une autorité inconnue ici. "
        "Indiquez le fichier de cette autorité dans {authorities}."
    ),
    "outage.bundle": (
        "{source} ne peut être vérifié : le fichier d’autorités que nomme REQUESTS_CA_BUNDLE ou "
        "CURL_CA_BUNDLE n’existe pas. Corrigez-le, ou indiquez un fichier dans {authorities}."
    ),
    "outage.certificate_wanted": (
        "{source} veut de nous un autre certificat que celui présenté, à {host}. "
        "Indiquez-en un qu’il accepte dans {certificate}."
    ),
    "cluster.storeless": (
        "Les membres de {cluster} vivent, mais leur magasin d’état (etcd, Consul ou autre) ne leur "
        "répond pas : personne ne peut dire s’il y a un quorum. Voyez d’abord le magasin d’état."
    ),
    "outage.cut": (
        "{source} a coupé la connexion à {host} avant d’avoir répondu. "
        "Vérifiez l’état du service et ce qui se trouve entre les deux."
    ),
    "outage.cut_plain": (
        "{source} a coupé la connexion à {host} avant d’avoir répondu. "
        "Vérifiez l’état du service ; s’il parle TLS, écrivez https:// dans {address}."
    ),
    "outage.early": (
        "{source} n’est pas reconnu : le certificat de {host} n’est pas encore valable. "
        "Vérifiez l’horloge de cette machine et le certificat."
    ),
    "outage.encrypted": (
        "{source} parle TLS et a été interrogé sans. Écrivez https:// dans {address}."
    ),
    "outage.expired": (
        "{source} n’est pas reconnu : le certificat de {host} a expiré. "
        "Faites-le renouveler ; s’il n’est pas échu, vérifiez l’horloge de cette machine."
    ),
    "outage.late": (
        "{source} n’a pas répondu à temps à {host}. Vérifiez le réseau et l’état du service."
    ),
    "outage.late_proxy": (
        "{source} n’a pas répondu à temps par le proxy {proxy}. "
        "Vérifiez ce proxy, et si NO_PROXY devrait nommer {name}."
    ),
    "outage.name": (
        "{source} est injoignable : le nom {name} ne se résout pas. "
        "Vérifiez {address}, et le DNS de cette machine."
    ),
    "outage.nowhere": (
        "{source} n’est pas à son adresse : il n’y a rien de tel (HTTP 404). "
        "Vérifiez le chemin dans {address}."
    ),
    "outage.other_name": (
        "{source} n’est pas reconnu : le certificat n’est pas celui de {name}. "
        "Écrivez dans {address} un nom que porte le certificat, ou faites-en faire un pour celui-ci."
    ),
    "outage.plain": (
        "{source} ne parle pas TLS à {host}, et a été interrogé ainsi. "
        "Écrivez http:// dans {address}, ou faites-y installer TLS."
    ),
    "outage.portal": (
        "{source} n’a pas répondu lui-même : une page web ou une redirection est venue. "
        "Vérifiez {address}, et qu’aucun portail ni proxy ne s’interpose."
    ),
    "outage.proxy": (
        "{source} est injoignable : le proxy {proxy} ne répond pas. "
        "Vérifiez HTTPS_PROXY et HTTP_PROXY, ou nommez {name} dans NO_PROXY."
    ),
    "outage.proxy_kind": (
        "{source} est injoignable : le proxy {proxy} est inutilisable. "
        "Écrivez-le comme http://proxy:port dans HTTPS_PROXY et HTTP_PROXY."
    ),
    "outage.proxy_password": (
        "{source} est injoignable : le proxy {proxy} demande un nom et un mot de passe. "
        "Écrivez-les dans HTTPS_PROXY : http://nom:motdepasse@proxy:port."
    ),
    "outage.proxy_refuses": (
        "{source} est injoignable : le proxy {proxy} ne mène pas à {host} ({text}). "
        "Faites-le autoriser, ou nommez {name} dans NO_PROXY."
    ),
    "outage.refused": (
        "{source} est injoignable : rien n’écoute à {host}. "
        "Vérifiez {address}, et que le service tourne."
    ),
    "outage.route": (
        "{source} est injoignable : le réseau ne mène pas à {host}. "
        "Vérifiez le réseau et ses pare-feu."
    ),
    "outage.self_signed": (
        "{source} n’est pas reconnu : le certificat de {host} n’est signé que par lui-même. "
        "Si c’est le bon, indiquez son fichier dans {authorities}."
    ),
    "outage.tls": (
        "{source} et cette machine n’ont pas de TLS en commun à {host} ({text}). "
        "Vérifiez les versions et chiffrements TLS des deux."
    ),
    "outage.uncertain_cut": (
        "{source} a été sollicité, et la connexion a été coupée avant la réponse. "
        "L’état réel sera observé avant toute nouvelle demande."
    ),
    "outage.uncertain_late": (
        "{source} a été sollicité, et n’a pas répondu à temps. "
        "L’état réel sera observé avant toute nouvelle demande."
    ),
    "outage.untrusted": (
        "{source} n’est pas reconnu : le certificat de {host} est refusé ({text}). "
        "Faites-le remplacer, ou corrigez {authorities}."
    ),
    "files.closed": (
        "Le fichier {path}, indiqué par {setting}, ne peut être lu : {text}. "
        "Vérifiez son propriétaire et ses droits."
    ),
    "files.missing": "Le fichier {path}, indiqué par {setting}, n’existe pas. Corrigez-y son chemin.",
    "files.no_certificate": (
        "Le fichier {path}, indiqué par {setting}, ne contient pas de certificat PEM. "
        "Mettez-en un, ou indiquez-en un autre."
    ),
    "files.no_key": (
        "La clé {path}, indiquée par {setting}, est inutilisable : pas au format PEM, ou protégée par mot de passe. "
        "Indiquez-en une sans mot de passe."
    ),
    "files.other_key": (
        "La clé {path}, indiquée par {setting}, n’est pas celle de son certificat. "
        "Indiquez les deux qui vont ensemble."
    ),
    "openstack.unreachable": (
        "{source} ne répond pas : {text}. Vérifiez le réseau et l’état du service."
    ),
    "openstack.failed": "{source} a échoué (HTTP {status}) : {text}. Un nouvel essai suivra.",
    "openstack.bad_answer": (
        "{source} a répondu hors protocole : {text}. "
        "Vérifiez l’adresse du service et tout proxy intermédiaire."
    ),
    "openstack.credentials": (
        "{source} a refusé les identifiants (HTTP {status}) : {text}. "
        "Vérifiez l’entrée de clouds.yaml et sa date d’expiration."
    ),
    "openstack.policy": (
        "{source} ne permet pas cette action à ces identifiants (HTTP {status}) : {text}"
    ),
    "openstack.quota": "Quota dépassé sur {source} (HTTP {status}) : {text}",
    "openstack.not_found": "Ressource inconnue de {source} (HTTP {status}) : {text}",
    "openstack.conflict": (
        "{source} ne peut pas agir dans l’état actuel de la ressource (HTTP {status}) : {text}"
    ),
    "balancer.busy": (
        "Le répartiteur {balancer} de {region} est occupé par une autre modification ({state}). "
        "Redemandez dans quelques secondes."
    ),
    "balancer.broken": (
        "Le répartiteur {balancer} de {region} est en ERROR et n’accepte aucune modification. "
        "Seul le fournisseur peut le réparer : ouvrez un ticket avec son identifiant."
    ),
    "balancer.pool_broken": (
        "Le pool {pool} du répartiteur {balancer} de {region} est en ERROR et n’accepte aucune "
        "modification. Seul le fournisseur peut le réparer : ouvrez un ticket avec son identifiant."
    ),
    "balancer.no_pool": (
        "Aucun pool de répartiteur de charge de {region} ne s’appelle {pool} : corrigez "
        "pools.….load_balancers dans les réglages, ou créez-le."
    ),
    "balancer.pool_twice": (
        "{n} pools de répartiteur de charge de {region} s’appellent {pool} : "
        "désignez-en un par son identifiant dans les réglages."
    ),
    "balancer.stale": "La dernière réponse des répartiteurs de charge de {region} est trop ancienne",
    "balancer.status_unknown": (
        "Le répartiteur de charge de {region} donne aux membres de {pool} un état que Vigie "
        "ne connaît pas"
    ),
    "balancer.unmonitored": (
        "Le pool de répartiteur de charge {pool} de {region} n’a pas de sonde de santé, et les "
        "métriques ne disent rien de ses instances"
    ),
    "balancer.unread": "Les répartiteurs de charge de {region} n’ont pas encore répondu",
    "balancer.unreadable": (
        "{n} enregistrements des répartiteurs de charge de {region} n’ont pas pu être lus : "
        "on ignore ce qui y est en service"
    ),
    "balancer.taken": (
        "Le pool {pool} de {region} a déjà un membre à cette adresse et ce port, "
        "qui n’est pas à Vigie : {text}. Cherchez à qui il est avant de continuer."
    ),
    "openstack.refused": "{source} a refusé la demande (HTTP {status}) : {text}",
    "openstack.rate_limited": (
        "{source} reçoit trop d’appels (HTTP {status}). Le prochain appel attend son tour. {text}"
    ),
    "openstack.outcome_unknown": (
        "{source} a reçu la demande, mais aucune réponse claire n’est venue : {text}. "
        "Le parc est observé avant toute nouvelle demande."
    ),
    "openstack.config": (
        "Le cloud {cloud} est inutilisable : {text}. Vérifiez clouds.yaml ou les variables OS_*."
    ),
    "openstack.incomplete": (
        "Il manque {names} à l’accès à OpenStack : ajoutez-le à {cloud} dans clouds.yaml, "
        "ou définissez la variable OS_* de ce nom."
    ),
    "openstack.password_in_url": (
        "Un mot de passe n’a pas sa place dans {setting} de l’accès à OpenStack. "
        "Retirez-le de l’URL ; les identifiants vont sous auth, ou dans secure.yaml."
    ),
    "openstack.unknown_key": (
        "{cloud} a sous auth une clé que son auth_type ne connaît pas : {key}. "
        "Corrigez-la ou ôtez-la dans clouds.yaml ou les variables OS_*."
    ),
    "openstack.profile": (
        "Le profil (profile) de l’entrée de clouds.yaml se lit à {host} (proxy {proxy}), qui ne "
        "répond pas : {text}. Écrivez auth_url et les domaines dans l’entrée, et ôtez profile."
    ),
    "openstack.no_endpoint": (
        "Le catalogue n’indique aucune adresse pour {source}. "
        "Vérifiez le nom de la région, `interface` et les identifiants."
    ),
    "openstack.no_region": (
        "Le cloud n’a pas de région {region} ; son catalogue contient {has}. "
        "Corrigez regions sous [[datacenters]] dans les réglages."
    ),
    "openstack.file_damaged": (
        "{path}, ligne {line} : ce n’est pas du YAML valide en UTF-8 ({text}). Corrigez cette ligne."
    ),
    "openstack.batch_names": (
        "Les noms du lot {batch} ne vont pas de {batch}-1 à {batch}-{count} : rien n’a été demandé."
    ),
    "prometheus.unreachable": (
        "Le serveur de métriques {url} ne répond pas : {text}. Vérifiez le réseau et le service."
    ),
    "prometheus.failed": "Le serveur de métriques {url} a échoué (HTTP {status}) : {text}",
    "prometheus.bad_answer": (
        "Le serveur de métriques {url} a répondu hors protocole : {text}. "
        "Vérifiez l’URL et tout proxy intermédiaire."
    ),
    "prometheus.credentials": (
        "Le serveur de métriques {url} a refusé les identifiants (HTTP {status}) : {text}. "
        "Redéfinissez le secret prometheus, ou prometheus-password si prometheus.username est défini."
    ),
    "server.no_secret": (
        "{source} ne peut être interrogé : le secret {name} manque. "
        "Définissez-le avec « vigie secrets set {name} »."
    ),
    "prometheus.refused": (
        "Le serveur de métriques {url} a refusé une requête (HTTP {status}) : {text}. "
        "Vérifiez les requêtes dans les réglages."
    ),
    "ovhcloud.unreachable": (
        "L’API OVHcloud ne répond pas à {call} : {text}. Vérifiez le réseau et l’état du service."
    ),
    "ovhcloud.failed": (
        "L’API OVHcloud a échoué avec HTTP {status} sur {call} : {text}. Un nouvel essai suit."
    ),
    "ovhcloud.bad_answer": (
        "L’API OVHcloud a répondu à {call} autre chose que son protocole : {text}. Vérifiez l’adresse et tout proxy placé devant."
    ),
    "ovhcloud.credentials": (
        "L’API OVHcloud a refusé les clés (HTTP {status}) sur {call} : {text}. Vérifiez les trois secrets ovhcloud-… et la date d’expiration de la clé consommateur."
    ),
    "ovhcloud.no_keys": (
        "Impossible d’interroger l’API OVHcloud : secret manquant ({names}). Enregistrez-le avec « vigie secrets set »."
    ),
    "ovhcloud.not_granted": (
        "La clé OVHcloud n’a pas le droit d’appeler {call} : {text}. Une clé limitée à GET ne fait que lire ; créez-en une avec les droits manquants."
    ),
    "ovhcloud.not_found": ("L’API OVHcloud ne le connaît pas (HTTP {status}), sur {call} : {text}"),
    "ovhcloud.conflict": (
        "L’API OVHcloud ne peut pas le faire dans l’état actuel de la ressource (HTTP {status}), sur {call} : {text}"
    ),
    "ovhcloud.refused": ("L’API OVHcloud a refusé {call} (HTTP {status}) : {text}"),
    "ovhcloud.rate_limited": (
        "L’API OVHcloud est appelée trop souvent, d’après sa réponse à {call}. L’appel suivant attend son tour. {text}"
    ),
    "ovhcloud.budget": (
        "{call} n’a pas été envoyé : les appels que l’API OVHcloud accepte par minute sont épuisés. L’appel suivant attend son tour."
    ),
    "ovhcloud.outcome_unknown": (
        "{call} a été envoyé à l’API OVHcloud, sans réponse claire : {text}. Ses commandes sont relues avant toute nouvelle commande."
    ),
    "ovhcloud.config": (
        "L’API OVHcloud est inutilisable : {text}. Vérifiez private_cloud.ovhcloud.endpoint, ovh.conf et les variables OVH_*."
    ),
    "ovhcloud.which_vdc": (
        "{service} n’a pas exactement un datacenter virtuel ({vdcs}). Indiquez private_cloud.ovhcloud.vdc_id."
    ),
    "ovhcloud.no_zone": ("{service} ne dit pas où il se trouve : son stock est inconnu."),
    "ovhcloud.not_on_sale": ("{offer} ne se commande pas chez OVHcloud."),
    "ovhcloud.other_name": (
        "{holding} s’appelle {name} chez OVHcloud, et non comme demandé : rien n’a été rendu."
    ),
    "ovhcloud.not_hourly": (
        "{name} n’est pas facturé à l’heure ({billing}) : impossible de le rendre ici."
    ),
    "ovhcloud.not_held": ("OVHcloud ne détient rien (ou plus rien) du nom de {name}."),
    "vsphere.unreachable": (
        "vCenter {host} ne répond pas : {text}. Vérifiez le réseau et le service."
    ),
    "vsphere.bad_answer": (
        "{host} a répondu hors du protocole de vCenter : {text}. "
        "Vérifiez l’hôte, le port et tout proxy intermédiaire."
    ),
    "vsphere.busy": (
        "vCenter {host} traite encore des appels antérieurs. Celui-ci sera refait dans un instant."
    ),
    "vsphere.fingerprint": (
        "Le certificat de vCenter {host} n’est pas celui des réglages : son empreinte "
        "est {found}. Ne changez le réglage que si le certificat a été renouvelé."
    ),
    "vsphere.bad_fingerprint": (
        "L’empreinte réglée pour vCenter {host} n’est pas une empreinte SHA-256 : "
        "64 chiffres hexadécimaux."
    ),
    "vsphere.no_password": (
        "Aucun mot de passe pour {user} sur vCenter : définissez le secret {secret}."
    ),
    "vsphere.login": (
        "vCenter {host} a refusé la connexion de {user} : {text}. Redéfinissez le secret {secret}. "
        "Le même mot de passe n’est pas réessayé tout de suite, pour ne pas verrouiller le compte."
    ),
    "vsphere.credentials": "vCenter {host} a refusé la session : {text}",
    "vsphere.no_permission": (
        "vCenter {host} ne permet pas cette action au compte : il manque le privilège {privilege}."
    ),
    "vsphere.not_found": "Objet inconnu (ou disparu) de vCenter {host} : {text}",
    "vsphere.unsupported": "vCenter {host} ne sait pas le faire : {text}",
    "vsphere.refused": "vCenter {host} a refusé : {text}",
    "vsphere.outcome_unknown": (
        "vCenter {host} a reçu la demande, mais aucune réponse claire n’est venue : {text}. "
        "Le parc est observé avant toute nouvelle demande."
    ),
    "vsphere.no_vdc": (
        "vCenter {host} ne montre aucun datacenter virtuel {vdc} à ce compte : "
        "vérifiez le réglage vdc."
    ),
    "vsphere.no_task": "vCenter {host} a oublié la tâche {task}.",
    "vsphere.no_host": "vCenter {host} ne connaît pas (ou plus) l’hôte {name}.",
    "vsphere.no_datastore": "vCenter {host} ne connaît pas (ou plus) le datastore {name}.",
    "vsphere.no_folder": (
        "vCenter {host} n’a ni dossier ni cluster de datastores {folder} : "
        "vérifiez les réglages de stockage."
    ),
    "vsphere.many_folders": (
        "vCenter {host} a {count} dossiers ou clusters de datastores nommés {folder} : "
        "donnez à l’un d’eux un nom unique."
    ),
    "vsphere.no_disk": "D’après vCenter {host}, le disque {disk} n’est pas libre à formater.",
    "storage.no_host": (
        "Aucun hôte en service ne peut accueillir {name}. Voyez les hôtes du cloud privé."
    ),
    "storage.no_export": (
        "Les réglages ne nomment aucun export {name}. Voyez private_cloud.storage.exports."
    ),
    "storage.named_by_export": (
        "L’export {export} devient un datastore du même nom, et non {name} : rien n’a été monté."
    ),
    "storage.no_datastore": ("Il n’y a pas (ou plus) de datastore {name}."),
    "storage.not_nfs": ("{name} n’est pas un datastore NFS : il n’a pas été touché."),
    "storage.not_vmfs": ("{name} n’est pas un datastore VMFS : il n’a pas été touché."),
    # Ce que les métriques disent d'un pool
    "metrics.absent": (
        "Aucun serveur de métriques n’est configuré : ajoutez [prometheus] et son url aux réglages, "
        "puis lancez « vigie doctor »"
    ),
    "metrics.exporter_none": "L’exportateur du préréglage {preset} n’en a pas",
    "metrics.figure.connections": "connexions",
    "metrics.figure.cpu": "CPU",
    "metrics.figure.errors": "erreurs",
    "metrics.figure.health": "en service",
    "metrics.figure.p95": "p95",
    "metrics.figure.requests": "requêtes",
    "metrics.no_health": (
        "La requête de santé de {pool} ne renvoie rien : aucune cible du pool n’est collectée, "
        "ou ses labels ne sont pas ceux de la requête"
    ),
    "metrics.stale": "La dernière réponse du serveur de métriques est trop ancienne",
    "metrics.strangers": (
        "La requête de santé de {pool} nomme {n} instances, dont aucune n’est dans la liste du cloud "
        "(par exemple {example}) : réétiquetez les cibles avec le nom des serveurs"
    ),
    "metrics.unknown": "inconnu",
    "metrics.unread": "Le serveur de métriques n’a pas encore répondu",
    "source.stood_still": "Ce processus était arrêté avant son appel : rien n’a été envoyé.",
    "server.unreachable": "{source} ({url}) ne répond pas : {text}. Vérifiez le réseau et le service.",
    "server.failed": "{source} ({url}) a échoué (HTTP {status}) : {text}",
    "server.bad_answer": "{source} ({url}) a répondu autre chose que son API : {text}. Vérifiez {address} et tout proxy intermédiaire.",
    "server.credentials": "{source} ({url}) a refusé les identifiants (HTTP {status}) : {text}. Redéfinissez le secret {secret}, ou {secret}-password si {section}.username est défini.",
    "alerts.absent": "Aucun gestionnaire d’alertes n’est configuré : ajoutez [alertmanager] et son url aux réglages",
    "alerts.unread": "le gestionnaire d’alertes n’a pas encore répondu",
    "alerts.stale": "la dernière réponse du gestionnaire d’alertes est trop ancienne",
    "alerts.no_watchdog": "{name} manque : elle sonne toujours tant que les alertes arrivent. Voyez si Prometheus tourne et envoie ici ; un autre nom, ou aucun, se règle par alertmanager.watchdog",
    "alerts.no_heartbeat": "aucun Watchdog n’est attendu et les métriques ne sont pas fraîches : rien ne prouve que les alertes arrivent",
    "alerts.unreadable": "{n} enregistrement est illisible || {n} enregistrements sont illisibles",
    "alerts.unknown": "inconnues : {why}",
    "alerts.at_least": "inconnues, au moins {found} : {why}",
    "alerts.count.critical": "{n} critique || {n} critiques",
    "alerts.count.error": "{n} erreur || {n} erreurs",
    "alerts.count.warning": "{n} avertissement || {n} avertissements",
    "alerts.count.info": "{n} info || {n} infos",
    "alerts.count.none": "{n} sans gravité || {n} sans gravité",
    "alerts.none": "aucune active",
    "alerts.silenced": "{n} en silence || {n} en silence",
    "alerts.inhibited": "{n} inhibée || {n} inhibées",
    "alerts.severity.critical": "critique",
    "alerts.severity.error": "erreur",
    "alerts.severity.warning": "avertissement",
    "alerts.severity.info": "info",
    "alerts.severity.none": "sans gravité",
    "alerts.state.active": "active",
    "alerts.state.unprocessed": "nouvelle",
    "alerts.state.silenced": "en silence",
    "alerts.state.inhibited": "inhibée",
    "doctor.section_networks": "Réseaux privés",
    "lan.vlans": "{network} n’est pas un seul réseau : son VLAN diffère d’une région à l’autre ({vlans}).",
    "lan.subnets": "{network} n’a pas le même sous-réseau dans chaque région : {subnets}.",
    "lan.pools": "Dans {network}, deux régions distribuent les mêmes adresses : deux serveurs peuvent avoir la même : {pools}.",
    "lan.pools_perhaps": "Dans {network}, deux régions distribuent les mêmes adresses ; si le vRack les relie, deux serveurs peuvent avoir la même : {pools}.",
    "lan.short": "{network} a {free} adresses libres à {datacenter}, et {pool} à {to} en demande {wanted} de plus.",
    "lan.well": "un seul réseau dans {regions}, {subnet}, dont chacune distribue sa propre partie",
    "lan.well_vlan": "un seul réseau dans {regions}, VLAN {vlan}, {subnet}, dont chacune distribue sa propre partie",
    "remedy.lan_vlan": "Si le vRack doit les relier, recréez-le avec le même VLAN dans chaque région.",
    "remedy.lan_subnet": "Dans un vRack, donnez à chaque région le même sous-réseau, et à chacune sa propre partie comme plage d’allocation.",
    "remedy.lan_pools": "Donnez à chaque région sa propre partie (openstack subnet set --no-allocation-pool --allocation-pool start=PREMIÈRE,end=DERNIÈRE SOUS-RÉSEAU), puis cherchez les serveurs qui ont la même adresse.",
    "remedy.lan_wider": "Élargissez sa plage d’allocation là-bas, ou son sous-réseau.",
}
