package dev.taskq.load;

import dev.taskq.client.NewTask;
import dev.taskq.client.ProblemException;
import dev.taskq.client.Retries;
import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskPage;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The coordinator that the load is put on, as a client of its API. Thread-safe. */
final class Coordinator implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int MOST_CALLS = 100_000;
    private static final int PAGE = 1_000;
    private static final int NOT_FOUND = 404;

    private final TaskqClient client;
    private final NewTask task;
    private final TaskFilter ofType;

    Coordinator(Target target, String type, Map<String, Long> params) {
        // A call that fails is a result of the measurement, so that no call is repeated.
        this.client = TaskqClient.builder(target.coordinator())
                .token(target.token())
                .timeout(TIMEOUT)
                .retries(Retries.NONE)
                .maxConcurrentCalls(MOST_CALLS)
                .build();
        this.task = NewTask.of(type, params);
        this.ofType = TaskFilter.ALL.withType(type);
    }

    /** What became of a submit. */
    sealed interface Answer {
        /** It is stored. */
        record Accepted(long id) implements Answer {}

        /** It was answered otherwise, or not at all. */
        record Failed(String why) implements Answer {}
    }

    /** A page of tasks, newest first. */
    record Page(List<Seen> tasks, Optional<String> next) {}

    /** A task, as it stands. */
    record Seen(long id, String status, Instant created, Optional<Instant> started, Optional<Instant> finished) {
        boolean isFinal() {
            return finished.isPresent();
        }

        static Seen of(Task task) {
            return new Seen(
                    task.id(),
                    task.status().name(),
                    task.times().createdAt(),
                    task.times().startedAt(),
                    task.times().finishedAt());
        }
    }

    /** Submits a task; a call that fails is an answer too. */
    Answer submit() throws InterruptedException {
        try {
            return new Answer.Accepted(client.submit(task).id());
        } catch (ProblemException e) {
            return new Answer.Failed("answered " + e.status() + " " + e.title());
        } catch (TaskqClientException e) {
            return new Answer.Failed("no answer: " + e.getMessage());
        }
    }

    /** Whether there is a task of that id. */
    boolean knows(long id) throws InterruptedException {
        try {
            return client.get(id).id() == id;
        } catch (ProblemException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw new LoadFailedException("task " + id + " cannot be read: " + e.getMessage());
        } catch (TaskqClientException e) {
            throw new LoadFailedException("task " + id + " cannot be read: " + e.getMessage());
        }
    }

    /** Reads a page of the tasks of this load's type. */
    Page page(Optional<String> cursor) throws InterruptedException {
        try {
            TaskPage page = client.page(ofType, cursor, PAGE);
            return new Page(page.tasks().stream().map(Seen::of).toList(), page.next());
        } catch (ProblemException e) {
            throw new LoadFailedException("a list of tasks was answered " + e.status() + " " + e.title()
                    + ": the token must be allowed to read");
        } catch (TaskqClientException e) {
            throw new LoadFailedException("the tasks cannot be listed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
