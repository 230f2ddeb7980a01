"""The widgets of a lesson: views of a shared Scenario. This package contains no law."""
