"""The text engine: from a text segment to sprites with a place on every frame."""

from nemo_studio.renderer.text.canvas import Canvas
from nemo_studio.renderer.text.layer import SegmentLayer, build_text_layer
from nemo_studio.renderer.text.places import Places

__all__ = ["Canvas", "Places", "SegmentLayer", "build_text_layer"]
