"""Lists from tables of a real PostGIS, and a plan into one schema of it: whole or not at all."""

import json
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.cli import main
from geo.errors import GeoError
from geo.postgis import connected, write_schema
from geo.report import plan_schema
from geo.report.geopackage import write_geopackage
from geo.workspace import Plan, open_workspace, take_lists, undo_change
from tests.postgis.conftest import PASSWORD, Server
from tests.sample_plan import make_plan, plan

__all__ = ["make_plan", "plan"]

TABLES = """
CREATE SCHEMA "规划";
CREATE TABLE "规划"."老旧小区" AS
SELECT * FROM (VALUES
    ('E1','柳巷小区','西街',200,420,'甲物业',114.0051824,30.0067656),
    ('E2','梧桐里','西街',120,250,'甲物业',114.0108831,30.0067653),
    ('E3','南苑','东街',300,620,'乙物业',114.0155462,29.9999991),
    ('E4','槐荫坊','东街',180,380,'乙物业',114.0155477,30.0090201),
    ('E5','桥头楼','东街',220,460,'乙物业',114.0207284,30.0045101),
    ('E6','北门大院','西街',180,370,'甲物业',114.0,30.0135306)
) AS t ("编号","小区名称","街道","户数","人口","物业企业",x,y);
ALTER TABLE "规划"."老旧小区" ADD geom geometry(Point, 4547), ADD "照片" bytea;
UPDATE "规划"."老旧小区" SET geom = ST_Transform(ST_SetSRID(ST_MakePoint(x, y), 4326), 4547);
ALTER TABLE "规划"."老旧小区" DROP x, DROP y;
CREATE VIEW "规划"."Stations.View" AS SELECT * FROM (VALUES
    ('S1','西站',114.0,30.0045105,1,'open',DATE '2011-05-01'),
    ('S2','南站',114.0207283,29.9999984,1,'open',NULL)
) AS t (station_id,name,lon,lat,crews,status,checked_on);
GRANT USAGE ON SCHEMA "规划" TO reader, planner;
GRANT SELECT ON ALL TABLES IN SCHEMA "规划" TO reader;
"""
SOURCE = """service = "reader"

[lists]
estates = "规划.老旧小区"
stations = '规划."Stations.View"'
"""


@pytest.fixture
def workspace(town: Path) -> Path:
    """Return a town whose estates and stations come from tables."""
    (town / "database.toml").write_text(SOURCE, encoding="utf-8")
    return town


