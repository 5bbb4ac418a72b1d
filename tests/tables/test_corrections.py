"""What a person writes into a faulty cell is read, told as a change, and belongs to one cell."""

import pytest

from geo.errors import TableError
from geo.tables import read_estates
from tests.tables.lists import HEADER, Write, faults_of, keys, rows


def test_a_corrected_cell_is_read_and_told(csv_file: Write) -> None:
    """The fault names the cell; under that name its correction is taken, and the list is read."""
    path = csv_file([HEADER, *rows(户数=[200, "很多", 300])])
    (fault,) = faults_of(read_estates, path)
    assert (fault.row, fault.column) == (3, "户数")
    cell = (str(fault.file), 3, "户数")
    read = read_estates(path, corrections={cell: "120"})
    assert read.table["households"].tolist() == [200, 120, 300]
    (notice,) = [one for one in read.notices if one.key == "tables.corrected"]
    assert (notice.row, notice.params) == (3, {"found": "很多", "given": "120"})


def test_a_wrong_correction_is_a_fault_as_before(csv_file: Write) -> None:
    """Corrections are checked like what the file holds; cells that are not there are refused."""
    path = csv_file([HEADER, *rows(户数=[200, "很多", 300])])
    (fault,) = faults_of(read_estates, path)
    cell = (str(fault.file), 3, "户数")
    assert keys(faults_of(read_estates, path, corrections={cell: "-5"}))
    with pytest.raises(TableError):
        read_estates(path, corrections={(cell[0], 99, "户数"): "1"})
