"""Pages as pictures: a photographed form and a scanned page, drawn with Noto CJK."""

from __future__ import annotations

import io
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from examples.made_up import LABEL, Region


class FontMissingError(Exception):
    """The machine has no Noto CJK font (Debian: fonts-noto-cjk)."""


@cache
def _font_file(style: str) -> Path:
    found = subprocess.run(
        ["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False
    ).stdout
    for line in found.splitlines():
        path = Path(line.rstrip(": \n"))
        if path.name == f"Noto{style}.ttc":
            return path
    raise FontMissingError(f"Noto{style}.ttc (apt-get install fonts-noto-cjk)")


def has_fonts() -> bool:
    """Whether pictures and the booklet can be drawn here as they were committed."""
    try:
        _font_file("SansCJK-Regular")
        _font_file("SerifCJK-Regular")
    except (FontMissingError, FileNotFoundError):
        return False
    return True


@cache
def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    simplified = 2  # the face of the collection: JP, KR, SC, TC, HK
    return ImageFont.truetype(str(_font_file(style)), size, index=simplified)


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and font.getlength(line + character) > width and character not in "，。；、）":
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def _as_jpeg(image: Image.Image, *, tilt: float, noise: float, quality: int) -> bytes:
    tilted = image.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=246)
    pixels = np.asarray(tilted, dtype=np.float32)
    grain = np.random.default_rng(20261102).normal(0, noise, pixels.shape)
    grey = Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))
    target = io.BytesIO()
    grey.save(target, "JPEG", quality=quality, dpi=(150, 150))
    return target.getvalue()


def scanned_page(region: Region) -> bytes:
    """A4 at 150 dpi, grey, a little tilted: the offers that only exist on paper."""
    image = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(image)
    title, head, body = (
        _font("SerifCJK-Bold", 40),
        _font("SansCJK-Bold", 30),
        _font("SerifCJK-Regular", 27),
    )
    draw.text((620, 120), "补充成果（后附）", font=title, fill=20, anchor="mm")
    draw.text((620, 172), f"{LABEL}", font=_font("SansCJK-Regular", 22), fill=60, anchor="mm")
    top = 230
    first = len(region.offers_of("booklet")) + 1
    for number, offer in enumerate(region.offers_of("scan"), start=first):
        draw.text((130, top), f"{number}. {offer.title}", font=head, fill=15)
        top += 58
        lines = _wrap(f"项目负责人：{offer.person}", body, 980)
        lines += _wrap(f"成果简介：{offer.text}", body, 980)
        lines += _wrap(f"技术成熟度：TRL{offer.trl}（{offer.stage}）", body, 980)
        lines += _wrap(f"知识产权：{offer.ip}", body, 980)
        lines += _wrap(f"合作方式：{offer.mode}", body, 980)
        for line in lines:
            draw.text((130, top), line, font=body, fill=25)
            top += 46
        top += 44
    return _as_jpeg(image, tilt=0.5, noise=3, quality=52)


def photographed_form(region: Region) -> bytes:
    """A filled-in form as a phone took it: uneven light, a little tilted."""
    (need,) = region.needs_of("photo")
    org = region.organisations[need.org]
    image = Image.new("L", (1180, 1500), 248)
    draw = ImageDraw.Draw(image)
    heading = f"企业技术需求登记表（{LABEL}）"
    draw.text((590, 110), heading, font=_font("SerifCJK-Bold", 42), fill=20, anchor="mm")
    font = _font("SansCJK-Regular", 29)
    rows = [
        ("企业名称", need.org),
        ("联系人", f"{org.contact}    电话：{org.phone}"),
        ("需求名称", need.title),
        ("需求描述", need.text),
        ("技术指标", need.indicators),
        ("拟投入资金", f"{need.budget}万元"),
        ("需求时限", "2027年6月"),
        ("合作方式", need.mode),
    ]
    left, middle, right, top = 90, 330, 1090, 190
    for label, value in rows:
        lines = _wrap(value, font, right - middle - 50)
        height = max(86, 50 * len(lines) + 36)
        draw.rectangle((left, top, right, top + height), outline=40, width=2)
        draw.line((middle, top, middle, top + height), fill=40, width=2)
        draw.text(((left + middle) / 2, top + height / 2), label, font=font, fill=25, anchor="mm")
        for index, line in enumerate(lines):
            draw.text((middle + 24, top + 16 + 50 * index), line, font=font, fill=25)
        top += height
    draw.text((right - 40, top + 60), "填表日期：2026年10月26日", font=font, fill=25, anchor="rm")
    light = np.linspace(1.0, 0.82, 1180)[None, :] * np.linspace(1.0, 0.93, 1500)[:, None]
    shaded = Image.fromarray((np.asarray(image) * light).astype(np.uint8))
    return _as_jpeg(shaded, tilt=-0.8, noise=4, quality=60)