@pytest.fixture(scope="module")
def pack(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what is read of a plan's pack."""
    folder = tmp_path_factory.mktemp("pack")
    write_geopackage(plan, folder / "plan.gpkg", language="zh")
    record = {"run": {"hash": "0123456789abcdef"}}
    (folder / "plan.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file that is not kept for undo."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".repair-circle" not in path.parts
    }


def write(pack: Path, *, schema: str = "方案", service: str = "planner") -> dict[str, int]:
    """Write a pack into a schema and return the rows of its tables."""
    target = plan_schema(pack, schema, language="zh")
    with connected(service, read_only=False) as database:
        return write_schema(database, target).rows


# ---------------------------------------------------------------- lists out of the database


def test_lists_become_files_with_hashes(services: Server, workspace: Path) -> None:
    """Tables and views with quoted names, another reference system and Chinese headers are read.

    The same tables give the same bytes and change nothing; what is taken can be undone; a changed
    table gets a file of its own and the former one stays.
    """
    services.run(TABLES)
    before = (workspace / "workspace.toml").read_bytes()
    taken = {one.list: one for one in take_lists(workspace)}
    assert {one.rows for one in taken.values()} == {6, 2}
    assert taken["estates"].left_out == ("照片",)
    assert taken["estates"].geometry == "geom"
    inputs = open_workspace(workspace).settings.inputs
    assert inputs.estates == taken["estates"].file
    estates = gpd.read_parquet(workspace / taken["estates"].file)
    assert estates.crs.to_epsg() == 4547
    there = estates.to_crs(4326).set_index("编号").geometry
    assert there["E1"].x == pytest.approx(114.0051824, abs=1e-7)
    stations = pd.read_csv(workspace / taken["stations"].file, encoding="utf-8-sig")
    assert stations["checked_on"].tolist()[0] == "2011-05-01"
    record = json.loads((workspace / "database" / "lists.json").read_text("utf-8"))
    assert record[taken["estates"].file]["table"] == "规划.老旧小区"
    assert record[taken["estates"].file]["sha256"] == taken["estates"].sha256

    written = files_of(workspace)
    services.run('CREATE TABLE "规划".t AS SELECT * FROM "规划"."老旧小区" ORDER BY "编号" DESC')
    (workspace / "database.toml").write_text(SOURCE.replace("老旧小区", "t"), encoding="utf-8")
    services.run('GRANT SELECT ON "规划".t TO reader')
    assert not any(one.is_new for one in take_lists(workspace))  # another order, the same rows
    (workspace / "database.toml").write_text(SOURCE, encoding="utf-8")
    assert files_of(workspace) == written

    services.run("""UPDATE "规划"."老旧小区" SET "户数" = 201 WHERE "编号" = 'E1'""")
    again = {one.list: one.is_new for one in take_lists(workspace)}
    assert again == {"estates": True, "stations": False}
    assert len(list((workspace / "database").glob("estates-*"))) == 2
    undo_change(workspace)
    undo_change(workspace)
    assert (workspace / "workspace.toml").read_bytes() == before


def test_a_list_with_faults_is_not_taken(services: Server, workspace: Path) -> None:
    """The estates are named with the fault of their rows; the workspace stays as it was."""
    services.run(TABLES)
    services.run("""UPDATE "规划"."老旧小区" SET "户数" = -5 WHERE "编号" = 'E2'""")
    before = files_of(workspace)
    with pytest.raises(GeoError, match="-5"):
        take_lists(workspace)
    assert files_of(workspace) == before


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (SOURCE.replace("老旧小区", "小区"), "规划.老旧小区"),
        (
            SOURCE.replace('"规划.老旧小区"', '{ table = "规划.老旧小区", geometry = "shape" }'),
            "geom",
        ),
        (SOURCE.replace('"reader"', '"planner"'), "permission denied"),
        (SOURCE.replace("规划.老旧小区", "规划.two_shapes"), "gate, house"),
        (SOURCE.replace("规划.老旧小区", "规划.two_systems"), "4326, 4547"),
        (SOURCE.replace("estates", "estate"), "estates"),
        (SOURCE.replace("规划.老旧小区", "a.b.c"), "a.b.c"),
        ('service = "host=x password=kept-out-of-every-file-7431"\n[lists]\n', ".pgpass"),
        (f'password = "{PASSWORD}"\n{SOURCE}', "password"),
        ("[lists", "database.toml"),
    ],
)
def test_what_cannot_be_taken(services: Server, workspace: Path, source: str, told: str) -> None:
    """Missing tables and columns, no rights, doubtful shapes, wrong keys: one message each."""
    services.run(TABLES)
    services.run(
        'CREATE TABLE "规划".two_shapes (a int, gate geometry, house geometry);'
        'CREATE TABLE "规划".two_systems AS SELECT 1 AS a, ST_Point(1, 2, 4326) AS s'
        " UNION SELECT 2, ST_Point(1, 2, 4547);"
        'GRANT SELECT ON ALL TABLES IN SCHEMA "规划" TO reader'
    )
    (workspace / "database.toml").write_text(source, encoding="utf-8")
    before = files_of(workspace)
    with pytest.raises(GeoError) as refused:
        take_lists(workspace)
    for language in ("zh", "en"):
        sentence = refused.value.sentence(language)
        assert told in sentence
        assert PASSWORD not in sentence
    assert files_of(workspace) == before


@pytest.mark.parametrize(
    ("service", "key"),
    [
        ("away", "postgis.not_there"),
        ("wrong", "postgis.wrong_password"),
        ("silent", "postgis.no_password"),
        ("no_base", "postgis.refused"),
        ("unheard_of", "postgis.not_there"),
        ("plain", "postgis.no_extension"),
    ],
)
def test_a_database_that_cannot_be_used(
    services: Server, pack: Path, service: str, key: str
) -> None:
    """No server, a wrong password, none, no such database, no extension: one message each."""
    with pytest.raises(GeoError) as refused:
        write(pack, service=service)
    assert refused.value.key == key
    assert PASSWORD not in refused.value.sentence("zh") + refused.value.sentence("en")
    assert services.run("SELECT 1 FROM pg_namespace WHERE nspname = '方案'", database="plain") == []


# ---------------------------------------------------------------- a plan into the database


