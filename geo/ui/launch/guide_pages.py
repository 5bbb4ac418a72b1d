"""The user guide and the documents that it names, served by the app itself, without a network."""

from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.presence import file_there
from geo.report import document_folder, document_page

__all__ = ["GUIDE_ROUTES"]


async def _document(request: Request) -> Response:
    name = request.path_params["name"]
    return HTMLResponse(_page(name)) if name in _names() else _nothing_there()


async def _picture(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _pictures():
        return _nothing_there()
    return FileResponse(document_folder() / "guide" / name, media_type="image/png")


def _nothing_there() -> Response:
    return PlainTextResponse("404", status_code=404)


@cache
def _page(name: str) -> str:
    text = (document_folder() / f"{name}.md").read_text(encoding="utf-8")
    return document_page(text, "en" if name.endswith(".en") else "zh")


@cache
def _names() -> frozenset[str]:
    """Return what there is: an address never makes a path."""
    return frozenset(path.stem for path in document_folder().glob("*.md") if file_there(path))


@cache
def _pictures() -> frozenset[str]:
    return frozenset(path.name for path in (document_folder() / "guide").glob("*.png"))


GUIDE_ROUTES: Final = (
    Route("/guide/guide/{name}", _picture),
    Route("/guide/{name}.html", _document),
)
"""The documents by their names, and the pictures where the documents look for them."""
