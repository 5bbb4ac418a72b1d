"""Where the app serves its own guide, for links from every page to the chapter about it."""

from geo.report import chapter_address
from geo.ui import state

__all__ = ["guide_address"]


def guide_address(title_key: str) -> str:
    """Return the address of the guide in the language of the window, at a chapter.

    Parameters
    ----------
    title_key : str
        The key of the words that the chapter is called by; a page's chapter has the page's name.

    Returns
    -------
    str
        Relative to the address of the app's pages.
    """
    return f"guide/guide.{state.language()}.html#{chapter_address(state.t()(title_key))}"
