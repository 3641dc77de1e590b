"""pyVmomi's calls over our own line: bounded, verified, and sure of what was sent.

Bulk answers are given as XML elements: pyVmomi's objects cost five times as
much, and one value they do not know would lose the whole answer.
"""

import contextlib
import io
import secrets
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from pyVmomi import vmodl
from pyVmomi.SoapAdapter import SoapResponseDeserializer, SoapStubAdapterBase

from console.providers.vsphere.connection import Line, SoapAnswer
from console.redaction import known_for_now

PATH = "/sdk"
OK, FAULT = 200, 500
PIECE = 1 << 15
ANOTHER_DOCUMENT = "another document than the answer to the call"
HEAD = 8192
"""Where in an answer its method must be named: a log-in page must not pass for an empty list."""


class Nonsense(Exception):
    """An answer that is not the protocol's; `status` is HTTP's."""

    def __init__(self, text: str, status: int, body: bytes = b"") -> None:
        super().__init__(text)
        self.text = text
        self.status = status
        self.body = body


class Stub(SoapStubAdapterBase):  # type: ignore[misc] # pyVmomi is not typed
    """What managed objects call through; one thread only.

    `operation_id` of the last call is written in vCenter's own logs, too.
    """

    def __init__(self, line: Line, version: str) -> None:
        SoapStubAdapterBase.__init__(self, version=version)
        self.line = line
        self.operation_id = ""
        self.in_doubt = False
        self.requestContext: dict[str, str] = {}  # the library's name
        self._cookie = ""
        self._writing = False

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Send the block's one call on a connection of its own, once.

        `in_doubt` stays true when the block ended by an exception.
        """
        self._writing = self.in_doubt = True
        try:
            yield
        finally:
            self._writing = False
        self.in_doubt = False

    def InvokeMethod(  # noqa: N802 - the library's name
        self,
        mo: Any,  # noqa: ANN401 - pyVmomi is not typed
        info: Any,  # noqa: ANN401 - as above
        args: Any,  # noqa: ANN401 - as above
        outerStub: object = None,  # noqa: ARG002, N803 - the library's name
    ) -> Any:  # noqa: ANN401 - as above
        """Call a method and give pyVmomi's objects; raises its faults, Broken and Nonsense."""
        answer = self._answer(mo, info, args)
        return self._read(answer, info)

    def fetch(self, mo: Any, method: str, *args: object) -> Element:  # noqa: ANN401 - pyVmomi is not typed
        """Call a method and give the answer's element."""
        answer = self._answer(mo, type(mo)._GetMethodInfo(method), args)  # noqa: SLF001 - no public way to a method's types
        try:
            return _parsed(answer.body)
        except ParseError as failure:
            raise Nonsense(str(failure), answer.status) from failure

    def _answer(self, mo: Any, info: Any, args: Any) -> SoapAnswer:  # noqa: ANN401 - pyVmomi is not typed
        self.operation_id = f"vigie-{secrets.token_hex(4)}"
        self.requestContext = {"operationID": self.operation_id}
        body = self.SerializeRequest(mo, info, args)
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": self.versionId}
        if self._cookie:
            headers["Cookie"] = self._cookie
        answer = self.line.ask("POST", PATH, body, headers, fresh=self._writing)
        if answer.cookie:
            self._cookie = answer.cookie.partition(";")[0]
            known_for_now(f"vcenter {id(self.line)}", self._cookie.partition("=")[2].strip('"'))
        if answer.status == FAULT:
            raise self._fault(answer, info)
        if answer.status != OK:
            raise Nonsense(f"HTTP {answer.status}", answer.status, answer.body)
        if f"{info.wsdlName}Response".encode() not in answer.body[:HEAD]:
            raise Nonsense(ANOTHER_DOCUMENT, answer.status, answer.body)
        return answer

    def _fault(self, answer: SoapAnswer, info: Any) -> Exception:  # noqa: ANN401 - pyVmomi is not typed
        try:
            found = self._read(answer, info)
        except Nonsense as failure:
            text = _fault_text(answer.body)
            return failure if text is None else _untyped(text)
        if isinstance(found, vmodl.MethodFault | vmodl.RuntimeFault):
            return found
        return Nonsense("a failure that does not say what failed", FAULT)

    def _read(self, answer: SoapAnswer, info: Any) -> Any:  # noqa: ANN401 - pyVmomi is not typed
        try:
            reader = SoapResponseDeserializer(self)
            return reader.Deserialize(io.BytesIO(answer.body), info.result)
        except Exception as failure:
            raise Nonsense(f"{type(failure).__name__}: {failure}", answer.status) from failure


def _parsed(body: bytes) -> Element:
    """Parse piece by piece: in one piece, megabytes would stop every other thread meanwhile."""
    parser = XMLParser()  # noqa: S314 - expat limits expansion by itself
    for at in range(0, len(body), PIECE):
        parser.feed(body[at : at + PIECE])
    return parser.close()


def _untyped(text: str) -> Exception:
    """A fault of which only the sentence is known."""
    fault = vmodl.RuntimeFault()
    fault.msg = text
    return fault


def _fault_text(body: bytes) -> str | None:
    """The fault's sentence, where its detail is of a type that the library does not know."""
    try:
        return fromstring(body).findtext(".//faultstring")  # noqa: S314 - expat limits expansion by itself
    except ParseError:
        return None
