"""The negotiation of microversions, as Nova and Cinder have it."""

import re

from console.rehearsal.exchange import Answer, ApiError, Microversion, ServedCall

_FORM = re.compile(r"^([1-9]\d*)\.([1-9]\d*|0)$")


def text(version: Microversion) -> str:
    """``2.96``."""
    return f"{version[0]}.{version[1]}"


class Microversions:
    """What a service speaks; `header` is one of its own besides OpenStack-API-Version."""

    def __init__(
        self, service: str, lowest: Microversion, highest: Microversion, *, header: str = ""
    ) -> None:
        self._service = service
        self._header = header
        self.lowest = lowest
        self.highest = highest

    def negotiate(self, call: ServedCall) -> None:
        """Set the call's microversion from its headers; 400 and 406 as they are answered."""
        asked = self._asked(call)
        if asked is None:
            call.microversion = self.lowest
            return
        if asked == "latest":
            call.microversion = self.highest
            return
        match = _FORM.match(asked)
        if match is None:
            raise ApiError(
                400,
                f"API Version String {asked} is of invalid format. "
                "Must be of format MajorNum.MinorNum.",
            )
        version = int(match[1]), int(match[2])
        if not self.lowest <= version <= self.highest:
            raise ApiError(
                406,
                f"Version {asked} is not supported by the API. "
                f"Minimum is {text(self.lowest)} and maximum is {text(self.highest)}.",
            )
        call.microversion = version

    def _asked(self, call: ServedCall) -> str | None:
        for part in call.headers.get("openstack-api-version", "").split(","):
            service, _, version = part.strip().partition(" ")
            if service.lower() == self._service and version:
                return version.strip()
        return call.headers.get(self._header) if self._header else None

    def say(self, call: ServedCall, answer: Answer) -> Answer:
        """Tell which microversion the answer has."""
        version = text(call.microversion)
        headers = {**answer.headers, "OpenStack-API-Version": f"{self._service} {version}"}
        vary = ["OpenStack-API-Version"]
        if self._header:
            headers[self._header] = version
            vary.append(self._header)
        headers["Vary"] = ", ".join(vary)
        return Answer(answer.content, answer.status, headers, answer.media_type)
