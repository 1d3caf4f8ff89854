"""What kind of message it is: a new video, a change, undo, a question for the service."""

from __future__ import annotations

import re
from typing import Literal

from .durations import is_cjk
from .edits.material import AGAIN
from .project import Project
from .quotes import take_quotes

Intent = Literal[
    "generate", "edit", "undo", "redo", "export", "credits", "status", "upload", "help", "empty",
    "vague_new", "vague_edit", "not_video",
]  # fmt: skip

_VIDEO = (
    r"(?:videos?|clips?|promos?|ads?|adverts?|commercials?|trailers?|teasers?|reels?"
    r"|shorts?|tiktoks?|slideshows?|intros?|montages?|explainers?|films?|movies?|vlogs?"
    r"|animations?|invitations?)"
)
_NEW = re.compile(
    rf"\b(?:make|create|generate|produce|build|design|do|give|render|i (?:want|need)"
    rf"|i'd like)\s+(?:me |us )?(?:a|an|another|one|some|my)\b(?!\s+(?:bit|little"
    rf"|second|minute)\b)[^.;\n]{{0,80}}?\b{_VIDEO}\b"
    rf"|\bnew {_VIDEO}\b|^\s*(?:a|an)\s[^.;\n]{{0,80}}?\b{_VIDEO}\b"
    r"|\bturn (?:these|this|them|my|the)\b.{0,60}\binto\b|\b(?:slideshow|video) (?:of"
    r"|from|with) (?:these|my|the) (?:photos|images|pictures|clips)"
    r"|(?:做|制作|生成|创建|拍|剪|来|弄|要|设计|写)(?:一|1)?(?:个|条|段|支|份"
    r"|部)[^，。]{0,24}(?:视频|短片|广告|宣传片|片子|片头|幻灯片|相册)"
    r"|(?:生成|制作|做)[^，。]{0,16}(?:视频|短片|广告|宣传片)|(?:把|将|用)(?:这些|这几"
    r"|它们)[^，。]{0,24}(?:做成|变成|制作成|剪成|生成|拼成)|^一(?:个|条|段"
    r"|支)[^，。]{0,30}(?:视频|短片|广告|宣传片)",
    re.IGNORECASE,
)
_UNDO = re.compile(
    r"^\W*(?:please )?(?:undo|revert|go back|roll ?back|cancel (?:that|the last)"
    r"|take (?:that|it) back)\b|撤销|撤回|回退|恢复上一|还原",
    re.I,
)
_REDO = re.compile(
    r"^\W*(?:please )?redo\W*$|^\W*redo (?:that|the last|the change|what)|^\W*取消撤销"
    r"|^\W*恢复撤销",
    re.I,
)
_SHORT = r"^\W*(?:please |can you |could you |now |ok |okay |hey |请|帮我|现在)*"
_EXPORT = re.compile(
    _SHORT + r"(?:export|download|render)(?: (?:it|this|the video|now|please|as (?:an )?mp4"
    r"|the mp4))*\W*$|"
    + _SHORT
    + r"(?:send|get|give) me (?:the|my) (?:video|file|mp4)\W*$|"
    + _SHORT
    + r"(?:get|save) (?:the )?video\W*$|^\W*(?:导出|下载|保存)(?:视频|一下|吧)*\W*$"
    r"|^\W*(?:把)?视频发给我\W*$",
    re.I,
)
_CREDITS = re.compile(
    _SHORT + r"(?:(?:how many|what(?:'s| is| are)|check|show)\b.{0,24})?\b(?:credits?"
    r"|balance)\b(?: (?:left|remaining|do i have).{0,12})?\W*$|^\W*(?:查询?|看看|我的"
    r"|还有多少|剩余)?(?:积分|余额)(?:还有多少|查询|呢)?\W*$",
    re.I,
)
_STATUS = re.compile(
    _SHORT + r"(?:status|progress|show (?:me )?(?:the )?(?:tracks|timeline)|what'?s (?:done"
    r"|in it|on the timeline)|show (?:me )?what (?:we|you) have)\W*$|^\W*(?:状态|进度"
    r"|现在什么样了?|看看时间线|有什么轨道)\W*$",
    re.I,
)
_UPLOAD = re.compile(
    _SHORT + r"(?:upload|how (?:do|can) i upload)(?: (?:a |my |the |some )?(?:files?|photos?"
    r"|videos?|images?))?\W*$|^\W*上传(?:文件|图片|视频|素材)?\W*$",
    re.I,
)
_HELP = re.compile(
    r"^\W*(?:hi|hello|hey|help|thanks?|thank you|what can you do|who are you|你好|您好"
    r"|嗨|帮助|谢谢|你能做什么|你是谁|怎么用)[\s\w，,]{0,16}\W*$",
    re.I,
)
_VAGUE_NEW = re.compile(
    r"^\W*(?:please |can you |could you |i want to |help me )*(?:make|create|generate"
    r"|do|produce|build)?\s*(?:me )?(?:a|an|another|one|some)?\s*(?:new |nice |cool "
    r"|short |good |great )*(?:videos?|clip|something|one)\W*(?:for me|please)?\W*$"
    r"|^\W*(?:请|帮我|给我)*(?:做|制作|生成|创建|来)?(?:一)?(?:个|条"
    r"|段)?(?:短)?视频\W*$",
    re.I,
)
_VAGUE_EDIT = re.compile(
    r"\b(?:make (?:it|this|the video)|can you make it)\s+(?:look |feel |sound "
    r"|a (?:bit|little) |much |way |even )*(?:better|nicer|cooler|good|great|awesome"
    r"|pop|amazing|best|perfect|more (?:interesting|professional|engaging|exciting"
    r"|beautiful))\b|\b(?:improve|enhance|polish|fix|optimi[sz]e) (?:it|this"
    r"|the video)\b|\bi don'?t like (?:it|this)\b|^\W*better\W*$"
    r"|(?:更|再)(?:好看?|漂亮|好|高级|精彩|酷|吸引人)(?:一?点|一些)?|(?:优化|改进|美化"
    r"|完善)(?:一下|它|视频)?|不(?:太)?(?:好看|喜欢|满意)",
    re.IGNORECASE,
)
_OFF_TOPIC = re.compile(
    r"^\W*(?:what(?:'s| is) (?:the (?:weather|time|capital|meaning)|\d)|who (?:is|was"
    r"|won)|solve |calculate |write (?:me )?(?:a |an |some )?(?:python|code|poem|email"
    r"|essay|function)|tell me a joke|translate (?:this|the following)|how (?:old|far"
    r"|tall) )|天气怎么样|写(?:一段|个)?代码|讲个笑话|^\W*\d+\s*[+*/-]\s*\d+\s*=?\W*$",
    re.IGNORECASE,
)
_EDIT_VERB = re.compile(
    r"^\W*(?:please )?(?:change|replace|remove|delete|trim|cut|split|swap|move|mute"
    r"|add (?:the |a )?(?:title|text|music|caption|subtitle)|set the|turn (?:up|down"
    r"|off))\b|^\W*(?:把(?!这)|将(?!这)|删除|删掉|去掉|交换|移动|替换)",
    re.IGNORECASE,
)


