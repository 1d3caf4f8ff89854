"""The backend's "I encountered a temporary issue": noise behind good answers, a failure alone."""

from __future__ import annotations

import re

from .sentences import lines, sentences

_SORRY = (
    r"(?:(?:i'?m |i am |we'?re )?(?:so |very )?sorry|apologies|my apologies|oops|unfortunately|hmm)"
)
_KIND = "(?:issue|problem|error|glitch|hiccup|difficulty|difficulties)s?"
_LATER = r"(?:please )?(?:try|retry|wait)\b[^.!?]{0,60}"
_ISSUE = re.compile(
    rf"(?i)\W*(?:{_SORRY}\W+)?(?:but )?(?:it (?:seems|looks like|appears) )?(?:that )?"
    r"(?:(?:i|we)(?:'ve| have|'m| am| are)?(?: just| currently)? (?:encounter(?:ed|ing)|ran into"
    r"|run(?:ning)? into|experienc(?:ed|ing)|hit|faced|had|having) "
    r"|there (?:was|is|has been|seems to be) )?"
    rf"(?:an?|some|the) temporary (?:\w+ )?{_KIND}(?: (?:has )?(?:occurred|came up))?"
    r"(?: (?:while|when) (?:processing|handling|working on|completing) (?:your|the|this) \w+)?"
    rf"(?: (?:on|at) (?:my|our) (?:side|end)| right now| at the moment| just now)?"
    rf"(?:\W+(?:so )?{_LATER})?\W*"
)
_ISSUE_ZH = re.compile(
    r"\W*(?:(?:非常|很|十分)?(?:抱歉|对不起|不好意思)\W*)?(?:我们?|系统|服务器?|后台)?"
    r"(?:这边)?(?:刚刚|刚才|目前|好像|似乎)?"
    r"(?:遇到|遇上|出现|发生|碰到)了?(?:一个|一些|一点|点|些)?(?:临时|暂时|短暂)性?的?小?"
    r"(?:问题|故障|错误|异常|状况)"
    r"(?:\W*请?您?(?:稍后|稍候|稍等|过一会儿?|等一下)?[^，。！]{0,4}"
    r"(?:重试|再试|试试|尝试)[^，。！]{0,4})?\W*"
)
_RETRY = re.compile(
    rf"(?i)\W*(?:{_LATER}|{_SORRY}(?: (?:for|about) (?:the|this|any) \w+)?"
    r"|thank you for your patience"
    r"|请?您?(?:稍后|稍候|稍等|过一会儿?)?[^，。！]{0,4}"
    r"(?:重试|再试|试试|尝试|抱歉)[^，。！]{0,6})\W*"
)


def without_noise(text: str) -> str:
    """A text without the noise at its end; "" when it is nothing else."""
    found = [
        sentence for line in lines(text) for sentence in sentences(line) if sentence.text.strip()
    ]
    kept = len(found)
    told = False
    while kept:
        mask = found[kept - 1].mask
        if _ISSUE.fullmatch(mask) or _ISSUE_ZH.fullmatch(mask):
            told = True
        elif not _RETRY.fullmatch(mask):
            break
        kept -= 1
    if not told:
        return text
    end = 0
    for sentence in found[:kept]:
        end = text.index(sentence.text, end) + len(sentence.text)
    return text[:end].strip()
