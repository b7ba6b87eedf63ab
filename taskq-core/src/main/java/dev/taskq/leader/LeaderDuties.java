package dev.taskq.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.engine.Duty;
import dev.taskq.platform.Platform.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The duties of a coordinator that may lead. Each does nothing while the coordinator is not the leader, and is the current
 * term's while it is. Thread-safe.
 */
public final class LeaderDuties {
    private final TermResources resources;
    private final Leadership leadership;
    private final Map<DutyName, Signal> wakeUps = new EnumMap<>(DutyName.class);
    private final NextSearch nextSearch;

    @GuardedBy("this")
    private @Nullable Term term;

    /**
     * No term yet.
     *
     * @param resources what the duties of each term work on
     * @param leadership whether this coordinator is the leader
     */
    public LeaderDuties(TermResources resources, Leadership leadership) {
        this.resources = resources;
        this.leadership = leadership;
        for (DutyName name : DutyName.values()) {
            Signal wakeUp = resources.platform().newSignal();
            wakeUps.put(name, wakeUp);
            leadership.wakes(wakeUp);
        }
        this.nextSearch = new NextSearch(resources.platform(), wakeUp(DutyName.PROMOTER));
    }

    /** Asks a duty's loop for a round. */
    public Signal wakeUp(DutyName name) {
        return Objects.requireNonNull(wakeUps.get(name));
    }

    /** Is told when tasks become due that are scheduled in this process. That has no effect while this coordinator does not lead. */
    public NextSearch nextSearch() {
        return nextSearch;
    }

    /** A duty, for a loop of its own. */
    public Duty duty(DutyName name) {
        return new InTerms(name);
    }

    private synchronized @Nullable Term current() {
        if (!leadership.leads()) {
            term = null;
        } else if (term == null || term.number() != leadership.term()) {
            term = new Term(leadership.term(), resources, leadership, wakeUp(DutyName.RECLAIM), nextSearch);
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
