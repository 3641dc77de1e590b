"""The console records while somebody looks at it, and says once what keeps it from that."""

from console.desk.recording.recorder import Recorder
from console.desk.session import Session
from console.model.notice import Notice


class Recording:
    """The recorder of one console; none where the settings record nothing."""

    def __init__(self, session: Session) -> None:
        """Begin to record, in a thread."""
        file = session.recording()
        self._recorder = None if file is None else Recorder(session, file)
        self._said: Notice | None = None
        if self._recorder is not None:
            self._recorder.start()

    def trouble(self) -> Notice | None:
        """What has come up since this was asked last; None: nothing new."""
        found = None if self._recorder is None else self._recorder.trouble
        fresh = None if found == self._said else found
        self._said = found
        return fresh

    def stop(self) -> None:
        """Record no more."""
        if self._recorder is not None:
            self._recorder.stop()
