"""What can be asked of a cluster."""

from enum import StrEnum


class ClusterAct(StrEnum):
    """The writes of a cluster's mechanism."""

    SWITCH_OVER = "switch_over"
    RESTART = "restart"
