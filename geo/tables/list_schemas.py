"""The lists that are read: their columns, what value each takes, and how people head them.

A header is recognised after folding width, case and blanks and after leaving out a unit in
brackets, so ``户 数（户）`` is ``户数``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from geo.tables.header_words import fold_header

__all__ = [
    "BUDGETS",
    "CALLS",
    "CANDIDATES",
    "CREW_WEEKS",
    "ESTATES",
    "GATES",
    "GAZETTEER",
    "INSPECTIONS",
    "LIST_SCHEMAS",
    "MATTERS",
    "NAMES",
    "PLACES",
    "PROBLEMS",
    "PROBLEM_STEPS",
    "SCORES",
    "SHIFTS",
    "STATIONS",
    "VISITORS",
    "VISITS",
    "WORKS",
    "ZONES",
    "Column",
    "Kind",
    "ListSchema",
]


class Kind(Enum):
    """What kind of value a column takes."""

    ID = "id"
    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YEAR = "year"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    POSITION = "longitude and latitude in one cell"
    SHAPE = "a shape as text"
    DATUM = "datum"
    STATUS = "status"
    MOMENT = "date and time"
    CLOCK = "time of day"
    DAYS = "days"
    YES_NO = "yes or no"
    TIMES = "how many times"
    STATE = "state of a problem"


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Attributes
    ----------
    name : str
        Canonical name, as the program and its own files use it.
    kind : Kind
    headers : tuple of str
        Other headers that mean this column, the likeliest first.
    required : bool
        Whether no row of the list may be without it.
    absent : bool
        Whether the list is of use all the same where the whole file has no such column; that is
        told, as ``tables.without_…``.
    spans : bool
        Whether one cell may stand for several rows below it (a street over its estates).
    default : object
        What rows hold where the file has no such column; None leaves them blank.
    said : bool
        Whether a person said which header means this column; no other does then.
    """

    name: str
    kind: Kind
    headers: tuple[str, ...] = ()
    required: bool = False
    absent: bool = False
    spans: bool = False
    default: object = None
    said: bool = False
    ranks: dict[str, int] = field(init=False, repr=False, compare=False)
    """The folded names of the column, each with its place among them."""

    @property
    def indispensable(self) -> bool:
        """Whether a file without this column holds no such list."""
        return self.required and not self.absent

    def __post_init__(self) -> None:
        ranks: dict[str, int] = {}
        for rank, spelling in enumerate((self.name, *self.headers)):
            ranks.setdefault(fold_header(spelling), rank)
        object.__setattr__(self, "ranks", ranks)


