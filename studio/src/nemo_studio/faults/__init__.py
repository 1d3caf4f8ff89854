"""Faults on purpose: what a client must survive, switched on one by one. Only with --faults."""
