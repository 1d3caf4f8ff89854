"""The sentences that users are told, in English and Chinese, by key.

`{…}` are filled in where a sentence is told. What the backend says is a value, never a sentence.
The keys `do_…` say what to do; they go with the errors of `errors.py`.
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # What was done, and what a timeline holds
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
    # What the service says no to
    "in_its_words": ("{what} It says: {words}", "{what}服务的说明：{words}"),
    "service_error": ("The service has a fault (code {code}).", "服务出错（代码 {code}）。"),
    "service_auth": ("The service does not accept the token.", "服务不接受当前的令牌。"),
    "service_session_not_found": (
        "The service does not know this project any more.",
        "服务端已没有这个项目。",
    ),
    "service_no_credits": ("There are no credits left.", "积分已用完。"),
    "service_unsupported_file": (
        "The service does not take files of this format.",
        "服务不支持这种文件格式。",
    ),
    "service_file_too_large": ("The file is too large for the service.", "文件太大，服务不接收。"),
    "service_plan": ("The plan does not allow this export.", "当前套餐不支持导出。"),
    "service_rate_limited": (
        "The service takes no more requests for now.",
        "请求过多，服务暂时不接受新的请求。",
    ),
    "service_bad_request": (
        "The service refused the request (code {code}).",
        "服务拒绝了这个请求（代码 {code}）。",
    ),
    "service_request_failed": ("The service says that it was not done.", "服务表示没有完成。"),
    "service_server_error": (
        "The service has a fault in passing (code {code}).",
        "服务暂时出错（代码 {code}）。",
    ),
    # What to do
    "do_look_up": (
        "See references/troubleshooting.md.",
        "请参阅 references/troubleshooting.md。",
    ),
    "do_usage": (
        "Correct the command; --help shows how it is used.",
        "请更正命令；--help 有用法说明。",
    ),
    "do_auth": (
        "Set a valid NEMO_TOKEN, or unset it to get a free anonymous one.",
        "请设置有效的 NEMO_TOKEN，或取消该变量以获取免费的匿名令牌。",
    ),
    "do_session_not_found": (
        "Make a new session and upload the files again.",
        "请新建会话并重新上传文件。",
    ),
    "do_no_credits": (
        "Sign up or top up, or make the video with the local studio (--local).",
        "请注册或充值，或改用本地工作室（--local）。",
    ),
    "do_unsupported_file": (
        "Send it in a supported format: {formats}.",
        "请改用支持的格式：{formats}。",
    ),
    "do_file_too_large": (
        "Compress, trim or split the file and send it again.",
        "请压缩、裁短或拆分文件后重新发送。",
    ),
    "do_plan": (
        "Register or upgrade to unlock export, or render with the local studio.",
        "请注册或升级套餐以解锁导出，或用本地工作室渲染。",
    ),
    "do_rate_limited": ("Wait some minutes and try again.", "请等几分钟再试。"),
    "do_bad_request": (
        "Change what the message names; the same request would be refused again. "
        "The local studio (--local) asks nobody.",
        "请修改说明中指出的内容，原样重发仍会被拒绝；也可以用本地工作室（--local）。",
    ),
    "do_request_failed": (
        "Try once more; if it stays so, use the local studio (--local).",
        "请再试一次；仍不行就用本地工作室（--local）。",
    ),
    "do_unreachable": (
        "Check the network and try again, or use the local studio (--local).",
        "请检查网络后再试，或用本地工作室（--local）。",
    ),
    "do_server_error": ("Try again in a few minutes.", "请过几分钟再试。"),
    "do_outcome_unknown": (
        "Do not send it again: look at state.py later. Only the user may decide to, with --again, "
        "since it may be charged twice.",
        "不要重发：稍后用 state.py 查看。可能会重复扣积分，只有用户可以决定用 --again 重发。",
    ),
    "do_running": ("Run the command in `next`.", "请运行 `next` 里的命令。"),
    "do_cancelled": (
        "Give the same command again to begin anew.",
        "要重新开始，请再运行同样的命令。",
    ),
    "do_run_failed": (
        "Nothing changed; the message can be sent again.",
        "没有任何改动，可以重新发送。",
    ),
    "do_nothing_to_export": (
        "Make a video first: send a brief.",
        "请先制作视频：发送一段需求说明。",
    ),
    "do_render_failed": ("Try the export again later.", "请稍后重新导出。"),
    "do_render_refused": (
        "Change what the error names and export again.",
        "请修改错误指出的内容后重新导出。",
    ),
    "do_check_failed": ("Export again.", "请重新导出。"),
    # Commands and files of the user
    "interrupted": (
        "Stopped. What was sent goes on by itself.",
        "已停止。已经发出的会自行继续。",
    ),
    "interrupted_midway": ("Stopped; it can be gone on with.", "已停止，可以接着做。"),
    "interrupted_unsent": ("Stopped; nothing was sent.", "已停止，没有发出任何内容。"),
    "do_interrupted": (
        "Run the command in `next` to go on.",
        "运行 `next` 里的命令即可继续。",
    ),
    "not_utf8": ("“{text}” is not UTF-8.", "“{text}”不是 UTF-8。"),
    "do_utf8": (
        "Write it in UTF-8; when it is the name of a file or folder, rename that.",
        "请用 UTF-8 书写；如果是文件或文件夹的名字，请改名。",
    ),
    "no_package": (
        "The Python package {name} is not installed for {python}.",
        "{python} 没有安装 Python 包 {name}。",
    ),
    "do_package": (
        "Call the script with `uv run`, which brings what it needs. To get uv: {how}.",
        "请用 `uv run` 调用脚本，它会带来所需的包。获取 uv：{how}。",
    ),
    "internal": (
        "Something went wrong inside the skill; nothing is lost.",
        "技能内部出错；没有丢失任何内容。",
    ),
    "do_report": ("Report it with the end of {log}.", "请附上 {log} 的末尾部分反馈。"),
    "do_report_plain": ("Report it.", "请反馈这个问题。"),
    # Network, proxy and download
    "redirects": (
        "The API redirects (HTTP {code}); it is not followed.",
        "接口要求重定向（HTTP {code}），没有跟随。",
    ),
    "no_json": (
        "The answer is not JSON; something between here and the API replied.",
        "返回的不是 JSON，可能是中间的某个设备作出了应答。",
    ),
    "no_answer_in_tries": (
        "The API did not answer in {tries} tries.",
        "试了 {tries} 次，接口都没有应答。",
    ),
    "answer_too_large": (
        "The answer is larger than {most} bytes.",
        "返回的内容超过 {most} 字节。",
    ),
    "answer_broke_off": (
        "The answer broke off after {got} bytes.",
        "返回的内容在 {got} 字节处中断。",
    ),
    "tls": ("TLS to {url} failed: {why}.", "与 {url} 的 TLS 连接失败：{why}。"),
    "proxy_failed": (
        "The proxy on the way to {url} failed.",
        "通往 {url} 的代理出错。",
    ),
    "no_such_host": (
        "The name of {url} cannot be resolved; there seems to be no network.",
        "无法解析 {url}，似乎没有网络。",
    ),
    "connection_refused": ("{url} refuses connections.", "{url} 拒绝连接。"),
    "no_answer_in_time": ("{url} did not answer in time.", "{url} 没有及时应答。"),
    "connection_broke": (
        "The connection to {url} broke before there was an answer.",
        "与 {url} 的连接在应答之前中断。",
    ),
    "do_ca": (
        "If a proxy here looks into TLS, set REQUESTS_CA_BUNDLE to a file with its CA "
        "certificate; else check the clock and the network, or use the local studio (--local).",
        "如果这里有检查 TLS 的代理，请把 REQUESTS_CA_BUNDLE 设为含其 CA 证书的文件；"
        "否则请检查时钟和网络，或用本地工作室（--local）。",
    ),
    "proxy_wants_password": (
        "The proxy in {name} wants a user name and a password (HTTP 407).",
        "{name} 指定的代理需要用户名和密码（HTTP 407）。",
    ),
    "do_proxy_password": (
        "Set {name} to http://USER:PASSWORD@HOST:PORT.",
        "请把 {name} 设为 http://USER:PASSWORD@HOST:PORT。",
    ),
    "proxy_refuses": (
        "The proxy in {name} lets nothing through to {host} (HTTP 403).",
        "{name} 指定的代理不放行到 {host} 的连接（HTTP 403）。",
    ),
    "do_proxy_allow": (
        "Have {host} allowed there, or use the local studio (--local).",
        "请在代理上放行 {host}，或用本地工作室（--local）。",
    ),
    "system_settings": ("the system's settings", "系统设置"),
    "proxy_unusable": (
        "The proxy in {name} cannot be used: {reason}.",
        "{name} 指定的代理无法使用：{reason}。",
    ),
    "proxy_socks": (
        "it is a SOCKS proxy, and the Python package PySocks is not installed",
        "这是 SOCKS 代理，而没有安装 Python 包 PySocks",
    ),
    "proxy_scheme": ("“{scheme}” is no kind of proxy", "没有“{scheme}”这种代理"),
    "proxy_form": (
        "it is not of the form http://HOST:PORT",
        "格式不是 http://HOST:PORT",
    ),
    "do_proxy": (
        "Correct {name} (http://HOST:PORT) or unset it, or name the host in NO_PROXY.",
        "请更正 {name}（http://HOST:PORT）或取消它，或在 NO_PROXY 中列出该主机。",
    ),
    "do_proxy_socks": (
        "Correct {name} (http://HOST:PORT) or unset it, or name the host in NO_PROXY. "
        "With SOCKS: `uv run --with pysocks SCRIPT …`.",
        "请更正 {name}（http://HOST:PORT）或取消它，或在 NO_PROXY 中列出该主机。"
        "使用 SOCKS 时：`uv run --with pysocks SCRIPT …`。",
    ),
    "ca_unusable": (
        "{name} names {path}, which gives no CA certificates: {reason}.",
        "{name} 指定的 {path} 没有可用的 CA 证书：{reason}。",
    ),
    "do_ca_file": (
        "Set {name} to a file of PEM certificates, or unset it.",
        "请把 {name} 设为 PEM 证书文件，或取消它。",
    ),
    # Uploads
    # Sessions, messages and creations
    "video_not_made": (
        "The video that this was meant for was not made.",
        "这条消息所针对的视频没有做成。",
    ),
    "video_left": (
        "The video that this was meant for was never gone on with.",
        "这条消息所针对的视频没有继续制作。",
    ),
    "maybe_sent": (
        "The message may have been sent already.",
        "这条消息可能已经发出。",
    ),
    "worker_stopped": ("the worker was stopped", "后台任务被中止"),
    "no_stream": ("the answer was not a stream", "返回的不是数据流"),
    "stream_silent": ("the stream fell silent", "数据流没有了动静"),
    "stream_broke": ("the stream broke", "数据流中断"),
    "stream_cut": ("the stream ended in the middle of the work", "数据流在处理途中结束"),
    "message_cancelled": (
        "The message was cancelled before it was sent.",
        "这条消息在发送前已取消。",
    ),
    # Renders and exports
    "render_failed": ("The render failed.", "渲染失败。"),
    "render_cancelled": ("The render was cancelled.", "渲染已取消。"),
    "render_canceled": ("The render was cancelled.", "渲染已取消。"),
    "no_timeline": ("There is no timeline to export yet.", "还没有可以导出的时间线。"),
    "odd_answer": (
        "The API's answer is not of the form that it has.",
        "接口返回的内容格式不对。",
    ),
    "no_such_render": ("That render is not known here.", "这里没有这个渲染任务的记录。"),
    "do_follow_render": (
        "The render goes on by itself; run the command in `next` later.",
        "渲染会自行继续；请稍后运行 `next` 里的命令。",
    ),
    "rendering_still": ("The render is still working.", "仍在渲染。"),
    "both_ways_failed": (
        "The API's download failed: {api} So did the link: {link}",
        "通过接口下载失败：{api}链接也失败了：{link}",
    ),
    "asking_the_api": (
        "(no video by its link: {why} Asking the API…)",
        "（链接没有给出视频：{why}正在改由接口下载…）",
    ),
    "no_link": ("The render names no link.", "渲染结果没有给出链接。"),
    "names_no_file": ("The API's download names no file.", "接口的下载没有给出文件。"),
    "other_bytes": (
        "The file has {got} bytes, not the promised {size}.",
        "文件有 {got} 字节，而不是应有的 {size} 字节。",
    ),
    "do_export_again": (
        "Run the export again; the file was kept for a look.",
        "请重新导出；这个文件已保留，可以查看。",
    ),
    # Engine, account and credits
    # Journal and files of ours
    "home_unusable": ("Cannot use {file}: {reason}.", "无法使用 {file}：{reason}。"),
    "do_home": (
        "Set NEMO_HOME to a folder that can be written to.",
        "请把 NEMO_HOME 设为可写的文件夹。",
    ),
    # The terminal
    "no_such_run": ("That message is not known here.", "这里没有这条消息的记录。"),
    "do_see_log": (
        "The messages of this project: session.py show",
        "本项目的消息见：session.py show",
    ),
    "log": ("Sent {when}: {status}.", "{when}发送，{status}。"),
    "run_queued": ("waiting for its turn", "排队中"),
    "run_sending": ("being sent", "发送中"),
    "run_streaming": ("at work", "处理中"),
    "run_done": ("done", "已完成"),
    "run_silent": ("done without a word", "已完成，没有回复"),
    "run_recovered": ("done, though the connection broke", "已完成，连接曾中断"),
    "run_failed": ("failed", "失败"),
    "run_cancelled": ("cancelled", "已取消"),
    "projects": ("Projects: {count}.", "共 {count} 个项目。"),
    "projects_some": (
        "Projects: {count}; {more} more with --all.",
        "列出 {count} 个项目，另有 {more} 个，用 --all 查看。",
    ),
    "no_projects": ("There are no projects yet.", "还没有项目。"),
    "do_use_project": (
        "To go back to one: session.py use ID (the last column); * is this folder's.",
        "回到某个项目：session.py use ID（最后一列）；* 为当前文件夹的项目。",
    ),
    "project_current": (
        "“{title}” is this folder's project now.",
        "当前文件夹的项目现为“{title}”。",
    ),
    "which_project": ("Which project? It is named by its ID.", "哪个项目？请给出它的 ID。"),
    "do_list_projects": ("See: session.py list", "请看：session.py list"),
    "you": ("you", "你"),
    "event_text": ("it said", "回复"),
    "event_question": ("it asked", "提问"),
    "event_tool_call": ("began", "开始"),
    "event_tool_result": ("finished", "完成"),
    "event_tool_failed": ("failed", "失败"),
    "event_error": ("error", "错误"),
    "event_lost": ("lost", "中断"),
    "event_note": ("note", "备注"),
    "files": ("files", "文件"),
    "changes": ("changed", "改动"),
    "note": ("Note: {text}", "注意：{text}"),
    "at_link": ("Open it at {url}", "打开：{url}"),
    "at_register_url": ("Sign up at {url}", "注册：{url}"),
    "just_now": ("just now", "刚刚"),
    "minutes_ago": ("{count} min ago", "{count} 分钟前"),
    "hours_ago": ("{count} h ago", "{count} 小时前"),
    "days_ago": ("{count} d ago", "{count} 天前"),
    "seconds_left": ("about {count} s left", "约剩 {count} 秒"),
    "minutes_left": ("about {count} min left", "约剩 {count} 分钟"),
}
