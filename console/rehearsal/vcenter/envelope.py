"""SOAP 1.1 envelopes: requests read, answers and faults written, in pyVmomi's types."""

from dataclasses import dataclass
from io import StringIO
from typing import Any
from uuid import uuid4
from xml.parsers.expat import ExpatError, ParserCreate

from pyVmomi import SoapAdapter, VmomiSupport, vmodl

Made = Any
NAMESPACE = "urn:vim25"
FALLBACK = "vim.version.v8_0_3_0"
"""The version that is spoken to whoever asks in none that is known."""
THIS = "_this"
"""The element that names the object a method is called on."""
NSMAP = {**SoapAdapter.SOAP_NSMAP, NAMESPACE: ""}
HEAD = f"{SoapAdapter.XML_HEADER}\n{SoapAdapter.SOAP_START}"


class UnreadableRequest(Exception):
    """The request is no SOAP envelope of this protocol."""


class UnknownMethod(Exception):
    """The protocol has no such method. The text is its name."""


@dataclass(frozen=True, slots=True)
class SoapRequest:
    """A method call: on which object, which method, and its parameters by name."""

    this: Made
    method: str
    info: Made
    arguments: dict[str, Made]
    operation: str = ""
    """The caller's own name for the call (`operationID` in the header), else one of ours."""


def read(body: bytes) -> SoapRequest:
    """Read an envelope; raises Unreadable or UnknownMethod."""
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)  # noqa: FBT003 - expat's own signature
    except UnknownMethod:
        raise
    except (ExpatError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRequest(str(error)) from error
    if reader.info is None or reader.deserializer is None:
        raise UnreadableRequest("There is no call in the body.")
    call = reader.deserializer.GetResult()
    this = getattr(call, THIS, None)
    if this is None:
        raise UnreadableRequest("There is no object the method is called on.")
    values = {each.name: getattr(call, each.name, None) for each in reader.info.params}
    return SoapRequest(
        this, reader.info.wsdlName, reader.info, values, reader.operation or uuid4().hex
    )


class _Reader(SoapAdapter.ExpatDeserializerNSHandlers):  # type: ignore[misc]  # pyVmomi has no types
    """Finds the call in the body and lets pyVmomi's deserialiser read its parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.parser = ParserCreate(namespace_separator=SoapAdapter.NS_SEP)
        self.info: Made = None
        self.deserializer: Made = None
        self.operation = ""
        self._in_body = False
        self._heard = ""
        SoapAdapter.SetHandlers(self.parser, SoapAdapter.GetHandlers(self))

    def StartElementHandler(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: N802 - expat's name, by which pyVmomi finds it
        """Hand over to the deserialiser at the first element of the body."""
        namespace, _, name = tag.rpartition(SoapAdapter.NS_SEP)
        if not self._in_body:
            self._heard = ""
            self._in_body = tag == f"{SoapAdapter.XMLNS_SOAPENV}{SoapAdapter.NS_SEP}Body"
            return
        if self.info is not None:
            raise ValueError("There is more than one call in the body.")
        self.info = method_info(namespace, name)
        self.deserializer = SoapAdapter.SoapDeserializer()
        self.deserializer.Deserialize(self.parser, _shape(self.info), False, self.nsMap)  # noqa: FBT003 - pyVmomi's signature
        self.deserializer.StartElementHandler(tag, attributes)

    def EndElementHandler(self, tag: str) -> None:  # noqa: N802 - as above
        """Keep what the header says of the operation."""
        if not self._in_body and tag.rpartition(SoapAdapter.NS_SEP)[2] == "operationID":
            self.operation = self._heard

    def CharacterDataHandler(self, data: str) -> None:  # noqa: N802 - as above
        """Hear the text of the header."""
        self._heard += data


def _field(name: str, kind: Made, flags: int = VmomiSupport.F_OPTIONAL) -> Made:
    return VmomiSupport.Object(name=name, type=kind, version=VmomiSupport.BASE_VERSION, flags=flags)


FETCH = VmomiSupport.Object(
    name="Fetch",
    wsdlName="Fetch",
    params=(_field("prop", str),),
    result=object,
    privId="System.Read",
    type=VmomiSupport.ManagedObject,
)
"""Reads one property; every managed object has it and no type lists it."""


def method_info(namespace: str, name: str) -> Made:
    """What pyVmomi knows of a method; UnknownMethod when it knows none."""
    if name == FETCH.wsdlName:
        return FETCH
    try:
        return VmomiSupport.GetWsdlMethod(namespace, name).info
    except KeyError:
        raise UnknownMethod(name) from None


_shapes: dict[str, Made] = {}


def _shape(info: Made) -> Made:
    """A data object with a call's parameters as its properties."""
    if info.wsdlName not in _shapes:
        optional = VmomiSupport.F_OPTIONAL
        fields = [_field(THIS, VmomiSupport.ManagedObject)]
        fields += [_field(each.name, each.type, each.flags | optional) for each in info.params]
        content = {"_propList": fields, "_propInfo": {each.name: each for each in fields}}
        _shapes[info.wsdlName] = type("Call", (VmomiSupport.DataObject,), content)
    return _shapes[info.wsdlName]


def version_of(action: str) -> str:
    """The version a caller speaks, from its SOAPAction header (``"urn:vim25/8.0.3.0"``)."""
    spoken = action.strip('" ').removeprefix("urn:")
    found: str = VmomiSupport.versionMap.get(spoken, FALLBACK)
    return found


def value(tag: str, content: Made, version: str, kind: Made = object) -> str:
    """One value as an element in the protocol's namespace, its type on it where it is any."""
    info = VmomiSupport.Object(
        name=tag, type=kind, version=VmomiSupport.BASE_VERSION, flags=VmomiSupport.F_OPTIONAL
    )
    writer = StringIO()
    serializer = SoapAdapter.SoapSerializer(writer, version, NSMAP)
    serializer.outermostAttrs = ""
    serializer.Serialize(content, info)
    return writer.getvalue()


def answer(request: SoapRequest, content: str) -> bytes:
    """The envelope of an answer whose values are written already."""
    name = f"{request.method}Response"
    text = f'{HEAD}<{name} xmlns="{NAMESPACE}">{content}</{name}>{SoapAdapter.SOAP_END}'
    return text.encode()


def fault(content: Made, version: str) -> bytes:
    """The envelope of a fault."""
    message = SoapAdapter.XmlEscape(content.msg or type(content).__name__)
    name = f"{VmomiSupport.GetWsdlName(type(content))}Fault"
    info = VmomiSupport.Object(
        name=name, type=object, version=VmomiSupport.BASE_VERSION, flags=VmomiSupport.F_OPTIONAL
    )
    detail = SoapAdapter.SerializeFaultDetail(content, info, version, NSMAP)
    detail = detail.replace(f"<{name}", f'<{name} xmlns="{NAMESPACE}"', 1)
    text = (
        f"{HEAD}<{SoapAdapter.SOAP_FAULT_TAG}><faultcode>ServerFaultCode</faultcode>"
        f"<faultstring>{message}</faultstring><detail>{detail}</detail>"
        f"</{SoapAdapter.SOAP_FAULT_TAG}>{SoapAdapter.SOAP_END}"
    )
    return text.encode()


def invalid_request(text: str) -> Made:
    """What is answered to an envelope that can't be read."""
    return vmodl.fault.InvalidRequest(msg=f"Unable to parse the request: {text}")
