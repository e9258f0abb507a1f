"""Tables whose headers are questions, come again by number, or stand over groups. All made up."""

from __future__ import annotations

from duijie.engines.extraction.types import Evidence
from tests.unit.extraction.planted.layout import Layout, expert, need, offer
from tests.unit.extraction.tables import document, table

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "survey_export_with_questions_for_headers",
        document(
            table(
                [
                    [
                        "序号",
                        "提交答卷时间",
                        "1、贵单位名称",
                        "2、贵单位目前最想解决的技术问题是什么",
                        "3、请详细描述该问题的现状",
                        "4、打算投入多少钱",
                        "5、怎么称呼您",
                        "6、您的手机号",
                    ],
                    [
                        "1",
                        "2026/4/1 09:00:00",
                        "江州门窗有限公司",
                        "铝型材喷涂色差",
                        "同一批型材两次喷涂颜色不一致，客户多次退货，调漆只靠老师傅的眼睛",
                        "20万元",
                        "王芳",
                        "13800000001",
                    ],
                    [
                        "2",
                        "2026/4/1 09:20:00",
                        "江州豆制品厂",
                        "黄浆水利用",
                        "每天产生的黄浆水直接进污水站，负荷太高，想提取其中的低聚糖",
                        "不限",
                        "赵强",
                        "13800000002",
                    ],
                ],
                sheet=None,
                file="survey.csv",
            ),
            file="survey.csv",
        ),
        (
            need(
                "铝型材喷涂色差",
                org="江州门窗有限公司",
                text="同一批型材两次喷涂颜色不一致，客户多次退货，调漆只靠老师傅的眼睛",
                person="王芳",
                phone="13800000001",
                budget_wan=20.0,
            ),
            need("黄浆水利用", org="江州豆制品厂", person="赵强", budget_wan=None),
        ),
    ),
    Layout(
        "needs_in_numbered_columns",
        document(
            table(
                [
                    ["单位名称", "主营产品", "难题1", "难题2", "难题3", "联系人", "电话"],
                    [
                        "江州锁业有限公司",
                        "锁具",
                        "锌合金压铸气孔：锁体电镀以后鼓泡，返工率高",
                        "智能锁待机功耗：电池半年就没电，用户投诉多",
                        "",
                        "周强",
                        "13800000003",
                    ],
                    [
                        "江州灯具厂",
                        "灯具",
                        "驱动电源小型化：灯具变薄以后电源放不下",
                        "无",
                        "",
                        "刘洋",
                        "13800000004",
                    ],
                ]
            )
        ),
        (
            need("锌合金压铸气孔", org="江州锁业有限公司", person="周强", phone="13800000003"),
            need("智能锁待机功耗", org="江州锁业有限公司", person="周强"),
            need("驱动电源小型化", org="江州灯具厂", phone="13800000004"),
        ),
    ),
    Layout(
        "numbered_needs_with_their_own_budgets",
        document(
            table(
                [
                    ["企业名称", "需求一名称", "需求一预算", "需求二名称", "需求二预算"],
                    ["江州刀具有限公司", "涂层结合力检测", "10万", "硬质合金回收", "35万"],
                ]
            )
        ),
        (
            need("涂层结合力检测", org="江州刀具有限公司", budget_wan=10.0),
            need("硬质合金回收", org="江州刀具有限公司", budget_wan=35.0),
        ),
    ),
    Layout(
        "company_and_contact_stand_over_their_rows",
        document(
            table(
                [
                    ["序号", "需求名称", "技术难点", "目标"],
                    ["江州水泵有限公司（联系人：孙丽 13800000005）", "", "", ""],
                    ["1", "叶轮汽蚀", "高扬程工况叶轮三个月就穿孔", "寿命一年"],
                    ["2", "机封泄漏", "含砂介质机械密封磨得快", "八千小时"],
                    ["江州阀门厂 联系人：钱伟 电话：0533-8800001", "", "", ""],
                    ["1", "阀芯堵塞", "污水里的纤维缠住阀芯", "不拆机清理"],
                ],
                merged=[(1, 0, 1, 3), (4, 0, 4, 3)],
            )
        ),
        (
            need(
                "叶轮汽蚀",
                org="江州水泵有限公司",
                person="孙丽",
                phone="13800000005",
                text="高扬程工况叶轮三个月就穿孔\n目标：寿命一年",
            ),
            need("机封泄漏", org="江州水泵有限公司", person="孙丽"),
            need("阀芯堵塞", org="江州阀门厂", person="钱伟", phone="0533-8800001"),
        ),
        frozenset({"extraction.section_row"}),
    ),
    Layout(
        "course_registration_holds_no_experts",
        document(
            table(
                [
                    ["知识产权实务培训班报名表"],
                    ["序号", "姓名", "工作单位", "职务", "联系电话"],
                    ["1", "王芳", "江州市农商行", "经理", "13800000006"],
                    ["2", "赵强", "江州市政务中心", "科员", "13800000007"],
                ]
            )
        ),
        (),
        frozenset({"extraction.table_of_people_present"}),
    ),
    Layout(
        "names_with_workplace_and_telephone_are_no_experts",
        document(
            table(
                [
                    ["姓名", "工作单位", "职务", "手机"],
                    ["王芳", "江州大学", "讲师", "13800000006"],
                    ["赵强", "江州理工学院", "科员", "13800000007"],
                ]
            )
        ),
        (),
        frozenset({"extraction.table_of_people_present"}),
    ),
    Layout(
        "score_sheet_holds_no_needs",
        document(
            table(
                [
                    ["序号", "评审指标", "分值", "得分"],
                    ["1", "技术先进程度", "40", ""],
                    ["2", "实施团队能力", "30", ""],
                    ["3", "经费使用合理", "30", ""],
                ],
                sheet="评分",
            ),
            file="技术需求评审.xlsx",
        ),
        (),
    ),
    Layout(
        "budgets_in_yuan_by_the_header",
        document(
            table(
                [
                    ["Company", "Technical need", "Description", "Target", "Budget (CNY)"],
                    [
                        "江州玻璃有限公司",
                        "Glass edge chipping",
                        "Edges chip while grinding.",
                        "under 1 %",
                        "350000",
                    ],
                    [
                        "江州陶瓷厂",
                        "Glaze pinholes",
                        "Pinholes after firing.",
                        "none",
                        "1,200,000.00",
                    ],
                ]
            )
        ),
        (
            need("Glass edge chipping", budget_wan=35.0, fields={"indicators": "under 1 %"}),
            need("Glaze pinholes", budget_wan=120.0),
        ),
    ),
    Layout(
        "unit_of_money_in_a_column_of_its_own",
        document(
            table(
                [
                    ["项目名称", "金额", "单位", "需求描述", "企业"],
                    ["纱线上油", "500000", "元", "上油不匀，断头多", "江州纱厂有限公司"],
                    ["布面疵点", "30", "万元", "靠人工看布，漏检多", "江州织布有限公司"],
                ]
            )
        ),
        (
            need("纱线上油", org="江州纱厂有限公司", budget_wan=50.0),
            need("布面疵点", org="江州织布有限公司", budget_wan=30.0),
        ),
    ),
    Layout(
        "only_column_of_content_describes",
        document(
            table(
                [
                    ["企业名称", "技术难题及需求描述", "联系人"],
                    ["江州铸造厂", "消失模铸件夹渣，需要改进涂料", "王芳"],
                    ["江州糖厂", "需求：糖蜜絮凝慢", "赵强"],
                ]
            )
        ),
        (
            need(
                "消失模铸件夹渣，需要改进涂料",
                text="消失模铸件夹渣，需要改进涂料",
                org="江州铸造厂",
            ),
            need("糖蜜絮凝慢", text="需求：糖蜜絮凝慢"),
        ),
    ),
    Layout(
        "numbered_need_columns_under_merged_headings",
        document(
            table(
                [
                    ["企业名称", "技术需求1", "", "技术需求2", "", "联系人"],
                    ["", "名称", "预算(万元)", "名称", "预算(万元)", ""],
                    ["江州链条厂", "链板冲裁毛刺", "10", "销轴渗碳", "20", "王芳"],
                ],
                merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 1, 5)],
            )
        ),
        (
            need("链板冲裁毛刺", org="江州链条厂", budget_wan=10.0, person="王芳"),
            need("销轴渗碳", org="江州链条厂", budget_wan=20.0),
        ),
    ),
    Layout(
        "works_of_experts_are_evidence",
        document(
            table(
                [
                    ["No.", "Name", "Affiliation", "Title", "Research area", "Key achievements"],
                    [
                        "1",
                        "王芳",
                        "江州大学",
                        "教授",
                        "焊接",
                        "1、激光焊缝跟踪仪\n2、铝合金搅拌摩擦焊工装",
                    ],
                    [
                        "2",
                        "赵强",
                        "江州农业大学",
                        "副教授",
                        "果蔬保鲜",
                        "《鲜枣气调贮藏》；《冷链包装减震》",
                    ],
                ]
            )
        ),
        (
            expert(
                "王芳",
                position="教授",
                org="江州大学",
                evidence=(Evidence("激光焊缝跟踪仪", ""), Evidence("铝合金搅拌摩擦焊工装", "")),
            ),
            expert(
                "赵强",
                position="副教授",
                evidence=(Evidence("《鲜枣气调贮藏》", ""), Evidence("《冷链包装减震》", "")),
            ),
        ),
    ),
    Layout(
        "college_column_under_the_university_of_the_title",
        document(
            table(
                [
                    ["江州大学2026年可转化成果一览表"],
                    ["学院", "成果名称", "负责人", "成果简介"],
                    ["机电学院", "棉秆收割台", "王芳", "对行拔取，含土少"],
                    ["化工学院", "水性木器漆", "赵强", "低气味，干得快"],
                ],
                merged=[(0, 0, 0, 3)],
            )
        ),
        (
            offer("棉秆收割台", org="江州大学机电学院"),
            offer("水性木器漆", org="江州大学化工学院"),
        ),
    ),
)
