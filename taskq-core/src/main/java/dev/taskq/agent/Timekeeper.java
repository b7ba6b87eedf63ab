package dev.taskq.agent;

import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.Duty;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Interrupts what has run for too long; what has not come back a second later is written off: its end is reported, its
 * slot is free, and its thread is replaced.
 */
final class Timekeeper implements Duty {
    /** How long an interrupted handler has to come back. */
    static final Duration REACTION = Duration.ofSeconds(1);

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Executions executions;
    private final Consumer<Execution> writeOff;

    Timekeeper(Executions executions, Consumer<Execution> writeOff) {
        this.executions = executions;
        this.writeOff = writeOff;
    }

    @Override
    public Duration round() {
        Collection<Execution> all = executions.all();
        for (Execution execution : all) {
            Duration overdue = execution.overdue();
            if (!overdue.isNegative()) {
                execution.stop(StopReason.TIMED_OUT);
                if (overdue.compareTo(REACTION) > 0 && execution.isRunning()) {
                    writeOff.accept(execution);
                }
            }
        }
        return PERIOD;
    }
}
