"""The palette that words ask for, English and Chinese."""

from __future__ import annotations

import re

from nemo_studio.renderer.palette import neutral_palette
from nemo_studio.timeline.designs import designed
from nemo_studio.timeline.draft import Palette, check_hex

from .own_palettes import brand_palette, pair_palette

# What people call the designs; of two that fit alike the first one is meant.
_WORDS: dict[str, tuple[str, ...]] = {
    "warm": ("warm", "cozy", "cosy", "amber", "autumn", "fall colors", "暖", "温暖", "秋"),
    "cool": ("cool", "cold", "blue", "icy", "calm", "冷色", "蓝", "清凉", "冷静"),
    "dark": ("dark", "black", "moody", "night", "dramatic", "noir", "深色", "暗", "黑色", "夜"),
    "pastel": ("pastel", "soft", "cute", "gentle", "candy", "粉", "柔和", "马卡龙", "可爱", "淡色"),
    "neon": ("neon", "cyberpunk", "vaporwave", "synthwave", "glow", "霓虹", "赛博", "荧光"),
    "nature": (
        "nature", "natural", "green", "earthy", "forest", "organic",
        "eco", "自然", "绿", "森林",
    ),
    "fresh": ("fresh", "crisp", "mint", "清新", "清爽", "薄荷"),
    "ocean": ("ocean", "sea", "teal", "turquoise", "aqua", "海", "青色", "蓝绿"),
    "sunset": ("sunset", "dusk", "golden hour", "romantic", "日落", "黄昏", "晚霞", "浪漫"),
    "mono": (
        "mono", "monochrome", "black and white", "minimal", "minimalist", "white", "clean",
        "light", "极简", "简约", "黑白", "白色", "干净", "浅色",
    ),
    "luxury": (
        "luxury", "luxurious", "gold", "golden", "elegant", "premium", "classy", "奢华", "金色",
        "高级", "高端", "优雅",
    ),
    "corporate": (
        "corporate", "business", "professional", "formal", "serious", "商务", "企业", "专业",
        "正式",
    ),
    "playful": (
        "playful", "fun", "colorful", "colourful", "bright", "happy", "cheerful", "kids", "活泼",
        "彩色", "欢快", "鲜艳", "童趣",
    ),
    "vintage": ("vintage", "retro", "old", "nostalgic", "sepia", "film look", "复古", "怀旧", "老"),
    "coffee": ("coffee tones", "brown", "chocolate", "棕", "咖啡色", "巧克力"),
    "tech": ("tech", "technology", "futuristic", "digital", "科技", "未来", "数码"),
    "energy": ("energetic", "bold", "red", "intense", "power", "红", "激情", "热血", "活力"),
    "slate": ("neutral", "grey", "gray", "中性", "灰"),
    "indigo": ("purple", "violet", "indigo", "magic", "dreamy", "紫", "梦幻"),
}  # fmt: skip
# What a video is about, where it says nothing of colours.
_TOPICS: dict[str, tuple[str, ...]] = {
    "warm": (
        "food", "restaurant", "bakery", "bread", "kitchen", "recipe", "美食", "餐厅", "面包",
        "烘焙",
    ),
    "cool": ("winter", "water", "medical", "clinic", "冬", "医疗"),
    "dark": ("cinema", "film", "night club", "电影"),
    "pastel": (
        "baby", "wedding", "flower", "skincare", "beauty", "婚",
        "花", "护肤", "美妆", "母婴",
    ),
    "neon": ("game", "gaming", "esports", "party", "dj", "club", "游戏", "电竞", "派对"),
    "nature": (
        "garden", "plant", "hike", "farm", "camp", "sustain", "vegan", "植物", "花园", "农",
        "露营", "环保",
    ),
    "fresh": (
        "juice", "lemonade", "smoothie", "salad", "spring", "lime",
        "柠檬", "青柠", "果汁", "春",
    ),
    "ocean": ("beach", "surf", "dive", "island", "sail", "沙滩", "冲浪", "潜水", "岛"),
    "sunset": ("travel", "trip", "vacation", "love", "旅行", "旅游", "假期", "爱情"),
    "mono": ("architecture", "design studio", "gallery", "建筑", "画廊"),
    "luxury": (
        "jewel", "watch", "perfume", "hotel", "wine", "珠宝",
        "手表", "香水", "酒店", "红酒",
    ),
    "corporate": (
        "company", "finance", "bank", "consult", "report", "b2b", "quarter", "公司", "金融",
        "报告", "咨询",
    ),
    "playful": (
        "child", "toy", "school", "birthday", "pet", "dog", "cat", "儿童", "玩具", "生日", "宠物",
        "猫", "狗",
    ),
    "vintage": ("history", "antique", "vinyl", "museum", "历史", "古董", "唱片", "博物馆"),
    "coffee": (
        "coffee", "cafe", "café", "espresso", "latte", "roast", "barista", "tea", "咖啡", "拿铁",
        "茶",
    ),
    "tech": (
        "ai", "software", "app", "startup", "saas", "data", "robot", "cloud", "code", "crypto",
        "人工智能", "软件", "应用", "创业", "数据", "机器人", "编程",
    ),
    "energy": (
        "fitness", "gym", "sport", "workout", "run", "sale", "discount", "football", "car",
        "健身", "运动", "跑步", "促销", "打折", "汽车",
    ),
    "indigo": (
        "music", "podcast", "astro", "space", "meditat", "yoga", "sleep", "音乐", "播客", "星空",
        "冥想", "瑜伽",
    ),
}  # fmt: skip
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
    return asked_palette(words) or neutral_palette(seed)


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
    if palette := designed(text):
        return palette
    if pair := _colour_pair(text):
        return pair_palette(*pair, name=" and ".join(map(_name_of, pair)))
    for table in (_WORDS, _TOPICS):
        scores = {name: _score(text, keywords) for name, keywords in table.items()}
        best = max(scores, key=scores.__getitem__)
        if scores[best]:
            return designed(best)
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
