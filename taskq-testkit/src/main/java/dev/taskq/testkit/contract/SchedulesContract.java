package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Schedules} promises, as tests: what clients do with schedules, fires, and their tasks. */
public interface SchedulesContract extends ScheduleContract, FireContract, NewestTasksContract, NextFireContract {}
