from __future__ import annotations

import time

import pytest

from duijie.engines.text import clean, is_wrapped

CLEANED = {
    "traditional": ("龍頭企業發佈技術需求", "龙头企业发布技术需求"),
    "traditional_with_inserted_readings": ("領(lǐng)了聘書，產(chǎn)業(yè)", "领了聘书，产业"),
    "name_character_stays": ("乾照光电", "乾照光电"),
    "full_width_letters": ("ＬＥＤ－３０３０芯片，误差１％", "LED-3030芯片，误差1%"),
    "chinese_punctuation_stays": ("一、二；三：四（五）！？～", "一、二；三：四（五）！？～"),
    "half_width_marks": ("材料､工艺｡", "材料、工艺。"),
    "radicals_of_pdf_pages": ("⼈⼯智能", "人工智能"),
    "superscripts_and_numbers_in_circles_stay": ("①面积10²㎡½", "①面积10²㎡½"),
    "combining_accent": ("Cafe\u0301", "Caf\u00e9"),
    "zero_width_and_control": ("\ufeff技\u200b术\x00需\u202e求\u00ad", "技术需求"),
    "windows_line_ends": ("甲。\r\n乙。\r丙。", "甲。\n乙。\n丙。"),
    "pinyin_of_two": ("聊城（liáo chéng）市", "聊城市"),
    "pinyin_joined": ("兖州(Yǎnzhōu)机械", "兖州机械"),
    "pinyin_with_numbers": ("亳州（bo2 zhou1）药材", "亳州药材"),
    "pinyin_without_tones": ("东阿(donge)阿胶", "东阿阿胶"),
    "pinyin_in_black_brackets": ("拼音【pīn yīn】输入", "拼音输入"),
    "pinyin_behind_a_space": ("莘县 (shēn xiàn)", "莘县"),
    "pinyin_behind_a_quote": ("“莘县”（shēn xiàn）经济", "“莘县”经济"),
    "two_readings": ("重(zhòng)(chóng)点", "重点"),
    "bopomofo": ("城（ㄔㄥˊ）市", "城市"),
    "abbreviation_stays": ("发光二极管(LED)和标准（GB/T）", "发光二极管(LED)和标准（GB/T）"),
    "element_stays": ("锂(Li)和硅(Si)", "锂(Li)和硅(Si)"),
    "brand_stays": ("华为（Huawei）", "华为（Huawei）"),
    "other_reading_stays": ("聊城（běi jīng）", "聊城（běi jīng）"),
    "figure_letter_stays": ("图啊(a)", "图啊(a)"),
    "doubled_marks": ("很好，，真的。。是！！", "很好，真的。是！"),
    "comma_before_a_mark": ("创新,、转化，。园区,，", "创新、转化。园区，"),
    "marks_with_a_space_between": ("完成， ，开始", "完成，开始"),
    "ascii_commas_between_chinese": ("近日,,我们", "近日,我们"),
    "empty_cell_stays": ("a,,b", "a,,b"),
    "question_and_exclamation_stay": ("真的？！", "真的？！"),
    "ellipsis_and_dash_stay": ("他说……好——走", "他说……好——走"),
    "space_inside_a_word": ("股 份有限公 司", "股份有限公司"),
    "spread_label": ("姓　　名", "姓名"),
    "space_between_clauses_stays": ("促合作 助发展", "促合作 助发展"),
    "space_before_a_mark": ("分三段走 。下午", "分三段走。下午"),
    "space_behind_an_opening_quote": ("“ 7月活动”", "“7月活动”"),
    "line_cut_in_a_word": ("有限公\n司", "有限公司"),
    "line_cut_behind_a_comma": ("新材料，\n新工艺", "新材料，新工艺"),
    "line_cut_before_a_mark": ("新材料\n、新工艺", "新材料、新工艺"),
    "list_items_stay": ("1. 轴承寿命\n2. 密封", "1. 轴承寿命\n2. 密封"),
    "heading_stays": ("技术难题\n目前产品偏软", "技术难题\n目前产品偏软"),
    "table_line_stays": ("产值 1200 1500\n税收 30 40", "产值 1200 1500\n税收 30 40"),
    "years_in_a_row_stay": ("2020 2021 2022", "2020 2021 2022"),
    "blank_lines": ("第一段。 \n \n\n\u3000\u3000第二段。", "第一段。\n\n第二段。"),
    "entities": ("A&amp;B&nbsp;C&#39;D&lt;5", "A&B C'D<5"),
    "entity_escaped_twice": ("研发&amp;nbsp;中试", "研发 中试"),
    "ampersand_stays": ("R&D; AT&T &foo;", "R&D; AT&T &foo;"),
    "paragraph_tags": ("<p>甲<b>乙</b>。</p><p>丙。</p>", "\n甲乙。\n\n丙。\n"),
    "less_than_stays": ("粒径<5μm且>1μm", "粒径<5μm且>1μm"),
    "empty": ("", ""),
}  # fmt: skip

