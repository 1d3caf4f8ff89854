"""What the client and the studio stand on: names and formats of the wire, files, locks, processes.

Imports the standard library only; this file imports nothing.
"""
