"""What Glance answers of an image."""

from datetime import UTC, datetime

from console.rehearsal.exchange import Values
from console.rehearsal.images import SimulatedImage
from console.rehearsal.tokens import PROJECT_ID

PROVIDER_ID = "0" * 32
"""The project that public images are of."""


def owner(image: SimulatedImage) -> str:
    """The project an image is of."""
    return PROJECT_ID if image.visibility == "private" else PROVIDER_ID


def body(image: SimulatedImage) -> Values:
    """An image, its own properties among the others as Glance has them."""
    return {
        **image.properties,
        "id": image.id,
        "name": image.name,
        "status": image.status,
        "visibility": image.visibility,
        "size": None if image.status == "queued" else image.size,
        "virtual_size": None,
        "min_disk": image.min_disk_gib,
        "min_ram": image.min_ram_mib,
        "disk_format": "raw",
        "container_format": "bare",
        "checksum": None,
        "os_hash_algo": None,
        "os_hash_value": None,
        "os_hidden": False,
        "os_type": image.os_type,
        "owner": owner(image),
        "protected": False,
        "tags": list(image.tags),
        "created_at": _instant(image.created_at),
        "updated_at": _instant(image.updated_at),
        "self": f"/v2/images/{image.id}",
        "file": f"/v2/images/{image.id}/file",
        "schema": "/v2/schemas/image",
    }


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
