"""The university's booklet of results: a text layer, contents, running header, one scanned page."""

from __future__ import annotations

import base64
import html
import os
from itertools import groupby

from examples.containers import ISO_STAMP
from examples.made_up import LABEL, Offer, Region
from examples.pictures import scanned_page

_STYLE = f"""
@page {{ size: A4; margin: 24mm 20mm 20mm;
  @top-center {{ content: "云泽理工大学科技成果汇编（2026）· {LABEL}"; font-size: 9pt;
    color: #666 }}
  @bottom-center {{ content: "— " counter(page) " —"; font-size: 9pt }} }}
@page cover {{ @top-center {{ content: none }} @bottom-center {{ content: none }} }}
@page scan {{ margin: 0; @top-center {{ content: none }} @bottom-center {{ content: none }} }}
body {{ font-family: "Noto Serif CJK SC"; font-size: 10.5pt; line-height: 1.6;
  text-align: justify }}
.cover {{ page: cover; text-align: center; padding-top: 70mm }}
.cover h1 {{ font-size: 28pt; font-weight: normal }}
.toc {{ break-before: page }}
.toc p {{ margin: 0 }}
.toc a {{ color: black; text-decoration: none }}
.toc a::after {{ content: leader('.') target-counter(attr(href), page) }}
h2 {{ break-before: page; font-size: 16pt; font-weight: normal }}
h3 {{ font-family: "Noto Sans CJK SC"; font-size: 11.5pt; font-weight: normal;
  margin: 1.1em 0 0.2em;
  break-after: avoid }}
p {{ margin: 0.1em 0 }}
.scan {{ page: scan; break-before: page }}
.scan img {{ width: 210mm; height: 296.9mm; display: block }}
"""


def _result(number: int, offer: Offer) -> str:
    lines = [
        f'<h3 id="r{number}">{number}. {html.escape(offer.title)}</h3>',
        f"<p>项目负责人：{offer.person}</p>",
        f"<p>成果简介：{html.escape(offer.text)}</p>",
        f"<p>技术成熟度：TRL{offer.trl}（{offer.stage}）　知识产权：{offer.ip}</p>",
        f"<p>合作方式：{offer.mode}</p>",
    ]
    return "\n".join(lines)


def _body(region: Region) -> str:
    contents: list[str] = []
    chapters: list[str] = []
    numbered = enumerate(region.offers_of("booklet"), start=1)
    groups = groupby(numbered, key=lambda pair: pair[1].industry)
    for chapter, (industry, group) in enumerate(groups):
        heading = f"{'一二三四五六'[chapter]}、{industry}"
        contents.append(f'<p><a href="#c{chapter}">{heading}</a></p>')
        chapters.append(f'<h2 id="c{chapter}">{heading}</h2>')
        for number, offer in group:
            title = f"{number}. {html.escape(offer.title)}"
            contents.append(f'<p>　<a href="#r{number}">{title}</a></p>')
            chapters.append(_result(number, offer))
    picture = base64.b64encode(scanned_page(region)).decode()
    return "\n".join(
        [
            f'<div class="cover"><h1>云泽理工大学科技成果汇编</h1><p>（2026年版）</p><p>{LABEL}</p>'
            "<p>云泽理工大学科学技术处</p><p>二〇二六年十月</p></div>",
            '<div class="toc"><h1 style="text-align:center">目　录</h1>',
            *contents,
            "</div>",
            *chapters,
            f'<div class="scan"><img src="data:image/jpeg;base64,{picture}"></div>',
        ]
    )


def booklet(region: Region) -> bytes:
    """The PDF. Its only picture of text is the last page."""
    # WeasyPrint and fontTools write this time instead of now
    os.environ["SOURCE_DATE_EPOCH"] = "1793610000"
    from weasyprint import HTML

    page = (
        '<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>云泽理工大学科技成果汇编（{LABEL}）</title>"
        f'<meta name="dcterms.created" content="{ISO_STAMP}"><meta name="dcterms.modified" '
        f'content="{ISO_STAMP}"><style>{_STYLE}</style></head><body>{_body(region)}</body></html>'
    )
    written = HTML(string=page).write_pdf(pdf_identifier=b"duijie-made-up-example")
    assert isinstance(written, bytes)
    return written
