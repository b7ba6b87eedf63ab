package dev.taskq.simulation;

/**
 * The rules that events are checked against, by their subject.
 *
 * @param rows the writes of rows
 * @param checkpoints the checkpoints that rows keep
 * @param counts the counts of attempts
 * @param sessions the sessions of processes
 * @param conduct the actions of processes
 * @param operations the operations on many tasks
 * @param schedules the fires of schedules
 */
record Rules(
        RowRules rows,
        CheckpointRules checkpoints,
        CountRules counts,
        SessionRules sessions,
        ConductRules conduct,
        OperationRules operations,
        ScheduleRules schedules) {
    /** All rules of a run. */
    static Rules of(
            Setting setting,
            Violations violations,
            Account account,
            Struck struck,
            Journal journal,
            Coverage coverage) {
        return new Rules(
                new RowRules(setting, violations, account, journal, coverage),
                new CheckpointRules(violations, account, coverage),
                new CountRules(violations, account, coverage),
                new SessionRules(setting, violations, account, struck, coverage),
                new ConductRules(setting, violations, account, struck, coverage),
                new OperationRules(violations, account, coverage),
                new ScheduleRules(violations, account, coverage));
    }
}
