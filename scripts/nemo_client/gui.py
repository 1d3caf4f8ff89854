"""GUI talk of the backend, translated by a closed set of hints for the agent.

The backend thinks that the user sits before an editor ("click Export", "点击导出"). What it tells the
user to do there is taken out of what is shown and becomes hints: names of our own commands that the
agent may offer. A hint is never acted on here, and nothing else that the backend says can make one.

What goes is told by what a clause does, not by its words: it is an order, an advice or a permission
to the user (it begins with a verb, or with "please", "you can", 请, 您可以), and what it is about is a
thing of the editor. A clause that reports (I dragged, the video shows, 我打开了) is content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .sentences import LINK, QUOTED, QUOTED_END, Clause, Span, clauses, lines, list_mark, sentences

_LABELS = {
    "export": "the export command (export.py)",
    "upload": "the upload command (upload.py), or a file sent in the chat",
    "credits": "the credits command (credits.py)",
    "state": "the track summary (state.py)",
    "edit": "a message to the agent that says the change (sse.py send)",
}


@dataclass(frozen=True)
class Translated:
    """`text` without GUI talk (may be empty); `hints` in order, each once."""

    text: str
    hints: list[str] = field(default_factory=list)


def explain(hint: str) -> str:
    """What a hint offers, in words for the agent."""
    return _LABELS[hint]


# How an order, an advice or a permission begins.
_ADVERB = "(?:just|only|simply|also|now|then|always|easily|still|even|first|later|further)"
_OPENING = re.compile(
    rf"""(?ix)[\s,]*(?:
    (?:please|kindly|just|simply|then|now|next|also|first|second|third|finally|lastly|again|and|or|but|so
      |otherwise|alternatively|instead|optionally|there|where|which|that|only|always|go\ ahead\ and|let'?s
      |be\ sure\ to|make\ sure\ (?:that|to)|remember\ to|(?:don'?t|do\ not)\ forget\ to|feel\ free\ to|try\ to)\b
    |you(?:'ll|'d|'re|\ will|\ would|\ are)?(?:\ {_ADVERB})*
      \ (?:can|could|may|might|should|must|need\ to|have\ to|want\ to|be\ able\ to|able\ to|(?:be\ )?free\ to|welcome\ to)\b
    |you'll\b|you\ will\b|you(?=\ (?:find|click|go)\b)|(?:can|could|will|would)\ you\b
    |(?:all|what)\ you\ (?:need|have)\ (?:to\ do\ )?is(?:\ to)?\b
    |the\ (?:next|last|final|only)\ step\ is(?:\ to)?\b|it's\ (?:best|easy|possible)\ to\b
    )"""
)
_ADVISED = re.compile(
    r"(?i)\s*(?:i(?:'d| would)? (?:recommend|suggest|advise)|it'?s worth|try)(?: that)?(?: you)? +(?=\w)"
)
_OPENING_ZH = re.compile(
    r"\s*(?:[^我他她它]{0,8}(?:请您?|的话|[后前时](?=请|就|可|您|你|先|点|再))|您们?|你们?|可以?|能够?|也|还|就|直接"
    r"|只需要?|只要|需要|需|记得|别忘了|建议|先|再|然后|接着|接下来|最后|现在|随时|应该|不妨|务必|即可|要|自己|都|随后|另外)"
)
# What it tells to do: some things at once, the rest only with a thing of the editor.
_HEAD = re.compile(
    r"""(?ix)\s*(?:
    (?P<point>(?:right-|left-|double-|long-)?(?:click|tap|press|push|hit)|hover|toggle|expand|collapse|select|choose|pick)
    |(?P<move>drag|drop|move|slide|arrange|rearrange|reorder|resize|trim|split|cut|crop|adjust|fine-tune?|tweak|change|edit
      |modify|customi[sz]e|set|lower|raise|rename|replace|delete|remove|add|use|refine|style|mute)
    |(?P<look>open|go|head|navigate|switch|see|view|preview|check|look|(?:take|have)\ a\ (?:quick\ |closer\ )?look|find|watch
      |play|review|locate|access|return|scroll|visit|inspect|confirm|browse)
    |(?P<get>export|download|save|upload|import|attach|upgrade|top\ up|manage|render|buy|get)
    )(?P<ing>[pt]?ing)?\b"""
)
_THE = "(?:the|your|any|a|an|each|this|that|these|those|every|its|it|them|both)"
_THING = (
    "(?:clip|video|title|text|logo|image|photo|picture|scene|segment|corner|edge|music|subtitle|caption"
    "|element|footage|transition|effect|file|sticker|overlay)s?"
)
_VIDEO = r"(?:it|(?:the|your|this)\ (?:[\w-]+\ )?(?:video|clip|film|file|project|result|movie|mp4|work|changes))"
_AT_ONCE = re.compile(
    rf"""(?ix)\s*(?:
    (?:right-|left-|double-|long-)?click(?:ing)?\ +(?:on\ +)?(?:{_THE}\b|here|{QUOTED}|(?-i:[A-Z]))
    |(?:tap|press|push|hit)(?:ping|ing|ting)?\ +(?:on\ +)?(?:the\ +)?(?:{QUOTED}|export|download|save|play|space|enter)
    |(?:drag|drop|arrange|rearrange|reorder)(?:g?ing)?(?:\ and\ drop)?\ +(?:it|them|(?:{_THE}\ (?:[\w-]+\ ){{0,2}})?{_THING})\b
    |preview(?:ing)?\ +(?:{_THE}|how|in|here|before)\b
    |export(?:ing)?\ +(?:as|in|when|once|now|{_VIDEO})\b|(?:download|save)\ +{_VIDEO}\b
    )"""
)
_EDITOR = re.compile(
    r"""(?ix)(?<!\ba\ )(?<!\ban\ )\b(?:
    button|icon|panel|menu|toolbar|side\ ?bar|tab|timeline|player|editor|dashboard|inspector|playhead|canvas|workspace
    |slider|drop-?down|checkbox|handle|track|layer|preview\ window|(?:media\ )?library|media\ bin|settings|billing
    |subscription|(?:upload|drop)\ (?:area|zone|box)|attachment|(?<!bank\ )(?<!savings\ )account|plan|paperclip
    )s?\b(?!\ of\b(?!\ (?:the|your)\ (?:clip|video|title|editor|timeline|screen)))|by\ (?:click|tapp|press|dragg|dropp)ing\b"""
)
_PASSIVE = re.compile(r"(?i)\bcan (?:(?:also|now|easily|then|still) )*be \w+")
_LOCATED = re.compile(
    rf"(?i)\s*(?:the|your|an?) +(?:{QUOTED}+|export|download|upload|attachment|save|play)"
    r" *(?:button|icon|panel|menu|tab)\b"
)

_GET_ZH = "导出|汇出|下载|保存|储存|上传|升级|充值|管理|购买"
_MOVE_ZH = "拖动|拖拽|拖放|拖|调整|修改|微调|移动|更改|编辑|调低|调高|调节|裁剪|分割|添加|删除"
_HEAD_ZH = re.compile(
    rf"""(?x)\s*(?:
    (?P<point>点(?![头了缀])|按下?(?=[^您你要照]{{0,6}}[键钮]|{QUOTED})|长按|单击|双击|右键|勾选|选中|选择)
    |(?P<move>{_MOVE_ZH})|(?P<get>{_GET_ZH})
    |(?P<look>打开|进入|前往|查看|预览|播放|看看|看一下|切换到|转到|去|访问|回到|展开|找到|确认|检查)
    |(?:[在从到]|通过|使?用|[把将]).*?(?:(?P<moved>{_MOVE_ZH})|(?P<got>{_GET_ZH})|(?P<looked>查看|预览|播放|看看|看一下|确认)|选择|点击)
    )(?![了过着率量])"""
)
_AT_ONCE_ZH = re.compile(
    rf"\s*(?:点击|点按|点选|点一下|轻点|单击|双击|右键|长按|点开|拖动|拖拽|拖放)(?![了过着率量])|\s*点 ?{QUOTED}"
    r"|\s*预览(?:一下|效果|视频)|\s*[把将][^我]{1,8}拖(?![了着过])"
)
_EDITOR_ZH = re.compile(
    r"按钮|按键|键(?!盘)|图标|面板|菜单|时间[线轴]|轨道|播放器|编辑器|工具栏|侧边?栏|标签页|选项卡|预览窗口|画布|滑块|图层"
    r"|控制台|(?<!汽车)仪表[盘板]|(?<!银行)[账帐][户号单]|订阅|套餐|设置|素材库|上传区|附件|导出|汇出|边角"
)
_TOPIC_ZH = re.compile(
    r"\s*(?:视频|片段|标题|字幕|音乐|成片|素材|效果|颜色|文字|音量|画面|顺序|作品)[^我]{0,4}(?:可以?|能)(?=在|通过|从|到)"
)
_REPORTED_ZH = re.compile(r"已经?|正在|了(?!$|[吧呢。！\s])")

# Words of a script: what stands behind their colon is its text.
_SCRIPT = re.compile(
    r"(?i)\W*(?:scene|shot|title|caption|subtitle|narrat\w+|voice-?over|vo|hook|cta|call[ -]to[ -]action|slogan"
    r"|headline|tagline|card|slide|frame|旁白|字幕|标题|镜头|场景|文案|口号|行动号召|片[头尾])"
    r"[ \d一二三四五六七八九十]*(?:\([^)]*\))? ?[:：]"
)
# What stands before an order and hangs on it.
_LEADING = re.compile(
    r"(?i)\W*(?:(?:to|if|when|once|after|before|until|while|as soon as|whenever|since|then|next|next steps?|finally"
    r"|lastly|now|also|alternatively|optionally|otherwise|sorry|ok|okay|sure|please|tip|pro tip|note|hint|step \d+"
    r"|one (?:more )?thing|first|second|third)\b|(?:for|in|on|at|from|with|under) (?!.*\b(?:i|we|is|are|was|has|have|\w+ed|\w+s)\b))"
)
_LEADING_ZH = re.compile(
    r"\W*(?:如果|若|如|想|要|当|为了|等|一旦|首先|最后|其次|下载|温馨提示|提示|小贴士|注意|第 ?. ?步)|.*(?:的话|后|时|前|时候|步骤|方法)\s*$"
)
_SUBJECT = re.compile(
    r"(?i)\s*(?:i|we|it|they|he|she|the|your|my|our|this|that|these|those|there|here|both|all|each)\b|\s*(?:我|您的|视频)"
)
_STARTS_ANEW = re.compile(
    r"(?i)\s*(?:i|we|let me|tell me|however)\b|\s*(?:另外)?(?:我|不过|但|目前)"
)
_ANEW = re.compile(r"(?i)\b(?:but|however|though)\b|[;；—)）]|\s[-–]\s|但|不过")
_CONJUNCTION = re.compile(
    r"(?i)\s*(?:and then|and|or|but|so|then)\b\s*|或者?|并且?|然后|但是?|所以"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

_HINTS = (
    ("export", re.compile(r"(?i)\b(?:export|download|save|render)\b|导出|汇出|下载|保存|储存")),
    ("upload", re.compile(r"(?i)\b(?:upload|import|attach\w*|paperclip)\b|上传|附件")),
    ("credits", re.compile(
        r"(?i)\b(?:accounts?|billing|subscription|plans?|dashboard|credits|upgrade|top up)\b|[账帐][户号单]|订阅|套餐|控制台|积分|充值")),
)  # fmt: skip
_LOOKED_AT = re.compile(
    r"(?i)\b(?:play|preview|timeline|panel|menu|player|watch)\b|播放|预览|查看|面板|菜单|时间[线轴]"
)
_ASIDE = re.compile(r"(?i)(?<=\w )(?:before|after|once|when|while|if|so that)\b.*")
_POINTED_AT = re.compile(
    r"(?i)(?:click|press|tap|hit|open|select|choose|on|to|the|under|in|点击?|按下?|选择|打开|到|在|前往|用|的)\s*$"
)


def translate(text: str) -> Translated:
    """Take the GUI talk out of a text of the backend and name what stands for it."""
    hints: list[str] = []
    kept: list[str | None] = []  # None: a line of which nothing is left
    for line in lines(text):
        left = "".join(_left_of(sentence, hints) for sentence in sentences(line))
        kept.append(left if left.strip() or not line.text.strip() else None)
    shown = "\n".join(_without_orphans(kept))
    return Translated(re.sub(r"\n{3,}", "\n\n", shown).strip(), list(dict.fromkeys(hints)))


def _without_orphans(kept: list[str | None]) -> list[str]:
    """The lines that are left, without a heading ("Next steps:") whose lines have all gone."""
    found: list[str] = []
    for number, line in enumerate(kept):
        if line is None:
            continue
        below = kept[number + 1 :]
        block = below[: next((n for n, b in enumerate(below) if b == ""), len(below))]
        heads = line.rstrip(" *").endswith((":", "："))
        if not (heads and block and all(b is None for b in block)):
            found.append(line.rstrip())
    return found


def _left_of(sentence: Span, hints: list[str]) -> str:
    """A sentence without its GUI talk, "" when nothing of use is left; its hints are added."""
    if _SCRIPT.match(sentence.mask):
        return sentence.text
    mark = list_mark(sentence)
    parts = clauses(sentence[mark:])
    told = [_hint(part.span) for part in parts]
    if not any(told):
        return sentence.text
    hints += [hint for hint in told if hint]
    left = _joined(parts, _standing(parts, [hint is not None for hint in told]))
    if not left:
        return ""
    end = re.search(r"[.!?。！？…]*\s*$", sentence.text)
    closing = end[0].replace("?", ".").replace("？", "。") if end else ""
    if not closing.strip() and not mark:
        closing = ("。" if re.search(r"[\u4e00-\u9fff]", left) else ".") + closing
    return sentence.text[:mark] + left.rstrip(".!?。！？… ") + closing


def _standing(parts: list[Clause], told: list[bool]) -> list[bool]:
    """Which clauses stand without the orders among them: not what only leads up to one ("To save
    it, …"), nor what hangs on one ("…, and the file will be there")."""
    stand = [
        not t and bool(re.search(r"[\w\ue000-\ue003]", part.span.mask))
        for part, t in zip(parts, told, strict=True)
    ]
    hanging = False
    for n, part in enumerate(parts):
        if told[n]:
            hanging = True
            for gone in range(_lead(parts, n), n):
                stand[gone] = False
        elif hanging:
            hanging = not (_ANEW.search(part.joint) or _STARTS_ANEW.match(part.span.mask))
            stand[n] = stand[n] and not hanging
    return stand


def _lead(parts: list[Clause], order: int) -> int:
    """Where what leads up to an order begins: its own place when nothing does."""
    joint = parts[order].joint
    if not re.fullmatch(r"\s*[,，:：]\s*", joint):
        return order
    if ":" in joint or "：" in joint:
        return order if _SUBJECT.match(parts[order - 1].span.mask) else order - 1
    for n in range(order - 1, -1, -1):
        mask = parts[n].span.mask
        if (_LEADING_ZH if _CHINESE.search(mask) else _LEADING).match(mask):
            return n
        if _SUBJECT.match(mask) or _ANEW.search(parts[n].joint):
            break
    return order


def _joined(parts: list[Clause], stand: list[bool]) -> str:
    """The standing clauses as one sentence without its end."""
    left = ""
    for n, part in enumerate(parts):
        if not stand[n]:
            continue
        text = part.span.text
        if left:
            joint = part.joint
            if not stand[n - 1]:
                joint = " " if re.search(r"[)）]", joint) else joint
            left = (left.rstrip() if joint.strip() else left) + joint + text
        elif n and not stand[0]:
            text = text.strip()
            left = text[:1].upper() + text[1:]
        else:
            left = text
    return left.strip() if left else ""


def _hint(span: Span) -> str | None:
    """What a clause offers when it tells the user to do something in the editor, else None."""
    if LINK in span.mask:
        return None  # a link is for the user, whatever stands round it
    kind = _order_zh(span) if _CHINESE.search(span.mask) else _order(span)
    if kind is None:
        return None
    about = _ASIDE.sub("", _pointed(span))
    for hint, pattern in _HINTS:
        if pattern.search(about):
            return hint
    looks = kind == "look" or (kind == "point" and _LOOKED_AT.search(about))
    return "state" if looks else "edit"


def _order(span: Span) -> str | None:
    """The kind of verb with which a clause in English orders; None when it does not."""
    about = _pointed(span)
    rest = span.mask[list_mark(span) :]
    while opening := _OPENING.match(rest):
        rest = rest[opening.end() :]
    advised = _ADVISED.match(rest)
    rest = rest[advised.end() :] if advised else rest
    head = _HEAD.match(rest)
    if head and not (head["ing"] and not advised):
        if _AT_ONCE.match(rest) or _EDITOR.search(about):
            return _kind(head)
    located = _LOCATED.match(span.mask) or (_PASSIVE.search(span.mask) and _EDITOR.search(about))
    return "look" if located else None


def _order_zh(span: Span) -> str | None:
    """The same of a clause in Chinese."""
    rest = span.mask[list_mark(span) :]
    if topic := _TOPIC_ZH.match(rest):
        rest = rest[topic.end() :]
    while opening := _OPENING_ZH.match(rest):
        rest = rest[opening.end() :]
    head = _HEAD_ZH.match(rest)
    if _AT_ONCE_ZH.match(rest):
        return _kind(head) if head else "point"
    if head and _EDITOR_ZH.search(_pointed(span)) and not _REPORTED_ZH.search(span.mask):
        return _kind(head)
    return None


def _kind(head: re.Match[str]) -> str:
    groups = head.groupdict()
    names = {"moved": "move", "got": "get", "looked": "look"}
    return next((names.get(n, n) for n, found in groups.items() if found and n != "ing"), "point")


def _pointed(span: Span) -> str:
    """The masked clause, with the quotations that name what is pointed at (click "Export")."""

    def bare(found: re.Match[str]) -> str:
        points = _POINTED_AT.search(span.mask[: found.start()])
        return " " + span.text[found.start() + 1 : found.end() - 1] + " " if points else found[0]

    return re.sub(f"[{QUOTED}{QUOTED_END}]+", bare, span.mask)
