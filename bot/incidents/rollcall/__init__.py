"""The roll call of an incident: many are asked whether it is at theirs."""
