"""What a plan becomes: tables, maps, the printed report, and the folder that holds them all.

What loads folium or other heavy libraries is imported from its own module: the pages from
:mod:`geo.report.map_html` and :mod:`geo.report.report_html`, further formats from
:mod:`geo.report.exchange` and :mod:`geo.report.kml`.
"""

from geo.plan_tables import estate_records, station_records, zone_records
from geo.report.archive import write_archive
from geo.report.assessment_files import (
    assessment_page,
    funnel_points,
    write_assessment,
    write_assessment_workbook,
)
from geo.report.browser import find_browser
from geo.report.calendar_text import calendar_text
from geo.report.change_sheets import change_sentence
from geo.report.database_layers import plan_schema
from geo.report.documents import chapter_address, document_folder, document_page
from geo.report.estate_lists import estate_list_csv, write_estate_list
from geo.report.formats import FORMATS, PACK_FORMATS, FurtherFiles, asked_formats, further_files
from geo.report.output_folder import new_folder, refuse_foreign_folder
from geo.report.pack import PACK_FILES, write_pack, write_tables
from geo.report.pdf import write_pdf
from geo.report.plan_json import json_text, plan_record, siting_record, zoning_record
from geo.report.problem_files import (
    close_out_page,
    problem_records,
    public_requests,
    write_problem_workbook,
    write_problems,
)
from geo.report.province_files import (
    DISTRICTS,
    WORKSPACES,
    ProvinceRow,
    province_legend,
    province_map,
    province_page,
    refuse_foreign_province,
    write_province,
)
from geo.report.province_results import ProvinceResults, district_estates, read_province
from geo.report.siting_case_page import (
    SitingCaseHead,
    siting_case_page,
    write_siting_case_docx,
    write_siting_case_pdf,
)
from geo.report.visit_files import (
    day_map_page,
    visit_records,
    visit_sheet_page,
    write_visit_workbook,
    write_visits,
)
from geo.report.works_files import (
    package_page,
    work_records,
    works_layers,
    write_works,
    write_works_layers,
    write_works_workbook,
)
from geo.text import plain_text, safe_text, script_json

__all__ = [
    "DISTRICTS",
    "FORMATS",
    "PACK_FILES",
    "PACK_FORMATS",
    "WORKSPACES",
    "FurtherFiles",
    "ProvinceResults",
    "ProvinceRow",
    "SitingCaseHead",
    "asked_formats",
    "assessment_page",
    "calendar_text",
    "change_sentence",
    "chapter_address",
    "close_out_page",
    "day_map_page",
    "district_estates",
    "document_folder",
    "document_page",
    "estate_list_csv",
    "estate_records",
    "find_browser",
    "funnel_points",
    "further_files",
    "json_text",
    "new_folder",
    "package_page",
    "plain_text",
    "plan_record",
    "plan_schema",
    "problem_records",
    "province_legend",
    "province_map",
    "province_page",
    "public_requests",
    "read_province",
    "refuse_foreign_folder",
    "refuse_foreign_province",
    "run_card_files",
    "safe_text",
    "script_json",
    "siting_case_page",
    "siting_record",
    "station_records",
    "visit_records",
    "visit_sheet_page",
    "work_records",
    "works_layers",
    "write_archive",
    "write_assessment",
    "write_assessment_workbook",
    "write_estate_list",
    "write_pack",
    "write_pdf",
    "write_problem_workbook",
    "write_problems",
    "write_province",
    "write_siting_case_docx",
    "write_siting_case_pdf",
    "write_tables",
    "write_visit_workbook",
    "write_visits",
    "write_works",
    "write_works_layers",
    "write_works_workbook",
    "zone_records",
    "zoning_record",
]
