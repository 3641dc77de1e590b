"""Texts of what instances are made with, and of what of it a region lacks."""

TEXTS: dict[str, str] = {
    "guard.fixtures_unknown": "What instances are made with could not be read in {region}.",
    "guard.missing_flavor": "{region} has no flavor “{name}”.",
    "guard.missing_image": "{region} has no image “{name}”.",
    "guard.missing_network": "{region} has no network “{name}”.",
    "guard.missing_security_group": "{region} has no security group “{name}”.",
    "guard.missing_server_group": "{region} has no server group “{name}”.",
    "guard.missing_key": "{region} has no key pair “{name}”.",
    "guard.missing_zone": "{region} has no availability zone “{name}”.",
    "guard.missing_volume_type": "{region} has no volume type “{name}”.",
    "guard.many_flavor": "{region} has {n} flavors named “{name}”.",
    "guard.many_image": "{region} has {n} active images named “{name}”.",
    "guard.many_network": "{region} has {n} networks named “{name}”.",
    "guard.many_security_group": "{region} has {n} security groups named “{name}”.",
    "guard.many_server_group": "{region} has {n} server groups named “{name}”.",
    "guard.flavor_disabled": "{region} has disabled the flavor {name}.",
    "guard.image_inactive": "The image {name} in {region} is not active: it is {status}.",
    "guard.image_memory": (
        "The image {name} in {region} needs {needs} MiB of memory; the flavor {flavor} has {has}."
    ),
    "guard.image_disk": (
        "The image {name} in {region} needs a disk of {needs} GiB; the flavor has {has}."
    ),
    "guard.image_volume": (
        "The image {name} in {region} needs a disk of {needs} GiB; the boot volume has {has}."
    ),
    "guard.group_full": (
        "The server group {name} in {region} takes {left} more, and {n} are asked for."
    ),
    "guard.zone_unavailable": "The availability zone {name} of {region} is not available.",
    "guard.volume_large": (
        "{region} allows volumes of at most {largest} GiB; the boot volume has {size}."
    ),
    "guard.short_volumes": "{region} allows {left} more volumes, and {n} are needed.",
    "guard.short_gigabytes": (
        "{region} allows {left} GiB more in volumes, and {n} of {size} GiB are needed."
    ),
    "guard.quota_group": "{region}: {left} places left in the server group.",
    "guard.quota_volumes": "{region}: {left} volumes left in the quota.",
    "guard.quota_gigabytes": (
        "{region}: {left} GiB left in the quota of volumes, enough for {fits} instances."
    ),
    "guard.user_data_changed": "The user data is no longer the file that was planned with.",
    "guard.user_data_large": (
        "The user data {path} comes to {n} bytes in base64; Nova takes {most} at most."
    ),
    "guard.user_data_strange": (
        "The user data {path} has placeholders that nobody fills in: {names}."
    ),
    "remedy.near": "Correct the pool's settings: is it {near}?",
    "remedy.offered": "Correct the pool's settings: {region} has {names}.",
    "remedy.make_it": "Make it in {region}, or name another in the pool's settings.",
    "remedy.by_id": "Give the id in the pool's settings.",
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
    "openstack.old_compute": (
        "Nova in {region} speaks microversion {has}; to name a boot volume's type takes {needs}: "
        "take the type out of the pool's settings."
    ),
    "openstack.not_one": (
        "“{name}” is not one thing in {region}: nothing was asked. Plan again to see why."
    ),
    "warning.anti_affinity": (
        "Server group {group} in {region}: each instance takes a host of its own, and how many "
        "hosts there are no cloud tells."
    ),
    "warning.singly": (
        "The user data has each instance's name in it: they are asked for one by one in {regions}."
    ),
}
