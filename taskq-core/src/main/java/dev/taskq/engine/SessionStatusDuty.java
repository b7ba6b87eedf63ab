package dev.taskq.engine;

import dev.taskq.TaskqException;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.SessionStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the status of a session, for people. It is not a part of the heartbeat: nothing that is only shown may delay that. A
 * report that fails is made up for by the next.
 */
public final class SessionStatusDuty implements Duty {
    /** How often a status is reported. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(SessionStatusDuty.class);

    private final Inspections inspections;
    private final Supplier<Optional<SessionStatus>> status;

    /**
     * A duty.
     *
     * @param status gives the status; none while there is no session
     */
    public SessionStatusDuty(Inspections inspections, Supplier<Optional<SessionStatus>> status) {
        this.inspections = inspections;
        this.status = status;
    }

    @Override
    public Duration round() {
        try {
            status.get().ifPresent(inspections::report);
        } catch (TaskqException e) {
            LOG.debug("a session's status was not reported", e);
        }
        return PERIOD;
    }
}
