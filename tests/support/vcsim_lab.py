"""VMware's own simulator as a lab server: built once, run on loopback, ended by its id."""

import atexit
import contextlib
import hashlib
import ipaddress
import json
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from process import end, program, wait_until

from console.clock import SystemClock
from console.providers.vsphere.cloud import VsphereCloud
from console.settings.private import VsphereSettings

SOURCE = Path(__file__).parent.parent / "lab" / "vcsim" / "main.go"
USER, PASSWORD = "vigie", "vcsim-password"
GOPATH = "/usr/share/gocode"


class Store(msgspec.Struct, frozen=True):
    """A datastore, as govmomi reads it."""

    id: str
    name: str
    capacity: int
    free: int
    accessible: bool
    hosts: int
    machines: int


class Machine(msgspec.Struct, frozen=True):
    """A virtual machine, as govmomi reads it."""

    id: str
    name: str
    cpus: int
    memory_mb: int
    power: str
    host: str


class Inside(msgspec.Struct, frozen=True):
    """What the launcher says once it listens."""

    port: int
    datastores: list[Store]
    hosts: list[str]
    clusters: list[str]
    machines: list[Machine]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate of 127.0.0.1 and 127.0.0.2, with its key."""

    file: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as openssl writes it."""
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.file.read_text())).hexdigest()
        return ":".join(digest[at : at + 2] for at in range(0, 64, 2)).upper()


def certificate(folder: Path) -> Certificate:
    """Make a certificate in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vcsim")])
    places = [x509.IPAddress(ipaddress.ip_address(f"127.0.0.{n}")) for n in (1, 2)]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Certificate(folder / "vcsim.pem", folder / "vcsim.key")
    found.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return found


@cache
def binary() -> Path:
    """Build the launcher, once for each test process (20 s; less from Go's cache)."""
    go = program("go")
    folder = Path(tempfile.mkdtemp(prefix="vigie-vcsim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    without_network = {"GO111MODULE": "off", "GOPATH": GOPATH, "GOPROXY": "off"}
    cached = os.environ.get("GOCACHE") or str(Path(tempfile.gettempdir()) / "vigie-go-cache")
    subprocess.run(
        [go, "build", "-o", folder / "vcsim", SOURCE.name],
        cwd=SOURCE.parent,
        env={**os.environ, **without_network, "GOCACHE": cached},
        check=True,
        timeout=240,
    )
    return folder / "vcsim"


@dataclass(slots=True)
class Vcsim:
    """A running simulator."""

    process: "subprocess.Popen[bytes]"
    inside: Inside
    address: str
    certificate: Certificate
    folder: Path

    def settings(self, **others: object) -> VsphereSettings:
        """Settings that reach it."""
        known = {
            "host": self.address,
            "port": self.inside.port,
            "user": USER,
            "ca_file": str(self.certificate.file),
            "connect_timeout_s": 2.0,
            "read_timeout_s": 10.0,
        }
        return msgspec.convert(known | others, VsphereSettings)

    def cloud(
        self, password: Callable[[], str | None] = lambda: PASSWORD, **others: object
    ) -> VsphereCloud:
        """A client of it."""
        settings = self.settings(**others)
        return VsphereCloud(settings, user=USER, password=password, clock=SystemClock())

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self.process.kill()
        self.process.wait(10)


def start(folder: Path, *, address: str = "127.0.0.1", port: int = 0, **counts: int) -> Vcsim:
    """Start a simulator whose files lie in `folder`, with the certificate that is there."""
    made = Certificate(folder / "vcsim.pem", folder / "vcsim.key")
    if not made.file.exists():
        made = certificate(folder)
    command = [str(binary()), "-listen", f"{address}:{port}", "-user", USER]
    command += ["-cert", str(made.file), "-key", str(made.key), "-password", PASSWORD]
    command += [part for name, count in counts.items() for part in (f"-{name}", str(count))]
    said, log = folder / "vcsim.json", folder / "vcsim.log"
    with said.open("wb") as out, log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=errors,
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder)},
        )

    def ready() -> bool:
        assert process.poll() is None, log.read_text()[-2000:]
        return said.read_bytes().endswith(b"\n")

    try:
        wait_until(ready, within_s=60.0, what="the simulator listens")
        inside = msgspec.convert(json.loads(said.read_text()), Inside)
    except BaseException:
        end(process)
        raise
    return Vcsim(process, inside, address, made, folder)


@contextlib.contextmanager
def simulator(folder: Path, *, address: str = "127.0.0.1", **counts: int) -> Iterator[Vcsim]:
    """A simulator for a block."""
    folder.mkdir(parents=True, exist_ok=True)
    found = start(folder, address=address, **counts)
    try:
        yield found
    finally:
        end(found.process)
