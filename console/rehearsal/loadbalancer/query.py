"""Lists as Octavia gives them: filters, order, pages, chosen fields (api/common/pagination.py)."""

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values

PAGE_LIMIT = 1000
_AUXILIARY = {"limit", "marker", "sort", "sort_key", "sort_dir", "fields", "page_reverse"}
_TAGS = ("tags", "tags-any", "not-tags", "not-tags-any")
_NOT_COLUMNS = {"loadbalancers", "listeners", "members", "pools", "tags", "l7policies"}


def listing(call: ServedCall, key: str, bodies: list[Values]) -> Answer:
    """One page, under its key.

    The link to the next one bears limit, order and marker alone: filters and
    fields are the caller's to say again.
    """
    kept = _ordered(call, [body for body in bodies if _meets(call, body)])
    kept = _behind_marker(call, kept)
    limit = _limit(call)
    page = kept if limit is None else kept[:limit]
    content: Values = {key: [_chosen(call, body) for body in page], f"{key}_links": []}
    if page and (limit is None or len(page) >= limit):
        said = [f"limit={limit}"]
        said += [
            f"{name}={call.query[name]}" for name in ("sort", "sort_key") if name in call.query
        ]
        said.append(f"marker={page[-1]['id']}")
        href = f"{call.base}/load-balancer/{call.region.name}/v2{call.path}?{'&'.join(said)}"
        content[f"{key}_links"] = [{"rel": "next", "href": href}]
    return Answer(content)


def one(call: ServedCall, key: str, body: Values) -> Answer:
    """A single part, under its key."""
    return Answer({key: _chosen(call, body)})


def _chosen(call: ServedCall, body: Values) -> Values:
    fields = call.query.getlist("fields")
    if not fields:
        return {name: value for name, value in body.items() if not name.startswith("_")}
    return {name: body[name] for name in fields if name in body}


def _meets(call: ServedCall, body: Values) -> bool:
    for name in set(call.query) - _AUXILIARY:
        if name in _TAGS:
            said = {tag for text in call.query.getlist(name) for tag in text.split(",")}
            if not _tagged(name, said, set(body["tags"])):
                return False
            continue
        column = "_balancer" if name in {"loadbalancer_id", "load_balancer_id"} else name
        if column not in body or column in _NOT_COLUMNS:
            raise ApiError(400, "One or more arguments are either duplicate or invalid")
        if _text(body[column]) != call.query[name].lower():
            return False
    return True


def _tagged(name: str, said: set[str], tags: set[str]) -> bool:
    return {
        "tags": said <= tags,
        "tags-any": bool(said & tags),
        "not-tags": not said <= tags,
        "not-tags-any": not said & tags,
    }[name]


def _text(value: object) -> str:
    return "" if value is None else str(value).lower()


def _ordered(call: ServedCall, bodies: list[Values]) -> list[Values]:
    """By what is asked, then by creation and id."""
    ordered = sorted(bodies, key=lambda body: (body["created_at"], body["id"]))
    pairs = [pair.partition(":") for pair in call.query.get("sort", "").split(",") if pair]
    keys = [key for key in call.query.get("sort_key", "").split(",") if key]
    directions = call.query.get("sort_dir", "").split(",")
    directions += ["asc"] * (len(keys) - len(directions))
    asked = [(key, direction or "asc") for key, _, direction in pairs]
    asked = asked or list(zip(keys, directions, strict=False))
    for key, direction in reversed(asked):
        if any(key not in body for body in ordered):
            raise ApiError(400, f"Supplied sort key '{key}' is not valid.")
        ordered.sort(key=lambda body: _text(body[key]), reverse=direction.lower() == "desc")
    return ordered


def _behind_marker(call: ServedCall, bodies: list[Values]) -> list[Values]:
    marker = call.query.get("marker")
    if marker is None:
        return bodies
    ids = [body["id"] for body in bodies]
    if marker not in ids:
        raise ApiError(400, f"Supplied pagination marker '{marker}' is not valid.")
    return bodies[ids.index(marker) + 1 :]


def _limit(call: ServedCall) -> int | None:
    text = call.query.get("limit", str(PAGE_LIMIT))
    if text == "infinite":
        return None
    try:
        limit = int(text)
    except ValueError as error:
        raise ApiError(400, f"Supplied pagination limit '{text}' is not valid.") from error
    return min(limit, PAGE_LIMIT) if limit >= 1 else None
