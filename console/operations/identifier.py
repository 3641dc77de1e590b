"""Operation ids: 40 random bits in Crockford's base 32, lower case."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8


def new_operation_id() -> str:
    """Eight characters without the letters people misread (i, l, o, u)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
