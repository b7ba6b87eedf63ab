package dev.taskq.simulation;

/**
 * The params of every simulated task.
 *
 * @param number its place among the orders
 * @param does what its handler does
 */
record Work(int number, Behaviour does) {}
