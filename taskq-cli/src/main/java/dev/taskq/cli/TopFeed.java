package dev.taskq.cli;

import dev.taskq.client.Explanation;
import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Reads what the live screen shows, again and again, and makes the calls that its keys ask for, one at a time. The screen never
 * waits for an answer. Thread-safe.
 */
final class TopFeed implements AutoCloseable {
    private static final int TASKS = 50;
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final TaskqClient client;
    private final InstantSource clock;
    private final Duration interval;
    private final Thread thread = Thread.ofVirtual().name("taskq-top").unstarted(this::run);
    private volatile TopData data = TopData.NONE;
    private volatile TopView view = new TopView.Types();
    private Optional<Call> call = Optional.empty();
    private String message = "";
    private boolean asked;

    /** A call that a key asks for. */
    @FunctionalInterface
    interface Call {
        /** Makes the call, and returns what it did as a sentence. */
        String make(TaskqClient client) throws InterruptedException;
    }

    TopFeed(TaskqClient client, InstantSource clock, Duration interval) {
        this.client = client;
        this.clock = clock;
        this.interval = interval;
    }

    TopFeed start() {
        thread.start();
        return this;
    }

    TopData data() {
        return data;
    }

    /** What the last call did. */
    synchronized String message() {
        return message;
    }

    /** Reads what a view needs, at once. */
    synchronized void show(TopView shown) {
        view = shown;
        // No key may act on a task of the view before.
        data = data.withoutDetails();
        asked = true;
        notifyAll();
    }

    /** Makes a call, unless another one is in progress. */
    synchronized void ask(Call wanted) {
        if (call.isEmpty()) {
            call = Optional.of(wanted);
            message = "…";
            asked = true;
            notifyAll();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                makeCall();
                TopView shown = view;
                publish(shown, read(shown));
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish(TopView shown, TopData read) {
        if (shown.equals(view)) {
            data = read;
        }
    }

    private TopData read(TopView shown) throws InterruptedException {
        try {
            List<Task> tasks = shown instanceof TopView.Tasks(String type)
                    ? client.page(TaskFilter.ALL.withType(type), Optional.empty(), TASKS)
                            .tasks()
                    : List.of();
            Optional<Explanation> explanation =
                    shown instanceof TopView.Why why ? Optional.of(client.explain(why.id())) : Optional.empty();
            return new TopData(
                    Optional.of(clock.instant()),
                    client.types().list(),
                    client.types().agents(),
                    tasks,
                    explanation,
                    Optional.empty());
        } catch (RuntimeException e) {
            // The screen goes on, whatever an answer was like.
            return data.withProblem(text(e));
        }
    }

    private static String text(RuntimeException failure) {
        return failure instanceof TaskqClientException
                ? String.valueOf(failure.getMessage())
                : "unexpected failure: " + failure;
    }

    private void makeCall() throws InterruptedException {
        Optional<Call> wanted;
        synchronized (this) {
            wanted = call;
        }
        if (wanted.isPresent()) {
            String did;
            try {
                did = wanted.get().make(client);
            } catch (RuntimeException e) {
                did = text(e);
            }
            synchronized (this) {
                message = did;
                call = Optional.empty();
            }
        }
    }

    private synchronized void pause() throws InterruptedException {
        long end = System.nanoTime() + interval.toNanos();
        for (long left = interval.toNanos(); left > 0 && !asked; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        asked = false;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            // An interrupt ends a call at once.
            thread.join(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
