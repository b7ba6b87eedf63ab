package dev.taskq.simulation;

/**
 * A schedule that breaks a promise.
 *
 * @param name where it comes from, {@code seed 7} for example
 * @param schedule what replays it
 * @param what which promise, and how
 * @param number how many schedules were run until then, itself included
 */
record Finding(String name, Schedule schedule, String what, long number) {}
