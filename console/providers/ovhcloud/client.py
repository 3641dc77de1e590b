"""python-ovh's client, which signs calls, over a transport that always ends."""

import time

import ovh
from ovh.client import ENDPOINTS

from console.providers.ovhcloud.keys import Keys
from console.providers.transport import BoundedAdapter, hush
from console.settings.ovhcloud import ApiSettings


class BoundedClient(ovh.Client):  # type: ignore[misc] # the library is untyped
    """Signs and sends one call at a time; nothing is retried and no redirect is followed.

    A redirect would carry the signature to another place, and turn a POST into
    a GET. The keys are ours alone: none is taken from ovh.conf or OVH_*.
    """

    def __init__(self, settings: ApiSettings, keys: Keys) -> None:
        """Sign with `keys`. Raises what the library raises for an endpoint it does not know.

        The library takes names of its table of endpoints only, so a URL is
        entered there under itself.
        """
        endpoint = settings.endpoint.rstrip("/")
        if "://" in endpoint:
            ENDPOINTS.setdefault(endpoint, endpoint)
        hush()
        super().__init__(
            endpoint=endpoint,
            application_key=keys.application_key,
            application_secret=keys.application_secret,
            consumer_key=keys.consumer_key,
            timeout=settings.read_timeout_s,
        )
        adapter = BoundedAdapter(
            connect_s=settings.connect_timeout_s,
            total_s=settings.read_timeout_s,
            connections=4,
            authorities=settings.ca_file,
        )
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._session.max_redirects = 0

    def signs_at(self, there: int) -> None:
        """Sign by the API's clock, which now says `there`.

        The library would ask for it by itself, and tell a portal's page from a
        time by an exception that has lost the answer.
        """
        self._time_delta = there - int(time.time())