JOINED_WHEN_WRAPPED = {
    "inside_a_word": ("从常州赶到哈尔滨\n工业大学", "从常州赶到哈尔滨工业大学"),
    "inside_a_number": ("交出19\n4项", "交出194项"),
    "space_inside_a_number": ("7 8家高校", "78家高校"),
    "stray_space": ("服务经济 的情况", "服务经济的情况"),
    "before_a_number": ("有效方案\n273项", "有效方案273项"),
    "sentence_end_stays": ("面向全国。\n上午", "面向全国。\n上午"),
    "blank_line_stays": ("发布时间\n\n开赛", "发布时间\n\n开赛"),
    "indented_paragraph_stays": ("现场比赛\n\u3000\u3000赛前", "现场比赛\n 赛前"),
    "list_mark_stays": ("需求如下\n●轴承", "需求如下\n●轴承"),
    "english_line_stays": (
        "matchmaking online\nfor the first",
        "matchmaking online\nfor the first",
    ),
}


@pytest.mark.parametrize(("source", "expected"), CLEANED.values(), ids=CLEANED)
def test_clean_takes_noise_out_and_leaves_text(source: str, expected: str) -> None:
    assert clean(source).text == expected


@pytest.mark.parametrize(
    ("source", "expected"), JOINED_WHEN_WRAPPED.values(), ids=JOINED_WHEN_WRAPPED
)
def test_clean_of_wrapped_lines_joins_paragraphs(source: str, expected: str) -> None:
    assert clean(source, wrapped=True).text == expected


def test_source_span_covers_what_was_dropped_inside_and_nothing_beside() -> None:
    source = "在聊城（liáo chéng）市，，召開"
    cleaned = clean(source)
    start = cleaned.text.index("城市")
    first, last = cleaned.source_span(start, start + 2)
    assert source[first:last] == "城（liáo chéng）市"
    start = cleaned.text.index("聊城")
    first, last = cleaned.source_span(start, start + 2)
    assert source[first:last] == "聊城"
    assert [source[a:b] for a, b in cleaned.dropped] == ["（liáo chéng）", "，"]


def test_source_span_of_an_empty_span_is_empty() -> None:
    cleaned = clean("\ufeff甲")
    assert cleaned.source_span(0, 0) == (1, 1)
    assert cleaned.source_span(1, 1) == (2, 2)


@pytest.mark.parametrize("span", [(-1, 0), (0, 3), (2, 1)])
def test_source_span_outside_the_text_is_an_error(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no span"):
        clean("甲乙").source_span(*span)


def test_cleaned_span_finds_a_place_of_the_source() -> None:
    source = "&nbsp;龍頭(lóng tóu)企業"
    cleaned = clean(source)
    at = source.index("企")
    start, end = cleaned.cleaned_span(at, at + 2)
    assert cleaned.text[start:end] == "企业"
    inside = source.index("lóng")
    assert cleaned.cleaned_span(inside, inside + 4) == (3, 3)


NEWSPAPER = (
    "临河市的三家轴承企\n业近日同高校谈成合\n作，合同金额18\n0万元。企业负责人说\n，路走得通 。\n"
)
PAGE = "技术需求\n一、轴承寿命\n二、密封件\n目前产品偏软\n联系人 王工\n2026年 3月\n主要指标如下\n"


def test_is_wrapped_tells_a_newspaper_from_a_page_of_headings() -> None:
    assert is_wrapped(NEWSPAPER)
    assert not is_wrapped(PAGE)
    assert not is_wrapped("姓 名 单 位 地 址 电 话 职 务")
    assert not is_wrapped("")


def test_clean_reads_a_megabyte_in_seconds() -> None:
    text = "三門峽(xiá)市科技創(chuàng)新,、成果轉(zhuǎn)化，，&nbsp;近日 舉行。\n" * 12_000
    clean("先读字典")
    began = time.process_time()
    clean(text)
    # measured 1.4 s; the margin is for a loaded machine
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    "piece", ["&amp;", ",", "\n ", "(", "<p ", "\u0301", "城(chéng)", "。", "&", "， ", "<!--"]
)
def test_clean_takes_no_more_than_linear_time_on_hostile_repeats(piece: str) -> None:
    began = time.process_time()
    clean("a" + piece * (200_000 // len(piece)))
    assert time.process_time() - began < 5
