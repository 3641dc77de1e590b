"""Authentication, catalog and microversions, by openstacksdk; one session for all regions."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from keystoneauth1.exceptions import (
    ClientException,
    HttpServerError,
    MissingRequiredOptions,
    NoMatchingPlugin,
    Unauthorized,
)
from keystoneauth1.session import Session
from openstack.config.cloud_region import CloudRegion
from openstack.config.loader import OpenStackConfig
from openstack.exceptions import ConfigException

from console.model.error import RateLimited, SourceError
from console.model.estate import Identity
from console.model.notice import notice
from console.providers import unverified
from console.providers.bucket import shared
from console.providers.openstack import access, errors
from console.providers.quotation import quoted
from console.providers.transport import BoundedAdapter
from console.redaction import known_for_now
from console.settings.openstack import OpenStackSettings

FAILURE_HOLDS_S = 3.0
AGAIN_AFTER_S = 0.5
VERSION_PATHS = {
    "block-storage": "v3",
    "compute": "v2.1",
    "identity": "v3",
    "image": "v2",
    "load-balancer": "v2",
    "network": "v2.0",
    "object-store": "v1",
}

SUFFICES = {"compute": "2.9"}
"""The oldest microversions that tell what must be known: here whether a server is locked."""


class TokenSession(Session):  # type: ignore[misc] # the library is untyped
    """A session that needs no token to ask for one.

    keystoneauth asks again with a token what was refused without, also the discovery
    before the first one, and then waits for itself for ever.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - keystoneauth's own options
        """As keystoneauth's."""
        super().__init__(**options)
        self._asking = threading.local()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While this thread asks for a token."""
        self._asking.now = True
        try:
            yield
        finally:
            self._asking.now = False

    def get_auth_headers(self, auth: Any = None) -> Any:  # noqa: ANN401 - keystoneauth's plugin
        """The headers that a token makes; none can be had in the middle of asking for one."""
        if getattr(self._asking, "now", False):
            raise Unauthorized(message="refused without a token, before one was asked for")
        return super().get_auth_headers(auth)


class Connection:
    """One set of credentials: its token, its project, and where each service stands.

    Built from clouds.yaml or OS_* variables at the first call. Thread-safe:
    one authenticated session is shared, the token is fetched by one thread at
    a time and reused until it expires or is refused. Where services stand is
    believed as long as the token whose catalog says it; credentials that are
    refused are read again, so that a changed password is taken up by itself.
    """

    def __init__(self, settings: OpenStackSettings, cloud_name: str | None) -> None:
        """Keep the settings; nothing is read yet."""
        self._settings = settings
        self._cloud_name = cloud_name
        self._lock = threading.RLock()
        self._config: OpenStackConfig | None = None
        self._session: TokenSession | None = None
        self._regions: dict[str, CloudRegion] = {}
        self._endpoints: dict[tuple[str, str], str] = {}
        self._endpoints_of = ""
        self._asking = threading.Lock()
        self._failure: ClientException | SourceError | None = None
        self._failure_until = 0.0
        self._auth_url = ""
        self._project_id = ""

    def identity(self) -> Identity:
        """Who the token speaks for."""
        access = self._access()
        return Identity(
            user=access.username or access.user_id or "",
            project=access.project_name or access.project_id or "",
            roles=tuple(access.role_names),
            project_id=access.project_id or "",
            host=self.host,
        )

    def speaks_for(self, user_id: str) -> str | None:
        """The name of a user, where it is the token's own."""
        access = self._access()
        return access.username if access.user_id == user_id else None

    def project_id(self) -> str:
        """The project's id, from the token."""
        self.token()
        return self._project_id

    @property
    def host(self) -> str:
        """The host of its Keystone; empty until a token was asked for."""
        return urlsplit(self._auth_url).hostname or ""

    @property
    def scope(self) -> str:
        """What rate limits are counted for: the project, at its Keystone."""
        return f"{self._auth_url} {self._project_id}"

    def token(self) -> str:
        """The current token; fetched when there is none or it is about to expire."""
        access = self._access()
        self._project_id = access.project_id or ""
        token = str(access.auth_token)
        if token != self._endpoints_of:
            known_for_now(f"{self._auth_url} {self._cloud_name}", token)
            self._endpoints, self._endpoints_of = {}, token
        return token

    def discard(self, token: str | None) -> None:
        """Forget a refused token, unless another thread has already replaced it."""
        session = self.session()
        with self._lock:
            held = getattr(session.auth, "auth_ref", None)
            if held is not None and held.auth_token == token:
                session.auth.invalidate()

    def endpoint(self, api: str, region: str) -> str:
        """URL of a service in a region, its version included, without a slash at the end."""
        key, known = (api, region), self._endpoints
        if key not in known:
            url = self._region(region).get_session_endpoint(api)
            if not url:
                has = self.catalogued()
                raise SourceError(errors.no_endpoint(f"{api} {region}", region, has))
            known[key] = _versioned(url.rstrip("/"), VERSION_PATHS[api])
        return known[key]

    def microversion(self, api: str, region: str) -> str | None:
        """The microversion that clouds.yaml asks for, else what suffices; None is the oldest."""
        chosen = self._region(region).get_default_microversion(api) or SUFFICES.get(api)
        return str(chosen) if chosen else None

    def session(self) -> TokenSession:
        """The one authenticated session."""
        with self._lock:
            if self._session is None:
                self._region("")
                assert self._session is not None  # noqa: S101 - _region has just set it
            return self._session

    def catalogued(self, api: str | None = None) -> tuple[str, ...]:
        """The regions that the token's catalog names, or those that have an API."""
        catalog = self._access().service_catalog.catalog
        services = [one for one in catalog if api in (None, one.get("type"))]
        ends = [end for service in services for end in service.get("endpoints") or ()]
        return tuple(sorted({str(end.get("region_id") or end.get("region") or "") for end in ends}))

    def _access(self) -> Any:  # noqa: ANN401 - keystoneauth's access information
        """The token's content. A failure holds for all that were waiting for the same token.

        Without that, a dozen collectors would each spend a call of Keystone's
        small budget to learn the same thing, one after another.
        """
        session = self.session()
        with self._asking:
            if self._failure is not None and time.monotonic() < self._failure_until:
                raise self._failure
            try:
                with session.asking():
                    access = _access_of(session)
            except (ClientException, SourceError) as failure:
                self._failure = failure
                self._failure_until = time.monotonic() + FAILURE_HOLDS_S
                if isinstance(failure, Unauthorized):
                    self._forget()
                raise
            self._failure = None
            return access

    def _forget(self) -> None:
        """Read the credentials again next time."""
        with self._lock:
            self._config = self._session = None
            self._regions.clear()

    def _region(self, name: str) -> CloudRegion:
        with self._lock:
            if name not in self._regions:
                region = self._read(name)
                region.get_session()
                self._regions[name] = region
            return self._regions[name]

    def _read(self, name: str) -> CloudRegion:
        try:
            if self._config is None:
                self._config = self._load()
            region = _region_of(self._config, self._cloud_name, name)
        except MissingRequiredOptions as e:
            names = ", ".join(str(option.dest) for option in e.options)
            cloud = self._cloud_name or "OS_*"
            raise SourceError(notice("openstack.incomplete", names=names, cloud=cloud)) from e
        except TypeError as e:  # of the arguments of its auth_type
            raise errors.unknown_key(e, self._cloud_name or "OS_*") from e
        except requests.RequestException as e:  # of a profile that is kept elsewhere, as OVHcloud's
            raise errors.without_profile(e) from e
        except (
            ConfigException,
            NoMatchingPlugin,
            OSError,
            ValueError,
        ) as e:
            cloud = self._cloud_name or "OS_*"
            raise SourceError(notice("openstack.config", cloud=cloud, text=quoted(str(e)))) from e
        access.confided(region.config)
        access.certificates(region)
        access.addresses(region)
        access.complete(region, self._cloud_name or "OS_*")
        if not access.verified(region):
            unverified.told("OpenStack")
        self._auth_url = str(region.config.get("auth", {}).get("auth_url") or "").rstrip("/")
        return region

    def _load(self) -> OpenStackConfig:
        """Read clouds.yaml; the one that the settings name, if any, and then nothing else."""
        named = self._settings.clouds_yaml
        if named is None and self._cloud_name is not None:
            access.usual()
        only = access.only(named) if named is not None else {}
        config = OpenStackConfig(session_constructor=self._share, app_name="vigie", **only)
        access.confided(config.cloud_config)
        return config

    def _share(self, **options: Any) -> TokenSession:  # noqa: ANN401 - keystoneauth's own options
        """Give every region the session that the first one was built with."""
        if self._session is None:
            transport = requests.Session()
            adapter = BoundedAdapter(
                connect_s=self._settings.connect_timeout_s,
                total_s=self._settings.read_timeout_s,
                connections=max(10, self._settings.parallel_calls),
                before=self._spare_keystone,
            )
            transport.mount("http://", adapter)
            transport.mount("https://", adapter)
            options["timeout"] = None
            self._session = TokenSession(session=transport, **options)
        return self._session

    def _spare_keystone(self, url: str) -> None:
        """Keep authentication within Keystone's budget (60 calls a minute and user)."""
        bare = url.split("?", maxsplit=1)[0].rstrip("/")
        if bare != self._auth_url and not bare.endswith("/auth/tokens"):
            return
        bucket = shared(self._auth_url, "identity", self._settings.identity_rate)
        wait = bucket.acquire(self._settings.read_timeout_s)
        if wait is not None:
            said = notice("openstack.rate_limited", source="identity", status=429, text="")
            raise RateLimited(said, retry_after_s=wait)


