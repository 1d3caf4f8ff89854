"""The real studio: `studio.py`, the real director and the real renderer, joined."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
import requests
from PIL import Image
from studio_support import Client, frames, said
from test_studio_process import studio

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data = str(tmp_path_factory.mktemp("studio"))
    yield Client(studio("start", "--data", data)["url"])
    studio("stop", "--data", data)


def export(client: Client, sid: str, **output: Any) -> tuple[dict[str, Any], bytes]:
    """The finished poll reply and the file's bytes."""
    value = client.state(sid)["state"]["draft"]
    render_id, reply = client.submit(sid, value, quality="draft", resolution=480, **output)
    assert reply.status_code == 200, reply.text
    done = client.rendered(render_id, timeout_s=90)
    assert done["status"] == "completed", done
    return done, requests.get(done["output"]["url"], timeout=30).content


def test_a_brief_becomes_a_video(client: Client) -> None:
    sid = client.session(language="en")["session_id"]
    brief = "A 5-second vertical promo for a coffee shop, warm tones, ending with 'Open daily 7-19'"
    events = frames(client.run(sid, brief).text)
    assert "error" not in events[-1]
    assert said(events)
    value = client.state(sid)["state"]["draft"]
    assert value["d"] == 5000
    assert "Open daily 7-19" in str(value)
    done, content = export(client, sid)
    assert len(content) == done["output"]["size"]
    with av.open(BytesIO(content)) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 480, 854)
        assert container.streams.audio[0].codec_context.name == "aac"
        assert abs((container.duration or 0) / av.time_base - 5) < 0.1
        assert sum(1 for _ in container.decode(video)) == 150


def test_the_workspace_page_shows_the_video(client: Client) -> None:
    session = client.session(language="zh-CN")
    sid = session["session_id"]
    client.run(sid, "一个3秒的咖啡店宣传视频")
    export(client, sid)
    body = {"task_id": session["task_id"], "session_id": sid}
    token = client.post("/api/auth/claim-token", json=body).json()["data"]["claim_token"]
    browser = requests.Session()
    page = browser.get(f"{client.url}/workspace/claim?ct={token}", timeout=10)
    shown = browser.get(f"{page.url}/data", timeout=10).json()["data"]
    assert shown["language"] == "zh-CN"
    assert {track["kind"] for track in shown["tracks"]} == {0, 1, 7}
    (render,) = shown["renders"]
    poster = requests.get(client.url + render["poster"], timeout=10)
    with Image.open(BytesIO(poster.content)) as picture:
        assert (picture.format, min(picture.size)) == ("JPEG", 1080)
    assert (
        requests.get(client.url + render["url"], timeout=10).headers["content-type"] == "video/mp4"
    )


def test_uploads_become_a_slideshow_and_edits_are_kept(client: Client, tmp_path: Path) -> None:
    sid = client.session(language="en")["session_id"]
    for name, colour in (("a.jpg", "crimson"), ("b.png", "seagreen")):
        Image.new("RGB", (320, 240), colour).save(tmp_path / name)
    assert client.upload(sid, tmp_path / "a.jpg", tmp_path / "b.png").json()["code"] == 0
    client.run(sid, "turn these into a 6-second video with smooth transitions, no music")
    value = client.state(sid)["state"]["draft"]
    ids = [i["id"] for i in client.state(sid)["state"]["video_infos"]]
    used = [s.get("src") for track in value["t"] if track["tt"] == 0 for s in track["sg"]]
    assert [src for src in used if src] == ids
    client.run(sid, "make it 4 seconds")
    assert client.state(sid)["state"]["draft"]["d"] == 4000
    client.run(sid, "undo")
    assert client.state(sid)["state"]["draft"] == value
    client.run(sid, "make it 3 seconds")
    done, content = export(client, sid, format="webm")
    assert done["output"]["duration"] == 3.0
    with av.open(BytesIO(content)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    red, green, _ = picture[picture.shape[0] // 2, picture.shape[1] // 2]
    assert red > 150 > green  # the first upload comes first


def test_a_draft_that_cannot_be_rendered_names_the_segment(client: Client) -> None:
    sid = client.session()["session_id"]
    value = {"t": [{"tt": 0, "sg": [{"id": "s1", "type": "image", "src": "gone", "s": 0, "d": 9}]}]}
    render_id, _ = client.submit(sid, value | {"d": 9})
    done = client.rendered(render_id)
    assert done["status"] == "failed"
    assert "'s1'" in done["error"]
