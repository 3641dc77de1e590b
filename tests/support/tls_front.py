"""TLS in front of plain servers: an authority, good and bad certificates, a forwarder."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK = ("localhost", "127.0.0.1", "::1")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate's file and its key's."""

    file: str
    key: str

    def server(self, clients: str | None = None) -> ssl.SSLContext:
        """What a server shows; with `clients`, one that wants a certificate of that authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        if clients is not None:
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Authority:
    """A certificate authority whose files lie in a folder."""

    def __init__(self, folder: Path, name: str = "Lab CA") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        made = _begun(self._name, self._name, self._key, (), DAY)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        made = made.add_extension(usage, critical=True)
        self.file = _written(folder / "ca.pem", made.sign(self._key, hashes.SHA256()))

    def vouch(
        self, label: str = "server", names: Sequence[str] = LOOPBACK, valid: timedelta = DAY
    ) -> Pair:
        """A certificate for these names; a negative `valid` is over since so long."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _begun(_named(label), self._name, key, names, valid)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        found = made.add_extension(issuer, critical=False).sign(self._key, hashes.SHA256())
        return Pair(
            _written(self._folder / f"{label}.pem", found),
            _key_written(self._folder / f"{label}.key", key),
        )


def self_signed(folder: Path) -> Pair:
    """A certificate of loopback that nobody else vouches for."""
    folder.mkdir(parents=True, exist_ok=True)
    key, name = ec.generate_private_key(ec.SECP256R1()), _named("self")
    found = _begun(name, name, key, LOOPBACK, DAY).sign(key, hashes.SHA256())
    return Pair(_written(folder / "self.pem", found), _key_written(folder / "self.key", key))


class TlsFront:
    """Ends TLS on a port of loopback and leads what comes to `target`, which may be set later."""

    def __init__(
        self, context: ssl.SSLContext | None, target: int | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.context = context
        """What it shows, from the next connection on; None: it speaks no TLS."""
        self.target = target
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.clients: list[str] = []
        """Common names of the client certificates that were shown."""
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(client,), daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), client:
            wire = client if self.context is None else self._secured(client, self.context)
            if wire is None or self.target is None:
                return
            with socket.create_connection(("127.0.0.1", self.target)) as server, wire:
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                both_ways(wire, server)

    def _secured(self, client: socket.socket, context: ssl.SSLContext) -> socket.socket | None:
        wire = context.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        try:
            wire.do_handshake()
        except ssl.SSLError:
            _hear_out(wire)
            return None
        shown = wire.getpeercert()
        if shown:
            self.clients += [
                str(value)
                for part in shown["subject"]  # type: ignore[union-attr]
                for name, value in part  # type: ignore[misc]
                if name == "commonName"
            ]
        return wire


def _hear_out(wire: socket.socket) -> None:
    """Leave the other side time to read why: closed at once, the alert may be lost."""
    bare = socket.socket(fileno=wire.detach())
    with bare, contextlib.suppress(OSError):
        bare.shutdown(socket.SHUT_WR)
        while bare.recv(1 << 16):
            pass


def both_ways(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes between two connections until either ends."""
    back = threading.Thread(target=_carry, args=(other, one), daemon=True)
    back.start()
    _carry(one, other)
    back.join()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    for each in (source, sink):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def tls_front(
    context: ssl.SSLContext | None, target: int | None = None, host: str = "127.0.0.1"
) -> Iterator[TlsFront]:
    front = TlsFront(context, target, host)
    try:
        yield front
    finally:
        front.close()


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    valid: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 30 * DAY)
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    if not names:
        return made
    return made.add_extension(
        x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
    ).add_extension(x509.ExtendedKeyUsage(usage), critical=False)


def _written(path: Path, certificate: x509.Certificate) -> str:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


def _key_written(path: Path, key: ec.EllipticCurvePrivateKey) -> str:
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(path)
