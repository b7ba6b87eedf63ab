package dev.taskq.postgres;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Short names for steps of tests. */
final class Tasks {
    static final String TYPE = "resize";

    private Tasks() {}

    static Insert insert() {
        return insert(task());
    }

    static Insert insert(NewTask task) {
        return new Insert(task, task.idempotencyKey().isPresent() ? "hash" : "");
    }

    static NewTask task() {
        return NewTask.of(TYPE, "{\"source\": \"pictures/2026/11/24/0001.png\", \"width\": 640, \"height\": 480}")
                .withOrigin(new Origin("caller", "0123456789abcdef", Optional.empty()));
    }

    static List<Long> submit(StorePort store, int number) {
        store.types().register(List.of(TYPE));
        return store
                .submissions()
                .insert(IntStream.range(0, number).mapToObj(i -> insert()).toList())
                .stream()
                .map(Inserted::id)
                .toList();
    }

    static long openAgent(StorePort store) {
        return store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of(TYPE)));
    }

    /** Ends a session as lost, in its current state. */
    static void lose(StorePort store, long session) {
        long heartbeats = store.sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .mapToLong(Session::heartbeats)
                .findFirst()
                .orElseThrow();
        store.sessions().endLost(session, heartbeats);
    }

    /** The process of a session. */
    static long process(StorePort store, long session) {
        return store.sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .mapToLong(Session::process)
                .findFirst()
                .orElseThrow();
    }

    static Claim claim(long session, long token, List<Long> ids) {
        return new Claim(
                new Holder(session, token),
                ids.stream()
                        .map(id -> new Claim.Item(id, 5, Duration.ofMinutes(5)))
                        .toList());
    }

    static long claimed(List<ClaimResult> results) {
        return results.stream().filter(ClaimResult.Claimed.class::isInstance).count();
    }

    static Completion succeeded(long id, long session, long token) {
        return new Completion(
                id,
                new Holder(session, token),
                new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0),
                AttemptOutcome.SUCCEEDED,
                Optional.of("{\"bytes\": 12345}"),
                Optional.empty(),
                true);
    }
}
