"""Tables beside each other, cards in a row, forms of lists of tasks, and mails sent on."""

from __future__ import annotations

from tests.unit.extraction.planted.layout import Layout, expert, need, offer
from tests.unit.extraction.tables import document, lines, paragraph, table

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "cards_in_a_row_begin_with_the_name",
        document(
            *lines(
                "姓名：王芳\n单位：江州大学\n研究方向：膜分离\n简历：驻厂三年\n"
                "姓名：赵强\n单位：江州学院\n研究方向：焊接\n简历：驻厂五年\n"
                "姓名：孙丽\n单位：江州大学\n研究方向：制冷\n简历：驻厂两年"
            ),
            file="people.txt",
        ),
        (
            expert("王芳", org="江州大学", text="研究方向：膜分离\n简历：驻厂三年"),
            expert("赵强", org="江州学院", text="研究方向：焊接\n简历：驻厂五年"),
            expert("孙丽", org="江州大学", text="研究方向：制冷\n简历：驻厂两年"),
        ),
    ),
    Layout(
        "cards_under_bracketed_names",
        document(
            *lines(
                "江州专家名片（节选）\n【王芳】\n单位：江州大学\n方向：膜分离\n工作经历：驻厂三年\n"
                "【赵强】\n单位：江州学院\n方向：焊接\n工作经历：驻厂五年"
            ),
            file="cards.txt",
        ),
        (
            expert("王芳", org="江州大学", text="方向：膜分离\n工作经历：驻厂三年"),
            expert("赵强", org="江州学院", text="方向：焊接\n工作经历：驻厂五年"),
        ),
    ),
    Layout(
        "form_of_a_task_with_a_table_of_indicators",
        document(
            table(
                [
                    ["榜题名称", "釉面针孔控制"],
                    ["出题单位", "江州陶瓷有限公司"],
                    ["一、背景与技术瓶颈", "快烧后釉面有针孔。"],
                    ["二、考核指标", ""],
                    ["三、榜额", "80万元"],
                    ["四、出题单位承诺", "本公司承诺内容属实。"],
                ],
                sheet=None,
                file="task.docx",
            ),
            table(
                [
                    ["指标名称", "现状值", "目标值"],
                    ["针孔率", "6%", "低于1%"],
                    ["样品", "/", "三批"],
                ],
                sheet=None,
                file="task.docx",
            ),
            file="task.docx",
            title="揭榜挂帅榜单申报书",
        ),
        (
            need(
                "釉面针孔控制",
                org="江州陶瓷有限公司",
                budget_wan=80.0,
                fields={"indicators": "针孔率：现状值 6%；目标值 低于1%\n样品：目标值 三批"},
            ),
        ),
    ),
    Layout(
        "needs_and_experts_side_by_side_in_one_sheet",
        document(
            table(
                [
                    ["十月月报", "", "", "", "", "", ""],
                    ["服务对象", "卡脖子环节", "环节描述", "", "姓名", "服务单位", "擅长"],
                    [
                        "江州果业公司",
                        "果梗脱落",
                        "入库后掉梗。",
                        "",
                        "王芳",
                        "江州大学",
                        "保鲜",
                    ],
                    [
                        "江州薯业公司",
                        "薯块发芽",
                        "开春后出芽。",
                        "",
                        "赵强",
                        "江州学院",
                        "育种",
                    ],
                    ["江州乳业公司", "酸奶析水", "夏季返水。", "", "", "", ""],
                ],
                merged=[(0, 0, 0, 6)],
            )
        ),
        (
            need("果梗脱落", org="江州果业公司", text="入库后掉梗。", person=None),
            need("薯块发芽", org="江州薯业公司", text="开春后出芽。", person=None),
            need("酸奶析水", org="江州乳业公司", text="夏季返水。", person=None),
            expert("王芳", org="江州大学", text="保鲜"),
            expert("赵强", org="江州学院", text="育种"),
        ),
    ),
    Layout(
        "one_wide_table_with_an_empty_column_stays_whole",
        document(
            table(
                [
                    ["企业名称", "难题名称", "", "联系人", "电话"],
                    ["江州果业公司", "果梗脱落", "", "王芳", "13800000031"],
                    ["江州薯业公司", "薯块发芽", "", "赵强", "13800000032"],
                ]
            )
        ),
        (
            need("果梗脱落", org="江州果业公司", person="王芳", phone="13800000031"),
            need("薯块发芽", org="江州薯业公司", person="赵强", phone="13800000032"),
        ),
    ),
    Layout(
        "headers_in_two_languages_on_two_lines",
        document(
            table(
                [
                    ["姓名\nName", "单位\nAffiliation", "研究领域\nResearch Areas"],
                    ["Ada Lind", "Northshore University", "membrane separation"],
                    ["Jon Berg", "Eastlake Institute", "laser welding"],
                ],
                sheet=None,
                file="overseas experts.docx",
            ),
            file="overseas experts.docx",
        ),
        (
            expert("Ada Lind", org="Northshore University", text="membrane separation"),
            expert("Jon Berg", org="Eastlake Institute", text="laser welding"),
        ),
    ),
    Layout(
        "unknown_labels_of_a_form_are_named",
        document(
            table(
                [
                    ["服务对象", "江州果业公司"],
                    ["服务事项", "果梗脱落防治"],
                    ["情况说明", "入库后掉梗，损耗大。"],
                    ["天气状况", "晴"],
                ],
                sheet=None,
                file="需求单.docx",
            ),
            file="需求单.docx",
        ),
        (
            need(
                "果梗脱落防治",
                org="江州果业公司",
                text="入库后掉梗，损耗大。",
                unplaced={"天气状况": "晴"},
            ),
        ),
        frozenset({"extraction.columns_not_placed"}),
    ),
    Layout(
        "counted_results_below_a_bare_heading",
        document(
            *(
                paragraph(text)
                for text in (
                    "成果介绍",
                    "成果一  木料快速陈化箱",
                    "技术原理：低氧热处理。",
                    "负责人：王芳",
                    "成果二  低温活化胶",
                    "技术原理：可逆交联。",
                    "负责人：赵强",
                )
            ),
            file="results.docx",
            title="成果介绍",
        ),
        (
            offer("木料快速陈化箱", text="低氧热处理。", person="王芳"),
            offer("低温活化胶", text="可逆交联。", person="赵强"),
        ),
    ),
)
