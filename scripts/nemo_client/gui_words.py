"""The words with which an editor's user is told what to do, in English and Chinese.

Verbs come in four kinds: `point` (click), `move` (drag, adjust), `look` (open, preview), `get`
(export, upload). Things are a widget (button, panel), which nothing but an editor has, or a place
(timeline, account), which a film can be about as well.
"""

from __future__ import annotations

import re

from .sentences import QUOTED, any_of


def _verbose(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?ix)\s*{pattern}")


_CLICK = r"(?:(?:right|left|double|long)[- ])?click"
_POINT = any_of("tap press push hit hover select choose pick swipe hold")
_MOVE = any_of(
    "drag drop move slide grab arrange rearrange reorder resize trim split cut crop adjust fine-tun"
    " fine-tune tweak change edit modify customize set lower raise rename replace delete remove add"
    " use refine style mute"
)
_LOOK = any_of(
    "open go head navigate switch see view preview check look take_a_look take_a_quick_look"
    " take_a_closer_look have_a_look find watch play review locate access return scroll zoom visit"
    " inspect confirm browse expand collapse toggle"
)
_GET = any_of("export download save upload import attach upgrade top_up manage render buy get")
_ADVERB = any_of("just only simply also now then always easily still even first later further")

OPENING = _verbose(
    "(?:,\\ *)?(?:"
    + any_of(
        "although though please kindly just simply then now next also first second third finally"
        " lastly again and"
        " or but so otherwise alternatively instead optionally there where which that only always"
        " go_ahead_and let's lets be_sure_to make_sure_that make_sure_to don't_forget_to"
        " feel_free_to do_not_forget_to try_to remember_to remember_that note_that"
        " keep_in_mind_that"
    )
    + r"\b|you(?:'ll|'d|'re|\ will|\ would|\ are)?(?:\ "
    + _ADVERB
    + r")*\ "
    + any_of(
        "can could may might may_want_to might_want_to should must need_to have_to want_to"
        " be_able_to able_to be_free_to"
        " free_to welcome_to"
    )
    + r"\b|you(?:'ll|\ will)\b|you(?=\ (?:find|click|go)\b)|(?:can|could|will|would)\ you\b"
    r"|(?:all|what)\ you\ (?:need|have)\ (?:to\ do\ )?is(?:\ to)?\b"
    r"|the\ (?:next|last|final|only)\ step\ is(?:\ to)?\b|it's\ (?:best|easy|possible)\ to\b)"
)
"""How an order, an advice or a permission begins; taken away again and again."""

ADVISED = _verbose(
    r"(?:i(?:'d|\ would)?\ (?:recommend|suggest|advise)|it's\ worth)(?:\ that)?(?:\ you)?\ +(?=\w)"
)

VERB = _verbose(
    rf"(?:(?P<point>{_CLICK}|{_POINT})|(?P<move>{_MOVE})|(?P<look>{_LOOK})|(?P<get>{_GET}))"
    r"(?P<ing>[pt]?ing)?\b"
)
_THE = any_of("the your any a an each this that these those every its it them both")
_THING = any_of(
    "clip video title text logo image photo picture scene segment corner edge music subtitle"
    " caption element footage transition effect file sticker overlay"
)
_VIDEO = (
    r"(?:it|(?:the|your|this)\ (?:[\w-]+\ )?(?:video|clip|film|file|project|result|movie|mp4|work))"
)
_KEY = "(?:export|download|save|play|space|enter|delete)"
AT_ONCE = _verbose(
    rf"(?:{_CLICK}(?:ing)?(?:\ +(?:on\ +)?(?:{_THE}\b|here|{QUOTED}|(?-i:[A-Z]))|\s*$)"
    rf"|(?:tap|press|push|hit)\ +(?:on\ +)?(?:the\ +)?(?:{QUOTED}|{_KEY})"
    rf"|(?:drag|drop|arrange|rearrange|reorder)(?:g?ing)?(?:\ and\ drop)?"
    rf"\ +(?:it|them|(?:{_THE}\ (?:[\w-]+\ ){{0,2}})?{_THING}s?)\b"
    r"|select\ +(?:the|a|any|your)\ (?:clip|text|title|caption|subtitle)\b"
    rf"|drag(?:ging)?\ +{_THE}\b|preview(?:ing)?\ +(?:{_THE}|how|in|here|before)\b"
    rf"|export\ +(?:as|in|when|once|now|{_VIDEO})\b|(?:download|save)\ +{_VIDEO}\b)"
)
"""Orders that are about the editor whatever else they name."""

BARE = _verbose(r"(?:preview|export|download|render)[\s.!…]*$")
PAST_TOO = _verbose(r"(?:set|cut|split)\b")
PERCEIVED = _verbose(r"(?:see|find|watch|view|check|play|hear)\b")
FILMED = _verbose(r"open\ (?:on|with|at|in|up\ on)\b")
DRAGGED = _verbose(r"(?:drag|drop)\b")
CHOSEN = _verbose(r"(?:select|choose|pick)\b")

