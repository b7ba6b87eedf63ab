package dev.taskq.benchmarks;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The limit: the bare statements insert, claim and complete, in batches of 50 over four connections. */
final class BareStatements {
    private static final int CONNECTIONS = 4;
    private static final int BATCH = 50;
    private static final String TYPE = "bare";

    private final Bench bench;
    private final Duration each;

    BareStatements(Bench bench, Duration each) {
        this.bench = bench;
        this.each = each;
    }

    Measured run() throws Exception {
        StorePort store = bench.store();
        store.types().register(List.of(TYPE));
        NewTask task = NewTask.of(TYPE, "{\"due\":0}")
                .withOrigin(Origin.UNKNOWN.withCorrelationId("0123456789abcdef0123456789abcdef"));
        List<Insert> inserts = Collections.nCopies(BATCH, new Insert(task, ""));
        Cpu before = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        long number = Callers.run(CONNECTIONS, each, caller -> {
            Caller session = new Caller(store);
            return () -> session.life(inserts);
        });
        return new Measured(
                "bare statements, batches of " + BATCH,
                number,
                Duration.ofNanos(System.nanoTime() - begun),
                Cpu.of(bench.stack()).minus(before));
    }

    /** One agent's session. It sends heartbeats, since the leader of the same store would end it otherwise. */
    private static final class Caller {
        private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(2);

        private final StorePort store;
        private final long session;
        private long token;
        private long heard = System.nanoTime();

        Caller(StorePort store) {
            this.store = store;
            this.session = store.sessions().open(new NewSession(Kind.AGENT, "bare", "", List.of(TYPE)));
        }

        long life(List<Insert> inserts) {
            long now = System.nanoTime();
            if (now - heard >= BETWEEN_HEARTBEATS.toNanos()) {
                store.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(TYPE), false, LeaseBid.NONE));
                heard = now;
            }
            Holder holder = new Holder(session, ++token);
            List<Claim.Item> items = store.submissions().insert(inserts).stream()
                    .map(Inserted::id)
                    .map(id -> Claim.Item.of(id, TaskLimits.DEFAULTS))
                    .toList();
            List<ClaimResult> claimed = store.dispatch().claim(new Claim(holder, items));
            Verdict succeeded = new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0);
            store.completions()
                    .complete(claimed.stream()
                            .map(result -> new Completion(
                                    result.id(),
                                    holder,
                                    succeeded,
                                    AttemptOutcome.SUCCEEDED,
                                    Optional.empty(),
                                    Optional.empty(),
                                    true))
                            .toList());
            return items.size();
        }
    }
}
