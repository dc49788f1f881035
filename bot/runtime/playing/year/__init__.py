"""A year of the operations calendar for a team of twelve, played by chance."""
