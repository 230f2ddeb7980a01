"""A connection between page and kernel that sends small messages without delay.

TCP holds back a small message until the previous one is acknowledged (Nagle's algorithm), and a
browser may take 40 ms to acknowledge. Enable it in a server's settings as
`ServerApp.kernel_websocket_connection_class`, or for Voila as
`Voila.kernel_websocket_connection_class`.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The standard connection, with Nagle's algorithm turned off."""

    def connect(self) -> Any:
        """Connect to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
