"""Work that outlives a request: runs of the director (threads) and renders (processes)."""
