"""What a video is about: the user's own noun phrase, and the kind of topic that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .durations import find_times, is_cjk
from .facts import DATE, TELL
from .phrases import Topic, topics
from .prose import capital
from .words import MOODS, MUSIC, TONES, pattern

_VIDEO = (
    r"(?:videos?|clips?|promos?|ads?|adverts?|commercials?|trailers?|teasers?|reels?|shorts?|"
    r"tiktoks?|slideshows?|intros?|montages?|presentations?|explainers?|film|movie|vlog|"
    r"animation|invitation|story|stories|post)"
)
_STOP = (
    r"(?<!\bgrand)(?=\s+(?:with|in|that|which|who|using|ending|starting|opening|beginning|featuring|set|"
    r"where|and\s+(?:use|add|make|end|start|show|put|include|finish|keep|have)|on\s+(?:tiktok|"
    r"instagram|youtube|linkedin|reels|shorts)|for\s+(?:tiktok|instagram|youtube|linkedin|reels|"
    r"shorts|the|about)|from\s+my|at\s+\d|\d+\s*s|titled|called|named|without|no\s|to\s+\w+)\b"
    r"|\s*[,.;:!?()\n⟦]|\s+[-–—]|\s*$)"
)
_NOISE_WORDS = (
    r"please|can you|could you|i want|i need|i'd like|make|create|generate|produce|build|"
    r"design|render|give|me|us|a|an|the|my|our|your|this|these|that|short|quick|long|new|nice|great|"
    r"cool|beautiful|professional|simple|good|vertical|horizontal|portrait|landscape|square|"
    r"widescreen|reels?|shorts|ads?|adverts?|teaser|trailer|commercial|animation|tiktok|instagram|youtube|linkedin|facebook|social|media|ready|promo|promotional|"
    r"marketing|video|text|title|animated|second|seconds|minute|1080p|720p|480p|4k|hd|full hd|of|"
    r"for|from|clip|clips|realistic|photorealistic|lifelike|film|some|just|first|last|next|each|every|scene|scenes|end|start|with|them|it|turn|into|photo|photos|image|images|picture|pictures|slideshow|ai|hello|hi|music|free|"
    r"\d+[a-z:]*\d*"
)
_NOISE_EN = re.compile(rf"\b(?:{_NOISE_WORDS})\b", re.IGNORECASE)
_COUNT = r"two|three|four|five|six|seven|eight|nine|ten"
LIST_NOUN = (
    r"(?:tips?|ways?|steps?|tricks?|reasons?|things?|ideas?|rules?|facts?|secrets?|hacks?|mistakes?"
    r"|habits?|questions?|lessons?|exercises?|myths?|benefits?)"
)
_ZH_LIST = (
    r"(?:\d{1,2}|[两三四五六七八九十几]|十[一二])(?:个|条|种|大|招|步|点)?小?"
    r"(?:技巧|方法|步骤|理由|习惯|建议|原因|秘诀|窍门|误区|要点|贴士|妙招|事实|知识点?|原则|好处)"
)
_PROMISED = re.compile(
    rf"\b(?:\d{{1,2}}|{_COUNT})\s+(?:[\w-]+\s+){{0,2}}{LIST_NOUN}\b|{_ZH_LIST}"
    r"|\b(?:explain|teach|show)(?:s|ing)?\s+(?:me |us |people |kids )?(?:how|why|what)\b"
    r"|(?:讲解|解释|说明|科普|教大家)[^，。]{0,12}(?:如何|怎么|怎样|为什么|什么是|原理)",
    re.IGNORECASE,
)
_OCCASION = r"(?:invitation|invite|greeting|announcement|party|card)"
_FEAST = re.compile(
    r"\b(?P<x>(?i:birthday|wedding|anniversary|graduation|farewell|retirement|baptism))\s+"
    rf"(?!(?i:invitation))(?i:{_VIDEO})\s+for\s+"
    r"(?P<who>[A-Z][\w-]+(?: (?:and|&) [A-Z][\w-]+)?)(?!['’\w])"
)
_EN = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"(?P<x>(?:\b(?:\d{{1,2}}|{_COUNT})\s+(?:[\w-]+\s+){{0,2}})?\b{LIST_NOUN}\s+(?:to|for|on|about|of|in|that|why)\s+[^⟦]{{2,40}}?){_STOP}",
        rf"\b(?P<x>(?:(?!(?:{_NOISE_WORDS})\b)[\w'’&-]+\s+){{1,3}}{_OCCASION}\s+for\s+[^⟦]{{2,40}}?){_STOP}",
        rf"\b(?:explain|teach|show|explaining|teaching|showing)\s+(?P<x>(?:how|why|what)\s+.{{4,50}}?){_STOP}",
        rf"\b(?:about|explain(?:ing|s)?|presenting|sharing|listing|promoting|introducing|announcing|advertising|celebrating|showcasing)\s+(?P<x>.{{2,60}}?){_STOP}",
        rf"\b{_VIDEO}\b[^.,;⟦]{{0,30}}?\b(?:for|of|on)\s+(?P<x>(?!tiktok|instagram|youtube|reels|shorts|linkedin|social)[^⟦]{{2,60}}?){_STOP}",
        rf"\b(?:for|promote|advertise|introduce|announce|celebrate|showcase)\s+(?P<x>(?:my|our|a|an|the|this)\s+[^⟦]{{2,60}}?){_STOP}",
        rf"\b(?P<x>(?:[\w'’&-]+\s+){{1,4}}?){_VIDEO}\b",
    )
)  # fmt: skip
_ZH_TITLE = re.compile(
    rf"(?:关于|介绍|讲述|讲解|讲|分享|解释)?(?P<x>[^，。、；：,.;:!?！？\s⟦⟧]{{1,14}}?{_ZH_LIST})"
)
_ZH_OCCASION = re.compile(
    r"(?:给|为|帮)(?P<who>(?!我)[^，。、\s⟦做制生]{1,8})(?:做|制作|生成|设计)(?:一?[个张份条])?"
    r"(?P<x>[^，。、\s⟦]{2,8}?(?:邀请函?|请柬|贺卡|祝福))"
)
_ZH = tuple(
    re.compile(p)
    for p in (
        r"(?:关于|介绍|宣传(?!视频|短片|片)|推广(?!视频|短片|片)|主题是|主题为|讲述|讲)(?:一下|一家|一个|我的|我们的?|我家的?)?(?P<x>[^，。、；：,.;!?！？\s⟦⟧]{1,18}?)(?:的|，|。|,|短?视频|宣传|短片|广告|$|\s)",
        r"(?:给|为|帮)(?:我的|我们的?|我家的?|一家|一个|我)?(?P<x>[^，。、；：,.;!?！？\s⟦⟧]{1,16}?)(?:做|制作|拍|生成|来|设计|打造|创建|的(?:短?视频|宣传))",
        r"(?P<x>[^，。、；：,.;!?！？\s⟦⟧\d的]{2,14}?)的?(?:宣传|推广|介绍|促销|广告|产品|短)?(?:视频|短片|广告片|广告|宣传片|片子)",
    )
)  # fmt: skip
_NOISE_ZH = re.compile(
    r"视频|短片|宣传|推广|广告|素材|图片|照片|请|帮|我们?|想要?|做成|一(?:个|条|段|支|份|家)|做|制作|生成|创建|来|给|为|竖屏|横屏|竖版|横版|方形|正方形|"
    r"抖音|小红书|快手|视频号|短|长|的|个|款|温暖|暖色|冷色|高清"
)
_NOT_A_SUBJECT = re.compile(
    r"\b(?:turn|use|add|show|put|with|transitions?|music|text|first|then|edit|combine|merge|join|"
    r"animate|these|this|those|them|it|help|do|something)\b",
    re.IGNORECASE,
)


_TOLD = re.compile(rf"(?:{TELL.pattern})[^,.;!?\n，。；！？⟦]*", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|avoid|don'?t|instead of|skip|quit|stop)\s+(?:\w+\s+)?\w+"
    r"|(?:不|别|没有?|无|戒|避免)[^\s，。；、]{1,6}",
    re.IGNORECASE,
)
_LEADING_NOISE = re.compile(  # "4 tips" keeps its figure
    rf"(?!\d{{1,2}}\s+(?:[\w-]+\s+){{0,2}}{LIST_NOUN}\b){_NOISE_EN.pattern}[\s-]*", re.IGNORECASE
)
_DANGLING = re.compile(r"(?:\s+(?:in|on|of|at|to|with|and|for))+\s*$", re.IGNORECASE)
_NAME = re.compile(
    r"^[^,:.;!?⟦]{4,32}[,:]\s*(?P<name>[A-Z][\w'’-]*(?: (?:(?:&|and|of|the) )?[A-Z][\w'’-]*)*)"
    r"(?=[^\w,.;!]*(?:[,.;!]|$))"
)
_CALLED = re.compile(
    r"\b(?:called|named|whose name is) "
    r"(?P<name>[A-Z0-9][\w'’-]*(?: (?:&|of|the|and(?= [A-Z])|[A-Z0-9][\w'’-]*))*)"
)


@dataclass(frozen=True)
class Subject:
    """`phrase` is in the user's words ("" when none is told); `topic` the kind it belongs to.

    `name` is a name given without quotation marks ("a bakery called Old Mill"), else "".
    """

    phrase: str
    topic: Topic
    name: str = ""


def find_subject(
    text: str, heading: str = "", points: Sequence[str] = (), content: Sequence[str] = ()
) -> Subject:
    """The subject of a brief whose quoted texts and given words are taken out.

    What is listed is not what the video is about; the `content` that is shown tells the topic
    only when nothing else does.
    """
    bare = _TOLD.sub(" , ", _without_times(text))
    phrase = _zh_phrase(bare) if any(is_cjk(c) for c in bare) else ""
    phrase = phrase or _en_phrase(bare) or _opening_words(bare)
    named = _CALLED.search(bare) or _NAME.match(bare)
    name = named["name"] if named and not DATE.match(named["name"]) else ""
    about = re.split("[:：]", bare)[0] if phrase else bare
    for point in points:
        about = re.sub(re.escape(point), " ", about, flags=re.IGNORECASE)
    topic = topic_of(f"{phrase} {heading}", _without_looks(about))
    if topic is topics()[-1]:
        topic = topic_of("", _without_looks(" ".join(content)))
    if topic is topics()[-1]:
        topic = topic_by_count(_without_looks(" , ".join(points)))
    return Subject(phrase, topic, name)


def topic_by_count(text: str) -> Topic:
    """The topic whose words a long text uses most; the generic one when it uses none twice."""
    *known, generic = topics()
    low = text.lower()
    counts = [
        (sum(len(pattern(w).findall(low)) for w in topic.words if w in low), -i, topic)
        for i, topic in enumerate(known)
    ]
    count, _, topic = max(counts, key=lambda c: c[:2])
    return topic if count > 1 else generic


def _without_looks(text: str) -> str:
    """A brief without what it says of music, mood and colours and what it says no to."""
    clauses = [
        c for c in re.split(r"[,.;!?，。；！？、\n]|\band\b|\bwith\b", text) if not MUSIC.search(c)
    ]
    rest = _NEGATED.sub(" ", " , ".join(clauses))
    for word in (*MOODS, *TONES):
        if word in rest.lower():
            rest = pattern(word).sub(" ", rest)
    return rest


def topic_of(phrase: str, text: str) -> Topic:
    """The topic whose words are in the phrase, else in the text; the earliest, longest word."""
    *known, generic = topics()
    for where in (phrase.lower(), text.lower()):
        hits = [
            (match.start(), -len(word), topic.name, topic)
            for topic in known
            for word in topic.words
            if word in where and (match := pattern(word).search(where))
        ]
        if hits:
            return min(hits, key=lambda h: h[:3])[3]
    return generic


def headline(phrase: str) -> str:
    """A phrase as a title: "my coffee shop" -> "Coffee Shop"; other scripts as they are."""
    small = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
    words = phrase.split()
    return " ".join(w if i and w.lower() in small else capital(w) for i, w in enumerate(words))


def _without_times(text: str) -> str:
    for time in reversed(find_times(text)):
        text = text[: time.start] + " " + text[time.end :]
    return re.sub(r"(?<=\s)-(?=\s)|\s{2,}", " ", text).strip()


def _en_phrase(text: str) -> str:
    if feast := _FEAST.search(text):
        return f"{feast['who']}'s {feast['x'].lower()}"
    for regex in _EN:
        for match in regex.finditer(text):
            phrase = _clean_en(match["x"])
            if phrase:
                return phrase
    return ""


def _clean_en(phrase: str) -> str:
    phrase = re.sub(
        r"^(?:my|our|your|the|a|an|this|these|their|his|her)\s+", "", phrase.strip(), flags=re.I
    )
    phrase = DATE.sub(" ", phrase)
    rest = _NOISE_EN.sub(" ", phrase)
    if not re.search(r"[^\W\d_]{2,}", rest):
        return ""
    while match := _LEADING_NOISE.match(phrase):
        phrase = phrase[match.end() :]
    phrase = _DANGLING.sub("", phrase)
    return " ".join(phrase.strip(" -–—'\"").split())[:60]


def _opening_words(text: str) -> str:
    """The first clause as it is, when it is short and says more than "a video"."""
    if "⟦" in text:
        return ""
    clause = re.split(r"[,.;:!?\n⟦，。；：！？]", text.strip(), maxsplit=1)[0]
    if any(is_cjk(c) for c in clause):
        rest = _NOISE_ZH.sub("", clause)
        return rest if 2 <= len(rest) <= 12 else ""
    if " " not in clause:
        return ""  # a lone word is a greeting as often as a subject
    if len(clause) > 48 or _NOT_A_SUBJECT.search(clause):
        return ""
    return _clean_en(clause)


def promises_content(text: str) -> bool:
    """Whether an order speaks of content that only its writer knows: "4 tips", "三个技巧"."""
    return bool(_PROMISED.search(text))


def _zh_phrase(text: str) -> str:
    if title := _ZH_TITLE.search(text):
        return title["x"]
    if invited := _ZH_OCCASION.search(text):
        return f"{invited['who']}{invited['x']}"
    for regex in _ZH:
        for match in regex.finditer(text):
            phrase = _NOISE_ZH.sub("", match["x"]).strip(" -")
            if len(phrase) >= 2 or (len(phrase) == 1 and is_cjk(phrase)):
                return phrase
    return ""
