"""The files that access to OpenStack is made of: clouds.yaml, authorities, certificates."""

from pathlib import Path
from typing import Any

import yaml
from openstack.config import loader
from openstack.config.cloud_region import CloudRegion

from console.model.error import SourceError
from console.model.notice import notice
from console.providers.quotation import quoted


def only(named: str) -> dict[str, Any]:
    """Options that make the SDK read one clouds.yaml and nothing else."""
    path = Path(named).expanduser()
    _parse(path, _open(path))
    return {
        "config_files": [str(path)],
        "secure_files": [str(path.with_name("secure.yaml"))],
        "load_envvars": False,
    }


def readable() -> None:
    """Say what is wrong with the clouds.yaml that the SDK would pass over, and have none.

    It takes the first that it can read of the places where it looks; one that
    it cannot is nobody's concern as long as another serves.
    """
    wrong: SourceError | None = None
    for path in map(Path, loader.CONFIG_FILES):
        try:
            if path.exists():
                _parse(path, _open(path))
                return
        except SourceError as failure:
            wrong = wrong or failure
        except PermissionError:  # a folder on the way, closed to us: the SDK finds nothing there
            continue
    if wrong is not None:
        raise wrong


def certificates(region: CloudRegion) -> None:
    """Refuse a file of authorities, certificate or key that is not there.

    The library finds out at each call and takes it for a server that is away.
    """
    named = [region.config.get(key) for key in ("cert", "key")]
    if region.config.get("verify", True) and not region.config.get("insecure", False):
        named.append(region.config.get("cacert"))
    for name in filter(None, named):
        path = Path(str(name)).expanduser()
        if not path.is_dir():
            _open(path)


def _parse(path: Path, content: bytes) -> None:
    try:
        yaml.safe_load(content.decode("utf-8"))
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


def _open(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as failure:
        raise SourceError(notice("openstack.file_missing", path=str(path))) from failure
    except OSError as failure:
        text = failure.strerror or type(failure).__name__
        raise SourceError(notice("openstack.file_closed", path=str(path), text=text)) from failure