@dataclass(frozen=True)
class ListSchema:
    """One kind of list.

    Attributes
    ----------
    name : str
        Name of the list in settings, messages and layers.
    columns : tuple of Column
        In the order of the program's own files.
    titles : tuple of str
        Words by which the title of a sheet, layer or folder says that it holds this list.
    key : str or None
        The column whose values may not repeat.
    located : bool
        Whether every row must have a position.
    numbered : bool
        Whether rows get an id from their row where the file has no column of ids.
    may_be_empty : bool
        Whether a file with headers and no row says that there are none.
    """

    name: str
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()
    key: str | None = None
    located: bool = False
    numbered: bool = False
    may_be_empty: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)
    spellings: frozenset[str] = field(init=False, repr=False, compare=False)
    """The folded names of all columns."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        spellings = frozenset(spelling for column in self.columns for spelling in column.ranks)
        object.__setattr__(self, "spellings", spellings)

    def with_headers(self, header_of: Mapping[str, str]) -> "ListSchema":
        """Return the list with the headers that a person said stand for its columns.

        Parameters
        ----------
        header_of : mapping of str to str
            Canonical column name to the one header of the file that stands for it.
        """
        said = set(header_of.values())
        columns = tuple(
            replace(column, headers=(header_of[column.name],), said=True)
            if column.name in header_of
            else replace(column, headers=tuple(h for h in column.headers if h not in said))
            for column in self.columns
        )
        return replace(self, columns=columns)

    def without(self, columns: Collection[str]) -> "ListSchema":
        """Return the list of a file that lacks some columns altogether.

        Parameters
        ----------
        columns : collection of str
            Their canonical names; no row needs them.
        """
        return replace(
            self,
            columns=tuple(
                replace(column, required=False) if column.name in columns else column
                for column in self.columns
            ),
        )

    @property
    def positioned(self) -> bool:
        """Whether rows of this list have positions at all."""
        return "lon" in self.by_name


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STREET: Final = Column(
    "street",
    Kind.TEXT,
    _words(
        "街道 所属街道 街道名称 街道办 街道办事处 所在街道 街镇 镇街 乡镇街道 街道乡镇 "
        "subdistrict street_name"
    ),
    spans=True,
)
_COMMUNITY: Final = Column(
    "community",
    Kind.TEXT,
    _words("社区 所属社区 社区名称 所在社区 居委会 社区居委会 村居 社区村 neighbourhood"),
    spans=True,
)
_ADDRESS: Final = Column(
    "address",
    Kind.TEXT,
    _words("地址 详细地址 小区地址 坐落 位置 具体位置 门牌号 门牌地址 location addr"),
)
_OPERATOR: Final = Column(
    "operator",
    Kind.TEXT,
    _words(
        "物业企业 物业公司 物业 物业服务企业 物业管理企业 物业单位 管理单位 服务企业 运营企业 "
        "property_company"
    ),
    spans=True,
)
_LEVEL: Final = Column(
    "service_level",
    Kind.TEXT,
    _words("服务等级 服务级别 物业服务等级 等级 服务标准 level"),
    spans=True,
)
_ZONE: Final = Column(
    "zone_id",
    Kind.ID,
    _words("片区 片区编号 片区号 所属片区 片区名称 管理片区 zone"),
    spans=True,
)
_POSITION: Final = (
    Column(
        "lon",
        Kind.LONGITUDE,
        _words(
            "经度 东经 lng long longitude x x坐标 坐标x 经度e point_x 东坐标 x_m easting jd "
            "lngitude 经度坐标 坐标经度 经度值 经 经度x x经度 lon_x coord_x x_coord xcoord"
        ),
    ),
    Column(
        "lat",
        Kind.LATITUDE,
        _words(
            "纬度 北纬 latitude y y坐标 坐标y 纬度n point_y 北坐标 y_m northing wd 纬度坐标 "
            "坐标纬度 纬度值 纬 纬度y y纬度 lat_y coord_y y_coord ycoord"
        ),
    ),
    Column(
        "lon_lat",
        Kind.POSITION,
        _words(
            "坐标 经纬度 经纬度坐标 位置坐标 坐标经纬度 坐标位置 coordinates coordinate lonlat "
            "lnglat xy 定位 定位坐标 地理坐标 经纬 坐标点 latlon latlng 纬经度 纬度经度 经度纬度 "
            "coord coords"
        ),
    ),
    Column(
        "shape",
        Kind.SHAPE,
        _words(
            "geometry wkt geom the_geom wkt_geom ewkt wkb wkb_geometry geojson geometry_wkt "
            "shape_wkt 图形 几何 几何图形 空间信息"
        ),
    ),
    Column(
        "datum",
        Kind.DATUM,
        _words("坐标系 坐标系统 坐标类型 坐标基准 大地基准 crs coordinate_system"),
        spans=True,
    ),
)
_POSITION_ERROR: Final = Column(
    "position_error_m",
    Kind.NUMBER,
    _words(
        "位置误差 定位误差 位置误差米 坐标误差 位置精度 定位精度 position_error accuracy_m "
        "accuracy position_accuracy_m"
    ),
)

_CAPACITY: Final = Column(
    "capacity",
    Kind.WHOLE,
    _words("最多服务户数 服务户数上限 可服务户数 服务能力 max_households households_at_most"),
)
_SOURCE: Final = Column("source", Kind.TEXT, _words("来源 数据来源"))
_REMARK: Final = Column("note", Kind.TEXT, _words("备注 说明 remark remarks comment"))
_ESTATE_NAME: Final = Column(
    "name",
    Kind.TEXT,
    _words("小区名称 老旧小区名称 小区 小区名 院落名称 estate estate_name 报修小区 所在小区"),
)
_OF_ESTATE: Final = (
    Column("estate_id", Kind.ID, _words("小区编号 小区编码 小区代码 小区id")),
    _ESTATE_NAME,
)

SCORES: Final = (
    "party_base",
    "environment",
    "infrastructure",
    "closure",
    "willingness",
)

ESTATES: Final = ListSchema(
    "estates",
    (
        Column(
            "estate_id",
            Kind.ID,
            _words("小区编号 小区编码 小区代码 编号 编码 代码 小区id id code 序号 no no."),
        ),
        Column(
            "name",
            Kind.TEXT,
            _words(
                "小区名称 老旧小区名称 小区 小区名 名称 项目名称 楼盘名称 院落名称 estate "
                "estate_name 小区院落名称 小区（院落）名称 住宅小区名称 片区小区名称"
            ),
            required=True,
        ),
        _ADDRESS,
        Column("street", Kind.TEXT, _STREET.headers, required=True, absent=True, spans=True),
        _COMMUNITY,
        Column(
            "households",
            Kind.WHOLE,
            _words(
                "户数 总户数 居民户数 住户数 住户 小区户数 房屋户数 户 household num_households "
                "家庭户数 涉及户数 惠及户数 居民总户数 居民户 小区总户数 总住户数 户数总计 "
                "住户总数 居民户总数 户数总数 总居民户数 现有户数 实有户数 户数量 住户数量 "
                "total_households household_count households_total number_of_households"
            ),
            required=True,
        ),
        Column(
            "residents",
            Kind.WHOLE,
            _words(
                "人数 居民人数 人口 人口数 居住人口 总人数 居民数 常住人口 population 总人口 "
                "居住人数 居住人口数 居住总人数 居民总数 居民总人数 居民人口 居民人口数 "
                "常住人口数 常住人数 常住居民 常住居民数 入住人数 入住人口 实有人口 实有人口数 "
                "实有人数 现住人口 现住人数 现居住人数 现有人数 小区人数 小区人口 小区总人数 "
                "小区总人口 住户人数 居住居民数 人口总数 总人口数 人数总计 居住人员 居住人员数 "
                "居民 resident total_residents num_residents resident_count residents_total "
                "number_of_residents inhabitants people total_population num_people"
            ),
        ),
        Column(
            "buildings",
            Kind.WHOLE,
            _words("楼栋数 栋数 幢数 楼栋 楼幢数 房屋栋数 楼数 总栋数 num_buildings"),
        ),
        Column("stairwells", Kind.WHOLE, _words("单元数 门栋数 门洞数 单元 num_stairwells")),
        Column(
            "built_year",
            Kind.YEAR,
            _words("建成年份 建成年代 建成时间 建造年代 建设年代 建成年 竣工年份 年代 year_built"),
        ),
        Column(
            "floor_area_m2",
            Kind.NUMBER,
            _words("建筑面积 总建筑面积 房屋建筑面积 面积 总面积 floor_area area_m2"),
        ),
        _OPERATOR,
        _LEVEL,
        _ZONE,
        *_POSITION,
        _POSITION_ERROR,
        Column("party_base", Kind.NUMBER, _words("党建基础 党建 党建基础得分 党建得分")),
        Column("environment", Kind.NUMBER, _words("公共环境 环境 公共环境得分 环境得分")),
        Column("infrastructure", Kind.NUMBER, _words("基础设施 基础设施得分 设施得分")),
        Column("closure", Kind.NUMBER, _words("封闭管理 封闭管理得分 封闭得分")),
        Column(
            "willingness",
            Kind.NUMBER,
            _words("缴费意愿 付费意愿 缴费意愿得分 付费意愿得分 居民缴费意愿"),
        ),
        Column(
            "duty_name",
            Kind.TEXT,
            _words("值班人 值班人员 值班员 值守人 值守人员 值班联系人 duty_contact"),
        ),
        Column(
            "duty_phone",
            Kind.TEXT,
            _words("值班电话 值守电话 值班手机 值班联系电话 duty_telephone"),
        ),
        Column(
            "management_mode",
            Kind.TEXT,
            _words("管理模式 物业管理模式 管理方式 mode"),
            spans=True,
        ),
        Column(
            "roof_year",
            Kind.YEAR,
            _words("屋面翻修年份 屋面年份 屋面修缮年份 屋顶翻修年份 屋面防水年份 防水年份"),
        ),
        Column("roof_kind", Kind.TEXT, _words("屋面类型 屋面形式 屋顶类型 屋顶形式 roof_type")),
        Column(
            "rain_pipe_points",
            Kind.WHOLE,
            _words("雨水管点位 雨水管点位数 雨水管数 雨水管数量 落水管数 落水管数量 rain_pipes"),
        ),
        Column("drains", Kind.WHOLE, _words("雨水口数 雨水口数量 排水口数 排水口数量")),
        Column("basement", Kind.YES_NO, _words("地下室 有无地下室 是否有地下室 has_basement")),
        Column("ground_m", Kind.NUMBER, _words("地面高程 地面标高 地坪标高 高程 ground_elevation")),
        Column(
            "repair_fund",
            Kind.NUMBER,
            _words("维修资金余额 维修资金 专项维修资金 专项维修资金余额"),
        ),
        Column(
            "elderly_share",
            Kind.NUMBER,
            _words("老年人占比 老年人比例 老人占比 老人比例 60岁以上占比 老龄化率"),
        ),
        _SOURCE,
        _REMARK,
    ),
    titles=_words("小区 院落 estate"),
    key="estate_id",
    numbered=True,
)

_SKILLS: Final = Column(
    "skills",
    Kind.TEXT,
    _words("技能 工种 专业 班组技能 抢修类别 可修类别 维修类别 skill trade trades"),
)

STATIONS: Final = ListSchema(
    "stations",
    (
        Column(
            "station_id",
            Kind.ID,
            _words("站点编号 站点编码 维修站编号 编号 编码 站点id id code 序号 no"),
        ),
        Column(
            "name",
            Kind.TEXT,
            _words(
                "站点名称 维修站名称 应急维修站 维修点 站点 站名 名称 站 station station_name "
                "维修站 应急维修站名称 维修点名称"
            ),
            required=True,
        ),
        _ADDRESS,
        *_POSITION,
        Column(
            "crews",
            Kind.WHOLE,
            _words("班组数 班组 维修班组 队伍数 队伍 人员组数 units teams 抢修队伍"),
            default=1,
        ),
        Column("status", Kind.STATUS, _words("状态 站点状态 建设状态"), default="open"),
        _CAPACITY,
        Column(
            "opened_year",
            Kind.YEAR,
            _words("启用年份 启用时间 建站年份 成立年份 成立时间 开通年份 year_opened"),
        ),
        Column(
            "opens",
            Kind.CLOCK,
            _words("营业时间 值守时间 值班时间 服务时间 开始时间 开门时间 开放时间 hours open"),
        ),
        Column("closes", Kind.CLOCK, _words("结束时间 关门时间 关闭时间 下班时间 close")),
        _SKILLS,
        _SOURCE,
        _REMARK,
    ),
    titles=_words("站点 维修站 维修点 station"),
    key="station_id",
    located=True,
    numbered=True,
    may_be_empty=True,
)

CANDIDATES: Final = ListSchema(
    "candidates",
    (
        Column(
            "candidate_id",
            Kind.ID,
            _words("备选编号 备选站址编号 站址编号 编号 编码 id station_id code 序号 no"),
        ),
        Column(
            "name",
            Kind.TEXT,
            _words("名称 站址名称 备选站址 备选点 备选站址名称 地点 candidate site station_name"),
        ),
        _ADDRESS,
        *_POSITION,
        Column("cost", Kind.NUMBER, _words("费用 造价 投资 建设费用 成本")),
        _CAPACITY,
    ),
    titles=_words("备选 候选 candidate"),
    key="candidate_id",
    located=True,
    numbered=True,
)

GATES: Final = ListSchema(
    "gates",
    (
        Column(
            "estate_id",
            Kind.ID,
            _words("小区编号 小区编码 小区代码 编号 编码 小区id id"),
            required=True,
            spans=True,
        ),
        Column(
            "name",
            Kind.TEXT,
            _words("名称 出入口 出入口名称 大门 门 入口 gate gate_name"),
        ),
        *_POSITION,
        Column(
            "opens",
            Kind.CLOCK,
            _words("开放时间 开门时间 开启时间 开门 开放时段 hours open"),
        ),
        Column("closes", Kind.CLOCK, _words("关闭时间 关门时间 关门 close")),
    ),
    titles=_words("出入口 大门 gate"),
    located=True,
)

CALLS: Final = ListSchema(
    "calls",
    (
        Column(
            "call_id",
            Kind.ID,
            _words("报修编号 工单编号 工单号 报修单号 编号 单号 id incident_id 序号 no"),
        ),
        Column(
            "reported_at",
            Kind.MOMENT,
            _words(
                "报修时间 接报时间 来电时间 受理时间 报单时间 created_at call_time 报修日期 "
                "接报日期 来电日期 受理日期"
            ),
            required=True,
        ),
        Column(
            "departed_at",
            Kind.MOMENT,
            _words("出发时间 出动时间 派单时间 出车时间 dispatched_at departure_time"),
        ),
        Column(
            "arrived_at",
            Kind.MOMENT,
            _words("到达时间 到场时间 抵达时间 上门时间 arrival_time"),
        ),
        Column(
            "response_min",
            Kind.NUMBER,
            _words(
                "响应时间 响应分钟 响应时长 到场用时 用时 响应用时 到达用时 到场时长 响应秒数 "
                "响应分钟数 响应小时数 response_minutes response_time_min response_time response_s "
                "response_sec response_seconds response_time_s response_time_sec response_h"
            ),
        ),
        Column(
            "station_id",
            Kind.ID,
            # A call that nobody went to has no station; it is counted and left out later.
            _words("站点编号 维修站编号 出动站点 出动站 维修站 站点 station"),
        ),
        *_POSITION,
        Column("estate_id", Kind.ID, _words("小区编号 小区编码 小区代码")),
        _ESTATE_NAME,
        Column(
            "kind",
            Kind.TEXT,
            _words("报修类型 报修类别 故障类型 问题类型 报修项目 类型 类别 category type"),
        ),
        Column(
            "closed_at",
            Kind.MOMENT,
            _words(
                "办结时间 完工时间 完成时间 结单时间 关闭时间 修复时间 completed_at finished_at"
            ),
        ),
        Column(
            "satisfied",
            Kind.YES_NO,
            _words("满意度 是否满意 满意 回访结果 评价 回访满意 satisfaction"),
        ),
        Column(
            "reopened",
            Kind.TIMES,
            _words("返修 是否返修 返修次数 重复报修 是否重复报修 二次报修 repeat repeated rework"),
        ),
        # The day of the report, which is known where its time is not.
        Column("reported_on", Kind.MOMENT),
        _REMARK,
    ),
    titles=_words("报修 工单"),
    key="call_id",
    numbered=True,
)

PROBLEMS: Final = ListSchema(
    "problems",
    (
        Column(
            "problem_id",
            Kind.ID,
            _words("问题编号 问题编码 问题序号 编号 编码 id code 序号 no no."),
        ),
        *_OF_ESTATE,
        _ADDRESS,
        _STREET,
        *_POSITION,
        Column(
            "kind",
            Kind.TEXT,
            _words("问题类型 问题类别 类别 类型 问题种类 问题 事项类别 category type"),
            required=True,
        ),
        Column("source", Kind.TEXT, _words("问题来源 来源 发现渠道 来源渠道 渠道")),
        Column(
            "reported_at",
            Kind.MOMENT,
            _words(
                "登记时间 发现时间 上报时间 提出时间 受理时间 登记日期 上报日期 发现日期 reported"
            ),
        ),
        Column(
            "households",
            Kind.WHOLE,
            _words("涉及户数 影响户数 受影响户数 户数 受益户数 affected_households"),
        ),
        Column(
            "danger",
            Kind.WHOLE,
            _words("危险等级 危险程度 危害程度 危险性 隐患等级 风险等级 severity"),
        ),
        Column("owner", Kind.TEXT, _words("责任单位 责任主体 主办单位 牵头单位 承办单位 整改单位")),
        Column(
            "waiting_for", Kind.TEXT, _words("卡点 等待事项 待办事项 制约因素 待解决 blocked_by")
        ),
        Column(
            "window_from",
            Kind.MOMENT,
            _words("窗口开始 施工窗口开始 可施工起 窗口期起 窗口起 计划开工 window_start"),
        ),
        Column(
            "window_to",
            Kind.MOMENT,
            _words(
                "窗口截止 施工窗口截止 整改期限 完成期限 截止日期 整改时限 可施工止 窗口期止 "
                "窗口止 办理期限 deadline due window_end"
            ),
        ),
        Column("consent_yes", Kind.WHOLE, _words("同意户数 已同意 已缴户数 同意")),
        Column("consent_waived", Kind.WHOLE, _words("免缴户数 减免户数 免缴 豁免户数")),
        Column("consent_empty", Kind.WHOLE, _words("空置户数 空户数 空置 无人户数")),
        Column(
            "consent_all", Kind.WHOLE, _words("应征户数 应同意户数 应缴户数 征询户数 总征询户数")
        ),
        Column(
            "consent_need",
            Kind.NUMBER,
            _words("需同意 同意要求 所需同意 需同意比例 同意比例要求 需同意户数"),
        ),
        Column("cost", Kind.NUMBER, _words("费用 预算 估算费用 整改费用 造价 投资 金额 budget")),
        Column("money", Kind.TEXT, _words("资金来源 经费来源 出资方 资金渠道 funding")),
        Column("status", Kind.STATE, _words("状态 办理状态 问题状态 整改状态 进度 办理进度 state")),
        Column("first_receiver", Kind.TEXT, _words("首接责任人 首接人 首问责任人 首接单位 受理人")),
        Column("accepted_by", Kind.TEXT, _words("验收人 验收单位 验收人员")),
        Column("accepted_at", Kind.MOMENT, _words("验收时间 验收日期")),
        Column(
            "proof", Kind.TEXT, _words("佐证材料 销号佐证 佐证 证明材料 验收材料 销号依据 evidence")
        ),
        Column("closed_at", Kind.MOMENT, _words("销号时间 销号日期 办结时间 办结日期 完成时间")),
        Column("reopened", Kind.TIMES, _words("反复次数 反弹次数 重新打开次数 是否反复 返工次数")),
        _REMARK,
    ),
    titles=_words("问题 problem"),
    key="problem_id",
    numbered=True,
)

PROBLEM_STEPS: Final = ListSchema(
    "problem_steps",
    (
        Column(
            "problem_id",
            Kind.ID,
            _words("问题编号 问题编码 编号 问题 problem"),
            required=True,
            spans=True,
        ),
        Column(
            "step", Kind.TEXT, _words("步骤 环节 工序 步骤名称 环节名称 step_name"), required=True
        ),
        Column(
            "days", Kind.NUMBER, _words("天数 所需天数 工期 用时 工作天数 duration"), required=True
        ),
        Column("after", Kind.TEXT, _words("前置步骤 前置环节 前置工序 前置 紧前工序 depends_on")),
        Column("done_at", Kind.MOMENT, _words("完成时间 完成日期 办结时间 办结日期 done")),
    ),
    titles=_words("步骤 环节 step"),
)

INSPECTIONS: Final = ListSchema(
    "inspections",
    (
        Column(
            "unit",
            Kind.TEXT,
            _words("被考核单位 检查对象 被检查单位 单位 对象 考核对象 考核单位"),
            required=True,
            spans=True,
        ),
        Column("date", Kind.MOMENT, _words("检查日期 检查时间 日期 考核日期"), required=True),
        Column(
            "item", Kind.TEXT, _words("检查项目 项目 考核项目 检查内容 考核内容"), required=True
        ),
        Column("score", Kind.NUMBER, _words("得分 分数 评分 考核得分"), required=True),
        Column("weight", Kind.NUMBER, _words("权重 分值 占比"), default=1.0),
        _REMARK,
    ),
    titles=_words("检查 考核 inspection"),
)

VISITORS: Final = ListSchema(
    "visitors",
    (
        Column(
            "visitor_id",
            Kind.ID,
            _words("走访人编号 走访人员编号 人员编号 走访人 编号 编码 id code 序号 no no."),
            required=True,
        ),
        Column(
            "unit", Kind.TEXT, _words("单位 所属单位 走访单位 部门 科室 department"), spans=True
        ),
        Column("role", Kind.TEXT, _words("职务 岗位 身份 角色 职位 post position_held")),
        Column("base", Kind.TEXT, _words("驻地 出发地 出发地点 驻点 办公地点 start_from")),
        *_POSITION,
        Column(
            "weekdays",
            Kind.DAYS,
            _words("走访日 可走访日 走访日期 可用日 工作日 星期 日期 days weekday"),
        ),
        Column(
            "hours",
            Kind.NUMBER,
            _words("每日小时 每天小时 每日小时数 每日工时 走访小时 小时 hours_per_day"),
        ),
        Column("streets", Kind.TEXT, _words("负责街道 包保街道 街道 联系街道 分管街道 street")),
        _REMARK,
    ),
    titles=_words("走访人员 走访人 visitors visitor"),
    key="visitor_id",
)

MATTERS: Final = ListSchema(
    "matters",
    (
        Column(
            "matter_id",
            Kind.ID,
            _words("事项编号 事项编码 诉求编号 编号 编码 id code 序号 no no."),
            required=True,
        ),
        *_OF_ESTATE,
        Column("visit_id", Kind.ID, _words("走访编号 走访序号 走访记录编号")),
        Column("visitor_id", Kind.ID, _words("走访人编号 走访人员编号 走访人 走访人员")),
        Column(
            "raised_at",
            Kind.MOMENT,
            _words("提出时间 提出日期 登记时间 登记日期 收集时间 收集日期 反映日期 raised"),
            required=True,
        ),
        Column(
            "kind",
            Kind.TEXT,
            _words("事项类型 事项类别 诉求类型 类别 类型 事项 category type"),
            required=True,
        ),
        Column("first_receiver", Kind.TEXT, _words("首接责任人 首接人 首接 受理人 首问责任人")),
        Column("scope", Kind.TEXT, _words("范围 事项范围 共性个性 共性或个性 涉及范围")),
        Column(
            "due_at",
            Kind.MOMENT,
            _words("办理期限 办结期限 答复期限 完成期限 截止日期 期限 due deadline"),
        ),
        Column("answered_at", Kind.MOMENT, _words("答复时间 答复日期 回复时间 回复日期 answered")),
        Column("closed_at", Kind.MOMENT, _words("办结时间 办结日期 销号时间 销号日期 closed")),
        Column("proof", Kind.TEXT, _words("佐证 办结佐证 佐证材料 证明材料 evidence")),
        Column(
            "note", Kind.TEXT, _words("内容 事项内容 诉求内容 具体内容 备注 说明 remark comment")
        ),
    ),
    titles=_words("事项 诉求 民情 matters matter"),
    key="matter_id",
)

VISITS: Final = ListSchema(
    "visits",
    (
        Column(
            "visit_id",
            Kind.ID,
            _words("走访编号 走访序号 走访记录编号 编号 编码 id code 序号 no no."),
            required=True,
        ),
        Column("date", Kind.MOMENT, _words("走访日期 日期 走访时间 计划日期 day"), required=True),
        Column(
            "visitor_id",
            Kind.ID,
            _words("走访人编号 走访人员编号 走访人 走访人员 人员编号"),
            required=True,
        ),
        *_OF_ESTATE,
        Column("status", Kind.TEXT, _words("走访状态 状态 完成情况 落实情况 state")),
        _REMARK,
    ),
    titles=_words("走访日历 走访计划 走访记录 走访 visits calendar"),
    key="visit_id",
)

WORKS: Final = ListSchema(
    "works",
    (
        Column(
            "work_id",
            Kind.ID,
            _words("工程编号 工程编码 项目编号 项目编码 编号 编码 id code 序号 no no."),
        ),
        *_OF_ESTATE,
        _STREET,
        Column(
            "kind",
            Kind.TEXT,
            _words("工程类型 工程类别 工程内容 项目类型 项目内容 施工内容 类型 类别 type"),
            required=True,
        ),
        Column("points", Kind.WHOLE, _words("点位数 点位 处数 根数 数量 工程量 维修点位 quantity")),
        Column(
            "crew_days",
            Kind.NUMBER,
            _words("班组日 所需班组日 班组工日 工日 需班组日 用工"),
            required=True,
        ),
        Column("weeks", Kind.WHOLE, _words("工期周数 周数 工期 施工周数 duration_weeks")),
        Column(
            "not_before",
            Kind.MOMENT,
            _words("最早开工 最早开工日期 不早于 可开工日期 备料到位 earliest_start"),
        ),
        Column(
            "window_from",
            Kind.MOMENT,
            _words("窗口开始 施工窗口开始 可施工起 窗口期起 窗口起 window_start"),
        ),
        Column(
            "window_to",
            Kind.MOMENT,
            _words("窗口截止 施工窗口截止 完工期限 完成期限 截止日期 可施工止 窗口止 window_end"),
        ),
        Column("consent", Kind.YES_NO, _words("业主同意 是否同意 居民同意 征询通过 同意")),
        Column("cost", Kind.NUMBER, _words("费用 造价 估算费用 工程费用 投资 金额 预算")),
        Column("money", Kind.TEXT, _words("资金来源 经费来源 出资方 资金渠道 funding")),
        _SOURCE,
        _REMARK,
    ),
    titles=_words("工程 汛前工程 work"),
    key="work_id",
    numbered=True,
)

CREW_WEEKS: Final = ListSchema(
    "crew_weeks",
    (
        Column(
            "week",
            Kind.MOMENT,
            _words("周 周次 周起始 周一 周一日期 起始日期 开始日期 日期 week_start"),
            required=True,
        ),
        Column(
            "crews",
            Kind.WHOLE,
            _words("班组数 施工班组 班组 施工班组数 队伍数 队伍 units teams"),
            required=True,
        ),
        Column("days", Kind.NUMBER, _words("施工天数 作业天数 天数 工作天数 working_days")),
        _REMARK,
    ),
    titles=_words("施工班组 班组周 crew"),
)

BUDGETS: Final = ListSchema(
    "budgets",
    (
        Column(
            "source",
            Kind.TEXT,
            _words("资金来源 经费来源 出资方 资金渠道 来源 funding money"),
            required=True,
        ),
        Column(
            "amount",
            Kind.NUMBER,
            _words("预算 金额 预算金额 可用资金 额度 资金额度 budget"),
            required=True,
        ),
        _REMARK,
    ),
    titles=_words("预算 资金 budget"),
    key="source",
)

SHIFTS: Final = ListSchema(
    "shifts",
    (
        Column(
            "station_id",
            Kind.ID,
            _words("站点编号 站点编码 维修站编号 站点 维修站 站点名称 维修站名称 station id"),
            required=True,
            spans=True,
        ),
        Column(
            "days",
            Kind.DAYS,
            _words("日期 日别 日期类型 适用日期 值班日期 班次日期 适用日 星期 day date dates"),
        ),
        Column(
            "opens",
            Kind.CLOCK,
            _words(
                "开始时间 上班时间 开始 起始时间 上岗时间 到岗时间 班次时间 时段 值班时间 start "
                "starts begins from open hours"
            ),
        ),
        Column(
            "closes",
            Kind.CLOCK,
            _words("结束时间 下班时间 结束 终止时间 离岗时间 截止时间 end ends until to close"),
        ),
        Column(
            "crews",
            Kind.WHOLE,
            _words("班组数 在岗班组 班组 在岗班组数 维修班组 队伍数 人员组数 units teams"),
        ),
        Column(
            "turnout_min",
            Kind.NUMBER,
            _words("出动时间 出动分钟 出动用时 出动时长 turnout turnout_minutes"),
        ),
        _SKILLS,
        _REMARK,
    ),
    titles=_words("班次 排班 值班 shift"),
)

ZONES: Final = ListSchema(
    "zones",
    (
        Column("zone_id", Kind.ID, (*_ZONE.headers, "编号", "id"), required=True, spans=True),
        Column("estate_id", Kind.ID, _words("小区编号 小区编码 小区代码 小区id"), required=True),
        _STREET,
        _OPERATOR,
        _LEVEL,
    ),
    titles=_words("片区 zone"),
    key="estate_id",
)

GAZETTEER: Final = ListSchema(
    "gazetteer",
    (
        Column("id", Kind.ID, _words("编号 编码 代码 estate_id 小区编号 序号 code")),
        Column(
            "name",
            Kind.TEXT,
            _words("名称 小区名称 小区 小区名 地名 标准名称 title"),
            required=True,
        ),
        *_POSITION,
        Column("district", Kind.TEXT, _words("区 行政区 区县 所属区 城区"), spans=True),
        _STREET,
        _COMMUNITY,
        _ADDRESS,
        Column("aliases", Kind.TEXT, _words("别名 曾用名 又名 俗称 alias")),
    ),
    titles=_words("地名 gazetteer"),
    key="id",
    located=True,
    numbered=True,
)

NAMES: Final = ListSchema(
    "names",
    (
        Column("estate_id", Kind.ID, _words("小区编号 编号 编码 id query_id 序号 code")),
        Column(
            "name",
            Kind.TEXT,
            _words("小区名称 小区 名称 小区名 老旧小区名称 estate query"),
            required=True,
        ),
        _ADDRESS,
        Column("district", Kind.TEXT, _words("区 行政区 区县 所属区 城区"), spans=True),
        _STREET,
        _COMMUNITY,
        *_POSITION,
    ),
    key="estate_id",
    numbered=True,
)

PLACES: Final = ListSchema(
    "places",
    (
        Column(
            "place_id",
            Kind.ID,
            _words(
                "estate_id station_id candidate_id call_id id code 小区编号 站点编号 备选编号 "
                "编号 编码 代码 序号 no"
            ),
        ),
        Column(
            "name",
            Kind.TEXT,
            _words("名称 小区名称 站点名称 站址名称 地点 estate_name station_name"),
        ),
        *_POSITION,
    ),
    key="place_id",
    located=True,
    numbered=True,
)

LIST_SCHEMAS: Final = (
    ESTATES,
    STATIONS,
    CANDIDATES,
    GATES,
    CALLS,
    SHIFTS,
    ZONES,
    GAZETTEER,
    PROBLEMS,
    PROBLEM_STEPS,
    INSPECTIONS,
    WORKS,
    CREW_WEEKS,
    BUDGETS,
    VISITORS,
    MATTERS,
    VISITS,
)
