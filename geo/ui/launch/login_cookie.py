"""The signed cookie in which Streamlit's login keeps what a provider said."""

from collections.abc import Mapping
from typing import Any

from geo.parsing import parsed_json

__all__ = ["login_claims"]


def login_claims(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the claims in the signed cookie that Streamlit's login sets, none if it is not its.

    Parameters
    ----------
    cookies : mapping

    Returns
    -------
    dict
    """
    from streamlit.auth_util import get_cookie_with_chunks, get_signing_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    secret = get_signing_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None or not secret:
            return None
        return decode_signed_value(secret, name, value.encode("latin-1", "replace"))

    known = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    return {} if known is None else dict(parsed_json(known))
