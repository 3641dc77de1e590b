"""Which version of the API to speak, read from the server within a bound.

The document is `/sdk/vimServiceVersions.xml`; the library reads it without a timeout.
"""

from xml.etree.ElementTree import Element, ParseError, fromstring

from pyVmomi import VmomiSupport

from console.providers.vsphere.connection import Line
from console.providers.vsphere.stub import OK, PATH, Nonsense

NAMESPACE = "urn:vim25"


def version_of(line: Line) -> str:
    """The newest version that both sides know (GET /sdk/vimServiceVersions.xml)."""
    answer = line.ask("GET", f"{PATH}/vimServiceVersions.xml", None, {})
    if answer.status != OK:
        raise Nonsense(f"HTTP {answer.status}", answer.status, answer.body)
    try:
        offered = _offered(fromstring(answer.body))  # noqa: S314 - expat limits expansion by itself
    except ParseError as failure:
        raise Nonsense(
            f"not a list of versions: {failure}", answer.status, answer.body
        ) from failure
    for version in VmomiSupport.GetServiceVersions("vim25"):
        if VmomiSupport.versionIdMap.get(version) in offered:
            return str(version)
    text = f"no known version among {', '.join(sorted(offered))}"
    raise Nonsense(text, answer.status, answer.body)


def _offered(document: Element) -> set[str]:
    return {
        found.text
        for namespace in document.iterfind("namespace")
        if namespace.findtext("name") == NAMESPACE
        for found in (*namespace.iterfind("version"), *namespace.iterfind("priorVersions/version"))
        if found.text
    }