_ARTICLE = re.compile(r"(?i)\b(?:an?|some|no) (?:[\w-]+ ){0,2}[\w-]+")
_NOT_OF = r"(?!\ of\b(?!\ (?:the|your)\ (?:clip|video|title|editor|timeline|screen)))"
_WIDGETS = any_of(
    "button icon panel menu toolbar sidebar side_bar tab editor inspector slider dropdown drop-down"
    " checkbox handle playhead preview_window media_bin upload_area drop_zone paperclip dialog"
    " attachment mouse cursor keyboard"
)
_WIDGET = re.compile(
    rf"(?ix)\b{_WIDGETS}s?\b{_NOT_OF}|\w\ *(?:>|→)\ *\w"
    r"|\bby\ (?:right[- ])?(?:click|tapp|press|dragg|dropp)ing\b"
)
_PLACES = (
    r"(?:timeline|dashboard|workspace|settings|billing|subscription"
    r"|(?<!bank\ )(?<!savings\ )account|(?:your|current|paid|pro|free|subscription)\ plan)"
)
_PLACE = re.compile(rf"(?ix)\b{_PLACES}s?\b{_NOT_OF}")
_INSIDE = re.compile(
    r"(?ix)\b(?:in|into|on|onto|to|with|via|from|under|using|through|at)"
    r"\ (?:the|your|any|another)\ (?:[\w-]+\ )?"
    rf"(?:{_WIDGETS}|{_PLACES}|player|canvas|track|layer|library)s?\b{_NOT_OF}"
)
LABELLED = re.compile(
    rf"(?i)\b(?:the|your|an?) +(?:{QUOTED}+|export|download|upload|attachment|save|play)"
    r" *(?:button|icon|panel|menu|tab)\b"
)
PASSIVE = re.compile(
    rf"(?ix)\bcan\ (?:(?:also|now|easily|then|still)\ )*be\ (?:(?P<move>{_MOVE})|\w+)"
)
NOT_DONE_THERE = _verbose(
    any_of(
        "tell ask reply say send let answer describe give write choose know be expect have notice"
        " feel hear enjoy love like imagine think want"
    )
    + r"\b"
)
"""What a user does without an editor."""
FORETOLD = re.compile(r"(?i)[\s,]*(?:you'll|you will)\s*")
TALK_ZH = re.compile("告诉|回复|发给|说|问|描述|看[到见]|听[到见]")
NARRATED = re.compile(r"(?i)\b(?:he|she)\b|[他她]")


def widget(about: str) -> bool:
    """Whether it names what only an editor has."""
    return bool(_WIDGET.search(_ARTICLE.sub(_but_labels, about)))


def inside(about: str) -> bool:
    return bool(_INSIDE.search(about))


def place(about: str) -> bool:
    return bool(_PLACE.search(_ARTICLE.sub("", about)))


def _but_labels(found: re.Match[str]) -> str:
    """Any button, with an article, is not the editor's, but an Export button is."""
    return found[0] if re.search(r"(?i)export|download|upload|panel", found[0]) else ""


# Chinese

_GET_ZH = "导出|汇出|下载|保存|储存|上传|升级|充值|管理|购买"
_MOVE_ZH = (
    "拖动|拖拽|拖放|拖|调整|修改|微调|移动|更改|编辑|调[大小低高节]|换|裁剪|分割|添加|删除|替换"
)
_LOOK_ZH = "查看|查询|预览|播放|看看|看一下|确认|检查"
_CLICK_ZH = "点击|点按|点选|点一下|轻点|单击|双击|右键|长按|点开|拖动|拖拽|拖放"
_NOT_DONE = "(?![了过着率量])"
OPENING_ZH = _verbose(
    "(?:[^我他她它]{0,8}(?:请您?|的话|[后前时](?=请|就|可|您|你|先|点|再))|"
    + any_of(
        "您们 您 你们 你 可以 可 能够 能 也 还 就 直接 只需要 只需 只要 需要 需 记得 别忘了 建议"
        " 先 再 然后 接着 接下来 最后 现在 不过 但是 但 而且 随时 应该 不妨 务必 即可 要 自己 都"
        " 随后 另外"
    )
    + ")"
)
DIRECTED_ZH = re.compile("请|您|你|可以?|只需|建议|记得|别忘")
VERB_ZH = _verbose(
    rf"(?:(?P<point>点(?!击?[头了缀率量])|按下?(?=[^您你要照]{{0,6}}[键钮]|{QUOTED})"
    r"|长按|单击|双击|右键|勾选|选中|选择)"
    rf"|(?P<move>{_MOVE_ZH})|(?P<get>(?:{_GET_ZH})(?!不|的|失败|成功|完成|完毕|进度|格式|链接))"
    rf"|(?P<look>打开|进入|前往|切换到|转到|去|访问|回到|展开|找到|{_LOOK_ZH})"
    rf"|(?:[在从到]|通过|使?用|[把将])"
    rf".*?(?:(?P<moved>{_MOVE_ZH})|(?P<got>{_GET_ZH})|(?P<looked>{_LOOK_ZH})|选择|点击)"
    rf"){_NOT_DONE}"
)
AT_ONCE_ZH = _verbose(
    rf"(?:(?:{_CLICK_ZH}){_NOT_DONE}|点\ ?{QUOTED}|预览(?:一下|效果|视频)"
    r"|[把将][^我]{1,8}拖[到至入进出动放](?!了))"
)
DRAGGED_IN_ZH = _verbose("在.{1,12}?(?:拖动|拖拽|拖放)")
WIDGET_ZH = re.compile(
    "按钮|按键|键(?!盘)|图标|面板|菜单|播放器|编辑器|工具栏|侧边?栏|标签页|选项卡|预览[窗区]|滑块"
    "|素材库|上传区|附件|边角"
)
PLACE_ZH = re.compile(
    "时间[线轴]|轨道|画布|图层|控制台|(?<!汽车)仪表[盘板]|(?<!银行)[账帐][户号单]|订阅|套餐|设置"
    "|导出|汇出"
)
TOPIC_ZH = _verbose(
    f"[^我他她，]{{0,12}}?(?:{WIDGET_ZH.pattern}|时间[线轴])[^我，]{{0,2}}[里中上内](?:可以?|能)|"
    "(?:视频|片段|标题|字幕|音乐|成片|素材|效果|颜色|文字|音量|画面|顺序|作品)"
    "[^我]{0,4}(?:可以?|能)(?=在|通过|从|到)"
)
REPORTED_ZH = re.compile(r"已经?|正在|没有|了(?!$|[吧呢。！\s])")

