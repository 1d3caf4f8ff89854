"""GUI talk of the backend, translated by a closed table into hints for the agent.

The backend thinks that the user sits before an editor ("click Export", "点击导出"). Such clauses
are taken out of what is shown and become hints: names of our own commands that the agent may
offer. A hint is never acted on here, and nothing else that the backend says can make one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# (hint, pattern). First match wins, so the specific come before the general.
_TABLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(pattern, re.IGNORECASE))
    for hint, pattern in (
        (
            "export",
            r"\b(?:click|press|tap|hit|use|select|find)\b[^.!?]{0,80}\b(?:export|download)\b"
            r"|\bexport\s+(?:button|menu|panel)\b|导出按钮|(?:点击|点按|按下?|选择)[^。！？]{0,40}(?:导出|下载)",
        ),
        (
            "upload",
            r"\b(?:upload|attachment)\s+(?:button|panel|area|icon)\b"
            r"|\b(?:click|press|tap)\b[^.!?]{0,80}\bupload\b|(?:点击|选择)[^。！？]{0,40}上传|上传(?:按钮|面板|区)",
        ),
        (
            "credits",
            r"\b(?:check|visit|open|see|go to)\b[^.!?]{0,80}\b(?:account|billing|subscription)\b"
            r"|(?:查看|打开|前往)[^。！？]{0,40}(?:账户|帐户|账单|订阅)",
        ),
        (
            "state",
            r"\bpreview\b[^.!?]{0,80}\b(?:timeline|player|panel|editor)\b"
            r"|\b(?:view|see|check)\b[^.!?]{0,80}\bin (?:the |your )?(?:timeline|player|editor)\b"
            r"|\b(?:open|check|go to|visit)\b[^.!?]{0,80}"
            r"\b(?:panel|menu|timeline|dashboard|settings|editor)\b"
            r"|(?:打开|进入|前往)[^。！？]{0,40}(?:面板|菜单|时间线|时间轴|编辑器|设置)"
            r"|在[^。！？]{0,40}(?:时间线|时间轴|播放器|面板)[^。！？]{0,40}(?:预览|查看)",
        ),
        (
            "edit",
            r"\bdrag\b|\bdrop\b[^.!?]{0,80}\b(?:here|clip|file|timeline|track)\b"
            r"|\b(?:adjust|fine-tune|tweak|change)\b[^.!?]{0,80}\bin (?:the |your )?editor\b"
            r"|\barrange\b[^.!?]{0,80}\bclips?\b|拖拽|拖动|拖放|在编辑器[^。！？]{0,40}(?:调整|修改)",
        ),
        (
            "edit",
            r"\b(?:click|double-click|right-click|tap|press)\b(?: on)?\s+(?:the|any|a|your|\"|'|\[)"
            r"|点击|点按|双击|右键",
        ),
    )
)
_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.!?]+(?=\s|$)|[。！？]+|\n+|$|[.!?])")
_CLAUSE = re.compile(r"(\s*(?:[,;，；]|\s(?:—|–|-)\s|\bor\b|或者?)\s*)", re.IGNORECASE)
_QUOTED = re.compile(r"((?<!\w)[\"']|[“‘「『])([^\"'“”‘’「」『』\n]{2,})([\"'](?!\w)|[”’」』])")
_POINTED_AT = re.compile(
    r"(?:click|press|tap|hit|open|select|the|点击|点按|选择|打开)\s*$", re.IGNORECASE
)
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


def translate(text: str) -> Translated:
    """Take the GUI clauses out of a text of the backend and name what stands for them."""
    hints: list[str] = []
    kept: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if _hint(sentence) is None:
            kept.append(sentence)
            continue
        hints += _hints_in(sentence)
        rest = _without_gui(sentence)
        if rest:
            kept.append(rest)
    cleaned = re.sub(r"[ \t]{2,}", " ", "".join(kept)).strip()
    return Translated(cleaned, list(dict.fromkeys(hints)))


def explain(hint: str) -> str:
    """What a hint offers, in words for the agent."""
    return _LABELS[hint]


def _hint(text: str) -> str | None:
    text = _QUOTED.sub(_masked, text)
    return next((hint for hint, pattern in _TABLE if pattern.search(text)), None)


def _masked(quoted: re.Match[str]) -> str:
    """A quotation is content (a title may say "click below") unless the talk points at it."""
    if _POINTED_AT.search(quoted.string[: quoted.start()]):
        return quoted[0]
    return quoted[1] + "_" * len(quoted[2]) + quoted[3]


def _hints_in(sentence: str) -> list[str]:
    clauses = [c for c in _CLAUSE.split(sentence)[::2] if c.strip()]
    found = [hint for clause in clauses if (hint := _hint(clause))]
    return found or [str(_hint(sentence))]


def _without_gui(sentence: str) -> str:
    """The clauses of a sentence that are not GUI talk; "" when nothing of use is left."""
    parts = _CLAUSE.split(sentence)
    clauses, joints = parts[::2], parts[1::2]
    if not any(_hint(clause) for clause in clauses):
        return ""  # the talk spans clauses: the whole sentence goes
    rest = ""
    dropped_before = False
    for index, clause in enumerate(clauses):
        if _hint(clause) or not clause.strip(" .!?。！？\n"):
            dropped_before = True
            continue
        if dropped_before and not rest:
            return ""  # "click Export, and the file …": what follows hangs on the talk
        rest += (joints[index - 1] if rest and index else "") + clause
        dropped_before = False
    rest = rest.strip(" ,;，；")
    if len(re.findall(r"\w", rest)) < 4:
        return ""
    end = "。" if re.search(r"[\u4e00-\u9fff]", rest) else "."
    return rest if rest[-1] in ".!?。！？" else rest + end + ("" if end == "。" else " ")
