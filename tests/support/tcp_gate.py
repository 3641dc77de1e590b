"""A TCP gate before a server: bytes pass as they are, are lost, drip, or are kept for ever.

TLS goes through it untouched. `Gate.mode` may be changed at any time:
pass · silent (accepts and says nothing) · lost (requests arrive, what the server
says to them does not) · drip (the answer comes byte by byte).
"""

import contextlib
import socket
import threading
from typing import Literal

Mode = Literal["pass", "silent", "lost", "drip"]
CHANGE_CIPHER_SPEC = 20
"""The client's last flight of a TLS 1.3 handshake begins so. All that the server says later is
tickets and answers; how long the flight is depends on what the server asked for."""


class Gate:
    """Listens on a port of its own and leads to `port` of 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self.mode: Mode = "pass"
        self.over = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def drop(self) -> None:
        """Close every connection that is open, as a firewall or a restart does."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            if self.mode != "silent":
                threading.Thread(target=self._lead, args=(client,), daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target)
        except OSError:
            client.close()
            return
        self._open.append(server)
        agreed = threading.Event()
        back = threading.Thread(target=self._answers, args=(server, client, agreed), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if data[0] == CHANGE_CIPHER_SPEC:
                    agreed.set()
                server.sendall(data)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _answers(
        self, server: socket.socket, client: socket.socket, agreed: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                if self.mode == "lost" and agreed.is_set():
                    continue
                if self.mode != "drip":
                    client.sendall(data)
                    continue
                for byte in data:
                    client.sendall(bytes([byte]))
                    if self.over.wait(0.02):
                        return
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_WR)
