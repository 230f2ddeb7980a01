"""A server's connection between page and kernel: what a kernel says reaches the page at once.

TCP holds a small message back until the one before is acknowledged (Nagle's algorithm), and a browser
may take 40 ms to acknowledge. A server uses this where its settings name it:
`ServerApp.kernel_websocket_connection_class`, in Voila `Voila.kernel_websocket_connection_class`.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The usual connection, whose small messages do not wait for one another."""

    def connect(self) -> Any:
        """Connect to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
