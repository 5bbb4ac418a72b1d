"""The toy town with problems, calls and inspections of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

HEADERS = (
    "问题编号,小区名称,问题类型,登记时间,涉及户数,危险等级,责任单位,整改期限,"
    "同意户数,免缴户数,空置户数,应征户数,需同意户数,首接责任人,费用\n"
)
PROBLEMS = """P1,柳巷小区,雨水管破损,2025-10-01,80,3,街道,2025-11-15,,,,,,受理窗口,9000
P2,梧桐里,路面破损,2025-09-01,141,2,街道,2025-11-15,135,4,2,141,0.9,受理窗口,500
P3,河沿宿舍,照明,2025-10-20,10,1,物业,,,,,,,,
P4,柳巷小区,雨水管破损,2025-10-15,80,3,街道,,,,,,,,
"""
STEPS = """问题编号,步骤,天数,前置步骤,完成日期
P1,勘查,3,,2025-10-05
P1,许可,20,勘查,
P1,施工,5,许可,
P2,征询,10,,2025-10-01
P2,许可,30,征询,2025-11-25
"""
CALLS = """报修编号,报修时间,到达时间,小区名称,报修类型,办结时间,满意度,是否返修,联系电话
C1,2025-10-02 10:00,2025-10-02 10:08,柳巷小区,漏水,2025-10-02 11:00,满意,否,13900000000
C2,2025-10-03 10:00,2025-10-03 10:20,柳巷小区,漏水,2025-10-03 11:00,不满意,是,13900000001
C3,2025-11-03 10:00,2025-11-03 10:08,河沿宿舍,停电,2025-11-03 11:00,,,13900000002
C4,2025-11-04 10:00,,河沿宿舍,停电,,,,13900000003
C5,2025-11-05 10:00,2025-11-05 10:08,没有这个小区,停电,,,,13900000004
C6,2025-01-05 10:00,2025-01-05 10:08,河沿宿舍,停电,,,,13900000005
"""
INSPECTIONS = """被考核单位,检查日期,检查项目,得分,权重
甲物业,2025-10-20,保洁,90,2
甲物业,2025-11-20,保洁,60,1
西街,2025-10-20,出入口开放,80,1
西街,2025-12-20,走访,70,1
甲物业,2025-09-20,保洁,0,1
"""


@pytest.fixture
def town(toy: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return the function that writes the toy town with lists, some of them replaced."""

    def write(*, settings: str = "", **lists: str) -> Path:
        folder = tmp_path / "town"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        texts = {
            "problems": HEADERS + PROBLEMS,
            "problem_steps": STEPS,
            "calls": CALLS,
            "inspections": INSPECTIONS,
            **lists,
        }
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        named = "".join(f'{name} = "{name}.csv"\n' for name in texts)
        toml = (folder / "workspace.toml").read_text(encoding="utf-8")
        toml = toml.replace("[inputs]\n", f"[inputs]\n{named}")
        judged = "\n[problems]\nas_of = 2025-11-01\n\n[assessment]\nfew = 1\n"
        (folder / "workspace.toml").write_text(toml + judged + settings, encoding="utf-8")
        return folder

    return write
