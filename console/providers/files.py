"""The files that access to a source is made of, looked at before any call.

The libraries find out at each call, in words of their own, and some take it for
a server that is away.
"""

import ssl
from pathlib import Path

from console.model.error import SourceError
from console.model.notice import notice
from console.providers.quotation import quoted
from console.settings.locations import expanded


def readable(path: Path, setting: str) -> bytes:
    """The content of a file that a setting names; SourceError says why there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as failure:
        raise SourceError(notice("files.missing", path=str(path), setting=setting)) from failure
    except OSError as failure:
        text = failure.strerror or type(failure).__name__
        said = notice("files.closed", path=str(path), setting=setting, text=quoted(text))
        raise SourceError(said) from failure


def authorities(named: str, setting: str) -> None:
    """Refuse a file of authorities that holds none; a folder of them is believed."""
    path = expanded(Path(named))
    if path.is_dir():
        return
    content = readable(path, setting)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(
            cadata=content.decode("ascii", "ignore")
        )
    except (ssl.SSLError, ValueError) as failure:
        said = notice("files.no_certificate", path=str(path), setting=setting)
        raise SourceError(said) from failure


def pair(certificate: str, key: str | None, setting: str) -> None:
    """Refuse a client certificate, or its key, that is not there or cannot be used.

    Without a key, the certificate's file holds both.
    """
    path, key_path = expanded(Path(certificate)), expanded(Path(key or certificate))
    content = readable(path, setting)
    readable(key_path, setting)
    if b"-----BEGIN CERTIFICATE" not in content:
        raise SourceError(notice("files.no_certificate", path=str(path), setting=setting))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(path, key_path, lambda: "")
    except ssl.SSLError as failure:
        other = failure.reason == "KEY_VALUES_MISMATCH"
        code = "files.other_key" if other else "files.no_key"
        said = notice(code, path=str(key_path), setting=setting)
        raise SourceError(said) from failure
