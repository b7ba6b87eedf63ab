package dev.taskq.training;

import dev.taskq.client.NewTask;
import dev.taskq.client.Submitted;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.TaskqClient;
import dev.taskq.training.handler.TrainingHandler.End;
import dev.taskq.training.handler.TrainingHandler.Params;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one caller does over HTTP, again and again: mostly single submits, and now and then each of the other calls. For one thread.
 */
final class Work {
    private static final End[] ENDS = End.values();
    private static final String TEXT = "a text of the length that params often have";
    private static final int BATCH = 50;
    private static final int PAGE = 100;
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final TaskFilter FAILED = TaskFilter.ALL.withType("training").withStatus(TaskStatus.FAILED);

    /** Most tasks of a queue succeed, so most of these do. */
    private static final int SPECIAL_EVERY = 16;

    private static final int ROUND = 64;

    private final TaskqClient client;
    private long step;

    Work(TaskqClient client) {
        this.client = client;
    }

    /** The task of a number. */
    static NewTask task(long number) {
        End end = number % SPECIAL_EVERY == 0 ? ENDS[(int) (number / SPECIAL_EVERY % ENDS.length)] : End.DONE;
        return NewTask.of("training", new Params(end, TEXT));
    }

    /** Makes the next call or two. */
    void next() throws InterruptedException {
        long number = step;
        step++;
        Submitted submitted = client.submit(task(number));
        switch ((int) (number % ROUND)) {
            case 3, 19, 35, 51 -> client.get(submitted.id());
            case 8, 24, 40, 56 ->
                client.submitAll(IntStream.range(0, BATCH)
                        .mapToObj(i -> task(number + i))
                        .toList());
            case 11 -> client.await(submitted.id(), SHORT);
            case 15 -> client.page(TaskFilter.ALL, Optional.empty(), PAGE);
            case 27 -> client.explain(submitted.id());
            case 31 -> client.events(submitted.id());
            case 43 -> cancelOne();
            case 47 -> retryOne();
            case 59 -> client.types().list();
            default -> {
                // The submit alone.
            }
        }
    }

    /** A task that waits, since one that is done cannot be cancelled. */
    private void cancelOne() throws InterruptedException {
        client.cancel(client.submit(task(1).delayedBy(Duration.ofHours(1))).id());
    }

    private void retryOne() throws InterruptedException {
        List<dev.taskq.client.Task> failed =
                client.page(FAILED, Optional.empty(), 1).tasks();
        if (!failed.isEmpty()) {
            client.retry(failed.get(0).id());
        }
    }
}
