-- Reads the clock, which is the one of all stored times.
select clock_timestamp() as now