def _access_of(session: TokenSession) -> Any:  # noqa: ANN401 - keystoneauth's access information
    """What a token says, asked for once more where Keystone failed: one slip darkens all."""
    try:
        return session.auth.get_access(session)
    except HttpServerError as failure:
        if "Retry-After" in getattr(failure.response, "headers", {}):
            raise
        time.sleep(AGAIN_AFTER_S)
        return session.auth.get_access(session)


def _region_of(config: OpenStackConfig, cloud: str | None, name: str) -> CloudRegion:
    """Give an entry's access to a region, whatever region the entry itself is fixed to.

    The SDK takes `region_name` and `regions` of an entry for all that there are.
    A token serves every region of its catalog, and the catalog says which.
    """
    if not name:
        return config.get_one(cloud=cloud)
    try:
        return config.get_one(cloud=cloud, region_name=name)
    except ConfigException:
        entry = config.cloud_config["clouds"].get(cloud or config.default_cloud)
        if entry is None:
            raise
        entry["regions"] = [*entry.get("regions", ()), name]
        return config.get_one(cloud=cloud, region_name=name)


def _versioned(url: str, version: str) -> str:
    """Complete a catalog URL that names no version, as clients of Neutron and Glance do."""
    major = version.split(".", maxsplit=1)[0]
    named = any(part == major or part.startswith(f"{major}.") for part in url.split("/")[3:])
    return url if named else f"{url}/{version}"
