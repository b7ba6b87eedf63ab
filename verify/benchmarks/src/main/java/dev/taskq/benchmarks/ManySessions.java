package dev.taskq.benchmarks;

import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The heartbeats of many agents that have nothing to do. They are statements of one process, over one connection. */
final class ManySessions implements AutoCloseable {
    /** What the leader asks of a fleet of 500 sessions. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final StorePort store;
    private final List<Long> sessions;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> heartbeats;

    ManySessions(StorePort store, int number) {
        this.store = store;
        this.sessions = Stream.generate(() -> store.sessions()
                        .open(new NewSession(Kind.AGENT, "one-of-many", "", List.of(GrownRows.ELSEWHERE))))
                .limit(number)
                .toList();
        heartbeats = scheduler.scheduleAtFixedRate(this::sendHeartbeats, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    int number() {
        return sessions.size();
    }

    private void sendHeartbeats() {
        for (long session : sessions) {
            store.sessions()
                    .heartbeat(new Heartbeat(session, List.of(), List.of(GrownRows.ELSEWHERE), false, LeaseBid.NONE));
        }
    }

    @Override
    public void close() {
        if (heartbeats.isDone()) {
            throw new IllegalStateException("the heartbeats have failed", heartbeats.exceptionNow());
        }
        heartbeats.cancel(false);
        scheduler.close();
        sessions.forEach(session -> store.sessions().stop(session));
    }
}
