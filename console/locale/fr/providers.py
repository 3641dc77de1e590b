"""Texts of the room `providers`."""

TEXTS: dict[str, str] = {
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
    "openstack.no_endpoint": (
        "Le catalogue n’indique aucune adresse pour {source}. "
        "Vérifiez le nom de la région et les identifiants."
    ),
    "openstack.no_flavor": ("Aucun gabarit {name} dans {region} : vérifiez les réglages du pool."),
    "openstack.no_image": (
        "Aucune image active {name} dans {region} : vérifiez les réglages du pool."
    ),
    "openstack.no_network": ("Aucun réseau {name} dans {region} : vérifiez les réglages du pool."),
    "openstack.many_flavors": (
        "{count} gabarits portent le nom {name} dans {region} : "
        "indiquez l’identifiant dans les réglages du pool."
    ),
    "openstack.many_images": (
        "{count} images portent le nom {name} dans {region} : "
        "indiquez l’identifiant dans les réglages du pool."
    ),
    "openstack.many_networks": (
        "{count} réseaux portent le nom {name} dans {region} : "
        "indiquez l’identifiant dans les réglages du pool."
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
        "Redéfinissez le secret prometheus."
    ),
    "prometheus.refused": (
        "Le serveur de métriques {url} a refusé une requête (HTTP {status}) : {text}. "
        "Vérifiez les requêtes dans les réglages."
    ),
}
