"""A strict Slack on this machine, with a page: for people, demonstrations and tests."""
