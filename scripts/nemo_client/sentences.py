"""Sentences and clauses of what an agent says, in English and Chinese.

What is quoted, links and file names are content whatever words they hold, so they are masked
before anything is looked for. A masked text has the length of its original: places in the one are
places in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

QUOTED, LINK, FILE, QUOTED_END, ASIDE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue005"
_INNER_DOT = "\ue004"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_LINE = 5000
_GAP = re.compile(r"\s{80}")


def any_of(words: str) -> str:
    """Alternatives, the longest first; "_" stands for a blank."""
    listed = sorted(words.split(), key=len, reverse=True)
    return "(?:" + "|".join(word.replace("_", r"\ ") for word in listed) + ")"


_LINK = re.compile(
    r"(?i)\b(?:https?://|www\.)[^\s<>\"'，。；！？、（）“”「」]*[^\s<>\"'，。；！？、（）“”「」.,;:!?)\]]"
)
_FILE = re.compile(
    r"(?<![A-Za-z0-9_.-])[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
    r"\.(?=[A-Za-z0-9]{0,4}[A-Za-z])[A-Za-z0-9]{2,5}(?![A-Za-z0-9])"
)
_QUOTATION = re.compile(
    r"(?<!\w)\"[^\"\n]{1,300}\"(?!\w)|(?<!\w)'[^'\n]{2,300}'(?!\w)|“[^”\n]{1,300}”|‘[^’\n]{1,300}’"
    r"|「[^」\n]{1,300}」|『[^』\n]{1,300}』|《[^》\n]{1,300}》"
)
# A dot behind these ends nothing, whatever follows.
_ABBREVIATION = re.compile(
    r"(?i)\b(?:mr|mrs|ms|dr|prof|st|vs|no|fig|approx|e\.g|i\.e|a\.m|p\.m)\.(?=\s)"
)
_LIST_MARK = re.compile(r"\s*(?:[-*•·▪‣]\s+|\(?\d{1,2}[.)、）]\s*(?!\d)|[a-zA-Z][.)]\s+|[①-⑳]\s*)")
_END = re.compile(
    r"[.…]+(?=\s+[^a-z\s]|\s*$)|[!?]+(?=\s|$)|[。！？]+|"
    + QUOTED_END
    + r"(?=\s+[A-Z]|[\u4e00-\u9fff])"
)
_PICTURE_BREAK = re.compile(
    r"(?<=\w)\s*[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+\s+(?=[A-Z])"
)
_BRACKETED = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_JOINT = re.compile(
    r"(?:\s*[,;:](?=\s|$)|\s*[，；：])"
    r"(?:\s*(?:and then|and|or|but|so|then)\b|\s*(?:或者?|并且?|然后))?\s*"
    r"|\s*—+\s*|\s+[-–]\s+"
    r"|(?<!\bdrag)\s+(?:and then|and|or|but|so|then)\s+|或者|或(?=点|按|在)|并且|然后",
    re.IGNORECASE,
)
# The traditional characters of an editor's words and of questions, as simplified ones.
_SIMPLIFIED = str.maketrans(
    "請別點擊匯導鈕儲時間軸線帳賬戶設選擇開啟預覽編輯調動檔傳載單訂閱進後將邊從這個為麼還嗎種歡視頻聲張長給誰裡圖標籤滿",
    "请别点击汇导钮储时间轴线账账户设选择开启预览编辑调动档传载单订阅进后将边从这个为么还吗种欢视频声张长给谁里图标签满",
)


def simplified(text: str) -> str:
    """Chinese in simplified characters, as far as an editor's words go."""
    return text.translate(_SIMPLIFIED)


def masked(text: str) -> str:
    """The text with quotations, links and file names as runs of one sign each, pictures and
    Markdown's marks as blanks, and Chinese in simplified characters."""
    text = _LINK.sub(lambda m: LINK * len(m[0]), text)
    text = _QUOTATION.sub(_mask_quotation, text)
    text = _FILE.sub(lambda m: FILE * len(m[0]), text)
    text = _ABBREVIATION.sub(lambda m: m[0].replace(".", _INNER_DOT), text)
    return simplified("".join(map(_plain, text)))


def _mask_quotation(found: re.Match[str]) -> str:
    """A quotation's own last mark may end the sentence that it stands in; in Chinese, where no
    blank tells, only a full stop does."""
    ends = found[0][-2] in ".!?。"
    return QUOTED * (len(found[0]) - 1) + (QUOTED_END if ends else QUOTED)