_FILES = re.compile(
    r"\b(?:these|this|my|the) (?:\w+ )?(?:photos?|images?|pictures?|pics|clips?"
    r"|footage|files?|recordings?)\b"
    r"|\bturn (?:these|this|them)\b|\b(?:with|from|of) these\b|\bthese into\b"
    r"|这(?:些|几|张|个)(?:张|个|段)?(?:照片|图片|图|视频|素材|片段)|把这些|用这些",
    re.IGNORECASE,
)


_FOOTAGE = re.compile(
    r"\b(?:photo-?|hyper-?|ultra-?)?realistic(?:ally)?\b|\bphoto-?real\b|\blife-?like\b"
    r"|\blive[- ]action\b|\bai[- ](?:generated )?(?:video|footage|clip|film|movie)\b"
    r"|\bai[- ]generated\b|\btext[- ]to[- ]video\b"
    r"|\b(?:stock |real |drone )?footage (?:of|showing)\b"
    r"|\b(?:real|actual|filmed) (?:people|footage|person|actors?|scenes?)\b"
    r"|\bfilm(?:ed)? (?:of|showing) (?:a|an|the|two|some)\b"
    r"|\b(?:seedance|sora|veo)\b|真实(?:的)?(?:画面|视频|感|场景|拍摄)|实拍|写实|逼真|真人|ai\s*(?:生成)?(?:的)?(?:视频|画面)|文生视频",
    re.IGNORECASE,
)


def wants_footage(message: str) -> bool:
    """Whether a message asks for pictures that look filmed, which are not made here."""
    return bool(_FOOTAGE.search(take_quotes(message).text))


def wants_files(message: str) -> bool:
    """Whether a message speaks of photos or clips that were sent along."""
    return bool(_FILES.search(take_quotes(message).text))


def intent_of(message: str, project: Project) -> Intent:
    """The kind of a message, in the light of what is there."""
    text = take_quotes(message).text.strip()
    if not re.search(r"\w", message):
        return "empty"
    service: tuple[tuple[Intent, re.Pattern[str]], ...] = (
        ("export", _EXPORT), ("credits", _CREDITS), ("status", _STATUS), ("upload", _UPLOAD),
        ("redo", _REDO), ("undo", _UNDO), ("help", _HELP),
    )  # fmt: skip
    for intent, pattern in service:
        if pattern.search(text):
            return intent
    if _OFF_TOPIC.search(text):
        return "not_video"
    if project.draft is None:
        return _without_draft(text, project)
    if AGAIN.search(text) and not re.search(r"music|音乐|colou?r|颜色|配色", text, re.IGNORECASE):
        return "edit"
    if _VAGUE_NEW.search(text) and _NEW.search(text):
        return "vague_new"
    if _NEW.search(text):
        return "generate"
    return "vague_edit" if _VAGUE_EDIT.search(text) else "edit"


def _without_draft(text: str, project: Project) -> Intent:
    if _EDIT_VERB.search(text) and not project.assets and not _NEW.search(text):
        return "edit"
    if _VAGUE_NEW.search(text) and not project.assets:
        return "vague_new"
    letters = sum(2 if is_cjk(c) else 1 for c in text if c.isalpha())
    return "generate" if letters >= 2 or project.assets or "⟦" in text else "empty"
