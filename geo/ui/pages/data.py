"""Page data."""

__all__ = ["show"]


def show() -> None:
    """Show."""
