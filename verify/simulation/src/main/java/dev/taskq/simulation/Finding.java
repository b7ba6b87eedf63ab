package dev.taskq.simulation;

/**
 * A schedule that breaks a promise.
 *
 * @param name its source, such as {@code seed 7}
 * @param schedule the schedule, to be replayed
 * @param what the broken promise
 * @param number the number of schedules run, including this one
 */
record Finding(String name, Schedule schedule, String what, long number) {}
