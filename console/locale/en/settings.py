"""Texts of the room `settings`."""

TEXTS: dict[str, str] = {
    "settings.not_found": (
        "There is no settings file at {path}. Make one with “vigie settings init”, name one with "
        "--settings, or look around first with “vigie demo”."
    ),
    "settings.not_utf8": "{path} is not a UTF-8 text. Save it as UTF-8.",
    "settings.unreadable": "{path} cannot be read: {detail}.",
    "settings.unwritable": "{path} cannot be written: {detail}.",
    "settings.no_home": "This account has no home directory: set HOME, or {variable} to a folder of its own.",
    "settings.exists": "{path} exists already and was left as it is.",
    "settings.not_toml": "{place}: this is not TOML: {detail}.",
    "settings.undecodable": "{place}: {key}: {detail}.",
    "settings.unknown_key": "{place}: {key}: unknown key. Known here: {allowed}.",
    "settings.unknown_key_near": "{place}: {key}: unknown key. Did you mean “{near}”?",
    "settings.no_such_key": "{place}: there is no setting {key}.",
    "settings.missing": "{place}: {key} is missing; it must be given ({expected}).",
    "settings.wrong_type": "{place}: {key}: expected {expected}, found {got}.",
    "settings.choice": "{place}: {key}: “{value}” is not allowed. Allowed: {allowed}.",
    "settings.out_of_range": "{place}: {key}: {value} is out of range. Allowed: {allowed}.",
    "settings.pattern": "{place}: {key}: “{value}” is not accepted. It must match {allowed}.",
    "settings.timezone": "{place}: {key}: there is no time zone “{value}”.",
    "settings.no_datacenter": "{place}: {key}: at least one datacenter must be declared.",
    "settings.no_pool": "{place}: {key}: at least one pool must be declared.",
    "settings.no_share": (
        "{place}: {key}: the pool has no share of the datacenter {value}. Its shares: {allowed}."
    ),
    "settings.unknown_pool": "{place}: {key}: there is no pool “{value}”. Declared: {allowed}.",
    "settings.unknown_calendar": "{place}: {key}: there is no calendar “{value}”. Declared: {allowed}.",
    "settings.to_or_by": "{place}: {key}: give a window one of to, by and datacenters.",
    "settings.factor_or_connections": "{place}: {key}: give an event either factor or connections.",
    "settings.event_span": "{place}: {key}: an event cannot end at {value}, not after it starts.",
    "settings.auto_stateful": "{place}: {key}: a pool that holds data is not healed automatically: vigie heal asks its cluster.",
    "settings.no_span": "{place}: {key}: a window cannot end at {value}, when it starts.",
    "settings.not_a_date": "{place}: {key}: “{value}” is not a date such as 2026-12-24.",
    "settings.twice": "{place}: {key}: “{value}” is declared more than once.",
    "settings.country": (
        "{place}: {key}: datacenter {name} stands in {value}, outside the allowed countries "
        "({allowed})."
    ),
    "settings.region_twice": (
        "{place}: {key}: region {region} stands in {first} already; it cannot stand in {second} "
        "as well."
    ),
    "settings.not_a_pattern": ("{place}: {key}: “{value}” is not a regular expression: {detail}."),
    "settings.baseline_above_ceiling": (
        "{place}: {key}: the baseline ({baseline}) is above the ceiling ({ceiling})."
    ),
    "settings.floor_above_baseline": (
        "{place}: {key}: the floor ({floor}) is above the baseline ({baseline}): nothing could go."
    ),
    "settings.floor_none": (
        "{place}: {key}: a floor is one instance at least, where the baseline ({baseline}) is any."
    ),
    "settings.floor_twice": "{place}: {key}: give one of floor and floor_ratio.",
    "settings.burst_outside": (
        "{place}: {key}: burst_to ({burst_to}) must lie between the baseline ({baseline}) and the "
        "ceiling ({ceiling})."
    ),
    "settings.unknown_datacenter": (
        "{place}: {key}: there is no datacenter “{value}”. Declared: {allowed}."
    ),
    "settings.no_network": "{place}: {key}: at least one network must be named.",
    "settings.monthly": "“{value}” has every instance billed by the month, and cannot be taken back.",
    "settings.network_twice": (
        "{place}: {key}: name one network here, or several under networks, not both."
    ),
    "settings.no_weight": "{place}: {key}: at least one datacenter needs a weight above zero.",
    "settings.clock_outside_rehearsal": (
        "{place}: {key}: only a rehearsal may have a clock of its own; the environment is "
        "{environment}."
    ),
    "settings.not_a_time": (
        "{place}: {key}: “{value}” is not an ISO 8601 time with an offset, such as "
        "2026-11-23T16:42:00+01:00."
    ),
    "settings.password_in_url": (
        "{place}: {key}: a password must not stand in the settings. Remove it from the URL and "
        "keep it with “vigie secrets set {secret}”."
    ),
    "settings.password_in_server_url": (
        "{place}: {key}: a password must not stand in the settings. Remove it from the URL, set "
        "{section}.username, and keep it with “vigie secrets set {secret}-password”."
    ),
    "settings.password_in_endpoint": (
        "{place}: {key}: a password must not stand in the settings. Remove it from the URL: the "
        "OVHcloud API knows callers by the three secrets ovhcloud-…."
    ),
    "settings.password_in_host": (
        "{place}: {key}: a password must not stand in the settings. Write the host alone, and keep "
        "the password with “vigie secrets set vsphere”."
    ),
    "settings.not_a_url": (
        "{place}: {key}: “{value}” is no address of HTTP. Write it as in https://host:port/path."
    ),
    "settings.not_a_host": (
        "{place}: {key}: “{value}” is more than a host. Write its name or address alone; "
        "the port is a key of its own."
    ),
    "settings.alone": "{place}: {key}: this needs {needed}, too. Write both, or none.",
    "settings.colon": (
        "{place}: {key}: a user's name is one line without a colon. Keep the password with "
        "“vigie secrets set {secret}-password”."
    ),
    "settings.either": "{place}: {key}: this and {other} exclude each other. Remove one of them.",
    "settings.not_a_header": (
        "{place}: {key}: “{value}” cannot be sent as a header. Use letters, digits and dashes "
        "in its name, and one line of Latin letters as its value."
    ),
    "settings.secret_in_header": (
        "{place}: {key}: a secret must not stand in the settings. Write "
        'secret_header = "{value}" and keep its value with “vigie secrets set {secret}-header”.'
    ),
    "secrets.file_open_to_others": (
        "{path} can be read by others, so it was not used. Close it with chmod 600."
    ),
    "secrets.unfit": (
        "The secret {name} ({place}) cannot be used: it holds characters that no password or "
        "header carries, such as a line break in the middle. Set it again: "
        "vigie secrets set {name}."
    ),
    "secrets.empty": "The secret {name} ({place}) is empty. Set it: vigie secrets set {name}.",
    "secrets.file_unwritable": (
        "The secret cannot be written to {path}: the folder is read-only, full or not yours. "
        "Give it by the environment instead (`vigie secrets list` names the variables)."
    ),
    "secrets.file_unreadable": "{path} cannot be read as a file of secrets.",
    "size.unreadable": (
        "“{value}” is not a size. Write a number and its unit, such as 3TB, 500 GB or 64 GiB."
    ),
    "size.not_bytes": "“{value}” is not a whole number of bytes above zero.",
    "settings.ovhcloud_missing": (
        "{place}: {key}: this section is missing; datastores and hosts are ordered at OVHcloud unless storage.provisioner says otherwise."
    ),
    "settings.no_export": (
        "{place}: {key}: with storage.provisioner = “nfs” at least one export must be declared."
    ),
    "settings.not_a_size": (
        "{place}: {key}: “{value}” is not a size. Write a number and its unit, such as 3TB or 500 GB."
    ),
}
