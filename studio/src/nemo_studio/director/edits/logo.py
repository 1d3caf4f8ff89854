"""An upload as a logo: small, in a corner, over all scenes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nemo_studio.timeline.draft import Box, ImageSegment, MediaSegment, Motion

from .. import segments
from ..board import Board
from ..looks import BIGGER, SMALLER
from ..named import name_pattern, named_files
from ..project import Asset
from ..quotes import take_quotes
from .request import Request

_WORD = r"(?:logo|标志|徽标|商标|标识)"
_LIKE = re.compile(_WORD + r"|brand[-_ ]?mark|watermark|水印", re.IGNORECASE)
_THING = re.compile(rf"(?<![A-Za-z]){_WORD}(?![A-Za-z]|\.\w)(?:图片?|文件)?", re.IGNORECASE)
_CORNER = re.compile(
    r"(?:\b(?:in|at|on|to|into)\s+(?:the |a |one |its )?)?"
    r"\b(?:top|upper|bottom|lower)[- ]?(?:left|right)\b(?:[- ](?:hand )?(?:corner|side))?"
    r"|\b(?:in|at|on|to|into)\s+(?:the |a |one )?(?:(?:left|right) )?(?:top|upper|bottom|lower"
    r"|left|right|corner)\b(?: (?:corner|side))?"
    r"|(?:放|加|置|贴|移|挪|显示)?(?:在|到)?(?:画面|视频|屏幕)?的?"
    r"(?:(?:[左右][上下]|[上下]方?[左右])(?:角|方|边)?|一?角落?(?:里|上)?|左边|右边|顶部|底部)",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\bas (?:a |an |the |my |our )?(?:small |little )?(?:logo|watermark|overlay|badge|sticker)"
    r"(?: overlay)?\b|\b(?:logo )?overlay\b|(?:作为|当作?|做成?)(?:水印|标志|logo|角标|徽标)",
    re.IGNORECASE,
)
_EXTENT = re.compile(
    r"\b(?:for|over|during|throughout|on|through)\s+(?:the )?(?:whole|entire|full|complete|all)\b"
    r"[\w ]{0,20}|\bthroughout(?: the video)?\b|\ball the (?:time|way through)\b|\balways\b"
    r"|\b(?:(?:and|make it|keep it|very|quite|nice and|set)\s+)*"
    r"(?:small|smaller|tiny|little|bigger|big)\b"
    r"|(?:整个|全部?)(?:视频|片子?|程)(?:都?显示)?|一直(?:显示)?|(?:小|大)一?点",
    re.IGNORECASE,
)  # fmt: skip
_VERB = (
    r"(?:\b(?:(?:and|then|also|please)\s+)*(?:put|add|use|show|place|include|overlay|display|keep"
    r"|stick|insert|with|plus|move|make|bring|set)\s+"
    r"|(?:然后|并|再)?(?:把|将|用|加上?|放上?|带上?|配上?|移动?))"
)
_OF = (
    r"(?:\b(?:the|my|our|a|an|this|its|small|little|company|brand)\s+|我们?的|公司的?|品牌的?|小)*"
)
_NOT_OVER = re.compile(
    r"\b(?:instead of|in place of|rather than|replace|swap|exchange|reveal|animation|intro|outro"
    r"|full[- ]?screen|scene|slide|start(?:s|ing)? with|open(?:s|ing)? with|end(?:s|ing)? with"
    r"|close with|at the (?:very )?(?:end|start|beginning)|first|last)\b"
    r"|换成|替换|改成|结尾|片尾|开头|片头|最后|全屏|场景|第.张|做成|制作|(?:做|剪).{0,8}(?:视频|短片)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:remove|delete|hide|drop|get rid of|take (?:off|out|away)|lose"
    rf"|(?:no|without) (?:the |a |my |any )?{_WORD})\b"
    r"|删|去掉|移除|不要|隐藏",
    re.IGNORECASE,
)
_REPLACES = re.compile(
    r"\b(?:instead of|in place of|rather than|replace|swap|exchange)\b|换成|替换|改成", re.I
)
_CLAUSE = re.compile(
    r"([,;，。；\n]|\.(?=\s|$)|\band (?=put|add|make|show|use|set|move|remove|change|place))"
)
_SIZE, _MARGIN = 0.16, 0.05  # of the canvas' short side
_GROWS, _SHRINKS = 1.5, 0.7
_MOST, _LEAST = 0.5, 0.05


@dataclass(frozen=True)
class Logo:
    """A wish: the upload, its corner and a factor on its size; None where nothing is said of it.

    `text` is the message without the wish. `gone`: it shall be taken away.
    """

    asset: Asset
    text: str
    left: bool | None = None
    low: bool | None = None
    factor: float | None = None
    gone: bool = False


def find_logo(
    message: str, assets: list[Asset], board: Board | None = None, *, adds: bool = False
) -> Logo | None:
    """The logo that a message asks for: an image in a corner, "as a watermark", or one that is
    called so and shall just be added (`adds`: it is known that it shall). Without a board, a video
    is to be made of the other files."""
    quoted = take_quotes(message)
    images = [a for a in assets if a.kind == "image"]
    there = _there(board, images) if board else None
    for asset in _candidates(quoted.text, images, board, there):
        parts = _CLAUSE.split(quoted.text)
        own = [i for i, p in enumerate(parts) if _names(asset, p)]
        if not own:
            continue
        more = [i for i, p in enumerate(parts) if i > own[0] and p.strip() and _belongs(p)]
        said = " , ".join(parts[i] for i in (own[0], *more))
        if not (adds and _LIKE.search(asset.name)) and not _wanted(
            said, asset, len(images), board, there
        ):
            continue
        said = name_pattern(asset).sub(" ", said)
        for i in (own[0], *more):
            parts[i] = _taken(parts[i], asset)
        return Logo(
            asset, quoted.quote("".join(parts)), _side(said, r"\bleft\b|左", r"\bright\b|右"),
            _side(said, r"\b(?:bottom|lower)\b|下|底", r"\b(?:top|upper)\b|上[方左右]|[左右]上|顶"),
            _factor(said), bool(_GONE.search(said)),
        )  # fmt: skip
    return None


def place_logo(logo: Logo, request: Request, board: Board) -> None:
    """Lay the logo over all scenes; one that is there already changes its place or size."""
    old = _there(board, [logo.asset])
    if logo.gone:
        rows = ([p for p in row if p is not old] for row in board.overlays)
        board.overlays = [row for row in rows if row]
        request.changed("logo_removed", "", logo.asset.name)
    elif old:
        before = old.box.model_copy() if old.box else Box()
        lay_logo(logo, board)
        same = before == old.box
        request.changed("logo_changed", logo.asset.name if same else "", logo.asset.name)
    else:
        lay_logo(logo, board)
        request.changed("logo", "", logo.asset.name)


def lay_logo(logo: Logo, board: Board) -> None:
    """The logo on the board: at the top right unless another corner was said or had been chosen."""
    old, meta = _there(board, [logo.asset]), board.meta
    short = min(meta.width, meta.height)
    size, left, low = _SIZE, False, False
    if old and old.box:
        size = old.box.w * meta.width / short
        left, low = old.box.x < 0.5 - old.box.w / 2, old.box.y > 0.5 - old.box.h / 2
    if logo.factor and (old or logo.factor > 1):  # it is small anyway
        size = min(_MOST, max(_LEAST, size * logo.factor))
    left = left if logo.left is None else logo.left
    low = low if logo.low is None else logo.low
    w, h = size * short / meta.width, size * short / meta.height
    dx, dy = _MARGIN * short / meta.width, _MARGIN * short / meta.height
    picture = old or segments.image(board.new_id("o"), logo.asset, blur=False, transition=None)
    picture.fit, picture.motion = "contain", Motion(kind="hold")
    picture.box = Box(x=dx if left else 1 - w - dx, y=1 - h - dy if low else dy, w=w, h=h)
    picture.start_ms, picture.duration_ms = 0, board.duration_ms
    if not old:
        board.overlays.append([picture])


def _there(board: Board | None, images: list[Asset]) -> ImageSegment | None:
    """The logo that lies on the board, of these images."""
    ids = {a.id for a in images}
    row = [p for track in board.overlays for p in track] if board else []
    return next((p for p in row if isinstance(p, ImageSegment) and p.src in ids), None)


def _candidates(
    text: str, images: list[Asset], board: Board | None, there: ImageSegment | None
) -> list[Asset]:
    """The images that may be meant: those that are named, or what "the logo" stands for."""
    named = named_files(text, images)
    if named or not _THING.search(text):
        return sorted(named, key=lambda a: not _LIKE.search(a.name))
    if there:
        return [a for a in images if a.id == there.src]
    if like := [a for a in images if _LIKE.search(a.name)]:
        return like[:1]
    unused = [a for a in images if board and not _shown(board, a)]
    return unused if len(unused) == 1 else []


def _shown(board: Board, asset: Asset) -> bool:
    pictures = [s.picture for s in board.scenes]
    return any(isinstance(p, MediaSegment) and p.src == asset.id for p in pictures)


def _thing(asset: Asset) -> str:
    return rf"(?:{name_pattern(asset).pattern}|{_THING.pattern})"


def _names(asset: Asset, part: str) -> bool:
    return bool(name_pattern(asset).search(part) or _THING.search(part))


def _wanted(
    said: str, asset: Asset, images: int, board: Board | None, there: ImageSegment | None
) -> bool:
    """Whether what is said wants the image over the others, or another place for it there."""
    words = name_pattern(asset).sub(" ", said)
    called = bool(_LIKE.search(asset.name) or _THING.search(words))
    if there and called and (_CORNER.search(words) or _EXTENT.search(words) or _GONE.search(words)):
        return True
    if _GONE.search(words) or (board and not called and _shown(board, asset)):
        return False
    if _CORNER.search(words) or _AS.search(words):
        return not _REPLACES.search(words)
    others = board is not None or images > 1
    added = re.search(rf"{_VERB}{_OF}{_thing(asset)}", said, re.IGNORECASE)
    return called and others and bool(added) and not _NOT_OVER.search(words)


def _belongs(part: str) -> bool:
    """Whether a clause only goes on about the logo: "in the top right corner", "small"."""
    left = _EXTENT.sub(" ", _AS.sub(" ", _CORNER.sub(" ", part)))
    left = re.sub(r"\b(?:and|it|put|show|please|make|keep)\b|显示|放", "", left)
    return not re.search(r"[^\W_]|⟦", left)


def _taken(part: str, asset: Asset) -> str:
    """A clause without what it says of the logo."""
    thing = rf"{_VERB}?{_OF}{_thing(asset)}(?:\s+(?:file|image|picture|logo))?"
    part = re.sub(thing, " ", part, flags=re.IGNORECASE)
    return _EXTENT.sub(" ", _AS.sub(" ", _CORNER.sub(" ", part)))


def _side(said: str, yes: str, no: str) -> bool | None:
    if re.search(yes, said, re.IGNORECASE):
        return True
    return False if re.search(no, said, re.IGNORECASE) else None


def _factor(said: str) -> float | None:
    return _GROWS if BIGGER.search(said) else _SHRINKS if SMALLER.search(said) else None
