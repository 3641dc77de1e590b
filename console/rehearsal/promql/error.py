"""What can be wrong with a query: its text, or its run."""


class ParseError(ValueError):
    """The text is no PromQL, or none that is supported. Reads as Prometheus writes it."""

    def __init__(self, text: str, position: int, message: str) -> None:
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        super().__init__(f"{line}:{column}: parse error: {message}")


class ExecutionError(ValueError):
    """The query is sound but its operands do not match (HTTP 422)."""
