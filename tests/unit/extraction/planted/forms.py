"""Forms of labels and values. All made up."""

from __future__ import annotations

from tests.unit.extraction.planted.layout import Layout, expert, need
from tests.unit.extraction.tables import document, paragraph, table

LAYOUTS: tuple[Layout, ...] = (
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
)
