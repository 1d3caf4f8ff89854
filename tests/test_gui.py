"""GUI talk becomes hints; content stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_client.gui import explain, translate


@pytest.mark.parametrize(
    ("said", "shown", "hints"),
    [
        ("Your video is ready! Click Export to save it.", "Your video is ready!", ["export"]),
        ("Preview in Timeline panel or click Export to save it", "", ["state", "export"]),
        ("视频已生成！点击导出按钮保存。", "视频已生成！", ["export"]),
        ("Open the color panel.", "", ["state"]),
        ("Click the upload button and add more clips.", "", ["upload"]),
        ("Check your account for billing.", "", ["credits"]),
        ("Drag the clip to the start.", "", ["edit"]),
        ("I added a title, and you can adjust it in the editor.", "I added a title.", ["edit"]),
        ("在编辑器中调整颜色。标题已添加。", "标题已添加。", ["edit"]),
        ("Done.", "Done.", []),
        ("A photographer clicks away while a ball drops.", "", None),
        ('The ending now says "Click the link in bio".', "", None),
        ("标题改为“点击了解更多”。", "", None),
        ("I opened with a timeline of the city.", "", None),
    ],
)
def test_table(said: str, shown: str, hints: list[str] | None) -> None:
    result = translate(said)
    if hints is None:  # content, to be left alone
        assert (result.text, result.hints) == (said, [])
    else:
        assert (result.text, result.hints) == (shown, hints)


@pytest.mark.parametrize(
    "text", ["click the blue thing and " * 4000, "点击" * 30000, "drop a " * 9000]
)
def test_long_talk_does_not_hang(text: str) -> None:
    """A pattern that runs on to a sentence's end is quadratic: half a minute here."""
    translate(text)


@given(st.text())
def test_any_text_gives_only_known_hints(text: str) -> None:
    for hint in translate(text).hints:
        assert explain(hint)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), min_size=1))
def test_talk_without_gui_words_is_kept(text: str) -> None:
    result = translate(text)
    if not result.hints:
        assert result.text.split() == text.split()
