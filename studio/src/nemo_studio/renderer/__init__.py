"""Timeline to video file: the renderer of the local studio."""
