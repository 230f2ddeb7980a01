"""The widgets of the clinic."""
