"""The commands of `longwatch`, a module each, and what they share."""
