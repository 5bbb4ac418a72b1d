"""Page help."""

__all__ = ["show"]


def show() -> None:
    """Show."""
