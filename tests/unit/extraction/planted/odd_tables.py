# ruff: noqa: E501 - a line of a planted page is one string
"""Tables that need a second look: stacked, transposed, without header, of other things. All made up."""

from __future__ import annotations

from tests.unit.extraction.planted.layout import Layout, need, offer
from tests.unit.extraction.tables import document, table

LAYOUTS: tuple[Layout, ...] = (
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
