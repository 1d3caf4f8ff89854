"""The text engine: from a text segment to sprites with a place on every frame."""

from nemo_studio.renderer.text.canvas import Canvas
from nemo_studio.renderer.text.layer import SegmentLayer, build_text_layer

__all__ = ["Canvas", "SegmentLayer", "build_text_layer"]
