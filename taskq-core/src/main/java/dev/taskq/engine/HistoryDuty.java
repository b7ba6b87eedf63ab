package dev.taskq.engine;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.TaskqException;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.telemetry.HistoryRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds what a process counted to the history, if it counted anything. Counts that were surely not stored are added by the next round.
 * Counts with an unknown outcome are dropped, so nothing is counted twice.
 */
public final class HistoryDuty implements Duty {
    /** How much a crash loses at most, unless the store failed before it. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(HistoryDuty.class);

    private final History history;
    private final HistoryRecorder recorder;
    private final Optional<String> version;

    /**
     * A duty.
     *
     * @param version the version of the agent; empty for a coordinator
     */
    public HistoryDuty(History history, HistoryRecorder recorder, Optional<String> version) {
        this.history = history;
        this.recorder = recorder;
        this.version = version;
    }

    @Override
    public Duration round() {
        List<HistoryEntry> counted = recorder.take();
        if (!counted.isEmpty()) {
            add(counted);
        }
        return PERIOD;
    }

    @Override
    public void end() {
        round();
    }

    private void add(List<HistoryEntry> counted) {
        try {
            history.add(counted, version);
        } catch (OutcomeUnknownException e) {
            LOG.debug("counts for the history are dropped, their outcome is unknown", e);
        } catch (TaskqException e) {
            recorder.giveBack(counted);
            LOG.debug("counts for the history were not stored", e);
        }
    }
}
