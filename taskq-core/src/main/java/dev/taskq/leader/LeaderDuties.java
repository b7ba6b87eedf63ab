package dev.taskq.leader;

import dev.taskq.engine.Duty;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The duties of a coordinator that may lead. Each does nothing while the coordinator is not the leader, and is the current
 * term's while it is. Thread-safe.
 */
public final class LeaderDuties {
    private final Platform platform;
    private final TaskStore store;
    private final TaskQueue queue;
    private final Leadership leadership;
    private final ClockWatch clockWatch;
    private final Consumer<List<Hint>> hints;
    private final Runnable wakeReclaim;
    private final LeaderConfig config;
    private final LeaderMetrics metrics;
    private @Nullable Term term;

    /**
     * No term yet.
     *
     * @param hints where hints go that are to be sent
     * @param wakeReclaim asks the loop that runs {@link DutyName#RECLAIM} for a round
     */
    public LeaderDuties(
            Platform platform,
            TaskStore store,
            TaskQueue queue,
            Leadership leadership,
            ClockWatch clockWatch,
            Consumer<List<Hint>> hints,
            Runnable wakeReclaim,
            LeaderConfig config,
            LeaderMetrics metrics) {
        this.platform = platform;
        this.store = store;
        this.queue = queue;
        this.leadership = leadership;
        this.clockWatch = clockWatch;
        this.hints = hints;
        this.wakeReclaim = wakeReclaim;
        this.config = config;
        this.metrics = metrics;
    }

    /** A duty, for a loop of its own. */
    public Duty duty(DutyName name) {
        return new InTerms(name);
    }

    private synchronized @Nullable Term current() {
        if (!leadership.leads()) {
            term = null;
        } else if (term == null || term.number() != leadership.term()) {
            term = new Term(
                    leadership.term(),
                    platform,
                    store,
                    queue,
                    leadership,
                    clockWatch,
                    hints,
                    wakeReclaim,
                    config,
                    metrics);
        }
        return term;
    }

    /** One duty, term after term. For one loop's thread only. */
    private final class InTerms implements Duty {
        private final DutyName name;
        private @Nullable Term last;

        InTerms(DutyName name) {
            this.name = name;
        }

        @Override
        public Duration round() throws InterruptedException {
            Term now = current();
            if (last != null && (now == null || now.number() != last.number())) {
                last.duty(name).termEnded();
            }
            last = now;
            return now == null ? Leadership.NOT_LEADING : now.duty(name).round();
        }
    }
}
