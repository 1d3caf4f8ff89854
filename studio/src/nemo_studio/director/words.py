"""What words mean, in English and Chinese: platforms, moods, transitions, filters, colours.

Data and one way to look it up. A Latin key is matched as a whole word, a Chinese one anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from nemo_studio.timeline.draft import FilterName, Mood, Place, TransitionKind

from .colour_words import NAMED_COLORS

T = TypeVar("T")
Words = Mapping[str, T]

# Aspect as (width, height) in parts; sources: the platforms' own recommended feed formats.
ASPECTS: Words[str] = {
    "9:16": "9:16", "9x16": "9:16", "9/16": "9:16", "vertical": "9:16", "portrait": "9:16",
    "tiktok": "9:16", "tik tok": "9:16", "reel": "9:16", "reels": "9:16", "shorts": "9:16",
    "youtube short": "9:16",
    "youtube shorts": "9:16", "stories": "9:16", "instagram story": "9:16", "snapchat": "9:16",
    "for phones": "9:16", "for mobile": "9:16", "抖音": "9:16", "竖屏": "9:16", "竖版": "9:16",
    "快手": "9:16", "视频号": "9:16", "竖直": "9:16", "手机屏": "9:16",
    "4:5": "4:5", "4x5": "4:5", "3:4": "4:5", "instagram feed": "4:5", "小红书": "4:5",
    "1:1": "1:1", "1x1": "1:1", "square": "1:1", "instagram post": "1:1", "正方形": "1:1",
    "方形": "1:1", "方屏": "1:1", "朋友圈": "1:1",
    "16:9": "16:9", "16x9": "16:9", "16/9": "16:9", "horizontal": "16:9", "landscape": "16:9",
    "widescreen": "16:9", "wide": "16:9", "youtube": "16:9", "linkedin": "16:9",
    "website": "16:9", "desktop": "16:9", "tv": "16:9", "横屏": "16:9", "横版": "16:9",
    "宽屏": "16:9", "b站": "16:9", "哔哩哔哩": "16:9", "西瓜视频": "16:9",
}  # fmt: skip
SOCIAL = ("tiktok", "tik tok", "reel", "reels", "shorts", "抖音", "快手", "视频号", "youtube short")

MOODS: Words[Mood] = {
    "lo-fi": "lofi", "lofi": "lofi", "lo fi": "lofi", "chill": "lofi", "chillhop": "lofi",
    "relaxed": "lofi", "laid-back": "lofi", "cozy": "lofi", "cosy": "lofi", "jazz": "lofi",
    "jazzy": "lofi", "mellow": "lofi", "hip hop": "lofi", "hip-hop": "lofi", "轻松": "lofi",
    "慵懒": "lofi", "低保真": "lofi", "爵士": "lofi", "惬意": "lofi",
    "upbeat": "upbeat", "happy": "upbeat", "cheerful": "upbeat", "fun": "upbeat",
    "energetic": "upbeat", "pop": "upbeat", "lively": "upbeat", "joyful": "upbeat",
    "playful": "upbeat", "funky": "upbeat", "欢快": "upbeat", "活泼": "upbeat", "快乐": "upbeat",
    "动感": "upbeat", "活力": "upbeat", "流行": "upbeat", "明快": "upbeat", "喜庆": "upbeat",
    "calm": "ambient", "ambient": "ambient", "soft": "ambient", "gentle": "ambient",
    "peaceful": "ambient", "relaxing": "ambient", "soothing": "ambient", "quiet": "ambient",
    "meditation": "ambient", "dreamy": "ambient", "slow": "ambient", "slower": "ambient",
    "calmer": "ambient", "舒缓": "ambient",
    "安静": "ambient", "宁静": "ambient", "柔和": "ambient", "氛围": "ambient", "治愈": "ambient",
    "cinematic": "cinematic", "epic": "cinematic", "dramatic": "cinematic",
    "orchestral": "cinematic", "emotional": "cinematic", "movie": "cinematic",
    "trailer": "cinematic", "inspiring": "cinematic", "史诗": "cinematic", "电影感": "cinematic",
    "大气": "cinematic", "震撼": "cinematic", "激昂": "cinematic", "感人": "cinematic",
    "corporate": "corporate", "business": "corporate", "professional": "corporate",
    "motivational": "corporate", "uplifting": "corporate", "商务": "corporate",
    "企业": "corporate", "专业": "corporate", "励志": "corporate", "正式": "corporate",
    "electronic": "electronic", "techno": "electronic", "edm": "electronic",
    "house": "electronic", "synth": "electronic", "synthwave": "electronic",
    "dance": "electronic", "futuristic": "electronic", "电子": "electronic", "电音": "electronic",
    "科技感": "electronic", "舞曲": "electronic", "赛博": "electronic",
}  # fmt: skip

MUSIC = re.compile(
    r"\b(?:music|bgm|soundtrack|song|beats?|tune|score|audio track)\b|音乐|配乐|背景乐|歌曲|曲子",
    re.IGNORECASE,
)

TRANSITIONS: Words[TransitionKind] = {
    "crossfade": "crossfade", "cross-fade": "crossfade", "cross fade": "crossfade",
    "cross dissolve": "crossfade", "dissolve": "crossfade", "dissolves": "crossfade",
    "smooth": "crossfade", "fade transition": "crossfade", "fade transitions": "crossfade",
    "crossfades": "crossfade", "fades": "crossfade", "fade between": "crossfade",
    "平滑": "crossfade", "流畅": "crossfade", "叠化": "crossfade", "淡入淡出": "crossfade",
    "溶解": "crossfade", "柔和转场": "crossfade", "交叉淡化": "crossfade",
    "fade through black": "fade_black", "fade to black": "fade_black", "黑场": "fade_black",
    "fade through white": "fade_white", "fade to white": "fade_white", "白场": "fade_white",
    "flash": "fade_white", "闪白": "fade_white",
    "slide": "slide_left", "slides": "slide_left", "sliding": "slide_left", "滑动": "slide_left",
    "slide up": "slide_up", "slide down": "slide_down", "slide right": "slide_right",
    "push": "push_left", "推移": "push_left", "推动": "push_left", "whip": "push_left",
    "wipe": "wipe_left", "wipes": "wipe_left", "擦除": "wipe_left", "划像": "wipe_left",
    "zoom transition": "zoom", "zoom transitions": "zoom", "zoom cut": "zoom", "缩放转场": "zoom",
    "blur transition": "blur", "blur transitions": "blur", "模糊转场": "blur",
    "circle": "circle", "iris": "circle", "圆形": "circle", "圆圈": "circle",
    "hard cut": "cut", "hard cuts": "cut", "straight cuts": "cut", "jump cuts": "cut",
    "quick cuts": "cut", "no transitions": "cut", "without transitions": "cut", "硬切": "cut",
    "不要转场": "cut", "无转场": "cut", "去掉转场": "cut",
    "删除转场": "cut", "remove the transitions": "cut", "remove transitions": "cut",
    "remove all transitions": "cut", "直接切": "cut",
}  # fmt: skip

FILTERS: Words[FilterName] = {
    "black and white": "mono", "black & white": "mono", "b&w": "mono", "monochrome": "mono",
    "grayscale": "mono", "greyscale": "mono", "黑白": "mono", "vintage": "vintage",
    "retro": "vintage", "old film": "vintage", "复古": "vintage", "怀旧": "vintage",
    "胶片": "vintage", "vivid": "vivid", "saturated": "vivid", "vibrant": "vivid",
    "鲜艳": "vivid", "鲜明": "vivid", "warm filter": "warm", "warmer": "warm", "warm grade": "warm",
    "warm look": "warm", "暖色滤镜": "warm", "暖一点": "warm", "更暖": "warm",
    "cool filter": "cool",
    "cooler": "cool", "colder": "cool", "冷色滤镜": "cool", "冷一点": "cool", "更冷": "cool",
    "moody": "dark", "darker": "dark", "暗一点": "dark", "更暗": "dark", "soft filter": "soft",
    "softer look": "soft", "柔光": "soft", "no filter": "none", "remove the filter": "none",
    "without filter": "none", "remove filter": "none", "original colors": "none",
    "original colours": "none", "去掉滤镜": "none", "不要滤镜": "none", "原色": "none",
}  # fmt: skip

# Words that say something of the colours; `colour_words` reads the phrase itself.
TONES = (
    "warm", "cool", "cold", "dark", "light", "bright", "pastel", "neon", "earthy", "earth tones",
    "ocean", "sunset", "monochrome", "mono", "luxury", "luxurious", "elegant", "gold", "golden",
    "minimal", "minimalist", "colorful", "colourful", "vintage", "retro", "playful", "corporate",
    "nature", "natural", "autumn", "spring", "summer", "winter", "cyberpunk", "forest", "moody",
    "red", "blue", "green", "pink", "purple", "orange", "yellow", "teal", "brown", "black",
    "white", "beige", "cream", "navy", "violet", "cyan", "turquoise", "coral", "mint", "maroon",
    "burgundy", "magenta", "lavender", "olive", "silver", "peach", "gray", "grey",
    "暖色", "暖调", "温暖", "冷色", "冷调", "深色", "暗色",
    "黑色", "亮色", "浅色", "粉色", "粉彩", "马卡龙", "霓虹", "大地色", "海洋", "日落", "奢华",
    "高级感", "金色", "极简", "简约", "复古", "活泼", "商务", "自然", "红色", "蓝色", "绿色",
    "紫色", "橙色", "黄色", "白色", "棕色", "秋天", "春天", "夏天", "冬天", "赛博朋克", "清新",
)  # fmt: skip

COLORS: Words[str] = NAMED_COLORS
HEX_COLOR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z])")

PLACES: Words[Place] = {
    "top left": "top_left", "upper left": "top_left", "top right": "top_right",
    "upper right": "top_right", "bottom left": "bottom_left", "lower left": "bottom_left",
    "bottom right": "bottom_right", "lower right": "bottom_right", "左上": "top_left",
    "右上": "top_right", "左下": "bottom_left", "右下": "bottom_right", "top": "top",
    "upper": "top", "bottom": "bottom", "lower": "bottom", "center": "center",
    "centre": "center", "middle": "center", "left": "left", "right": "right", "顶部": "top",
    "上方": "top", "上面": "top", "底部": "bottom", "下方": "bottom", "下面": "bottom",
    "中间": "center", "居中": "center", "中央": "center", "左边": "left", "左侧": "left",
    "右边": "right", "右侧": "right",
}  # fmt: skip

# What this engine cannot do -> key of the sentence that says what it can instead.
CANNOT: Words[str] = {
    "lip sync": "lipsync", "lip-sync": "lipsync", "lipsync": "lipsync", "talking head": "lipsync",
    "avatar": "lipsync", "dubbing": "lipsync", "dub": "lipsync", "对口型": "lipsync",
    "数字人": "lipsync", "配音翻译": "lipsync", "stabilize": "stabilize", "stabilise": "stabilize",
    "stabilization": "stabilize", "shaky": "stabilize", "防抖": "stabilize",
    "稳定画面": "stabilize",
    "youtube music": "library", "spotify": "library", "youtube.com": "library",
    "youtu.be": "library", "from youtube": "library", "网易云": "library", "qq音乐": "library",
    "green screen": "matte", "remove the background": "matte", "background removal": "matte",
    "remove background": "matte", "blur the background": "matte", "chroma key": "matte",
    "抠图": "matte", "绿幕": "matte", "去背景": "matte", "auto subtitles": "transcribe",
    "transcribe": "transcribe", "transcript": "transcribe", "auto captions": "transcribe",
    "auto-caption": "transcribe", "自动字幕": "transcribe", "语音识别": "transcribe",
    "noise": "denoise", "denoise": "denoise", "降噪": "denoise", "silence removal": "silence",
    "remove silence": "silence", "remove silences": "silence", "去静音": "silence",
    "sound effect": "effects", "sound effects": "effects", "音效": "effects",
    "stock footage": "footage", "b-roll": "footage", "实拍素材": "footage",
    "photorealistic": "footage", "photo-realistic": "footage", "photo-real": "footage",
    "realistic": "footage", "lifelike": "footage", "live action": "footage",
    "live-action": "footage", "ai video": "footage", "ai-generated": "footage",
    "ai generated": "footage", "text-to-video": "footage", "真实感": "footage",
    "实拍": "footage", "写实": "footage", "逼真": "footage", "真人": "footage",
    "ai视频": "footage", "文生视频": "footage", "realistic footage": "footage",
    "beat sync": "beatsync",
    "sync to the beat": "beatsync", "卡点": "beatsync", "translate": "translate",
    "bilingual": "translate", "翻译": "translate", "双语": "translate", "crop": "frame",
    "rotate": "frame", "picture in picture": "frame", "picture-in-picture": "frame", "pip": "frame",
    "split screen": "frame", "裁切": "frame", "旋转": "frame", "画中画": "frame", "分屏": "frame",
    "gif": "format", "webm": "format", "mkv": "format", "mov": "format", "avi": "format",
    "logo": "logo", "标志": "logo",
}  # fmt: skip


@lru_cache(maxsize=2048)
def pattern(key: str) -> re.Pattern[str]:
    """A pattern that finds a key: Latin between word ends, Chinese anywhere."""
    head = r"(?<![A-Za-z0-9])" if key[0].isascii() else ""
    tail = r"(?![A-Za-z0-9])" if key[-1].isascii() else ""
    return re.compile(head + re.escape(key) + tail, re.IGNORECASE)


def first(words: Words[T], text: str) -> T | None:
    """The meaning of the key that comes first in a text (of several there, the longest)."""
    hit = locate(words, text)
    return words[hit[0]] if hit else None


def locate(words: Words[T], text: str) -> tuple[str, int] | None:
    """The key of `words` that comes first in a text and where; of several there the longest."""
    low = text.lower()
    best: tuple[int, int, str] | None = None
    for key in words:
        if key not in low:
            continue
        match = pattern(key).search(low)
        if match and (best is None or (match.start(), -len(key)) < best[:2]):
            best = (match.start(), -len(key), key)
    return (best[2], best[0]) if best else None


def has(keys: tuple[str, ...], text: str) -> bool:
    """Whether any of the keys occurs in a text."""
    low = text.lower()
    return any(key in low and pattern(key).search(low) for key in keys)
