"""The folding table adds up at every level and invents nobody."""

import pandas as pd

from geo.plan_tables import FOLDS, folding_rows

ESTATES = pd.DataFrame(
    {
        "name": ["a", "b", "c", "d"],
        "street": ["S1", "S1", "S1", "S2"],
        "community": ["C1", "C1", "C2", None],
        "zone_id": ["Z1", "Z2", "Z1", "Z3"],
        "households": [10, 20, 30, 40],
        "residents": pd.array([1, None, 3, None], dtype="Int64"),
        "operator": ["A", "A", "A", "B"],
        "duty_name": ["示例值班员", None, None, None],
        "duty_phone": ["027-0", None, "007", None],
    }
)


def test_every_group_is_the_sum_of_what_it_holds() -> None:
    """By its level: the rows after it that lie deeper, down to estates."""
    rows = folding_rows(ESTATES, "District")
    for place, row in enumerate(rows):
        if row.fold == "estate":
            continue
        inside = []
        for other in rows[place + 1 :]:
            if other.level <= row.level:
                break
            inside.append(other)
        estates = [one for one in inside if one.fold == "estate"]
        assert row.estates == len(estates)
        assert row.households == sum(one.households for one in estates)
        said = [one.residents for one in estates if one.residents is not None]
        assert row.residents == (sum(said) if said else None)
        assert row.duty_name == row.duty_phone == ""
    assert [row.level for row in rows[:5]] == [0, 1, 2, 3, 4]
    assert {row.fold for row in rows} == set(FOLDS)


def test_what_the_list_says_of_duty_stands_at_its_estate() -> None:
    """Phones keep their zeros; a zone in two communities stands in both with its part."""
    rows = folding_rows(ESTATES, "District")
    duty = {row.name: (row.duty_name, row.duty_phone) for row in rows if row.fold == "estate"}
    assert duty["a"] == ("示例值班员", "027-0")
    assert duty["c"] == ("", "007")
    assert [row.households for row in rows if row.fold == "zone" and row.name == "Z1"] == [10, 30]


def test_a_bare_list_folds_too() -> None:
    """Without communities, residents or duty."""
    rows = folding_rows(ESTATES[["name", "street", "zone_id", "households"]], "")
    assert rows[0].households == 100
    assert rows[0].residents is None
