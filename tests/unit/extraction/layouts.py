# ruff: noqa: E501 - a line of a planted page is one string
"""Tables, forms and lists as collectors send them, with the records planted in each. All made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duijie.engines.documents.types import BlockKind, Document
from tests.unit.extraction.tables import document, lines, paragraph, table

Expected = Mapping[str, object]


@dataclass(frozen=True)
class Layout:
    """A document and what must come of it: the records' fields in order, and findings told."""

    name: str
    document: Document
    records: tuple[Expected, ...]
    codes: frozenset[str] = field(default_factory=frozenset)


def need(title: str, **fields: object) -> Expected:
    return {"kind": "need", "title": title, **fields}


def offer(title: str, **fields: object) -> Expected:
    return {"kind": "offer", "title": title, **fields}


def expert(title: str, **fields: object) -> Expected:
    return {"kind": "expert", "title": title, "person": title, **fields}


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "plain_needs_table",
        document(
            table(
                [
                    [
                        "序号",
                        "需求名称",
                        "企业名称",
                        "需求内容",
                        "联系人",
                        "联系电话",
                        "预算（万元）",
                    ],
                    [
                        "1",
                        "轴承套圈淬火变形控制",
                        "江州轴承有限公司",
                        "薄壁套圈淬火后圆度超差，需要解决。",
                        "王芳",
                        "13812345678",
                        "50",
                    ],
                    [
                        "2",
                        "纺纱断头在线监测",
                        "江州纺织有限公司",
                        "需要细纱机断头自动识别技术。",
                        "赵强",
                        "0533-8812345",
                        "30.5",
                    ],
                ]
            )
        ),
        (
            need(
                "轴承套圈淬火变形控制",
                id="N001",
                org="江州轴承有限公司",
                text="薄壁套圈淬火后圆度超差，需要解决。",
                person="王芳",
                phone="13812345678",
                budget_wan=50.0,
            ),
            need(
                "纺纱断头在线监测",
                id="N002",
                org="江州纺织有限公司",
                phone="0533-8812345",
                budget_wan=30.5,
            ),
        ),
    ),
    Layout(
        "title_rows_groups_merged_orgs_totals_and_notes",
        document(
            table(
                [
                    ["附件1：江州市企业技术需求征集表"],
                    ["填报日期：2026年3月", "", "", "单位：万元"],
                    [
                        "序号",
                        "企业名称",
                        "*技术需求\n名称",
                        "拟解决的\n技术难题",
                        "联系人",
                        "",
                        "拟投入资金\n(万元)",
                    ],
                    ["", "", "", "", "姓名", "电话", ""],
                    [
                        "1",
                        "江州农机有限公司",
                        "播种机漏播监测",
                        "漏播率高，缺少在线传感手段",
                        "周强",
                        "13900001111",
                        "20",
                    ],
                    ["2", "", "深松铲耐磨处理", "铲尖磨损快", "", "", "15"],
                    [
                        "3",
                        "江州泵业有限公司",
                        "泵壳砂眼检测",
                        "铸件内部缺陷难以检出",
                        "刘洋",
                        "13900002222",
                        "8",
                    ],
                    ["", "合计", "", "", "", "", "43"],
                    ["注：请各县区于月底前报送。"],
                ],
                merged=[
                    (0, 0, 0, 6),
                    (2, 0, 3, 0),
                    (2, 1, 3, 1),
                    (2, 2, 3, 2),
                    (2, 3, 3, 3),
                    (2, 4, 2, 5),
                    (2, 6, 3, 6),
                    (4, 1, 5, 1),
                    (4, 4, 5, 4),
                    (4, 5, 5, 5),
                    (8, 0, 8, 6),
                ],
            )
        ),
        (
            need("播种机漏播监测", org="江州农机有限公司", person="周强", budget_wan=20.0),
            need(
                "深松铲耐磨处理",
                org="江州农机有限公司",
                person="周强",
                phone="13900001111",
                budget_wan=15.0,
            ),
            need("泵壳砂眼检测", org="江州泵业有限公司", person="刘洋"),
        ),
        frozenset({"extraction.total_row_skipped", "extraction.note_row_skipped"}),
    ),
    Layout(
        "csv_without_merges_group_header_and_blank_orgs",
        document(
            table(
                [
                    ["企业", "技术难题", "经费/万", "联系方式", ""],
                    ["", "", "", "姓名", "手机"],
                    ["江州化纤公司", "粘胶阻燃剂析出", "12", "孙丽", "13700000001"],
                    ["", "纺丝废气回收", "", "", ""],
                    ["江州印染厂", "高盐废水回用", "40", "钱伟", "13700000002"],
                ],
                sheet=None,
                file="需求.csv",
            ),
            file="需求.csv",
        ),
        (
            need("粘胶阻燃剂析出", org="江州化纤公司", person="孙丽", budget_wan=12.0),
            need("纺丝废气回收", org="江州化纤公司"),
            need("高盐废水回用", org="江州印染厂", phone="13700000002", budget_wan=40.0),
        ),
        frozenset({"extraction.org_carried_down"}),
    ),
    Layout(
        "several_needs_in_one_cell",
        document(
            table(
                [
                    ["单位名称", "技术需求", "联系人"],
                    [
                        "江州激光有限公司",
                        "1.光纤激光器合束技术；2.激光清洗头小型化设计；3.焊缝跟踪视觉系统",
                        "吴刚",
                    ],
                    ["江州塑料厂", "（1）聚丙烯微发泡注塑工艺\n（2）再生料异味去除技术", "郑敏"],
                    ["江州电机厂", "①电机铁芯降噪技术 ②漆包线绝缘检测设备", "冯涛"],
                ]
            )
        ),
        (
            need("光纤激光器合束技术", org="江州激光有限公司", id="N001"),
            need("激光清洗头小型化设计", org="江州激光有限公司"),
            need("焊缝跟踪视觉系统", org="江州激光有限公司"),
            need("聚丙烯微发泡注塑工艺", org="江州塑料厂"),
            need("再生料异味去除技术", org="江州塑料厂"),
            need("电机铁芯降噪技术", org="江州电机厂"),
            need("漆包线绝缘检测设备", org="江州电机厂", person="冯涛"),
        ),
        frozenset({"extraction.cell_split"}),
    ),
    Layout(
        "numbered_indicators_stay_one_need",
        document(
            table(
                [
                    ["企业名称", "需求名称", "需求描述"],
                    [
                        "江州刀具公司",
                        "硬质合金涂层",
                        "指标要求：1.硬度≥3000HV；2.结合力≥80N；3.耐温不低于900℃",
                    ],
                    ["江州阀门厂", "阀座密封", "1.研究阀座材料；2.优化密封面结构；3.完成寿命试验"],
                ]
            )
        ),
        (
            need("硬质合金涂层", text="指标要求：1.硬度≥3000HV；2.结合力≥80N；3.耐温不低于900℃"),
            need("阀座密封", text="1.研究阀座材料；2.优化密封面结构；3.完成寿命试验"),
        ),
    ),
    Layout(
        "text_only_needs_get_titles",
        document(
            table(
                [
                    ["公司", "目前最希望解决的技术难题是什么？", "电话"],
                    [
                        "江州食品公司",
                        "果汁非酶褐变严重，影响货架期。希望找到低成本的抑制办法。",
                        "8812345",
                    ],
                    [
                        "江州面粉厂",
                        "小麦赤霉毒素快速检测，现有方法一次要两小时，生产线等不起，希望十分钟内出结果",
                        "13600000003",
                    ],
                ],
                sheet="需求",
            )
        ),
        (
            need("果汁非酶褐变严重，影响货架期", org="江州食品公司", phone="8812345"),
            need("小麦赤霉毒素快速检测", phone="13600000003"),
        ),
    ),
    Layout(
        "contacts_in_texts_are_taken_out",
        document(
            table(
                [
                    ["需求名称", "需求说明", "联系方式"],
                    [
                        "无人机抗风控制（联系人：李明 13811112222）",
                        "需要六级风稳定悬停，联系电话：0571-88881234，邮箱 liming@example.com。",
                        "李明 13811112222",
                    ],
                ]
            )
        ),
        (
            need(
                "无人机抗风控制",
                text="需要六级风稳定悬停。",
                person="李明",
                phone="13811112222; 0571-88881234",
                email="liming@example.com",
            ),
        ),
    ),
    Layout(
        "repeated_header_and_examples_and_sections",
        document(
            table(
                [
                    ["序号", "难题名称", "单位", "具体描述"],
                    ["示例", "某某技术", "某某公司", "请在此填写"],
                    ["一、新材料领域"],
                    ["1", "聚酰胺增韧", "江州高分子公司", "低温冲击强度不足"],
                    ["序号", "难题名称", "单位", "具体描述"],
                    ["二、智能装备领域"],
                    ["2", "机器人末端力控", "江州机器人公司", "打磨力波动大"],
                ],
                merged=[(2, 0, 2, 3), (5, 0, 5, 3)],
            )
        ),
        (
            need("聚酰胺增韧", org="江州高分子公司", industry="新材料"),
            need("机器人末端力控", industry="智能装备"),
        ),
        frozenset(
            {
                "extraction.header_row_repeated",
                "extraction.example_row_skipped",
                "extraction.section_row",
            }
        ),
    ),
    Layout(
        "offers_from_registration_columns",
        document(
            table(
                [
                    [
                        "成果名称",
                        "第一完成单位",
                        "完成人",
                        "成果简介",
                        "创新点",
                        "应用领域",
                        "成果所处阶段",
                        "知识产权情况",
                        "拟转化方式",
                        "联系人",
                        "电子信箱",
                        "关键词（≤3）",
                    ],
                    [
                        "低温韧性聚乳酸",
                        "江州大学",
                        "陈浩、李娜",
                        "以环氧大豆油接枝改性。",
                        "断裂伸长率提高八倍",
                        "包装",
                        "完成中试",
                        "发明专利2件",
                        "许可",
                        "李娜",
                        "lina@jz.example",
                        "聚乳酸；增韧；生物基",
                    ],
                ]
            )
        ),
        (
            offer(
                "低温韧性聚乳酸",
                org="江州大学",
                person="陈浩、李娜",
                text="成果简介：以环氧大豆油接枝改性。\n创新点：断裂伸长率提高八倍\n应用领域：包装",
                email="lina@jz.example",
                keywords=("聚乳酸", "增韧", "生物基"),
            ),
        ),
    ),
    Layout(
        "offers_free_hand",
        document(
            table(
                [
                    ["江州工业大学可转化成果推介"],
                    ["项目名称", "负责人", "项目简介", "成熟度", "报价"],
                    [
                        "激光熔覆修复模具",
                        "马超",
                        "本技术可用于压铸模具修复，已应用于三家企业。",
                        "TRL 7",
                        "80万元",
                    ],
                    ["高光谱茶叶分级", "罗静", "该成果研制了便携式分级仪。", "小试", "面议"],
                ],
                merged=[(0, 0, 0, 4)],
            )
        ),
        (
            offer("激光熔覆修复模具", person="马超", trl=7, budget_wan=80.0),
            offer("高光谱茶叶分级", person="罗静", trl=None, budget_wan=None),
        ),
    ),
    Layout(
        "experts_table",
        document(
            table(
                [
                    ["江州市科技专家库"],
                    [
                        "序号",
                        "专家姓名",
                        "工作单位",
                        "职务职称",
                        "专业特长",
                        "研究方向",
                        "手机",
                        "邮箱",
                    ],
                    [
                        "1",
                        "何建国",
                        "江州大学机械学院",
                        "教授、博导",
                        "轴承摩擦学",
                        "润滑与磨损",
                        "13511110001",
                        "he@jz.example",
                    ],
                    [
                        "2",
                        "沈雨",
                        "江州农科院",
                        "研究员",
                        "小麦育种",
                        "抗病种质",
                        "13511110002",
                        "",
                    ],
                ]
            )
        ),
        (
            expert(
                "何建国",
                id="E001",
                org="江州大学机械学院",
                position="教授、博导",
                text="专业特长：轴承摩擦学\n研究方向：润滑与磨损",
                phone="13511110001",
                email="he@jz.example",
            ),
            expert("沈雨", org="江州农科院", position="研究员"),
        ),
    ),
    Layout(
        "experts_by_name_and_field_only",
        document(
            table(
                [["姓名", "单位", "职称", "领域"], ["高峰", "江州大学", "副教授", "激光加工"]],
                sheet="专家名单",
            )
        ),
        (expert("高峰", org="江州大学", text="激光加工", industry="激光加工"),),
    ),
    Layout(
        "attendance_is_no_expert_list",
        document(
            table(
                [
                    ["签到表"],
                    ["姓名", "单位", "职务", "电话", "签名"],
                    ["高峰", "江州大学", "副教授", "13500000009", ""],
                ]
            )
        ),
        (),
        frozenset({"extraction.table_of_people_present"}),
    ),
    Layout(
        "statistics_are_no_records",
        document(
            table(
                [
                    ["县区", "需求数", "成果数", "签约金额(万元)"],
                    ["东县", "12", "3", "500"],
                    ["西县", "7", "2", "120"],
                    ["合计", "19", "5", "620"],
                ],
                sheet="需求统计",
            )
        ),
        (),
        frozenset({"extraction.table_of_counts"}),
    ),
    Layout(
        "mixed_kinds_by_column",
        document(
            table(
                [
                    ["类别", "名称", "单位", "内容"],
                    ["需求", "苹果分级线", "江州果业公司", "需要糖度无损检测"],
                    ["成果", "糖度近红外检测仪", "江州大学", "已研制样机"],
                    ["技术需求", "冷库节能", "江州冷链公司", "降低能耗"],
                ]
            )
        ),
        (
            need("苹果分级线", org="江州果业公司"),
            offer("糖度近红外检测仪", org="江州大学"),
            need("冷库节能"),
        ),
    ),
    Layout(
        "two_tables_in_one_sheet",
        document(
            table(
                [
                    ["一、企业需求"],
                    ["需求名称", "企业"],
                    ["齿轮噪声控制", "江州齿轮厂"],
                    [],
                    ["二、高校成果"],
                    ["成果名称", "完成单位", "简介"],
                    ["齿面微喷丸强化", "江州大学", "降低噪声三分贝"],
                ],
                sheet="对接清单",
            )
        ),
        (
            need("齿轮噪声控制", org="江州齿轮厂"),
            offer("齿面微喷丸强化", org="江州大学", text="降低噪声三分贝"),
        ),
    ),
    Layout(
        "transposed_table",
        document(
            table(
                [
                    ["需求名称", "轴承降噪", "保持架注塑缩孔"],
                    ["企业名称", "江州甲公司", "江州乙公司"],
                    ["需求描述", "整机噪声偏高", "缩孔率百分之五"],
                    ["预算（万元）", "10", "20"],
                ]
            )
        ),
        (
            need("轴承降噪", org="江州甲公司", budget_wan=10.0),
            need("保持架注塑缩孔", text="缩孔率百分之五", budget_wan=20.0),
        ),
    ),
    Layout(
        "official_form_labels_beside_and_below",
        document(
            table(
                [
                    ["江州省重大技术需求征集表"],
                    ["机构全称*", "江州新能源有限公司", "机构代码", "91X"],
                    ["通讯地址", "江州市新区2号", "所在地域", "江州市"],
                    ["联系人", "韩雪", "手机", "13400000001"],
                    [
                        "机构属性*",
                        "☑企业 □高等院校 □研究机构 □其他",
                        "电子信箱*",
                        "hanxue@jz.example",
                    ],
                    ["技术需求名称*", "储能电池热失控预警"],
                    ["技术需求概述*"],
                    ["1主要问题（≤500字）", "簇内温差大，预警滞后。"],
                    ["2技术关键（500字以内）", "多参数融合传感。"],
                    ["3预期目标", "提前五分钟报警。"],
                    ["关键字*", "储能、热失控、预警"],
                    [
                        "拟投入资金总额（万元）",
                        "300",
                        "技术需求解决方式*",
                        "□独立研发 □委托研发 ■合作研发 □其他",
                    ],
                    ["审核部门", "（盖章）"],
                ],
                merged=[
                    (0, 0, 0, 3),
                    (5, 1, 5, 3),
                    (6, 0, 6, 3),
                    (7, 1, 7, 3),
                    (8, 1, 8, 3),
                    (9, 1, 9, 3),
                    (10, 1, 10, 3),
                    (12, 1, 12, 3),
                ],
            )
        ),
        (
            need(
                "储能电池热失控预警",
                org="江州新能源有限公司",
                person="韩雪",
                phone="13400000001",
                email="hanxue@jz.example",
                region="江州市",
                text="主要问题：簇内温差大，预警滞后。\n技术关键：多参数融合传感。\n预期目标：提前五分钟报警。",
                keywords=("储能", "热失控", "预警"),
                budget_wan=300.0,
                fields={"cooperation": "合作研发", "org_kind": "企业"},
            ),
        ),
    ),
    Layout(
        "form_with_group_cells_and_label_above",
        document(
            table(
                [
                    ["企业基本信息", "企业名称", "江州陶瓷有限公司", "企业性质", "民营"],
                    ["", "联系人", "曹阳", "联系电话", "13300000001"],
                    ["需求信息", "需求名称", "陶瓷结合剂砂轮修整", "", ""],
                    ["", "需求内容（请说明背景、现状、指标，500字以内）", "", "", ""],
                    ["", "砂轮修整效率低，精度保持性差。", "", "", ""],
                ],
                merged=[(0, 0, 1, 0), (2, 0, 4, 0), (2, 2, 2, 4), (3, 1, 3, 4), (4, 1, 4, 4)],
                sheet=None,
                file="form.docx",
            ),
            file="form.docx",
        ),
        (
            need(
                "陶瓷结合剂砂轮修整",
                org="江州陶瓷有限公司",
                person="曹阳",
                phone="13300000001",
                text="砂轮修整效率低，精度保持性差。",
            ),
        ),
    ),
    Layout(
        "several_forms_in_one_document",
        document(
            paragraph("技术需求表（一）"),
            table(
                [
                    ["企业名称", "江州一厂"],
                    ["需求名称", "铝合金焊接气孔"],
                    ["需求描述", "气孔率高"],
                ],
                sheet=None,
                file="f.docx",
            ),
            paragraph("技术需求表（二）"),
            table(
                [["企业名称", "江州二厂"], ["需求名称", "铜管缩径开裂"], ["需求描述", "开裂率高"]],
                sheet=None,
                file="f.docx",
            ),
            file="f.docx",
        ),
        (
            need("铝合金焊接气孔", org="江州一厂", text="气孔率高"),
            need("铜管缩径开裂", org="江州二厂", text="开裂率高"),
        ),
    ),
    Layout(
        "one_form_with_two_needs",
        document(
            table(
                [
                    ["企业名称", "江州光学公司", "联系人", "邓凯"],
                    ["需求一名称", "镜片镀膜均匀性", "", ""],
                    ["需求内容", "边缘膜厚偏差大", "", ""],
                    ["需求二名称", "模压透镜脱模", "", ""],
                    ["需求内容", "脱模时裂纹", "", ""],
                ],
            )
        ),
        (
            need("镜片镀膜均匀性", org="江州光学公司", person="邓凯", text="边缘膜厚偏差大"),
            need("模压透镜脱模", org="江州光学公司", person="邓凯", text="脱模时裂纹"),
        ),
    ),
    Layout(
        "labelled_paragraphs",
        document(
            paragraph("各位老师好，我县两家企业的需求如下："),
            paragraph("需求名称：粘胶纤维阻燃"),
            paragraph("企业名称：江州纺织公司"),
            paragraph("需求内容：需要无卤阻燃技术。"),
            paragraph("现有磷系阻燃剂成本过高。"),
            paragraph("联系人：张三  电话：13800001111"),
            paragraph("需求名称：印染废水回用"),
            paragraph("企业名称：江州印染厂"),
            paragraph("需求内容：盐分高。"),
            paragraph("预算：约30万元"),
            file="mail.eml",
        ),
        (
            need(
                "粘胶纤维阻燃",
                org="江州纺织公司",
                text="需要无卤阻燃技术。\n现有磷系阻燃剂成本过高。",
                person="张三",
                phone="13800001111",
            ),
            need("印染废水回用", org="江州印染厂", text="盐分高。", budget_wan=30.0),
        ),
    ),
    Layout(
        "booklet_with_contents_and_running_heads",
        document(
            *lines(
                "江州大学科技成果汇编\n目  录\n1. 便携式激光清洗设备................3\n2. 等离子喷涂耐磨涂层................4"
            ),
            *lines(
                "江州大学科技成果汇编\n1. 便携式激光清洗设备\n成果简介：本成果研制了一种便携式激光清洗设备，可以去除钢板表面的\n锈层、油污与旧漆，单机清洗效率达到每小时八平方米。\n应用领域：船舶、轨道交通\n联系人：王明 13900001111\n- 1 -",
                page=2,
            ),
            *lines(
                "江州大学科技成果汇编\n2. 等离子喷涂耐磨涂层\n成果简介：采用等离子喷涂方法制备碳化钨涂层，寿命提高三倍，可用于\n轧辊、螺杆等多种零件的表面强化，在冶金行业累计应用二十余台套，经\n- 2 -",
                page=3,
            ),
            *lines(
                "江州大学科技成果汇编\n济效益明显。\n应用领域：冶金\n联系人：李丽\n- 3 -", page=4
            ),
            file="b.pdf",
            title="江州大学科技成果汇编",
        ),
        (
            offer(
                "便携式激光清洗设备",
                person="王明",
                phone="13900001111",
                text="成果简介：本成果研制了一种便携式激光清洗设备，可以去除钢板表面的锈层、油污与旧漆，单机清洗效率达到每小时八平方米。\n应用领域：船舶、轨道交通",
            ),
            offer(
                "等离子喷涂耐磨涂层",
                person="李丽",
                text="成果简介：采用等离子喷涂方法制备碳化钨涂层，寿命提高三倍，可用于轧辊、螺杆等多种零件的表面强化，在冶金行业累计应用二十余台套，经济效益明显。\n应用领域：冶金",
            ),
        ),
    ),
    Layout(
        "word_booklet_headings_and_bare_labels",
        document(
            paragraph("科技成果手册", kind=BlockKind.HEADING),
            paragraph("一、微藻固碳反应器", kind=BlockKind.HEADING),
            paragraph("成果简介"),
            paragraph("利用烟气培养微藻。"),
            paragraph("技术指标"),
            paragraph("固碳效率每平方米三十克。"),
            paragraph("联系人：彭飞"),
            paragraph("二、秸秆膜", kind=BlockKind.HEADING),
            paragraph("成果简介"),
            paragraph("以秸秆制备可降解地膜。"),
            paragraph("联系人：董丽"),
            file="s.docx",
        ),
        (
            offer(
                "微藻固碳反应器",
                person="彭飞",
                text="利用烟气培养微藻。\n技术指标：固碳效率每平方米三十克。",
            ),
            offer("秸秆膜", person="董丽", text="以秸秆制备可降解地膜。"),
        ),
    ),
    Layout(
        "plain_numbered_list",
        document(
            paragraph("江州县企业技术难题清单"),
            paragraph("1. 江州茶叶公司：夏秋茶苦涩味重，需要降低苦涩味的加工工艺。"),
            paragraph("2. 江州竹业公司：竹材防霉周期短，急需长效防霉技术。"),
            paragraph("3. 江州通航公司：小型无人机夜间避障能力不足，希望引进视觉算法。"),
            file="list.txt",
            title="江州县企业技术难题清单",
        ),
        (
            need("夏秋茶苦涩味重，需要降低苦涩味的加工工艺", org="江州茶叶公司"),
            need("竹材防霉周期短，急需长效防霉技术", org="江州竹业公司"),
            need("小型无人机夜间避障能力不足，希望引进视觉算法", org="江州通航公司"),
        ),
    ),
    Layout(
        "news_gives_no_records",
        document(
            paragraph("江州市举办科技成果与企业需求对接会"),
            paragraph(
                "3月5日，江州市举办对接会。会上，市科技局局长王芳表示，要做好三件事：1.摸清需求；2.推介成果；3.跟踪服务。"
            ),
            paragraph("江州大学教授李伟介绍了激光清洗技术。"),
            file="news.html",
            title="江州市举办科技成果与企业需求对接会",
        ),
        (),
    ),
    Layout(
        "english_headers",
        document(
            table(
                [
                    [
                        "ID",
                        "Company",
                        "Technology need",
                        "Description",
                        "Budget (CNY 10k)",
                        "Contact person",
                        "E-mail",
                    ],
                    [
                        "D-01",
                        "Jiangzhou Bearings Co., Ltd.",
                        "Low noise cage",
                        "We need a quieter polymer cage.",
                        "",
                        "Wang Fang",
                        "wf@jz.example",
                    ],
                ]
            )
        ),
        (
            need(
                "Low noise cage",
                id="D-01",
                org="Jiangzhou Bearings Co., Ltd.",
                text="We need a quieter polymer cage.",
                person="Wang Fang",
                email="wf@jz.example",
            ),
        ),
    ),
    Layout(
        "challenge_list",
        document(
            table(
                [
                    ["2026年江州市“揭榜挂帅”榜单"],
                    [
                        "序号",
                        "榜单名称",
                        "所属领域",
                        "发榜单位",
                        "需求内容",
                        "主要指标",
                        "完成时限",
                        "揭榜条件",
                        "榜单金额（万元）",
                        "产权归属/利益分配",
                        "联系人",
                    ],
                    [
                        "1",
                        "航空轴承钢纯净度提升",
                        "新材料",
                        "江州特钢有限公司",
                        "夹杂物控制难",
                        "氧含量≤6ppm",
                        "2年",
                        "高校或院所",
                        "500",
                        "共有",
                        "唐军 13200000001",
                    ],
                ],
                merged=[(0, 0, 0, 10)],
            )
        ),
        (
            need(
                "航空轴承钢纯净度提升",
                org="江州特钢有限公司",
                industry="新材料",
                text="夹杂物控制难\n主要指标：氧含量≤6ppm",
                budget_wan=500.0,
                person="唐军",
                phone="13200000001",
                fields={
                    "deadline": "2年",
                    "indicators": "氧含量≤6ppm",
                    "intellectual_property": "共有",
                },
                unplaced={"揭榜条件": "高校或院所"},
            ),
        ),
    ),
    Layout(
        "columns_told_by_values",
        document(
            table(
                [
                    ["技术需求汇总"],
                    ["", "难题", "", "", ""],
                    [
                        "1",
                        "真空泵密封圈老化快，需要耐臭氧的橡胶材料，现有三元乙丙使用半年即开裂",
                        "江州真空设备有限公司",
                        "13100000001",
                        "a@jz.example",
                    ],
                    [
                        "2",
                        "离心机转鼓动平衡现场校正，希望不拆机完成，精度达到国标二点五级",
                        "江州离心机有限公司",
                        "13100000002",
                        "b@jz.example",
                    ],
                ]
            )
        ),
        (
            need(
                "真空泵密封圈老化快",
                org="江州真空设备有限公司",
                phone="13100000001",
                email="a@jz.example",
            ),
            need("离心机转鼓动平衡现场校正", org="江州离心机有限公司"),
        ),
    ),
    Layout(
        "table_without_header",
        document(
            table(
                [
                    [
                        "江州真空设备有限公司",
                        "真空泵密封圈老化快，需要耐臭氧的橡胶材料，现有材料半年即开裂",
                        "13100000001",
                    ],
                    [
                        "江州离心机有限公司",
                        "离心机转鼓现场动平衡校正，希望不拆机完成并达到国标要求的精度",
                        "13100000002",
                    ],
                ],
                sheet="技术需求",
            )
        ),
        (
            need("真空泵密封圈老化快", org="江州真空设备有限公司", phone="13100000001"),
            need("离心机转鼓现场动平衡校正", org="江州离心机有限公司"),
        ),
    ),
    Layout(
        "table_goes_on_on_the_next_page",
        document(
            table(
                [
                    ["序号", "需求名称", "企业名称", "预算(万元)"],
                    ["1", "弹簧疲劳寿命", "江州弹簧厂", "5"],
                ],
                sheet=None,
                file="f.pdf",
                page=1,
            ),
            table([["2", "链条润滑", "江州链条厂", "6"]], sheet=None, file="f.pdf", page=2),
            file="f.pdf",
        ),
        (
            need("弹簧疲劳寿命", org="江州弹簧厂"),
            need("链条润滑", org="江州链条厂", budget_wan=6.0),
        ),
    ),
    Layout(
        "rows_without_text_are_named",
        document(
            table(
                [
                    ["序号", "企业名称", "需求名称", "需求内容"],
                    ["1", "江州甲公司", "", ""],
                    ["2", "江州乙公司", "无", "暂无"],
                    ["3", "江州丙公司", "锻件余热利用", ""],
                ]
            )
        ),
        (need("锻件余热利用", org="江州丙公司", id="N003"),),
        frozenset({"extraction.row_without_text", "extraction.row_says_none"}),
    ),
    Layout(
        "org_over_the_table_holds_for_its_rows",
        document(
            table(
                [
                    ["科技成果信息表"],
                    ["填报单位：江州理工大学（盖章）", "", "联系人：徐静  电话：13000000001"],
                    ["序号", "成果名称", "成果简介"],
                    ["1", "柔性压力传感阵列", "可用于机器人触觉。"],
                ],
                merged=[(0, 0, 0, 2)],
            )
        ),
        (offer("柔性压力传感阵列", org="江州理工大学", person="徐静", phone="13000000001"),),
    ),
    Layout(
        "jsonl_keys_exactly",
        document(
            table(
                [
                    [
                        "id",
                        "title",
                        "text",
                        "org",
                        "person",
                        "region",
                        "industry",
                        "budget_wan",
                        "trl",
                        "keywords",
                        "kind",
                        "evidence",
                    ],
                    [
                        "X9",
                        "染色工艺",
                        "需要少水染色",
                        "江州印染厂",
                        "王一",
                        "东县",
                        "纺织",
                        "12.5",
                        "4",
                        '["染色", "节水"]',
                        "need",
                        "",
                    ],
                    ["X10", "1.少水染色；2.废水回用"],
                    [
                        "E7",
                        "王二",
                        "从事染色研究",
                        "江州大学",
                        "王二",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "expert",
                        '[{"title": "论文", "text": "活性染料"}]',
                    ],
                ],
                sheet=None,
                file="r.jsonl",
            ),
            file="r.jsonl",
        ),
        (
            need(
                "染色工艺",
                id="X9",
                text="需要少水染色",
                org="江州印染厂",
                region="东县",
                industry="纺织",
                budget_wan=12.5,
                trl=4,
                keywords=("染色", "节水"),
                unplaced={},
            ),
            need("1.少水染色；2.废水回用", id="X10"),
            {
                "kind": "expert",
                "id": "E7",
                "title": "王二",
                "person": "王二",
                "text": "从事染色研究",
                "org": "江州大学",
            },
        ),
    ),
    Layout(
        "company_directory",
        document(
            table(
                [
                    ["企业名录"],
                    ["序号", "企业名称", "主营产品", "所在县区", "联系人", "电话"],
                    ["1", "江州轴承有限公司", "深沟球轴承", "东县", "王芳", "13812345678"],
                ]
            )
        ),
        (
            {
                "kind": "organisation",
                "title": "江州轴承有限公司",
                "org": "江州轴承有限公司",
                "text": "深沟球轴承",
                "region": "东县",
                "id": "U001",
            },
        ),
    ),
    Layout(
        "text_file_with_tabs",
        document(
            paragraph("需求名称\t企业\t说明", file="x.txt"),
            paragraph("滤芯再生\t江州环保公司\t反冲洗效率低", file="x.txt"),
            paragraph("污泥减量\t江州水务公司\t含水率高", file="x.txt"),
            file="x.txt",
        ),
        (
            need("滤芯再生", org="江州环保公司", text="反冲洗效率低"),
            need("污泥减量", text="含水率高"),
        ),
    ),
    Layout(
        "merged_need_over_indicator_rows",
        document(
            table(
                [
                    ["序号", "需求名称", "单位", "技术指标"],
                    ["1", "金刚石线锯", "江州超硬公司", "线径≤60微米"],
                    ["", "", "", "破断力≥12牛"],
                    ["2", "砂轮动平衡", "江州磨具公司", "残余不平衡量小"],
                ],
                merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)],
            )
        ),
        (need("金刚石线锯", text="技术指标：线径≤60微米\n破断力≥12牛"), need("砂轮动平衡")),
    ),
    Layout(
        "scanned_list",
        document(
            *lines(
                "企业技术需求\n需求名称：薄膜厚度在线测量\n企业名称：江州薄膜有限公司\n需求内容：生产线速度每分钟三百米，需要非接触在线测厚，精度优于\n一微米，能够与分切机联动。\n联系人：叶青 电话：13000000002",
                is_ocr=True,
                file="scan.png",
            ),
            file="scan.png",
        ),
        (
            need(
                "薄膜厚度在线测量",
                org="江州薄膜有限公司",
                text="生产线速度每分钟三百米，需要非接触在线测厚，精度优于一微米，能够与分切机联动。",
                person="叶青",
                phone="13000000002",
            ),
        ),
    ),
    Layout(
        "kind_by_words_only",
        document(
            table(
                [
                    ["项目名称", "单位", "简介"],
                    [
                        "轴承寿命预测",
                        "江州轴承有限公司",
                        "需要解决寿命预测不准的难题，寻求合作团队",
                    ],
                    ["涂层结合力", "江州刀具公司", "急需提高涂层结合力，希望引进技术"],
                ]
            )
        ),
        (need("轴承寿命预测"), need("涂层结合力")),
        frozenset({"extraction.kind_from_words"}),
    ),
    Layout(
        "experts_in_a_plain_list",
        document(
            paragraph("江州市科技专家名单"),
            paragraph("1. 张伟国，江州大学教授，从事轴承润滑研究。"),
            paragraph("2. 李小明，江州农科院研究员，从事小麦育种。"),
            file="e.docx",
            title="江州市科技专家名单",
        ),
        (
            expert("张伟国", org="江州大学", position="教授"),
            expert("李小明", org="江州农科院", position="研究员"),
        ),
    ),
    Layout(
        "questionnaire_in_paragraphs",
        document(
            paragraph("1、企业名称：江州甲公司"),
            paragraph("2、主营产品：轴承"),
            paragraph("3、目前遇到的技术难题：高速轴承噪声高。希望降噪。"),
            paragraph("4、拟投入资金：30万元"),
            paragraph("5、联系人：王芳  联系电话：13812345678"),
            file="q.docx",
            title="企业技术需求调查问卷",
        ),
        (
            need(
                "高速轴承噪声高",
                text="高速轴承噪声高。希望降噪。",
                org="江州甲公司",
                budget_wan=30.0,
            ),
        ),
    ),
    Layout(
        "labels_in_brackets",
        document(
            paragraph("【成果名称】低温聚乳酸"),
            paragraph("【完成单位】江州大学"),
            paragraph("【成果简介】韧性好。"),
            paragraph("【成果名称】激光清洗"),
            paragraph("【完成单位】江州大学"),
            paragraph("【成果简介】效率高。"),
            file="o.docx",
        ),
        (
            offer("低温聚乳酸", org="江州大学", text="韧性好。"),
            offer("激光清洗", org="江州大学", text="效率高。"),
        ),
    ),
    Layout(
        "expert_form",
        document(
            table(
                [
                    ["专家姓名", "张伟国", "性别", "男"],
                    ["工作单位", "江州大学", "职称", "教授"],
                    ["研究方向", "轴承润滑", "", ""],
                    ["手机", "13812345678", "邮箱", "z@jz.example"],
                ]
            )
        ),
        (
            expert(
                "张伟国",
                org="江州大学",
                position="教授",
                text="轴承润滑",
                unplaced={"性别": "男"},
            ),
        ),
    ),
    Layout(
        "registration_with_needs_of_some",
        document(
            table(
                [
                    ["参会企业报名表"],
                    ["企业名称", "参会人", "职务", "电话", "技术需求"],
                    ["江州甲公司", "王芳", "经理", "13812345678", "轴承降噪技术"],
                    ["江州乙公司", "李明", "厂长", "13812345679", "无"],
                ]
            )
        ),
        (need("轴承降噪技术", org="江州甲公司", person="王芳", position="经理"),),
        frozenset({"extraction.row_says_none"}),
    ),
    Layout(
        "title_of_the_booklet_names_the_owner",
        document(
            paragraph("江州大学科技成果汇编"),
            paragraph("1. 激光清洗"),
            paragraph("成果简介：可用于除锈。"),
            paragraph("2. 微弧氧化"),
            paragraph("成果简介：可用于防腐。"),
            file="b.docx",
            title="江州大学科技成果汇编",
        ),
        (
            offer("激光清洗", org="江州大学", text="可用于除锈。"),
            offer("微弧氧化", org="江州大学", text="可用于防腐。"),
        ),
        frozenset({"extraction.org_from_title"}),
    ),
    Layout(
        "agenda_is_no_list_of_needs",
        document(
            table(
                [
                    ["活动日程"],
                    ["时间", "内容", "地点", "负责人"],
                    ["9:00", "签到", "一楼大厅", "王芳"],
                    ["9:30", "需求发布", "报告厅", "李伟"],
                ]
            )
        ),
        (),
    ),
)
