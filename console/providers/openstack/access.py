"""The files that access to OpenStack is made of: clouds.yaml, authorities, certificates."""

from pathlib import Path
from typing import Any

import yaml
from openstack.config import loader
from openstack.config.cloud_region import CloudRegion

from console.model.error import SourceError
from console.model.notice import notice
from console.providers.files import authorities, pair, readable
from console.providers.outage import Wiring
from console.providers.quotation import quoted
from console.redaction import CONFIDED, known, passwords_in
from console.settings.address import is_url
from console.settings.locations import expanded

CLOUDS = "openstack.clouds_yaml"
OVERRIDE = "endpoint_override"
BY_PASSWORD = {"password", "v3password"}
AUTHORITIES = "cacert (clouds.yaml, OS_CACERT)"
CERTIFICATE = "cert, key (clouds.yaml, OS_CERT, OS_KEY)"


def only(named: str) -> dict[str, Any]:
    """Options that make the SDK read one clouds.yaml and nothing else."""
    path = expanded(Path(named))
    _parse(path, readable(path, CLOUDS))
    return {
        "config_files": [str(path)],
        "secure_files": [str(path.with_name("secure.yaml"))],
        "load_envvars": False,
    }


def usual() -> None:
    """Say what is wrong with the clouds.yaml that the SDK would pass over, and have none.

    It takes the first that it can read of the places where it looks; one that
    it cannot is nobody's concern as long as another serves.
    """
    wrong: SourceError | None = None
    for path in map(Path, loader.CONFIG_FILES):
        try:
            if path.exists():
                _parse(path, readable(path, "clouds.yaml"))
                return
        except SourceError as failure:
            wrong = wrong or failure
        except PermissionError:  # a folder on the way, closed to us: the SDK finds nothing there
            continue
    if wrong is not None:
        raise wrong


def confided(tree: Any) -> None:  # noqa: ANN401 - YAML's dicts and lists
    """Make the passwords, tokens and secrets of a configuration known, wherever they stand in it.

    Before anything is made of it: whatever fails then may tell what it was given.
    """
    for each in tree if isinstance(tree, list) else ():
        confided(each)
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if isinstance(value, dict | list):
            confided(value)
        elif CONFIDED.search(str(key).replace("-", "_")):
            known(None if value is None else str(value))


def certificates(region: CloudRegion) -> None:
    """Refuse a file of authorities, certificate or key that is not there or cannot be used."""
    config = region.config
    if config.get("cacert") and verified(region):
        authorities(str(config["cacert"]), AUTHORITIES)
    if config.get("cert"):
        pair(str(config["cert"]), config.get("key"), CERTIFICATE)


def addresses(region: CloudRegion) -> None:
    """Refuse an address that holds a password, or is none.

    The SDK takes one that is none for a catalog that lacks a service.
    """
    named = {"auth_url": region.config.get("auth", {}).get("auth_url")}
    named |= {key: value for key, value in region.config.items() if key.endswith(OVERRIDE)}
    for setting, value in named.items():
        passwords = passwords_in(str(value or ""))
        if passwords:
            known(*passwords)
            raise SourceError(notice("openstack.password_in_url", setting=setting))
        if not value:
            continue
        named_in = f"{setting} (clouds.yaml, OS_*)"
        wiring = Wiring("OpenStack", named_in, AUTHORITIES, CERTIFICATE, str(value))
        if not is_url(str(value)):
            raise wiring.unusable(str(value))
        badly = wiring.badly_proxied()
        if badly is not None:
            raise badly


def complete(region: CloudRegion, cloud: str) -> None:
    """Refuse a password's access without user or password: the SDK notices when it asks."""
    if region.config.get("auth_type", "password") not in BY_PASSWORD:
        return
    auth = region.config.get("auth", {})
    needed = (("username", "user_id"), ("password",))
    names = ", ".join(either[0] for either in needed if not any(map(auth.get, either)))
    if names:
        raise SourceError(notice("openstack.incomplete", names=names, cloud=cloud))


def verified(region: CloudRegion) -> bool:
    """Say whether the entry has certificates verified: no `insecure`, no `verify: false`."""
    return region.get_requests_verify_args()[0] is not False


def _parse(path: Path, content: bytes) -> None:
    try:
        confided(yaml.safe_load(content.decode("utf-8")))
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        raise _damaged(path, line, "UTF-8?") from failure
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        text = str(getattr(failure, "problem", None) or getattr(failure, "reason", ""))
        raise _damaged(path, mark.line + 1 if mark is not None else 1, text) from failure


def _damaged(path: Path, line: int, text: str) -> SourceError:
    said = notice("openstack.file_damaged", path=str(path), line=line, text=quoted(text))
    return SourceError(said)
