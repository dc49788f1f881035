"""The inventory of keys, each with a routine of its own by which it is rotated."""
