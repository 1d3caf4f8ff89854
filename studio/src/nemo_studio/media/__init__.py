"""Uploads: receiving, fetching and looking into them."""
