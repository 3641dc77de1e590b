"""Texts of what instances are made with, and of what of it a region lacks."""

TEXTS: dict[str, str] = {
    "build.made_of": "Made of",
    "build.user_data": "user data {hash}",
    "build.volume": "volume {size} GiB",
    "build.group": "group {name}",
    "build.zone": "zone {name}",
    "build.config_drive": "config drive",
    "guard.fixtures_unknown": "{region}: what instances are made with could not be read yet.",
    "guard.missing_flavor": "{region}: there is no flavor “{name}”.",
    "guard.missing_image": "{region}: there is no image “{name}”.",
    "guard.missing_network": "{region}: there is no network “{name}”.",
    "guard.missing_security_group": "{region}: there is no security group “{name}”.",
    "guard.missing_server_group": "{region}: there is no server group “{name}”.",
    "guard.missing_key": "{region}: there is no key pair “{name}”.",
    "guard.missing_zone": "{region}: there is no availability zone “{name}”.",
    "guard.missing_volume_type": "{region}: there is no volume type “{name}”.",
    "guard.many_flavor": "{region}: {n} flavors are named “{name}”.",
    "guard.many_image": "{region}: {n} active images are named “{name}”.",
    "guard.many_network": "{region}: {n} networks are named “{name}”.",
    "guard.many_security_group": "{region}: {n} security groups are named “{name}”.",
    "guard.many_server_group": "{region}: {n} server groups are named “{name}”.",
    "guard.network_bare": "{region}: the network {name} has no subnet, so no addresses.",
    "guard.flavor_disabled": "{region}: the flavor {name} is disabled.",
    "guard.image_inactive": "{region}: the image {name} is not active: it is {status}.",
    "guard.image_memory": (
        "{region}: the image {name} needs {needs} MiB of memory; the flavor {flavor} has {has}."
    ),
    "guard.image_disk": (
        "{region}: the image {name} needs a disk of {needs} GiB; the flavor has {has}."
    ),
    "guard.image_volume": (
        "{region}: the image {name} needs a disk of {needs} GiB; the boot volume has {has}."
    ),
    "guard.group_full": (
        "{region}: the server group {name} takes {left} more, and {n} are asked for."
    ),
    "guard.zone_unavailable": "{region}: the availability zone {name} is not available.",
    "guard.volume_large": (
        "{region}: volumes of at most {largest} GiB are allowed; the boot volume has {size}."
    ),
    "guard.short_volumes": "{region}: {left} volumes left in the quota, and {n} are needed.",
    "guard.short_gigabytes": (
        "{region}: {left} GiB left in the quota of volumes, and {n} of {size} GiB are needed."
    ),
    "guard.quota_group": "{region}: {left} places left in the server group.",
    "guard.quota_volumes": "{region}: {left} volumes left in the quota.",
    "guard.quota_gigabytes": (
        "{region}: {left} GiB left in the quota of volumes, enough for {fits} instances."
    ),
    "guard.build_changed": (
        "{region}: the worker's settings of {pool} make instances otherwise than this plan does; "
        "if they were changed, restart what had read them before "
        "(the worker: systemctl restart vigie-worker)."
    ),
    "guard.user_data_changed": "The user data is no longer the file that was planned with.",
    "guard.user_data_large": (
        "The user data {path} comes to {n} bytes in base64; Nova takes {most} at most."
    ),
    "guard.user_data_strange": (
        "The user data {path} has placeholders that nobody fills in: {names}."
    ),
    "remedy.near": "Correct the pool's settings: is it {near}?",
    "remedy.offered": "Correct the pool's settings; there is: {names}.",
    "remedy.make_it": "Make it there, or name another in the pool's settings.",
    "remedy.by_id": "Give the id in the pool's settings.",
    "remedy.subnet": "Give it a subnet, or name another network in the pool's settings.",
    "remedy.image": "Name another image, or wait until it is active.",
    "remedy.disk": "Change the boot volume's size or the flavor in the pool's settings.",
    "remedy.group": "Ask for fewer, or for a larger quota of server group members.",
    "remedy.zone": "Wait for it, or name another zone in the pool's settings.",
    "remedy.user_data": "Put the file there and let this account read it.",
    "remedy.user_data_large": "Shorten it: let it fetch what is long.",
    "remedy.placeholders": "Use @vigie:name@, @vigie:pool@ and @vigie:datacenter@ alone.",
    "user_data.unreadable": "The user data {path} cannot be read: {text}.",
    "user_data.batch": (
        "The user data {path} has the instance's name in it, and a batch has no one name."
    ),
    "openstack.keys_apart": (
        "{region}: key pairs belong to the account that creates; the worker looks for the pool's "
        "before it begins."
    ),
    "openstack.old_compute": (
        "Nova in {region} speaks microversion {has}; to name a boot volume's type takes {needs}: "
        "take the type out of the pool's settings."
    ),
    "openstack.not_one": (
        "“{name}” is not one thing in {region}: nothing was asked. Plan again to see why."
    ),
    "warning.anti_affinity": (
        "{regions}: in the server group {group} each instance takes a host of its own, and how many "
        "hosts there are no cloud tells."
    ),
    "warning.diskless": (
        "The flavor has no disk of its own in {regions}: most clouds then refuse an instance "
        "without boot_volume."
    ),
    "warning.singly": (
        "The user data has each instance's name in it: they are asked for one by one in {regions}."
    ),
}
