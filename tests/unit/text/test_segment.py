from __future__ import annotations

import pytest

from duijie.engines.text import bigrams, sentences, words

SENTENCES = {
    "marks": ("开会。好吗？好！第一；第二", ["开会。", "好吗？", "好！", "第一；", "第二"]),
    "quote_closes": ("他说：“行！”大家笑了。", ["他说：“行！”", "大家笑了。"]),
    "repeated_marks": ("真的？！是。）后", ["真的？！", "是。）", "后"]),
    "ellipsis_goes_on": ("他想了想……然后走了。", ["他想了想……然后走了。"]),
    "ellipsis_at_the_line_end": ("等等……\n下一段", ["等等……", "下一段"]),
    "number_is_whole": ("精度0.5 mm. 寿命3.5年", ["精度0.5 mm.", "寿命3.5年"]),
    "list_number_stays_with_its_text": ("1. 提高精度\n2. 降低成本", ["1. 提高精度", "2. 降低成本"]),
    "abbreviations": ("Dr. Li, Co. Ltd. came. He", ["Dr. Li, Co. Ltd. came.", "He"]),
    "lines": ("标题\n\n 正文一\n正文二", ["标题", "正文一", "正文二"]),
    "wrapped_english": ("They held\nmeetings. Good", ["They held\nmeetings.", "Good"]),
    "code": ("a;b", ["a;b"]),
    "empty": (" \n ", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_words_keep_domain_terms_whole_and_lower_case_with_their_places() -> None:
    text = "揭榜挂帅：𠀀研发LED-3030芯片、 滚动轴承！"
    found = words(text)
    assert [w.text for w in found] == ["揭榜挂帅", "𠀀", "研发", "led-3030", "芯片", "滚动轴承"]
    assert [text[w.start : w.end].lower() for w in found] == [w.text for w in found]


def test_bigrams_pair_ideographs_and_keep_other_runs_whole() -> None:
    assert bigrams("LED芯片材料，锂 PM2.5") == ("led", "芯片", "片材", "材料", "锂", "pm2", "5")
