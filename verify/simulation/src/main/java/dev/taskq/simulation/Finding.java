package dev.taskq.simulation;

import dev.taskq.simulation.world.SimulationFailure;

/**
 * A schedule that breaks a promise.
 *
 * @param name its source, such as {@code seed 7}
 * @param schedule the schedule, to be replayed
 * @param what the broken promise
 * @param stuck whether it only stood still in real time, which a busy machine may cause
 * @param number the number of schedules run, including this one
 */
record Finding(String name, Schedule schedule, String what, boolean stuck, long number) {
    static Finding of(String name, Schedule schedule, SimulationFailure failure, long number) {
        return new Finding(name, schedule, failure.what(), failure.isStuck(), number);
    }
}
