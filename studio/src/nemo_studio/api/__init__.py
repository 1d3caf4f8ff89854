"""The NemoVideo API on loopback: the backend's contract, route by route."""
