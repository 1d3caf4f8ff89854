"""Sentences for the user, in the user's language (English and Chinese; others get English)."""

from __future__ import annotations

_SENTENCES: dict[str, tuple[str, str]] = {
    "added": ("added {what}", "新增{what}"),
    "aspect": ("frame {before} to {after}", "画面由 {before} 改为 {after}"),
    "attached": ("{count} file(s) uploaded: {names}.", "已上传 {count} 个文件：{names}。"),
    "bgm": ("BGM", "背景音乐"),
    "voice": ("Voice", "旁白"),
    "cancelled": ("The render was cancelled.", "已取消渲染。"),
    "changed_with_error": (
        "An error came, but something was changed ({changes}): {error}",
        "出现了错误，但已有改动（{changes}）：{error}",
    ),
    "changed": ("{what} changed", "{what}有改动"),
    "connected": ("Connected.", "已连接。"),
    "credits": (
        "{available} credits available, {frozen} reserved.",
        "可用积分 {available}，冻结 {frozen}。",
    ),
    "credits_local": (
        "The local studio is free: nothing is charged.",
        "本地工作室免费，不扣积分。",
    ),
    "duration": ("length {before} to {after}", "时长由 {before} 改为 {after}"),
    "exporting": ("Rendering {percent}%", "渲染中 {percent}%"),
    "forgotten": ("The kept token was removed.", "已删除保存的令牌。"),
    "from_to": ("{what}: {before} to {after}", "{what}：{before} 改为 {after}"),
    "large": (
        "At {size} MB it is over the 16 MB that many chats accept; use the link if it is refused.",
        "文件 {size} MB，超过许多聊天软件的 16 MB 上限；若发送失败请用链接。",
    ),
    "made_by_cloud": ("made by the NemoVideo cloud", "由 NemoVideo 云端生成"),
    "made_by_local": ("made by the local studio on this machine", "由本机的本地工作室生成"),
    "made_before": (
        "It was made on {when}; nothing was generated again.",
        "这是 {when} 做好的，没有重新生成。",
    ),
    "edited_since": (
        "The project was edited after that; this is the video as it was made. "
        "export.py gives the edited one.",
        "之后项目有过修改，这里是当时的版本；用 export.py 可导出修改后的版本。",
    ),
    "new_project": ("This is a new project.", "这是一个新项目。"),
    "without_edit": (
        "The edit that is still being worked on is not in it.",
        "还在处理的修改不在其中。",
    ),
    "at_work": ("A message is still being worked on.", "还有一条消息正在处理。"),
    "stopped_unsent": (
        "It was stopped before anything was sent; nothing was charged.",
        "已在发送前停止，没有产生费用。",
    ),
    "goes_on": (
        "It was sent already, so it goes on, and may be charged.",
        "请求已经发出，会继续进行，可能会扣积分。",
    ),
    "nothing_to_stop": ("There is nothing at work to stop.", "没有正在进行的任务。"),
    "nothing": ("Nothing changed.", "没有变化。"),
    "nothing_forgotten": ("There was no kept token.", "没有保存的令牌。"),
    "one_segment": ("1 clip", "1 个片段"),
    "other_length": (
        "It lasts {found} s; {planned} s were planned.",
        "实际时长 {found} 秒，计划 {planned} 秒。",
    ),
    "other_size": (
        "Its picture is {found}; {planned} was planned.",
        "实际画面为 {found}，计划为 {planned}。",
    ),
    "own_command": (
        "“{words}” was not sent to the agent: there is a command for it, {script}.",
        "“{words}”没有发给助手：请用专门的命令 {script}。",
    ),
    "raw_ready": (
        "The raw video is ready; music and titles are being added.",
        "原始视频已生成，正在添加音乐和标题。",
    ),
    "ready": (
        "Your video is ready: {file} ({seconds} s, {width}x{height}, {size}), {engine}.",
        "视频已完成：{file}（{seconds} 秒，{width}x{height}，{size}），{engine}。",
    ),
    "removed": ("removed {what}", "删除{what}"),
    "running": ("Still working on it.", "仍在处理中。"),
    "recovered": (
        "The connection was lost, but the work went on: {changes}.",
        "连接曾中断，但任务仍完成了：{changes}。",
    ),
    "segments": ("{count} clips", "{count} 个片段"),
    "session_lost": (
        "The session is no longer there, so a new one was made. Upload again: {names}.",
        "会话已失效，已新建会话。请重新上传：{names}。",
    ),
    "session_gone": (
        "The project is no longer there, and what was made in it is gone with it.",
        "项目已失效，里面的内容也没有了。",
    ),
    "said_before": ("What it said before: {words}", "在此之前的回复：{words}"),
    "session_replaced": (
        "The session was no longer there; a new one was made.",
        "会话已失效，已新建会话。",
    ),
    "session_new": ("A new session is ready.", "新会话已就绪。"),
    "silent": ("Done: {changes}.", "已完成：{changes}。"),
    "silent_unchanged": (
        "The agent answered nothing and the timeline did not change.",
        "没有回复，时间线也没有变化。",
    ),
    "text": ("Text", "文字"),
    "timeline": ("Timeline ({count} tracks): {tracks}", "时间线（{count} 条轨道）：{tracks}"),
    "timeline_empty": ("There is no timeline yet.", "还没有时间线。"),
    "title": ("Title", "标题"),
    "track": ("Track", "轨道"),
    "unknown": (
        "It is not known what came of the message, and the timeline has not changed. It was not "
        "sent again.",
        "暂不清楚这条消息的结果，时间线没有变化；没有重复发送。",
    ),
    "uploads": (
        "{count} file(s) uploaded, no timeline yet.",
        "已上传 {count} 个文件，还没有时间线。",
    ),
    "video": ("Video", "视频"),
    "volume": ("{what} now {after}", "{what}音量现为 {after}"),
    "working": ("Still working ({minutes} min)…", "仍在处理（{minutes} 分钟）…"),
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` in Chinese for a zh language, else in English."""
    english, chinese = _SENTENCES[key]
    return (chinese if language.lower().startswith("zh") else english).format(**values)


def joined(parts: list[str], language: str) -> str:
    return ("；" if language.lower().startswith("zh") else "; ").join(parts)


def sentences(parts: list[str], language: str) -> str:
    return ("" if language.lower().startswith("zh") else " ").join(parts)
