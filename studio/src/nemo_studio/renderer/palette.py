"""Colour: palettes from words, and the measures by which a text is readable on them."""

from __future__ import annotations

import colorsys
import random
import re
from dataclasses import dataclass, field

from nemo_studio.timeline.draft import Palette, check_hex

BODY_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
LARGE_CONTRAST = 3.0  # the same, for large text

RgbTuple = tuple[int, int, int]


def rgb_of(color: str) -> RgbTuple:
    """(r, g, b), 0 to 255, of a hex colour."""
    digits = check_hex(color)[1:]
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def hex_of(rgb: tuple[float, float, float]) -> str:
    """ "#rrggbb" of values from 0 to 255, rounded and clipped."""
    return "#" + "".join(f"{min(max(round(v), 0), 255):02x}" for v in rgb)


def luminance(color: str | tuple[float, float, float]) -> float:
    """WCAG's relative luminance, 0 (black) to 1 (white), of a hex colour or 0..255 values."""
    rgb = rgb_of(color) if isinstance(color, str) else color
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio_of(first: float, second: float) -> float:
    """WCAG's contrast ratio of two relative luminances, 1 to 21."""
    high, low = max(first, second), min(first, second)
    return (high + 0.05) / (low + 0.05)


def contrast_ratio(first: str, second: str) -> float:
    """WCAG's contrast ratio of two hex colours, 1 to 21."""
    return ratio_of(luminance(first), luminance(second))


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second`, in sRGB."""
    pairs = zip(rgb_of(first), rgb_of(second), strict=True)
    r, g, b = (a + (b - a) * share for a, b in pairs)
    return hex_of((r, g, b))


def saturation(color: str) -> float:
    """HSV's saturation, 0 (grey) to 1, of a hex colour."""
    return colorsys.rgb_to_hsv(*(v / 255 for v in rgb_of(color)))[1]


def ink_on(color: str, dark: str = "#14110f", light: str = "#ffffff") -> str:
    """Of a dark and a light ink the one that reads better on a colour."""
    return max((light, dark), key=lambda ink: contrast_ratio(ink, color))


def toward_contrast(color: str, others: list[str], ratio: float) -> str:
    """`color` made lighter or darker, no more than needed, until it has `ratio` on all `others`."""
    mean = sum(luminance(c) for c in others) / len(others)
    goal = "#ffffff" if mean < 0.18 else "#000000"
    for step in range(21):
        trial = mix(color, goal, step / 20)
        if min(contrast_ratio(trial, other) for other in others) >= ratio:
            return trial
    return goal


@dataclass(frozen=True)
class _Design:
    """A designed palette with the words that ask for it, English and Chinese."""

    name: str
    background: tuple[str, ...]
    text: str
    muted: str
    accent: str
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = field(default=())

    def palette(self) -> Palette:
        return Palette(
            name=self.name,
            background=list(self.background),
            text=self.text,
            muted=self.muted,
            accent=self.accent,
        )


# Backgrounds go from the calmest to the liveliest; every text and muted colour reads on all of
# them (tests/test_palette.py holds 4.5 for texts, 3 for the accent).
DESIGNS: tuple[_Design, ...] = (
    _Design(
        "warm", ("#2b1410", "#5a2217", "#8a3a1c"), "#fff4e6", "#f3d3b8", "#ffb454",
        ("warm", "cozy", "cosy", "amber", "autumn", "fall colors", "暖", "温暖", "秋"),
        ("food", "restaurant", "bakery", "bread", "kitchen",
         "recipe", "美食", "餐厅", "面包", "烘焙"),
    ),
    _Design(
        "cool", ("#0b1a2e", "#123457", "#1b4d76"), "#f2f8ff", "#bdd5ea", "#5cc8ff",
        ("cool", "cold", "blue", "icy", "calm", "冷色", "蓝", "清凉", "冷静"),
        ("winter", "water", "medical", "clinic", "冬", "医疗"),
    ),
    _Design(
        "dark", ("#0c0d10", "#16181d", "#23262e"), "#f5f6f8", "#b4bac6", "#ff6b4a",
        ("dark", "black", "moody", "night", "dramatic", "noir", "深色", "暗", "黑色", "夜"),
        ("cinema", "film", "night club", "电影"),
    ),
    _Design(
        "pastel", ("#fdf0f3", "#e9e4fb", "#dff1f2"), "#2f2a47", "#55506e", "#a63e74",
        ("pastel", "soft", "cute", "gentle", "candy", "粉", "柔和", "马卡龙", "可爱", "淡色"),
        ("baby", "wedding", "flower", "skincare", "beauty", "婚", "花", "护肤", "美妆", "母婴"),
    ),
    _Design(
        "neon", ("#0a0618", "#1b0a3a", "#330a52"), "#ffffff", "#cdbdf2", "#3dffc8",
        ("neon", "cyberpunk", "vaporwave", "synthwave", "glow", "霓虹", "赛博", "荧光"),
        ("game", "gaming", "esports", "party", "dj", "club", "游戏", "电竞", "派对"),
    ),
    _Design(
        "nature", ("#10231a", "#1c3d2b", "#2f5a3a"), "#f4f8ee", "#c9dbc0", "#c8e06a",
        ("nature", "natural", "green", "earthy", "forest", "organic", "eco", "自然", "绿", "森林"),
        ("garden", "plant", "hike", "farm", "camp", "sustain",
         "vegan", "植物", "花园", "农", "露营", "环保"),
    ),
    _Design(
        "fresh", ("#f2faf2", "#e0f4e4", "#cbecd8"), "#10332a", "#3a5f53", "#0a7048",
        ("fresh", "crisp", "mint", "清新", "清爽", "薄荷"),
        ("juice", "lemonade", "smoothie", "salad", "spring", "lime", "柠檬", "青柠", "果汁", "春"),
    ),
    _Design(
        "ocean", ("#04222e", "#0a4152", "#0d5866"), "#effcfb", "#b5dbdc", "#7fe7d4",
        ("ocean", "sea", "teal", "turquoise", "aqua", "海", "青色", "蓝绿"),
        ("beach", "surf", "dive", "island", "sail", "沙滩", "冲浪", "潜水", "岛"),
    ),
    _Design(
        "sunset", ("#2a1138", "#5e1b4f", "#8d2c49"), "#fff3ec", "#f0c9cf", "#ffb25e",
        ("sunset", "dusk", "golden hour", "romantic", "日落", "黄昏", "晚霞", "浪漫"),
        ("travel", "trip", "vacation", "love", "旅行", "旅游", "假期", "爱情"),
    ),
    _Design(
        "mono", ("#f4f4f2", "#e8e8e5", "#dcdcd8"), "#141414", "#4a4a48", "#b3261e",
        ("mono", "monochrome", "black and white", "minimal",
         "minimalist", "white", "clean", "light",
         "极简", "简约", "黑白", "白色", "干净", "浅色"),
        ("architecture", "design studio", "gallery", "建筑", "画廊"),
    ),
    _Design(
        "luxury", ("#0d0b09", "#1c1712", "#2c241b"), "#f8f1e4", "#cdbfa6", "#d9b46a",
        ("luxury", "luxurious", "gold", "golden", "elegant", "premium", "classy",
         "奢华", "金色", "高级", "高端", "优雅"),
        ("jewel", "watch", "perfume", "hotel", "wine", "珠宝", "手表", "香水", "酒店", "红酒"),
    ),
    _Design(
        "corporate", ("#f5f8fc", "#e6eef7", "#d6e3f2"), "#0f2440", "#3f5673", "#1457c4",
        ("corporate", "business", "professional", "formal",
         "serious", "商务", "企业", "专业", "正式"),
        ("company", "finance", "bank", "consult", "report",
         "b2b", "quarter", "公司", "金融", "报告", "咨询"),
    ),
    _Design(
        "playful", ("#fff3d6", "#ffe2c9", "#ffd9dd"), "#3a1d5c", "#5b4377", "#c2264f",
        ("playful", "fun", "colorful", "colourful", "bright", "happy", "cheerful", "kids",
         "活泼", "彩色", "欢快", "鲜艳", "童趣"),
        ("child", "toy", "school", "birthday", "pet", "dog",
         "cat", "儿童", "玩具", "生日", "宠物", "猫", "狗"),
    ),
    _Design(
        "vintage", ("#f3e7d0", "#e9d8b8", "#dfc9a4"), "#33241a", "#57432f", "#9c3a1e",
        ("vintage", "retro", "old", "nostalgic", "sepia", "film look", "复古", "怀旧", "老"),
        ("history", "antique", "vinyl", "museum", "历史", "古董", "唱片", "博物馆"),
    ),
    _Design(
        "coffee", ("#1f130d", "#3a2418", "#5a3a26"), "#fdf3e4", "#e2cbb0", "#e9a65b",
        ("coffee tones", "brown", "chocolate", "棕", "咖啡色", "巧克力"),
        ("coffee", "cafe", "café", "espresso", "latte",
         "roast", "barista", "tea", "咖啡", "拿铁", "茶"),
    ),
    _Design(
        "tech", ("#070b16", "#0e1730", "#17264d"), "#f3f6ff", "#b3c0e0", "#6ea8ff",
        ("tech", "technology", "futuristic", "digital", "科技", "未来", "数码"),
        ("ai", "software", "app", "startup", "saas", "data", "robot", "cloud", "code", "crypto",
         "人工智能", "软件", "应用", "创业", "数据", "机器人", "编程"),
    ),
    _Design(
        "energy", ("#17080a", "#3d0b12", "#6b101b"), "#fff5f2", "#f0c2bd", "#ffd23f",
        ("energetic", "bold", "red", "intense", "power", "红", "激情", "热血", "活力"),
        ("fitness", "gym", "sport", "workout", "run", "sale", "discount", "football", "car",
         "健身", "运动", "跑步", "促销", "打折", "汽车"),
    ),
    _Design(
        "slate", ("#14181c", "#222a31", "#34404a"), "#f6f8f9", "#bcc7cf", "#ffc857",
        ("neutral", "grey", "gray", "中性", "灰"),
    ),
    _Design(
        "indigo", ("#141233", "#24205c", "#3a2f85"), "#f7f5ff", "#c9c3ee", "#ffb86b",
        ("purple", "violet", "indigo", "magic", "dreamy", "紫", "梦幻"),
        ("music", "podcast", "astro", "space", "meditat", "yoga",
         "sleep", "音乐", "播客", "星空", "冥想", "瑜伽"),
    ),
)  # fmt: skip
BY_NAME = {design.name: design for design in DESIGNS}
NEUTRALS = ("slate", "indigo", "cool", "dark", "ocean", "sunset")  # when nothing is said
# What people call colours, English and Chinese.
NAMED_COLORS: dict[str, str] = {
    "red": "#e53935", "orange": "#fb8c00", "yellow": "#fdd835", "gold": "#d4af37",
    "golden": "#d4af37", "green": "#43a047", "teal": "#00897b", "cyan": "#00bcd4",
    "blue": "#1e88e5", "navy": "#1a2a57", "purple": "#8e24aa", "violet": "#7e57c2",
    "pink": "#ec407a", "brown": "#795548", "beige": "#e8dcc4", "cream": "#fff6e0",
    "white": "#ffffff", "black": "#000000", "gray": "#9e9e9e", "grey": "#9e9e9e",
    "silver": "#c0c0c0", "turquoise": "#40c4c8", "coral": "#ff7f61", "mint": "#8fdcb8",
    "maroon": "#7b1e2b", "burgundy": "#7a1733", "magenta": "#d81b8c", "lavender": "#b9a7e6",
    "olive": "#7d8431", "peach": "#ffc2a1", "红色": "#e53935", "橙色": "#fb8c00", "黄色": "#fdd835",
    "金色": "#d4af37", "绿色": "#43a047", "青色": "#00bcd4", "蓝色": "#1e88e5",
    "紫色": "#8e24aa", "粉色": "#ec407a", "粉红色": "#ec407a", "棕色": "#795548",
    "白色": "#ffffff", "黑色": "#000000", "灰色": "#9e9e9e", "银色": "#c0c0c0",
    "红": "#e53935", "蓝": "#1e88e5", "绿": "#43a047", "黄": "#fdd835", "白": "#ffffff",
    "黑": "#000000",
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-fA-F])")


def palette_for(words: str, *, seed: int = 0) -> Palette:
    """The palette that a text asks for, else one that suits anything, by the seed. Never raises."""
    return asked_palette(words) or BY_NAME[random.Random(seed).choice(NEUTRALS)].palette()


def asked_palette(words: str) -> Palette | None:
    """The palette that a text asks for, in English or Chinese; None when it asks for none.

    Hex colours in it make a palette of their own (the first is the brand's, a second the accent),
    and so do two named colours ("blue and gold"); else a colour or mood word decides ("warm
    tones", "霓虹"), then the topic ("coffee", "健身"). The name of a design is that design.
    """
    brand = _HEX.findall(words)
    if brand:
        return brand_palette(check_hex(brand[0]), check_hex(brand[1]) if brand[1:] else None)
    text = words.lower()
    if text in BY_NAME:
        return BY_NAME[text].palette()
    if pair := _colour_pair(text):
        return pair_palette(*pair)
    for group in ("words", "topics"):
        scored = [(_score(text, getattr(d, group)), -i, d) for i, d in enumerate(DESIGNS)]
        score, _, design = max(scored, key=lambda s: s[:2])
        if score:
            return design.palette()
    return None


def _colour_pair(text: str) -> tuple[str, str] | None:
    """The first two named colours of a text, as hex; None for fewer, and for black and white."""
    found: dict[str, int] = {}
    for name, color in NAMED_COLORS.items():
        pattern = rf"(?<![a-z]){name}(?![a-z])" if name.isascii() else name
        if match := re.search(pattern, text):
            found[color] = min(match.start(), found.get(color, len(text)))
    pair = sorted(found, key=found.__getitem__)[:2]
    if len(pair) < 2 or set(pair) == {"#000000", "#ffffff"}:
        return None
    return pair[0], pair[1]


def pair_palette(ground: str, accent: str) -> Palette:
    """A palette of two colours: shades of the first behind, the second in front.

    A pale first colour gives a light palette; texts keep WCAG's contrast on all backgrounds.
    """
    hue, _, saturation = colorsys.rgb_to_hls(*(v / 255 for v in rgb_of(ground)))
    pale = luminance(ground) > 0.6
    levels = (0.96, 0.92, 0.87) if pale else (0.12, 0.19, 0.27)
    background = [_hls(hue, level, min(saturation, 0.8)) for level in levels]
    text = mix(accent, "#000000", 0.7) if pale else mix(accent, "#ffffff", 0.9)
    muted = mix(accent, "#000000", 0.45) if pale else mix(accent, "#ffffff", 0.65)
    return Palette(
        name=f"{_name_of(ground)} and {_name_of(accent)}",
        background=background,
        text=toward_contrast(text, background, 7),
        muted=toward_contrast(muted, background, BODY_CONTRAST),
        accent=toward_contrast(accent, background, LARGE_CONTRAST),
    )


def _name_of(color: str) -> str:
    return next((name for name, value in NAMED_COLORS.items() if value == color), color)


def _score(text: str, keywords: tuple[str, ...]) -> int:
    """How much of the text the keywords explain: the lengths of those found."""
    return sum(_weight(keyword) for keyword in keywords if _found(keyword, text))


def _weight(keyword: str) -> int:
    return len(keyword) if keyword.isascii() else len(keyword) * 3


def _found(keyword: str, text: str) -> bool:
    if not keyword.isascii():
        return keyword in text
    tail = r"(?:s|es|ing|y)?\b" if len(keyword) > 3 else r"s?\b"
    return re.search(rf"\b{re.escape(keyword)}{tail}", text) is not None


def brand_palette(brand: str, accent: str | None = None) -> Palette:
    """A palette around a brand's colour: its dark shades behind, itself (or `accent`) in front."""
    hue, light, saturation = colorsys.rgb_to_hls(*(v / 255 for v in rgb_of(brand)))
    calm = min(saturation, 0.6)
    background = [_hls(hue, level, calm) for level in (0.09, 0.15, 0.22)]
    if accent is None:
        # A pale or vivid brand colour stands out by itself; a very dark one needs its complement.
        accent = brand if light > 0.25 else _hls((hue + 0.5) % 1, 0.65, max(saturation, 0.5))
    return Palette(
        name="brand",
        background=background,
        text=toward_contrast(_hls(hue, 0.97, 0.3), background, 7),
        muted=toward_contrast(_hls(hue, 0.80, 0.2), background, BODY_CONTRAST),
        accent=toward_contrast(accent, background, LARGE_CONTRAST),
    )


def _hls(hue: float, lightness: float, saturation: float) -> str:
    r, g, b = (v * 255 for v in colorsys.hls_to_rgb(hue, lightness, saturation))
    return hex_of((r, g, b))
