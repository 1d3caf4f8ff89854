"""The library under the scripts: talks to the NemoVideo API, cloud or local studio.

Import the module that you need; this package imports nothing, so that a command which
needs no network starts in about the time of a bare interpreter.
"""
