"""Pairs of key and value in an HTML table, as ArcGIS writes the attributes of a placemark."""

from html.parser import HTMLParser

__all__ = ["pairs_in_html"]


def pairs_in_html(text: str) -> dict[str, str]:
    """Return the pairs that the rows of two cells in an HTML text hold; empty where there are none.

    Tables inside of cells count as their own; the first value of a key stays.
    """
    if "<t" not in text.casefold():
        return {}
    reader = _Rows()
    reader.feed(text)
    reader.close()
    return reader.pairs


class _Rows(HTMLParser):
    """Collects the cells of each innermost row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: dict[str, str] = {}
        self._cells: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
        elif tag in {"td", "th"}:
            self._cells.append("")
            self._in_cell = True
        elif tag == "br" and self._in_cell:
            self._cells[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False
        elif tag in {"tr", "table"}:
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._cells:
            self._cells[-1] += data

    def _end_row(self) -> None:
        key, *values = [cell.strip() for cell in self._cells] or [""]
        if key and len(values) == 1:
            self.pairs.setdefault(key, values[0])
        self._cells = []
        self._in_cell = False
