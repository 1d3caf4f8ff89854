"""Words of the user that are commands of their own and never go to the agent.

The closed table of the published skills: "export", "credits", "show tracks", "upload" and their
like, standing alone, are done by a script here; as messages they would cost credits or lead the
agent to talk of buttons. It is about intent, so only the bare phrase counts: with anything else in
it ("export button text in red", "a video about credits") a message is an edit and goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .errors import UsageError, next_command
from .say import sentence

TABLE: dict[str, tuple[str, ...]] = {
    "export.py": (
        "export", "export it", "export video", "export the video", "export my video",
        "download", "download it", "download video", "download the video", "download my video",
        "send me the video", "send the video", "send me the file", "send it to me",
        "get video", "get the video", "get my video", "give me the video",
        "save", "save it", "save video", "save the video", "save my video",
        "导出", "导出视频", "导出成片", "下载", "下载视频", "保存", "保存视频", "把视频发给我",
        "導出", "導出影片", "匯出", "匯出影片", "下載", "下載影片", "儲存",
    ),
    "credits.py": (
        "credits", "my credits", "check credits", "check my credits", "show credits",
        "show my credits", "credits left", "remaining credits", "credit balance",
        "balance", "my balance", "check balance", "check my balance",
        "remaining", "how many left", "how many are left", "how many credits",
        "how many credits left", "how many credits are left", "how many credits do I have",
        "how many credits do I have left",
        "积分", "我的积分", "查积分", "查看积分", "剩余积分", "还剩多少积分", "还有多少积分",
        "余额", "我的余额", "查余额", "查看余额", "还剩多少", "積分", "查積分", "餘額", "查餘額",
    ),
    "state.py": (
        "status", "show status", "check status", "progress",
        "show progress", "show the progress", "show tracks", "show the tracks",
        "show me the tracks", "show timeline", "show the timeline",
        "show me the timeline", "what's done", "what's in it", "show me what we have",
        "show what we have", "what do we have",
        "状态", "查看状态", "现在什么样了", "现在什么样", "现在怎么样了", "进度", "查看进度",
        "显示轨道", "查看轨道", "查看时间线", "狀態", "進度", "現在什麼樣了",
    ),
    "upload.py": (
        "upload", "upload it", "upload file", "upload files", "upload a file", "upload the file",
        "upload this", "upload this file", "upload my file", "file attached", "files attached",
        "the file is attached", "user sends file",
        "上传", "上传文件", "上传视频", "上传图片", "上传照片", "已附上文件", "上傳", "上傳檔案",
    ),
}  # fmt: skip
"""Script: the phrases that ask for it."""

_LONGEST = 80
_BEFORE = re.compile(
    r"^(?:(?:please|pls|plz|can you|could you|would you|will you|can i|could i|may i|i want to|"
    r"i would like to|id like to|lets|just|now|ok|okay|hey|hi)(?![a-z])"
    r"|请问|请|請|麻烦|麻煩|帮我|幫我|帮忙|你|能不能|可不可以|可以|能|给我|給我|我要|我想)\s*"
)
_AFTER = re.compile(
    r"\s*(?:(?<![a-z])(?:please|pls|plz|now|for me|thanks|thank you)"
    r"|好吗|好嗎|可以吗|可以嗎|谢谢|謝謝|吧|吗|嗎|呢|了|啊|呀|哦)$"
)


def for_agent(message: str, session_id: str | None = None, files: Sequence[str] = ()) -> str:
    """The message itself. Raises UsageError when it is a command of its own, with that command."""
    script = command_for(message)
    if script is None:
        return message
    words = [script]
    if script == "upload.py":
        words += files or ["FILE"]
    if session_id and script != "credits.py":
        words += ["--session", session_id]
    command = next_command(*words)
    raise UsageError(
        sentence("own_command", words=" ".join(message.split()), script=script),
        action=sentence("do_own_command", command=command),
        next=command,
    )


def command_for(message: str) -> str | None:
    """The script that a message of nothing but a phrase of the table asks for."""
    return _SCRIPTS.get(_bare(message)) if len(message) <= _LONGEST else None


def _bare(text: str) -> str:
    """The words alone: no case, punctuation or politeness, and "what is" as "what's"."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = " ".join(re.findall(r"[^\W_]+", re.sub(r"['’‘`]", "", text)))
    text = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)
    text = text.replace("what is", "whats").replace("一下", "")
    before = None
    while before != text:
        before = text
        text = _AFTER.sub("", _BEFORE.sub("", text))
    return text


_SCRIPTS = {_bare(phrase): script for script, phrases in TABLE.items() for phrase in phrases}
