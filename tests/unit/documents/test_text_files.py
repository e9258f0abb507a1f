"""Plain texts, pages, records and mails, and the encodings they come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from duijie.engines.documents import BlockKind, MergedArea, Severity, TextBlock
from duijie.engines.documents.encodings import decode
from tests.unit.documents.samples import all_text, codes, mail, read, tables, texts

_ARTICLE = """<html><head><title>对接会举行_新闻网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/a">新闻</a></div>
<div class="article"><h1>科技成果对接会举行</h1>
<p>3月4日，科技成果对接会在会展中心举行，十二家高校院所带来一百多项成果，四十家企业参加。</p>
<h2>需求清单</h2>
<table><tr><th>需求名称</th><th>企业</th><th>资金</th></tr>
<tr><td colspan="2">高速轴承润滑</td><td>50万元</td></tr>
<tr><td>低温染色</td><td>某纺织公司</td><td>80万元</td></tr></table>
<ul><li>染整</li><li>激光</li></ul>
<p>会上，企业负责人表示希望解决轴承在高速条件下的润滑问题，与高校共同研发新的润滑脂。</p></div>
<div class="related"><a href="x">相关新闻一则</a></div>
<div class="footer">版权所有</div></body></html>"""


def test_page_gives_article_headings_lists_and_tables_without_navigation(tmp_path: Path) -> None:
    document = read(tmp_path, "a.html", _ARTICLE.encode()).document
    assert [
        (b.kind.value, b.text[:9]) if isinstance(b, TextBlock) else b.rows[1]
        for b in document.blocks
    ] == [
        ("heading", "科技成果对接会举行"),
        ("paragraph", "3月4日，科技成果"),
        ("heading", "需求清单"),
        ("高速轴承润滑", "", "50万元"),
        ("list_item", "染整"),
        ("list_item", "激光"),
        ("paragraph", "会上，企业负责人表"),
    ]
    assert tables(document)[0].merged == (MergedArea(1, 0, 1, 1),)
    assert document.title == "科技成果对接会举行"


def test_page_in_gbk_declared_or_not_is_decoded(tmp_path: Path) -> None:
    declared = _ARTICLE.replace("<head>", '<head><meta charset="gb2312">')
    for name, text in (("a.html", declared), ("b.htm", _ARTICLE)):
        assert "高速轴承润滑" in all_text(read(tmp_path, name, text.encode("gbk")).document)


def test_text_lines_keep_their_numbers_and_markdown_its_kinds(tmp_path: Path) -> None:
    text = "# 需求\n\n- 甲\n一段话。\n\n| 名 | 资金 |\n|---|---|\n| 乙 | 5 |\n"
    document = read(tmp_path, "a.md", text.encode()).document
    assert [(b.kind, b.text, b.place.row) for b in document.blocks if isinstance(b, TextBlock)] == [
        (BlockKind.HEADING, "需求", 1),
        (BlockKind.LIST_ITEM, "甲", 3),
        (BlockKind.PARAGRAPH, "一段话。", 4),
    ]
    (table,) = tables(document)
    assert (table.rows[2], table.place.row) == (("乙", "5"), 6)


def test_text_with_markup_left_in_gives_paragraphs(tmp_path: Path) -> None:
    text = "### 标题\n\n<p><strong>某网</strong>消息<br>第二行</p><p>第三段</p>"
    document = read(tmp_path, "a.txt", text.encode()).document
    assert texts(document) == ["标题", "某网消息", "第二行", "第三段"]


def test_text_of_hard_wrapped_lines_says_so(tmp_path: Path) -> None:
    text = "\n".join(["一" * 30] * 8 + ["二" * 5])
    kinds = {
        b.kind
        for b in read(tmp_path, "a.txt", text.encode()).document.blocks
        if isinstance(b, TextBlock)
    }
    assert kinds == {BlockKind.LINE}


def test_text_with_tabs_is_a_table(tmp_path: Path) -> None:
    text = "清单\n名称\t资金\n甲\t1\n乙\t2\n"
    document = read(tmp_path, "a.txt", text.encode()).document
    assert tables(document)[0].rows == (("名称", "资金"), ("甲", "1"), ("乙", "2"))
    assert tables(document)[0].place.row == 2


def test_json_lines_make_one_table_and_bad_lines_are_named(tmp_path: Path) -> None:
    text = '{"id": 1, "title": "甲"}\nbroken\n\n{"id": 2, "evidence": [{"title": "乙"}]}\n'
    document = read(tmp_path, "a.jsonl", text.encode()).document
    (table,) = tables(document)
    assert table.rows == (
        ("id", "title", "evidence"),
        ("1", "甲", ""),
        ("", "", ""),
        ("", "", ""),
        ("2", "", '[{"title": "乙"}]'),
    )
    assert table.place.row == 0
    (finding,) = document.findings
    assert (finding.severity, finding.message.params["row"]) == (Severity.PARTIAL, 2)


@pytest.mark.parametrize("text", ['[{"a": 1.0}]', '{"total": 1, "items": [{"a": 1}]}', '{"a": 1}'])
def test_json_records_are_found(tmp_path: Path, text: str) -> None:
    assert tables(read(tmp_path, "a.json", text.encode()).document)[0].rows == (("a",), ("1",))


def test_json_nested_without_end_is_a_sentence(tmp_path: Path) -> None:
    document = read(tmp_path, "a.json", b"[" * 100_000).document
    assert codes(document, Severity.REFUSED) == ["documents.not_json"]


def test_mail_gives_subject_date_and_body_without_addresses(tmp_path: Path) -> None:
    data = mail("需求征集回复", "附件为需求表。\n请查收。", [("表.csv", "甲,乙\n1,2\n".encode())])
    reading = read(tmp_path, "a.eml", data)
    assert texts(reading.document) == ["需求征集回复", "附件为需求表。", "请查收。"]
    assert reading.document.meta["date"] == "2026-03-02"
    assert [nested.file for nested in reading.nested] == ["a.eml!表.csv"]
    assert "example.org" not in repr(reading.document)


def test_mail_sent_on_gives_its_text_without_quote_marks_and_senders(tmp_path: Path) -> None:
    body = (
        "请看下文。\n发件人: 王芳 <wang@example.org>\n日期: 2026年3月1日\n主题: 难题汇总\n\n"
        "> 各位好：\n>\n> （1）江州陶瓷有限公司\n> > 难题：釉面针孔\n>90%的产品合格"
    )
    reading = read(tmp_path, "a.eml", mail("Fw: 难题汇总", body))
    assert texts(reading.document) == [
        "Fw: 难题汇总",
        "请看下文。",
        "难题汇总",
        "各位好：",
        "（1）江州陶瓷有限公司",
        "难题：釉面针孔",
        ">90%的产品合格",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_decode_tells_encodings_apart(encoding: str) -> None:
    text = "本市企業提出的技術需求共有一百項，其中材料類最多。\n"
    assert decode(text.encode(encoding)).text == text


def test_decode_keeps_text_around_damage_and_counts_it() -> None:
    data = bytearray(("本市企业提出的技术需求很多。" * 20).encode())
    data[100] ^= 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == "utf-8"
    assert decoded.unreadable >= 1
    assert decoded.text.count("技术需求") >= 18


def test_measuring_texts_are_all_read(shared_data: Path, tmp_path: Path) -> None:
    paths = sorted((shared_data / "extraction" / "text").glob("*.txt"))
    for path in paths:
        document = read(tmp_path, path.name, path.read_bytes()).document
        assert document.findings == ()
        assert len(all_text(document)) > 300
    assert len(paths) == 29


def test_html_linked_titles_of_a_list_are_kept_and_buttons_are_not(tmp_path: Path) -> None:
    card = (
        "<div class=item><h3><a href=/{n}>轴承寿命预测方法{n}</a></h3>"
        "<p><span>完成单位：</span>云泽理工大学</p>"
        "<p><span>简介：</span>由振动信号估计剩余寿命，已在三条产线上试用半年。</p>"
        "<a class=btn>我要对接</a></div>"
    )
    row = (
        "<li><a href=/x>低温萃取的成套设备</a>"
        "<p>全程不高于四十度，适合热敏的植物原料，可以租用试验。</p></li>"
    )
    page = (
        "<html><body><nav><a>首页</a></nav><main><h2>成果</h2>"
        + "".join(card.replace("{n}", str(n)) for n in range(3))
        + f"<ul>{row}</ul></main><div><p><a>技术转移年会今天开幕</a></p><p><a>更多</a></p></div>"
        + "</body></html>"
    )
    document = read(tmp_path, "a.html", page.encode()).document
    shown = [b for b in document.blocks if isinstance(b, TextBlock)]
    headings = [b.text for b in shown if b.kind is BlockKind.HEADING]
    assert headings == ["成果", *(f"轴承寿命预测方法{n}" for n in range(3))]
    assert [b.text for b in shown][-2] == "低温萃取的成套设备"
    assert not {"我要对接", "首页", "更多", "技术转移年会今天开幕"} & {b.text for b in shown}


def test_html_description_list_comes_as_labels_with_values(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>染色废水回用</h1><dl><dt>需求单位</dt><dd>某某印染厂</dd>"
        "<div><dt>预算：</dt><dd>50万元</dd></div><dt>附件</dt>"
        "<dt>说明</dt><dd><p>先做小试。</p><p>再做中试。</p></dd></dl>"
        "<h3>需求描述</h3><p>希望把回用率提高到百分之七十，同时降低用盐量和染料的消耗。</p>"
        "</body></html>"
    )
    document = read(tmp_path, "a.html", page.encode()).document
    assert texts(document) == [
        "染色废水回用",
        "需求单位：某某印染厂",
        "预算：50万元",
        "附件",
        "说明：先做小试。",
        "再做中试。",
        "需求描述",
        "希望把回用率提高到百分之七十，同时降低用盐量和染料的消耗。",
    ]


@pytest.mark.parametrize(
    "broken", ["<aring is wanted", "<a firm that makes", "<rp>", "</p<rt/p>", "<map>", "</html/p>"]
)
def test_html_tag_broken_by_damage_hides_no_paragraph(tmp_path: Path, broken: str) -> None:
    said = [f"第{n}项需求：希望把轴承的寿命提高到原来的两倍以上，费用不限。" for n in range(12)]
    lines = [f"<p>{text}</p>" for text in said]
    for place in (2, 8):
        page = "<html><body><h1>需求</h1>" + "".join([*lines[:place], broken, *lines[place:]])
        document = read(tmp_path, "a.html", (page + "</body></html>").encode()).document
        hit = said[place - 1 : place + 1]
        assert [t for t in said if t not in all_text(document) and t not in hit] == []


def test_html_pinyin_above_characters_is_left_out(tmp_path: Path) -> None:
    ruby = "<ruby>镗<rp>(</rp><rt>táng</rt><rp>)</rp></ruby>"
    page = f"<html><body><p>我们希望把{ruby}孔的精度提高到两微米以内。</p></body></html>"
    document = read(tmp_path, "a.html", page.encode()).document
    assert texts(document) == ["我们希望把镗孔的精度提高到两微米以内。"]
