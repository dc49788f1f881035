"""Longwatch: incidents, on-call and the operations calendar, in Slack."""
