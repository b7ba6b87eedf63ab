package dev.taskq.chaos.plugin;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskContext;
import java.util.concurrent.TimeUnit;

/** Work in parts. A checkpoint after each is a number that grows within a task, from one attempt to the next as well. */
final class Parts {
    private static final int PARTS = 5;
    private static final int OF_ATTEMPT = 100;

    private Parts() {}

    static void work(TaskContext context, int millis, String run) throws InterruptedException {
        Journal journal = Journal.ofThisProcess();
        journal.got(context, run, context.lastCheckpoint(Integer.class).orElse(0));
        for (int part = 1; part <= PARTS; part++) {
            TimeUnit.MILLISECONDS.sleep(millis / PARTS);
            int number = context.attempt() * OF_ATTEMPT + part;
            journal.asked(context, run, number);
            try {
                context.checkpoint(number);
                journal.stored(context, run, number);
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                // The store is away. The work goes on without this checkpoint.
            }
        }
    }
}
