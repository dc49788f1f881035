"""Playing: a strict Slack on this machine, and the bot of production beside it."""
