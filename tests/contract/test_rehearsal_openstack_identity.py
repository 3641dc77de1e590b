"""What the simulated Keystone promises on the wire."""

import json
from pathlib import Path

import pytest
import requests
from process import wait_until
from rehearsed import Rehearsal, Rehearse

Auth = dict[str, object]
UNAUTHORIZED = {
    "code": 401,
    "message": "The request you have made requires authentication.",
    "title": "Unauthorized",
}


def by_password(estate: Rehearsal, *, scoped: bool = True, **changes: str) -> Auth:
    given = json.loads(estate.clouds_yaml.read_text())["clouds"]["vigie"]["auth"] | changes
    domain = {"name": "Default"}
    user = {"name": given["username"], "password": given["password"], "domain": domain}
    auth: Auth = {"identity": {"methods": ["password"], "password": {"user": user}}}
    if scoped:
        auth["scope"] = {"project": {"name": given["project_name"], "domain": domain}}
    return auth


def ask(estate: Rehearsal, auth: Auth) -> requests.Response:
    url = f"{estate.endpoints['identity']}/auth/tokens"
    return requests.post(url, json={"auth": auth}, timeout=60)


def token(estate: Rehearsal) -> str:
    return ask(estate, by_password(estate)).headers["X-Subject-Token"]


@pytest.fixture(scope="module")
def estate(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal("steady", 602.0)


def test_a_scoped_token_names_project_roles_and_the_three_regions(estate: Rehearsal) -> None:
    body = ask(estate, by_password(estate)).json()["token"]
    assert body["project"]["name"] == "ecoledirecte"
    assert {role["name"] for role in body["roles"]} == {"member", "reader"}
    kinds = {service["type"]: service["endpoints"] for service in body["catalog"]}
    assert kinds.keys() == {
        *("identity", "compute", "network", "image", "load-balancer", "block-storage", "volumev3"),
        "object-store",
    }
    assert {each["region"] for each in kinds["compute"]} == {"RBX-A", "GRA11", "SBG5"}
    assert body["expires_at"] > body["issued_at"]


def test_an_unscoped_token_has_no_catalog_and_opens_no_service(estate: Rehearsal) -> None:
    answer = ask(estate, by_password(estate, scoped=False))
    assert "catalog" not in answer.json()["token"]
    headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
    url = f"{estate.endpoints['compute/GRA11']}/servers"
    assert requests.get(url, headers=headers, timeout=60).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"username": "nobody"}, {"project_name": "another"}],
    ids=["password", "user", "project"],
)
def test_what_does_not_fit_is_unauthorized(estate: Rehearsal, changes: dict[str, str]) -> None:
    answer = ask(estate, by_password(estate, **changes))
    assert answer.status_code == 401
    assert answer.json()["error"] == UNAUTHORIZED


def test_an_application_credential_is_scoped_by_itself(estate: Rehearsal) -> None:
    auth = json.loads(estate.clouds_yaml.read_text())["clouds"]["vigie-appcred"]["auth"]
    given = {
        "id": auth["application_credential_id"],
        "secret": auth["application_credential_secret"],
    }
    name = "application_credential"
    body = ask(estate, {"identity": {"methods": [name], name: given}}).json()["token"]
    assert body["project"]["name"] == "ecoledirecte"
    assert body[name]["id"] == given["id"]
    wrong = {"identity": {"methods": [name], name: {**given, "secret": "wrong"}}}
    assert ask(estate, wrong).status_code == 401


def test_a_token_is_validated_and_revoked(estate: Rehearsal) -> None:
    url = f"{estate.endpoints['identity']}/auth/tokens"
    mine, subject = token(estate), token(estate)
    headers = {"X-Auth-Token": mine, "X-Subject-Token": subject}
    assert requests.head(url, headers=headers, timeout=60).status_code == 200
    shown = requests.get(url, headers=headers, timeout=60).json()["token"]
    assert shown["user"]["name"] == "vigie"
    assert requests.delete(url, headers=headers, timeout=60).status_code == 204
    assert requests.get(url, headers=headers, timeout=60).status_code == 404


def test_a_token_from_a_token_lives_no_longer(estate: Rehearsal) -> None:
    first = ask(estate, by_password(estate, scoped=False))
    identity = {"methods": ["token"], "token": {"id": first.headers["X-Subject-Token"]}}
    scope = by_password(estate)["scope"]
    second = ask(estate, {"identity": identity, "scope": scope})
    assert second.json()["token"]["expires_at"] == first.json()["token"]["expires_at"]
    assert second.json()["token"]["catalog"]


def test_an_expired_token_is_unauthorized_everywhere(
    fresh_rehearsal: Rehearse, tmp_path: Path
) -> None:
    scenario = tmp_path / "brief.toml"
    start = "2026-11-26T14:00:00+01:00"
    scenario.write_text(f'title = "Brief"\nstarts = {start}\n[identity]\ntoken_wall_s = 5\n')
    estate = fresh_rehearsal(str(scenario), 1.0)
    headers = {"X-Auth-Token": token(estate)}
    url = f"{estate.endpoints['compute/GRA11']}/servers"

    def asked() -> requests.Response:
        return requests.get(url, headers=headers, timeout=60)

    assert asked().status_code == 200
    wait_until(lambda: asked().status_code != 200, what="the token has expired", every_s=0.2)
    answer = asked()
    assert answer.status_code == 401
    assert answer.json()["error"] == UNAUTHORIZED
    assert answer.headers["WWW-Authenticate"].startswith("Keystone uri=")


def test_too_many_logins_in_a_minute_are_limited(fresh_rehearsal: Rehearse, tmp_path: Path) -> None:
    scenario = tmp_path / "strict.toml"
    start = "2026-11-26T14:00:00+01:00"
    scenario.write_text(f'title = "Strict"\nstarts = {start}\n[rates]\nidentity_per_minute = 4\n')
    estate = fresh_rehearsal(str(scenario), 1.0)
    answers = [ask(estate, by_password(estate)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 10


def test_versions_are_discovered_without_a_token(estate: Rehearsal) -> None:
    identity = estate.endpoints["identity"].removesuffix("/v3")
    choices = requests.get(identity, timeout=60)
    assert choices.status_code == 300
    assert choices.json()["versions"]["values"][0]["id"] == "v3.14"
    compute = requests.get(estate.endpoints["compute/SBG5"], timeout=60).json()["version"]
    assert (compute["min_version"], compute["version"]) == ("2.1", "2.96")
    network = requests.get(estate.endpoints["network/SBG5"], timeout=60).json()["versions"]
    assert network[0]["id"] == "v2.0"
