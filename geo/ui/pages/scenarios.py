"""Page scenarios."""

__all__ = ["show"]


def show() -> None:
    """Show."""
