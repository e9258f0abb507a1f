# ruff: noqa: E501 - a line of a planted page is one string
"""Notes of visits and calls, chats, mails and web pages. All made up."""

from __future__ import annotations

from duijie.engines.documents.types import BlockKind
from tests.unit.extraction.planted.layout import Layout, expert, need, offer
from tests.unit.extraction.tables import document, lines, paragraph, table

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "visit_notes_company_by_company",
        document(
            paragraph("三月企业走访记录", kind=BlockKind.HEADING),
            paragraph("现将两家企业反映的技术需求整理如下。"),
            paragraph("一、江州木业有限公司"),
            paragraph("公司主营地板，员工八十人。"),
            paragraph("需求1：地板防潮涂层"),
            paragraph("技术需求：南方梅雨季地板起翘，现有涂层透湿。"),
            paragraph("预期指标：吸水厚度膨胀率不大于百分之五"),
            paragraph("计划投入：30万元"),
            paragraph("需求2：锯末制颗粒"),
            paragraph("技术需求：锯末含水不匀，压不成型。"),
            paragraph("联系人：王芳    电话：138-0000-0001"),
            paragraph("二、江州渔具厂"),
            paragraph("需求1：鱼线耐磨"),
            paragraph("技术需求：编织线导环处磨毛。"),
            paragraph("联系人：赵强    电话：138-0000-0002"),
            paragraph("下一步工作：建立台账。"),
            file="visit.docx",
        ),
        (
            need(
                "地板防潮涂层",
                org="江州木业有限公司",
                person="王芳",
                phone="138-0000-0001",
                budget_wan=30.0,
                text="南方梅雨季地板起翘，现有涂层透湿。\n预期指标：吸水厚度膨胀率不大于百分之五",
            ),
            need("锯末制颗粒", org="江州木业有限公司", person="王芳", budget_wan=None),
            need("鱼线耐磨", org="江州渔具厂", person="赵强", text="编织线导环处磨毛。"),
        ),
    ),
    Layout(
        "numbered_needs_below_companies_with_contacts",
        document(
            paragraph("企业技术需求走访情况"),
            paragraph("一、江州瓦楞纸箱有限公司（联系人：王芳 13800000021）"),
            paragraph("1.印刷套准：高速印刷时套色不准，急需解决。"),
            paragraph("2.纸板防潮：梅雨季纸箱塌陷，需要防潮涂层。"),
            paragraph("二、江州农药厂"),
            paragraph("1.包衣均匀"),
            paragraph("需求描述：种子包衣厚薄不匀。"),
            paragraph("联系人：赵强 13800000022"),
            paragraph("2.废盐处置"),
            paragraph("需求描述：副产盐含有机物。"),
            paragraph("联系人：孙丽 13800000023"),
            file="visits.docx",
            title="企业技术需求走访情况",
        ),
        (
            need("印刷套准", org="江州瓦楞纸箱有限公司", person="王芳", phone="13800000021"),
            need("纸板防潮", org="江州瓦楞纸箱有限公司", person="王芳"),
            need("包衣均匀", org="江州农药厂", person="赵强", phone="13800000022"),
            need("废盐处置", org="江州农药厂", person="孙丽", phone="13800000023"),
        ),
    ),
    Layout(
        "numbered_points_about_a_company_are_no_needs",
        document(
            paragraph("企业介绍"),
            paragraph("一、江州轴承有限公司"),
            paragraph("1.公司成立于1990年，主营轴承。"),
            paragraph("2.公司多次获得荣誉。"),
            file="profile.docx",
            title="企业介绍",
        ),
        (),
    ),
    Layout(
        "call_notes_with_unknown_labels",
        document(
            paragraph("来电登记"),
            paragraph("===================="),
            paragraph("企业：江州琴行有限公司"),
            paragraph("接电人：孙丽    电话：13800000003"),
            paragraph("需求：琴弦防锈"),
            paragraph("情况：海边客户三个月就锈"),
            paragraph("预算：3万"),
            paragraph("===================="),
            paragraph("企业：江州鞋厂"),
            paragraph("接电人：钱伟    电话：13800000004"),
            paragraph("需求：鞋底发泡均匀"),
            paragraph("情况：大小孔，冬天更重"),
            paragraph("预算：面谈"),
            file="calls.txt",
        ),
        (
            need("琴弦防锈", org="江州琴行有限公司", phone="13800000003", budget_wan=3.0),
            need("鞋底发泡均匀", org="江州鞋厂", phone="13800000004", budget_wan=None),
        ),
    ),
    Layout(
        "group_chat",
        document(
            paragraph("小李 2026-03-02 10:01:00"),
            paragraph("大家好，欢迎新朋友"),
            paragraph("王芳-江州风机有限公司 2026-03-02 10:05:00"),
            paragraph("我们想找专家解决叶片结冰监测的问题，冬天停机一次损失不少，电话13800000005"),
            paragraph("小李 2026-03-02 10:09:00"),
            paragraph("收到，明天下午开会"),
            paragraph("小李 2026-03-02 10:12:00"),
            paragraph(
                "【企业需求】江州糖业有限公司：甜菜渣干燥节能。回转炉煤耗高，尾气带粉。请联系赵强13800000006"
            ),
            paragraph("江州大学-孙丽 2026-03-02 10:20:00"),
            paragraph("【成果推介】低温热泵干燥机：多级除湿，能耗降三成，欢迎对接"),
            file="chat.txt",
        ),
        (
            need("叶片结冰监测", org="江州风机有限公司", person="王芳", phone="13800000005"),
            need("甜菜渣干燥节能", org="江州糖业有限公司", person="赵强", phone="13800000006"),
            offer("低温热泵干燥机", org="江州大学", person="孙丽"),
        ),
    ),
    Layout(
        "minutes_with_companies_in_brackets",
        document(
            paragraph("产学研座谈会纪要", kind=BlockKind.HEADING),
            paragraph("会上，各企业提出技术需求如下："),
            paragraph(
                "（一）辊道窑节能（江州瓷砖有限公司）。窑尾余热直接排空，要求热效率提高一成。"
            ),
            paragraph("（二）釉料代铅（江州工艺瓷厂）。出口要求无铅，替代料发色差。"),
            paragraph("会议要求，逐项跟踪。"),
            file="minutes.docx",
        ),
        (
            need(
                "辊道窑节能", org="江州瓷砖有限公司", text="窑尾余热直接排空，要求热效率提高一成。"
            ),
            need("釉料代铅", org="江州工艺瓷厂"),
        ),
    ),
    Layout(
        "mail_with_numbered_needs_and_budgets",
        document(
            paragraph("转发：两家企业的需求", kind=BlockKind.HEADING),
            paragraph("老师好："),
            paragraph(
                "1. 江州缆绳有限公司：深海缆绳耐磨涂层。现有聚氨酯涂层一年就裂。预算40万。联系人孙丽 13800000007"
            ),
            paragraph(
                "2. 江州纸杯厂：纸杯水性淋膜。替代塑料膜以后渗水。预算60-70万。联系人钱伟 13800000008"
            ),
            file="mail.eml",
            title="转发：两家企业的需求",
        ),
        (
            need(
                "深海缆绳耐磨涂层",
                org="江州缆绳有限公司",
                person="孙丽",
                budget_wan=40.0,
                phone="13800000007",
            ),
            need("纸杯水性淋膜", org="江州纸杯厂", person="钱伟", budget_wan=70.0),
        ),
    ),
    Layout(
        "page_of_one_need_with_a_definition_list",
        document(
            paragraph("芦苇收割打捆一体机", kind=BlockKind.HEADING),
            paragraph("需求单位", kind=BlockKind.LIST_ITEM),
            paragraph("江州湿地农机有限公司", kind=BlockKind.LIST_ITEM),
            paragraph("投入预算", kind=BlockKind.LIST_ITEM),
            paragraph("75 万元", kind=BlockKind.LIST_ITEM),
            paragraph("需求描述", kind=BlockKind.HEADING),
            paragraph("湿地承载力低，现有机器下陷。"),
            paragraph("技术指标", kind=BlockKind.HEADING),
            paragraph("接地压力不大于二十千帕"),
            file="need.html",
            title="芦苇收割打捆一体机",
        ),
        (
            need(
                "芦苇收割打捆一体机",
                org="江州湿地农机有限公司",
                budget_wan=75.0,
                text="湿地承载力低，现有机器下陷。\n技术指标：接地压力不大于二十千帕",
            ),
        ),
    ),
    Layout(
        "notice_over_a_table_is_no_need",
        document(
            paragraph("关于公布第二批企业技术需求的通知", kind=BlockKind.HEADING),
            paragraph("各有关单位："),
            table(
                [
                    ["序号", "企业名称", "需求名称", "需求描述"],
                    ["1", "江州镜片厂", "镜片镀膜均匀", "边缘膜厚不够"],
                ],
                sheet=None,
                file="notice.html",
            ),
            paragraph("联系人：成果处 王老师　电话：0533-8800002"),
            file="notice.html",
            title="关于公布第二批企业技术需求的通知",
        ),
        (need("镜片镀膜均匀", org="江州镜片厂"),),
    ),
    Layout(
        "labels_with_blanks_between_their_characters",
        document(
            paragraph("技术需求汇编", kind=BlockKind.HEADING),
            paragraph("1.轮毂打磨机器人", kind=BlockKind.HEADING),
            paragraph("企业名称：江州轮毂有限公司"),
            paragraph("需求背景：人工打磨粉尘大。"),
            paragraph("联 系 人：王芳；手机：13800000009"),
            paragraph("2.刹车片无铜配方", kind=BlockKind.HEADING),
            paragraph("企业名称：江州摩擦材料厂"),
            paragraph("需求背景：出口限铜。"),
            paragraph("联 系 人：赵强；手机：13800000010"),
            file="book.docx",
        ),
        (
            need("轮毂打磨机器人", org="江州轮毂有限公司", person="王芳", phone="13800000009"),
            need("刹车片无铜配方", person="赵强", phone="13800000010"),
        ),
    ),
    Layout(
        "the_same_form_once_more",
        document(
            *[
                block
                for name, field, work in (
                    ("王芳", "铸造", "1.消失模工艺；2.砂型打印"),
                    ("赵强", "制冷", "1.冷库蓄冷；2.热气融霜"),
                )
                for block in (
                    paragraph("专家信息登记表"),
                    table(
                        [
                            ["姓    名", name, "性别", "男"],
                            ["工作单位", "江州大学", "职务/职称", "教授"],
                            ["专业领域", field, "手机", "13800000011"],
                            ["代表性成果", work, "", ""],
                        ],
                        sheet=None,
                        file="forms.docx",
                    ),
                )
            ],
            file="forms.docx",
        ),
        (
            expert("王芳", org="江州大学", industry=None),
            expert("赵强", position="教授"),
        ),
    ),
    Layout(
        "two_columns_of_a_booklet_under_its_cover",
        document(
            paragraph("江州农业大学", kind=BlockKind.HEADING, file="b.pdf"),
            paragraph("科技成果汇编", kind=BlockKind.HEADING, file="b.pdf"),
            paragraph("1. 谷物水分检测仪", kind=BlockKind.HEADING, file="b.pdf"),
            *lines(
                """
负责人：王芳
技术简介：采用微波透射测量谷物水分
不受粒形与流速影响，已在三家粮库用
两季。
联系电话：13800000001
""",
            ),
            paragraph("2. 粪污好氧发酵罐", kind=BlockKind.HEADING, file="b.pdf"),
            *lines(
                """
负责人：赵强
技术简介：立式罐体七天腐熟并且除臭
占地省，适合山区小型养殖场分散使
用。
联系电话：13800000002
""",
                left=0.55,
            ),
            *lines(
                """
通栏的说明文字横跨两栏并且比两边的栏都要宽得多所以不能拿来当栏的右边
通栏的说明文字横跨两栏并且比两边的栏都要宽得多所以不能拿来当栏的右边
""",
                left=0.2,
                page=2,
            ),
            file="b.pdf",
        ),
        (
            offer(
                "谷物水分检测仪",
                org="江州农业大学",
                person="王芳",
                phone="13800000001",
                text="采用微波透射测量谷物水分不受粒形与流速影响，已在三家粮库用两季。",
            ),
            offer("粪污好氧发酵罐", org="江州农业大学", person="赵强", phone="13800000002"),
        ),
    ),
)
