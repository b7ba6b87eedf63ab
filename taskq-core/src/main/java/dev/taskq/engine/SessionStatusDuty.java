package dev.taskq.engine;

import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.SessionStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the status of a session, for people: soon after it has changed, and otherwise now and then. It is not a part of the
 * heartbeat: nothing that is only shown may delay that. A report that fails is made up for by the next.
 */
public final class SessionStatusDuty implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStatusDuty.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Inspections inspections;
    private final Supplier<Optional<SessionStatus>> status;
    private final Duration longestSilence;
    private final Timer untilNext;
    private Optional<SessionStatus> last = Optional.empty();

    /**
     * A duty.
     *
     * @param longestSilence the longest time between two reports, rounded up to whole rounds
     * @param status gives the status; none while there is no session
     */
    public SessionStatusDuty(
            Platform platform,
            Inspections inspections,
            Duration longestSilence,
            Supplier<Optional<SessionStatus>> status) {
        this.inspections = inspections;
        this.longestSilence = longestSilence;
        this.status = status;
        this.untilNext = platform.timer(Duration.ZERO);
    }

    @Override
    public Duration round() {
        Optional<SessionStatus> now = status.get();
        if (now.isPresent() && (untilNext.isExpired() || !now.equals(last))) {
            report(now.get());
        }
        return PERIOD;
    }

    private void report(SessionStatus now) {
        try {
            inspections.report(now);
            last = Optional.of(now);
            untilNext.reset(longestSilence);
        } catch (TaskqException e) {
            LOG.debug("a session's status was not reported", e);
        }
    }
}
