"""The local studio: the NemoVideo contract on loopback, a director and a renderer."""
