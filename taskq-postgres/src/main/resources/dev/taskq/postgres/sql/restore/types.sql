-- Lets the scans of all types begin at their first row. This costs more for a moment, and is always right.
update taskq.types set floor = 'epoch' returning name
