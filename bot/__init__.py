"""Longwatch: incidents in Slack, from the first word to the last."""