def _plain(sign: str) -> str:
    if sign in "*_`#[]" or (unicodedata.category(sign) in ("So", "Sk", "Cf", "Mn") and sign != "→"):
        return " "
    return "'" if sign in "’‘" else sign


_SCRIPTED = any_of(
    "title caption subtitle narration narrator voiceover voice-over voice_over vo hook cta slogan"
    " call_to_action call-to-action headline tagline card slide frame 旁白 字幕 标题 文案 口号"
    " 行动号召 片头 片尾"
)
_NUMBER = r"[\d一二三四五六七八九十]"
_NOTE = r"(?:[(（][^)）]*[)）])?"
SCRIPT = re.compile(
    rf"(?ix)\W*(?:{_SCRIPTED}(?:\ |{_NUMBER})*{_NOTE}\W*[:：]"
    rf"|(?:scene|shot|镜头?|场景)\ ?{_NUMBER}+\ *{_NOTE}\ *(?:[:：|).]|[-–—]\ )"
    r"|\[?\d{1,2}:\d{2}\s*[-–~至到]"
    r"|\d+(?:\.\d+)?\s*[-–~至到]\s*\d+(?:\.\d+)?\s*(?:s|sec|seconds|秒)\b\s*[:：\-–—|]"
    rf")(?!\s*{QUOTED})"
)
"""A line of a script: its words are the film's, whatever they tell to do."""


@dataclass(frozen=True)
class Span:
    """A piece of a text: as it is, and masked."""

    text: str
    mask: str

    def __getitem__(self, part: slice) -> Span:
        return Span(self.text[part], self.mask[part])

    def __add__(self, other: Span) -> Span:
        return Span(self.text + other.text, self.mask + other.mask)


def lines(text: str) -> Iterator[Span]:
    """The text's lines, without their ends. One that nobody writes is masked as a whole: what looks
    for words takes long over it."""
    mask = masked(text)
    begin = 0
    for line in text.split("\n"):
        own = mask[begin : begin + len(line)]
        odd = len(line) > LONGEST_LINE or _GAP.search(own)
        yield Span(line, QUOTED * len(line) if odd else own)
        begin += len(line) + 1


def list_mark(line: Span) -> int:
    """How many signs the mark of a list's item takes; 0 where the line is none."""
    found = _LIST_MARK.match(line.text)
    return found.end() if found else 0


def sentences(line: Span) -> list[Span]:
    """A line's sentences, each with the white space behind it; a list's mark goes with the first,
    pictures behind the last sentence with that."""
    cuts = [0]
    begin = list_mark(line)
    for end in _END.finditer(line.mask, begin):
        cuts.append(end.end())
    cuts += [m.end() for m in _PICTURE_BREAK.finditer(line.text, begin)]
    cuts = sorted({_behind_blanks(line.text, cut) if cut else 0 for cut in cuts} | {len(line.text)})
    found = [line[a:b] for a, b in pairwise(cuts)]
    if len(found) > 1 and not re.search(r"[\w\ue000-\ue003]", found[-1].mask):
        found[-2:] = [found[-2] + found[-1]]
    return found


def _behind_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def without_asides(sentence: Span, goes: Callable[[Span], bool]) -> Span:
    """The sentence without the bracketed words that `goes` says so of; the others are masked."""
    left = Span("", "")
    begin = 0
    for aside in _BRACKETED.finditer(sentence.mask):
        left += sentence[begin : aside.start()]
        if not goes(sentence[aside.start(1) : aside.end(1)]):
            left += Span(sentence.text[aside.start() : aside.end()], ASIDE * len(aside[0]))
        begin = aside.end()
    return left + sentence[begin:]


@dataclass(frozen=True)
class Clause:
    """`joint`: what joins it to the clause before it ("" for the first)."""

    joint: str
    span: Span


def clauses(sentence: Span) -> list[Clause]:
    """A sentence's clauses; joints and clauses together are the sentence."""
    found: list[Clause] = []
    begin, joint = 0, ""
    for cut in _JOINT.finditer(sentence.mask):
        found.append(Clause(joint, sentence[begin : cut.start()]))
        begin, joint = cut.end(), sentence.text[cut.start() : cut.end()]
    return [*found, Clause(joint, sentence[begin:])]
