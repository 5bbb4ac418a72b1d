"""A small table of the right panel: words at the left, figures at the right."""

from collections.abc import Sequence

from geo.text import safe_text

__all__ = ["small_table"]


def small_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as markup; every cell is shown as it is written, whatever it holds.

    Parameters
    ----------
    head : sequence of str
        Names of the columns; empty for a table without a head.
    rows : sequence of sequences of str
    """
    top = "".join(f"<th>{safe_text(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{safe_text(_unbroken(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    header = f"<tr>{top}</tr>" if head else ""
    return f'<div class="rc-estate"><table class="rc-ledger rc-sites">{header}{body}</table></div>'


def _unbroken(cell: str) -> str:
    """Return a cell whose per cent signs stay on the line of their figures."""
    return cell.replace(" %", "\N{NO-BREAK SPACE}%")
