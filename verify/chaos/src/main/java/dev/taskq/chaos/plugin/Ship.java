package dev.taskq.chaos.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskType;

/**
 * Type {@code ship}: the tasks that an application submits in its own transactions. Half of them are completed in a
 * transaction of the handler.
 */
public final class Ship extends Recorded {
    /** The type's name. */
    public static final String TYPE = "ship";

    /** Each fault of the database may fail an attempt. */
    private static final int MOST_ATTEMPTS = 100;

    /** Called by the service loader. */
    public Ship() {
        super(TaskType.of(TYPE, Job.class).withMaxAttempts(MOST_ATTEMPTS));
    }

    @Override
    Outcome work(TaskContext context, Job job, String run) throws Exception {
        Outcome outcome = super.work(context, job, run);
        if (outcome instanceof Outcome.Done && Shipment.isRecorded(job.call())) {
            Shipment.record(context, job.call(), run);
        }
        return outcome;
    }
}
