"""A vCenter on loopback that answers each SOAP method what a test tells it to."""

import contextlib
import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from process import HANGS_AFTER_S
from scripted import Handler, Reply, ScriptedServer, Seen
from vcsim_lab import Certificate, certificate

from console.clock import SystemClock
from console.providers.vsphere.cloud import VsphereCloud
from console.settings.private import VsphereSettings

CALLED = re.compile(rb"Body[^>]*>\s*<(\w+)[ >]")
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope'
    ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{}</soapenv:Body>'
    "</soapenv:Envelope>"
)
VERSIONS = (
    '<namespaces version="1.0"><namespace><name>urn:vim25</name><version>8.0.3.0</version>'
    "<priorVersions><version>7.0</version></priorVersions></namespace></namespaces>"
)
CONTENT = (
    '<rootFolder type="Folder">group-d1</rootFolder>'
    '<propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>'
    '<viewManager type="ViewManager">ViewManager</viewManager>'
    "<about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.3</fullName>"
    "<vendor>VMware, Inc.</vendor><version>8.0.3</version><build>1</build>"
    "<osType>linux-x64</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType>"
    "<apiVersion>8.0.3.0</apiVersion></about>"
    '<sessionManager type="SessionManager">SessionManager</sessionManager>'
    '<authorizationManager type="AuthorizationManager">AuthorizationManager</authorizationManager>'
    '<taskManager type="TaskManager">TaskManager</taskManager>'
)
SESSION = (
    "<key>session-1</key><userName>VSPHERE.LOCAL\\vigie</userName><fullName>vigie</fullName>"
    "<loginTime>2026-11-23T15:00:00Z</loginTime><lastActiveTime>2026-11-23T15:00:00Z</lastActiveTime>"
    "<locale>en</locale><messageLocale>en</messageLocale>"
)


def answer(method: str, *returned: str, attributes: str = "") -> Reply:
    """A method's answer; each of `returned` is one `returnval`'s content."""
    values = "".join(f"<returnval{attributes}>{each}</returnval>" for each in returned)
    inner = f'<{method}Response xmlns="urn:vim25">{values}</{method}Response>'
    return Reply(ENVELOPE.format(inner).encode())


def fault(kind: str, text: str, detail: str = "") -> Reply:
    """A fault."""
    inner = (
        "<soapenv:Fault><faultcode>ServerFaultCode</faultcode>"
        f"<faultstring>{text}</faultstring><detail>"
        f'<{kind}Fault xmlns="urn:vim25" xsi:type="{kind}">{detail}</{kind}Fault>'
        "</detail></soapenv:Fault>"
    )
    return Reply(ENVELOPE.format(inner).encode(), status=500)


def thing(kind: str, identity: str, **values: str) -> str:
    """One object of a page; `__` in a key is a dot, and a value its whole `val` element's rest."""
    properties = "".join(
        f"<propSet><name>{name.replace('__', '.')}</name><val{value}</val></propSet>"
        for name, value in values.items()
    )
    return f'<objects><obj type="{kind}">{identity}</obj>{properties}</objects>'


class ScriptedVcenter(ScriptedServer):
    """Routes are SOAP methods; a session is there from the start."""

    def __init__(self, made: Certificate) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.file, made.key)

        def setup(handler: Handler) -> None:
            handler.request = context.wrap_socket(handler.request, server_side=True)
            Handler.setup(handler)

        super().__init__()
        secured = {"script": self, "setup": setup}
        self._server.RequestHandlerClass = type("Secured", (Handler,), secured)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.certificate = made
        self.port = self._server.server_port
        self.on("GET", "/sdk/vimServiceVersions.xml", Reply(VERSIONS.encode()))
        self.says("RetrieveServiceContent", answer("RetrieveServiceContent", CONTENT))
        self.says("Login", answer("Login", SESSION))
        self.says("Logout", answer("Logout"))
        view = answer("CreateContainerView", "session[1]view-1", attributes=' type="ContainerView"')
        self.says("CreateContainerView", view)
        self.says("DestroyView", answer("DestroyView"))

    def says(self, method: str, *replies: Reply) -> None:
        """What a method answers; the last again and again."""
        self.on("SOAP", method, *replies)

    def called(self, method: str) -> list[Seen]:
        return self.calls("SOAP", method)

    def reply(self, seen: Seen) -> Reply:
        found = CALLED.search(seen.body)
        if found is None:
            return super().reply(seen)
        return super().reply(as_soap(seen, found[1].decode()))

    def client(
        self, password: Callable[[], str | None] = lambda: "correct", **others: object
    ) -> VsphereCloud:
        known: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": "vigie",
            "ca_file": str(self.certificate.file),
            "connect_timeout_s": HANGS_AFTER_S,
            "read_timeout_s": HANGS_AFTER_S,
        }
        settings = msgspec.convert(known | others, VsphereSettings)
        return VsphereCloud(settings, user="vigie", password=password, clock=SystemClock())


def as_soap(seen: Seen, method: str) -> Seen:
    return Seen("SOAP", method, seen.query, seen.headers, seen.body)


@contextlib.contextmanager
def scripted_vcenter(folder: Path) -> Iterator[tuple[ScriptedVcenter, VsphereCloud]]:
    """A server and a client of it."""
    server = ScriptedVcenter(certificate(folder))
    client = server.client()
    try:
        yield server, client
    finally:
        client.close()
        server.close()
