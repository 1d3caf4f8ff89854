"""Where pixels come from: pictures, clips, generated backgrounds."""
