"""The service's socket: a thread a connection, few a person, each for a short time only."""

import logging
import os
import socket
import threading
import time
from collections import Counter
from pathlib import Path

from console.model.error import Refused, UsageError, VigieError
from console.model.notice import notice
from console.operations.service.clerk import Clerk
from console.operations.service.frames import Petition, Reply, fault_of, receive, send
from console.operations.service.peers import gid_of, peer, uid_of

PATIENCE_S = 10.0
"""How long somebody may take to say what they ask, and to take the answer."""

OF_ONE = 4
OF_ALL = 64
MODE = 0o660

log = logging.getLogger(__name__)


class ServiceListener:
    """Serves petitions at a path until closed."""

    def __init__(self, path: Path, readers: str, clerk: Clerk) -> None:
        self._path = path
        self._readers = readers
        self._clerk = clerk
        self._lock = threading.Lock()
        self._guests: Counter[int] = Counter()
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Take the path and listen. Raises UsageError where it cannot be had."""
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._clear()
            listening.bind(os.fspath(self._path))
            gid = gid_of(self._readers)
            if gid is None:
                raise UsageError(notice("service.no_group", group=self._readers))
            os.chown(self._path, -1, gid)
            self._path.chmod(MODE)
            listening.listen(OF_ALL)
        except OSError as error:
            listening.close()
            reason = error.strerror or str(error)
            raise UsageError(
                notice("service.no_socket", path=str(self._path), reason=reason)
            ) from error
        self._socket = listening
        threading.Thread(target=self._accept, name="service", daemon=True).start()

    def close(self) -> None:
        """Listen no more; who is being answered is answered."""
        if self._socket is not None:
            self._path.unlink(missing_ok=True)
            self._socket.close()
            self._socket = None

    def _clear(self) -> None:
        """Remove what a service that is gone left behind; one that is there keeps its place."""
        if not self._path.is_socket():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
            other.settimeout(1.0)
            try:
                other.connect(os.fspath(self._path))
            except ConnectionRefusedError:
                self._path.unlink(missing_ok=True)
                return
        raise UsageError(notice("service.taken", path=str(self._path)))

    def _accept(self) -> None:
        while (listening := self._socket) is not None:
            try:
                connection, _ = listening.accept()
            except OSError:
                if self._socket is not None:
                    time.sleep(0.1)  # no descriptor is free: those who are served give theirs back
                continue
            self._receive(connection)

    def _receive(self, connection: socket.socket) -> None:
        """Serve in a thread; who has too many already, or comes when all are taken, is let go."""
        uid = uid_of(connection)
        with self._lock:
            room = self._guests[uid] < OF_ONE and self._guests.total() < OF_ALL
            self._guests[uid] += room
        if not room:
            connection.close()
            return
        threading.Thread(target=self._serve, args=(connection, uid), daemon=True).start()

    def _serve(self, connection: socket.socket, uid: int) -> None:
        try:
            with connection:
                reply = self._reply(connection, uid)
                send(connection, reply, time.monotonic() + PATIENCE_S)
                connection.shutdown(socket.SHUT_WR)
        except (OSError, ValueError):
            log.info("a petition of uid %d was not heard to its end", uid)
        finally:
            with self._lock:
                self._guests[uid] -= 1
                self._guests += Counter()  # forget who has none

    def _reply(self, connection: socket.socket, uid: int) -> Reply:
        try:
            who = peer(uid)
            self._clerk.admit(who)
            petition = receive(connection, Petition, time.monotonic() + PATIENCE_S)
            log.info("%s: %s %s", who.user, petition.want, petition.operation)
            return self._clerk.answer(petition, who)
        except Refused as error:
            log.warning("uid %d refused: %s", uid, error.notice.code)
            return Reply(fault=fault_of(error))
        except VigieError as error:
            return Reply(fault=fault_of(error))
        except OSError:
            raise
        except Exception as error:
            log.exception("a petition of uid %d", uid)
            return Reply(
                fault=fault_of(VigieError(notice("service.defect", kind=type(error).__name__)))
            )
