package dev.taskq.simulation;

/**
 * The params of every simulated task.
 *
 * @param number the place of its order
 * @param does the behaviour of its handler
 */
record Work(int number, Behaviour does) {}
