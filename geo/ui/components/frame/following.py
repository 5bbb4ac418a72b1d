"""Fields that show a value of the program, which may be changed elsewhere too.

A browser repeats with everything it sends what all its fields hold. Where it has not drawn the
newest page yet, that is what they held before: an hour that was just chosen in the strip would be
set back by the slider beside it. So a field whose value was changed elsewhere becomes another one,
and what is said in the name of a field that is not on the page is nobody's wish.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

__all__ = ["Followed", "follow", "forget_fields"]

_ROUNDS: Final = "rc_field_rounds"
_SHOWN: Final = "rc_fields_shown"


@dataclass(frozen=True)
class Followed:
    """A field that follows a value.

    Attributes
    ----------
    key : str
        The key of its widget.
    """

    key: str

    def takes(self, act: Callable[[Any], object]) -> Callable[[], None]:
        """Return what calls ``act`` with the value that a person gave the field on the page.

        Parameters
        ----------
        act : callable
            Called with the value.
        """

        def take() -> None:
            if self.key in _shown() and self.key in st.session_state:
                act(st.session_state[self.key])

        return take


def follow(name: str, value: object, *, is_default: bool = False) -> Followed:
    """Return the field of a name, set to a value; another one where that was changed elsewhere.

    Parameters
    ----------
    name : str
    value : object
        What the field is to show, as its widget gives it.
    is_default : bool
        Whether the widget is given the value as its default, and need not be told here. A slider
        without one looks through all that the window holds for the kind of its value.

    Returns
    -------
    Followed
    """
    rounds: dict[str, int] = st.session_state.setdefault(_ROUNDS, {})
    if st.session_state.get(_key(name, rounds.get(name, 0)), value) != value:
        rounds[name] = rounds.get(name, 0) + 1
    key = _key(name, rounds.get(name, 0))
    if key not in st.session_state and not is_default:
        st.session_state[key] = value
    _shown().add(key)
    return Followed(key)


def forget_fields() -> None:
    """Begin a page, on which there are no fields yet."""
    _shown().clear()


def _shown() -> set[str]:
    shown: set[str] = st.session_state.setdefault(_SHOWN, set())
    return shown


def _key(name: str, number: int) -> str:
    return f"{name}.{number}" if number else name
