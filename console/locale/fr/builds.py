"""Textes sur ce dont sont faites les instances, et sur ce qui en manque à une région."""

TEXTS: dict[str, str] = {
    "build.made_of": "Avec",
    "build.user_data": "données {hash}",
    "build.volume": "volume {size} Gio",
    "build.group": "groupe {name}",
    "build.zone": "zone {name}",
    "build.config_drive": "config drive",
    "guard.fixtures_unknown": "{region} : ce dont sont faites les instances n’a pas encore pu être lu.",
    "guard.missing_flavor": "{region} : il n’y a pas de gabarit « {name} ».",
    "guard.missing_image": "{region} : il n’y a pas d’image « {name} ».",
    "guard.missing_network": "{region} : il n’y a pas de réseau « {name} ».",
    "guard.missing_security_group": "{region} : il n’y a pas de groupe de sécurité « {name} ».",
    "guard.missing_server_group": "{region} : il n’y a pas de groupe de serveurs « {name} ».",
    "guard.missing_key": "{region} : il n’y a pas de paire de clés « {name} ».",
    "guard.missing_zone": "{region} : il n’y a pas de zone de disponibilité « {name} ».",
    "guard.missing_volume_type": "{region} : il n’y a pas de type de volume « {name} ».",
    "guard.many_flavor": "{region} : {n} gabarits se nomment « {name} ».",
    "guard.many_image": "{region} : {n} images actives se nomment « {name} ».",
    "guard.many_network": "{region} : {n} réseaux se nomment « {name} ».",
    "guard.many_security_group": "{region} : {n} groupes de sécurité se nomment « {name} ».",
    "guard.many_server_group": "{region} : {n} groupes de serveurs se nomment « {name} ».",
    "guard.network_bare": "{region} : le réseau {name} n’a pas de sous-réseau, donc pas d’adresse.",
    "guard.flavor_disabled": "{region} : le gabarit {name} est désactivé.",
    "guard.image_inactive": "{region} : l’image {name} n’est pas active : elle est {status}.",
    "guard.image_memory": (
        "{region} : l’image {name} demande {needs} Mio de mémoire ; le gabarit {flavor} en a {has}."
    ),
    "guard.image_disk": (
        "{region} : l’image {name} demande un disque de {needs} Gio ; le gabarit en a {has}."
    ),
    "guard.image_volume": (
        "{region} : l’image {name} demande un disque de {needs} Gio ; le volume de démarrage en "
        "a {has}."
    ),
    "guard.group_full": (
        "{region} : le groupe de serveurs {name} en prend encore {left}, et {n} sont demandées."
    ),
    "guard.zone_unavailable": "{region} : la zone de disponibilité {name} n’est pas disponible.",
    "guard.volume_large": (
        "{region} : les volumes ont {largest} Gio au plus ; le volume de démarrage en a {size}."
    ),
    "guard.short_volumes": "{region} : il reste {left} volumes dans le quota, et il en faut {n}.",
    "guard.short_gigabytes": (
        "{region} : il reste {left} Gio dans le quota de volumes, et il en faut {n} de {size} Gio."
    ),
    "guard.quota_group": "{region} : il reste {left} places dans le groupe de serveurs.",
    "guard.quota_volumes": "{region} : il reste {left} volumes dans le quota.",
    "guard.quota_gigabytes": (
        "{region} : il reste {left} Gio dans le quota de volumes, de quoi faire {fits} instances."
    ),
    "guard.build_changed": (
        "{region} : les réglages de {pool} chez l’exécuteur font les instances autrement que ce "
        "plan ; s’ils ont changé, redémarrez ce qui les avait lus avant "
        "(l’exécuteur : systemctl restart vigie-worker)."
    ),
    "guard.user_data_changed": "Les données utilisateur ne sont plus le fichier prévu par le plan.",
    "guard.user_data_large": (
        "Les données utilisateur {path} font {n} octets en base64 ; Nova en prend {most} au plus."
    ),
    "guard.user_data_strange": (
        "Les données utilisateur {path} ont des marques que personne ne remplit : {names}."
    ),
    "remedy.near": "Corrigez les réglages du pool : est-ce {near} ?",
    "remedy.offered": "Corrigez les réglages du pool ; il y a : {names}.",
    "remedy.make_it": "Créez-le là-bas, ou nommez-en un autre dans les réglages du pool.",
    "remedy.by_id": "Indiquez l’identifiant dans les réglages du pool.",
    "remedy.subnet": (
        "Donnez-lui un sous-réseau, ou nommez un autre réseau dans les réglages du pool."
    ),
    "remedy.image": "Nommez une autre image, ou attendez qu’elle soit active.",
    "remedy.disk": (
        "Changez la taille du volume de démarrage ou le gabarit dans les réglages du pool."
    ),
    "remedy.group": "Demandez-en moins, ou un plus grand quota de membres par groupe.",
    "remedy.zone": "Attendez-la, ou nommez une autre zone dans les réglages du pool.",
    "remedy.user_data": "Mettez le fichier à cet endroit et laissez ce compte le lire.",
    "remedy.user_data_large": "Raccourcissez-les : qu’elles aillent chercher ce qui est long.",
    "remedy.placeholders": ("N’employez que @vigie:name@, @vigie:pool@ et @vigie:datacenter@."),
    "user_data.unreadable": "Les données utilisateur {path} ne peuvent pas être lues : {text}.",
    "user_data.batch": (
        "Les données utilisateur {path} contiennent le nom de l’instance, et un lot n’en a pas un "
        "seul."
    ),
    "openstack.keys_apart": (
        "{region} : les paires de clés sont au compte qui crée ; l’exécuteur cherche celle du pool "
        "avant de commencer."
    ),
    "openstack.old_compute": (
        "Nova à {region} parle la microversion {has} ; nommer le type du volume de démarrage "
        "demande la {needs} : retirez le type des réglages du pool."
    ),
    "openstack.not_one": (
        "« {name} » ne désigne pas une seule chose à {region} : rien n’a été demandé. Refaites un "
        "plan pour voir pourquoi."
    ),
    "warning.anti_affinity": (
        "{regions} : dans le groupe de serveurs {group}, chaque instance prend un hôte à elle, et aucun "
        "cloud ne dit combien il y en a."
    ),
    "warning.diskless": (
        "Le gabarit n’a pas de disque à lui dans {regions} : la plupart des clouds refusent alors "
        "une instance sans boot_volume."
    ),
    "warning.singly": (
        "Les données utilisateur contiennent le nom de chaque instance : elles sont demandées une "
        "par une à {regions}."
    ),
}
