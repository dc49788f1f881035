"""A log of what timers fired, kept by triggers of the database itself.

The product marks a timer done in the transaction of the verb that it calls: the log is
written with it, or not at all, whoever is killed.
"""

TABLE = "CREATE TABLE firings (workspace TEXT, key TEXT, version INTEGER, verb TEXT)"
FIRED = (
    "OLD.state = 'claimed' AND OLD.due IS NOT NULL"
    " AND NEW.due IS NULL AND NEW.version = OLD.version"
)
NOTED = "INSERT INTO firings VALUES (OLD.workspace, OLD.key, OLD.version, OLD.verb);"

CALL = "EXECUTE FUNCTION fired()"
NOTING = f"CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {NOTED}"

SQLITE = (
    TABLE,
    f"CREATE TRIGGER fired AFTER UPDATE ON timers WHEN {FIRED} BEGIN {NOTED} END",
)
POSTGRES = (
    TABLE,
    f"{NOTING} RETURN NEW; END $$",
    f"CREATE TRIGGER fired AFTER UPDATE ON timers FOR EACH ROW WHEN ({FIRED}) {CALL}",
)
