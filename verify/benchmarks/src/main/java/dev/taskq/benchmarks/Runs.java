package dev.taskq.benchmarks;

import org.HdrHistogram.Histogram;

/** The tasks that agents have run. Thread-safe. */
interface Runs {
    /** The number of tasks that have run since the start. */
    long done();

    /** Returns the latencies from the due time to the begin of the handler since the last call, in nanoseconds. */
    Histogram takePickUps();
}
