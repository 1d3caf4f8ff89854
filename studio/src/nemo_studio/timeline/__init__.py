"""The model of a video: the draft, the storyboard and the way between them. No drawing, no HTTP."""