def test_a_plan_is_written_whole(services: Server, pack: Path) -> None:
    """Rows, places, indexes, comments and styles are those of ``plan.gpkg``; twice is as once."""
    services.run("GRANT CREATE ON SCHEMA public TO planner")
    rows = write(pack)
    assert rows == write(pack)
    for name, count in rows.items():
        layer = gpd.read_file(pack / "plan.gpkg", layer=name)
        assert len(layer) == count
        found = services.run(
            f'SELECT count(*), min(ST_SRID(geom)), ST_AsText(ST_Extent(geom)) FROM "方案"."{name}"'
        )[0]
        assert found[0] == count
        assert found[1] in {4326, None}
    held = dict(services.run('SELECT estate_id, households FROM "方案".estates'))
    layer = gpd.read_file(pack / "plan.gpkg", layer="estates")
    assert held == dict(zip(layer["estate_id"], layer["households"], strict=True))
    indexes = services.run("SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%gist%'")
    assert {name for (name,) in indexes} >= set(rows)
    comment = services.run(
        """SELECT col_description('"方案".estates'::regclass, attnum) FROM pg_attribute
        WHERE attrelid = '"方案".estates'::regclass AND attname = 'response_min'"""
    )
    assert "分钟" in comment[0][0]
    assert "0123456789abcdef" in str(
        services.run("""SELECT obj_description('"方案".estates'::regclass)""")
    )
    styles = services.run(
        "SELECT f_table_name, styleqml::text, useasdefault FROM public.layer_styles "
        "WHERE f_table_schema = '方案' AND f_table_catalog = 'bureau'"
    )
    assert {name for name, _, _ in styles} == set(rows)
    assert len(styles) == len(rows)
    assert all(ET.fromstring(style).tag == "qgis" for _, style, _ in styles)


def test_rights_and_views_of_others_stay(services: Server, pack: Path) -> None:
    """Where the columns are the same the tables are filled anew; else readers may still read."""
    write(pack)
    services.run(
        'GRANT USAGE ON SCHEMA "方案" TO reader; GRANT SELECT ON "方案".estates TO reader;'
        "CREATE SCHEMA others;"
        'CREATE VIEW others.late AS SELECT estate_id FROM "方案".estates'
    )
    write(pack)
    reads = """SELECT has_table_privilege('reader', '"方案".estates', 'SELECT')"""
    assert services.run(reads) == [(True,)]
    services.run('ALTER TABLE "方案".estates DROP COLUMN households')
    with pytest.raises(GeoError) as refused:
        write(pack)
    assert refused.value.key == "postgis.depended_on"
    services.run("DROP VIEW others.late")
    write(pack)
    assert services.run(reads) == [(True,)]


def test_names_and_cells_are_data(services: Server, pack: Path, tmp_path: Path) -> None:
    """Quotes, commands, long and like names, blanks and numbers without a value stay so."""
    long = "很长的列名" * 6
    odd = ['a"; DROP SCHEMA public; --', f"{long}甲", f"{long}乙", "fid ", "geom"]
    layer = gpd.read_file(pack / "plan.gpkg", layer="estates")
    target = plan_schema(pack, "x'; \"y", language="en")
    estates = target.layers[0].rows.assign(**{name: name for name in odd})
    estates.loc[0, odd[0]] = "'); DELETE FROM spatial_ref_sys; --\t\n\\N"
    estates["gap"] = [float("nan"), *[1.5] * (len(estates) - 1)]
    object.__setattr__(target.layers[0], "rows", estates)
    with connected("planner", read_only=False) as database:
        written = write_schema(database, target)
    assert set(written.shortened) == {odd[1], odd[2], "geom"}
    assert len(set(written.shortened.values())) == 3
    rows = services.run("""SELECT * FROM "x'; ""y".estates ORDER BY fid""")
    assert len(rows) == len(layer)
    assert "'); DELETE FROM spatial_ref_sys; --\t\n\\N" in rows[0]
    assert services.run("""SELECT gap FROM "x'; ""y".estates WHERE fid = 1""") == [(None,)]


@pytest.mark.parametrize(
    ("prepared", "schema", "key"),
    [
        ('CREATE SCHEMA "方案"; CREATE TABLE "方案".letters ()', "方案", "postgis.foreign_schema"),
        (
            'CREATE SCHEMA "方案"; CREATE VIEW "方案".estates AS SELECT 1',
            "方案",
            "postgis.foreign_schema",
        ),
        ("", "public", "postgis.foreign_schema"),
        ("", "pg_plan", "postgis.no_schema_name"),
        ("", " ", "postgis.no_schema_name"),
        ("", "方" * 22, "postgis.long_name"),
        ('CREATE SCHEMA "方案"', "方案", "postgis.no_rights"),
    ],
)
def test_a_schema_that_may_not_be_used(
    services: Server, pack: Path, prepared: str, schema: str, key: str
) -> None:
    """Tables of others, names that cannot be, no rights: refused, and nothing is changed."""
    if prepared:
        services.run(prepared)
    counted = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v')"
    before = services.run(counted)
    with pytest.raises(GeoError) as refused:
        write(pack, schema=schema)
    assert refused.value.key == key
    assert services.run(counted) == before


