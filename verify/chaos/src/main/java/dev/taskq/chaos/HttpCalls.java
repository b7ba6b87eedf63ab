package dev.taskq.chaos;

import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.client.BadAnswerException;
import dev.taskq.client.NewTask;
import dev.taskq.client.NoAnswerException;
import dev.taskq.client.ProblemException;
import dev.taskq.client.Retries;
import dev.taskq.client.Submitted;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the answers of coordinators mean to a careful client. Each call is made once: the run decides about repeats and
 * keys. Thread-safe.
 */
final class HttpCalls implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int MOST_CALLS = 10_000;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final Map<URI, TaskqClient> clients = new ConcurrentHashMap<>();
    private final String secret;

    HttpCalls(String secret) {
        this.secret = secret;
    }

    private TaskqClient to(Member coordinator) {
        return clients.computeIfAbsent(
                coordinator.address(),
                address -> TaskqClient.builder(address)
                        .token(secret)
                        .timeout(TIMEOUT)
                        .retries(Retries.NONE)
                        .maxConcurrentCalls(MOST_CALLS)
                        .build());
    }

    Answer submit(Member coordinator, Call call) throws InterruptedException {
        long sentAt = Time.now();
        try {
            List<Submitted> stored = submit(to(coordinator), call);
            List<Long> ids = stored.stream().map(Submitted::id).toList();
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.ACCEPTED, ids, "201");
        } catch (ProblemException e) {
            Meaning meaning = meaning(e);
            String words = meaning == Meaning.WRONG ? e.toString() : Integer.toString(e.status());
            return new Answer(coordinator.name(), sentAt, Time.now(), meaning, List.of(), words);
        } catch (NoAnswerException e) {
            Meaning meaning = e.isWithoutEffect() ? Meaning.REFUSED : Meaning.UNKNOWN;
            String words = e.isWithoutEffect() ? Answer.NO_CONNECTION : e.toString();
            return new Answer(coordinator.name(), sentAt, Time.now(), meaning, List.of(), words);
        } catch (BadAnswerException e) {
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.WRONG, List.of(), e.toString());
        }
    }

    private static List<Submitted> submit(TaskqClient client, Call call) throws InterruptedException {
        List<NewTask> tasks = call.tasks().stream().map(Call.Wanted::task).toList();
        if (call.isBatch()) {
            return call.key().isPresent() ? client.submitAll(tasks, call.key().get()) : client.submitAll(tasks);
        }
        NewTask task = tasks.get(0);
        return List.of(client.submit(call.key().map(task::withIdempotencyKey).orElse(task)));
    }

    private static Meaning meaning(ProblemException problem) {
        return switch (problem.status()) {
            case TOO_MANY -> Meaning.REFUSED;
            case UNAVAILABLE -> problem.isWithoutEffect() ? Meaning.REFUSED : Meaning.UNKNOWN;
            default -> Meaning.WRONG;
        };
    }

    /** Waits a while for a task's end; its status, where there was an answer. */
    Optional<String> status(Member coordinator, long id) throws InterruptedException {
        try {
            return Optional.of(to(coordinator).await(id, LONGEST_WAIT).status().name());
        } catch (TaskqClientException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        clients.values().forEach(TaskqClient::close);
    }
}
