# ruff: noqa: E501 - a line of a planted page is one string
"""Records in paragraphs, lines of pages and messages. All made up."""

from __future__ import annotations

from duijie.engines.documents.types import BlockKind
from tests.unit.extraction.planted.layout import Layout, expert, need, offer
from tests.unit.extraction.tables import document, lines, paragraph

LAYOUTS: tuple[Layout, ...] = (
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
)
