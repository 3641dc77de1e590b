"""What is OVHcloud's, told by the host of a cloud's Keystone: its API, and its manager."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """One of OVHcloud's houses: the name of its API, and where its manager stands.

    The manager's address of an instance is that of its sources (ovh/manager, pci-instances):
    it wants the region beside the id, and asks nobody's API for it.
    """

    api: str
    manager: str

    @property
    def instance_page(self) -> str:
        """Where the manager shows an instance."""
        project = f"{self.manager}/#/public-cloud/pci/projects/{{project}}"
        return f"{project}/instances/region/{{region}}/instance/{{id}}"


BRANDS = {
    ".cloud.ovh.net": Brand("ovh-eu", "https://manager.eu.ovhcloud.com"),
    ".cloud.ovh.us": Brand("ovh-us", "https://us.ovhcloud.com/manager"),
}
"""By the end of the host of their identity services."""


def brand_of(host: str) -> Brand | None:
    """Whose house an identity service is of; None of any other's cloud."""
    return next((one for end, one in BRANDS.items() if host.endswith(end)), None)