# What stands round orders.

OWN_LIST = re.compile(
    r"(?i)\b(?:i|i'll|i've|we|my|plan|changes|changed|changelog|summary|ideas?)\b"
    "|我|已|完成|计划|方案|修改|改动|建议|如下"
)
"""A heading whose list tells what the agent does or did."""

LEADING = re.compile(
    r"(?ix)\W*(?:"
    + any_of(
        "to if when once after before until while as_soon_as whenever since then next next_step"
        " next_steps finally lastly now also alternatively optionally otherwise sorry ok okay sure"
        " please tip pro_tip note hint remember for_example for_instance by_the_way should_you"
        " go_ahead one_thing one_more_thing first second third"
    )
    + r"\b|step\ \d+|(?:for|in|on|at|from|with|under)"
    r"\ (?!.*\b(?:i|we|is|are|was|has|have|\w+ed|(?!appears)\w+s)\b))"
)
LEADING_ZH = re.compile(
    r"\W*(?:如果|若|如|想|要|当|为了|等|一旦|首先|最后|其次|下载|温馨提示|提示|小贴士|注意|顺便|另外"
    r"|第 ?. ?步)|.*(?:的话|后|时|前|时候|步骤|方法)\s*$"
)
SUBJECT = _verbose(
    "(?:"
    + any_of(
        "i i'll i've i'm i'd we we've we'll it they he she the your my our this that these those"
        " there here both all each"
    )
    + r"\b|我|您的|视频)"
)
ANEW = _verbose(
    r"(?:(?:i|we|i'll|i've|let\ me|tell\ me|however)\b"
    r"|(?:另外)?(?:我|不过|但|目前)|[^，]{0,12}告诉我)"
)
JOINED_ANEW = re.compile(r"(?i)\b(?:but|however|though)\b|[;；—]|\s[-–]\s|但|不过")
TO_ANSWER = re.compile(
    r"(?i)\b(?:which|what|how|who|where|when|or|i|me|shall|should)\b"
    "|[我哪几谁]|什么|怎么|还是|要不要"
)
"""In a question that is to be answered; another one right before an order makes its condition."""

HINTS = (
    ("export", re.compile(r"(?i)\b(?:export|download|save|render)\b|导出|汇出|下载|保存|储存")),
    ("upload", re.compile(r"(?i)\b(?:upload|import|attach\w*|paperclip)\b|上传|附件")),
    (
        "credits",
        re.compile(
            r"(?i)\b(?:accounts?|billing|subscription|plans?|dashboard|credits|upgrade|top up)\b"
            "|[账帐][户号单]|订阅|套餐|控制台|积分|充值"
        ),
    ),
)
LOOKED_AT = re.compile(r"(?i)\b(?:play|preview|panel|watch)\b|播放|预览|查看|面板|菜单")
PURPOSE = re.compile(
    r"(?i)\bto (?:export|download|save|upload)\b"
    r"|(?:想|要|如需|为了)[^，]{0,6}(?:导出|下载|保存|上传)"
)
ASIDE = re.compile(r"(?i)(?<=\w )(?:before|after|once|when|while|if|so that)\b.*")
POINTS = re.compile(
    r"(?i)(?:click|press|tap|hit|open|select|choose|on|to|the|under|in"
    r"|点击?|按下?|选择|打开|到|在|前往|用|的)\s*$"
)
"""What stands before a quotation that is a label of the editor's, not content."""