def test_a_read_only_user_writes_nothing(services: Server, pack: Path) -> None:
    """One who may only read is told so, and so is everybody on a server that only reads."""
    with pytest.raises(GeoError) as refused:
        write(pack, service="reader")
    assert refused.value.key == "postgis.no_new_schema"
    services.run("ALTER ROLE reader SET default_transaction_read_only = on")
    services.run('CREATE SCHEMA "方案" AUTHORIZATION reader')
    try:
        with pytest.raises(GeoError) as refused:
            write(pack, service="reader")
    finally:
        services.run("ALTER ROLE reader RESET default_transaction_read_only")
    assert refused.value.key == "postgis.read_only"


def test_all_tables_or_none(services: Server, pack: Path) -> None:
    """What fails at the last layer leaves the plan that was there, whole."""
    write(pack)
    before = services.run('SELECT count(*), max(xmin::text) FROM "方案".estates')
    target = plan_schema(pack, "方案", language="zh")
    object.__setattr__(target.layers[-1], "style", "<qgis")
    with pytest.raises(GeoError) as refused, connected("planner", read_only=False) as database:
        write_schema(database, target)
    assert refused.value.key == "postgis.failed"
    assert services.run('SELECT count(*), max(xmin::text) FROM "方案".estates') == before


@pytest.mark.parametrize(
    ("happens", "key"),
    [
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "postgis.lost"),
        ("RAISE 'no space left on device' USING ERRCODE = 'disk_full'", "postgis.disk_full"),
    ],
)
def test_what_breaks_off_leaves_the_plan_that_was_there(
    services: Server, pack: Path, happens: str, key: str
) -> None:
    """A connection that ends, or a disk that fills, while tables are written: a sentence says so.

    The server does it when the zones are there, and other tables before them.
    """
    write(pack)
    before = services.run('SELECT count(*), max(xmin::text) FROM "方案".estates')
    services.run(
        "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {happens}; RETURN NULL; END $$; "
        'CREATE TRIGGER breaking AFTER INSERT ON "方案".zones EXECUTE FUNCTION break_off()'
    )
    try:
        with pytest.raises(GeoError) as refused:
            write(pack)
    finally:
        services.run('DROP TRIGGER breaking ON "方案".zones; DROP FUNCTION break_off()')
    assert refused.value.key == key
    assert services.run('SELECT count(*), max(xmin::text) FROM "方案".estates') == before
    write(pack)


def test_two_who_write_at_once_wait_for_each_other(services: Server, pack: Path) -> None:
    """The schema ends as one of them wrote it, without a quarrel."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            write(pack)
        except BaseException as error:
            failed.append(error)

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert failed == []


def test_styles_stand_beside_the_layers_where_public_is_closed(
    services: Server, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says where, and writes no password anywhere."""
    words = ["export-database", str(pack), "--schema", "方案", "--service", "planner"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--lang", "en"])
    said = capsys.readouterr()
    assert (ended.value.code or 0) == 0, said.err
    assert "方案.layer_styles" in said.out
    assert services.run('SELECT count(*) FROM "方案".layer_styles') == [(5,)]
    with pytest.raises(SystemExit):
        main([*words, "--json"])
    assert json.loads(capsys.readouterr().out)["styles_in"] == "方案"


def test_the_commands_end_with_a_sentence(
    services: Server, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Taking lists says what came from where; a wrong password ends with 1 and no traceback."""
    services.run(TABLES)
    for words, code in (
        (["import-database", str(workspace)], 0),
        (["import-database", str(workspace), "--service", "wrong"], 1),
        (["export-database", str(workspace), "--schema", "方案"], 1),
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = capsys.readouterr()
        assert (ended.value.code or 0) == code, said.err
        assert "Traceback" not in said.out + said.err
        assert PASSWORD not in said.out + said.err
    assert not any(PASSWORD.encode() in content for content in files_of(workspace).values())
