package dev.taskq.agent;

import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.Duty;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Interrupts a handler that runs past its time-out. A handler that ignores the interruption for a second is written off: its end
 * is reported, its slot is free, and its thread is replaced. An end that could not be reported for want of memory is reported
 * again.
 */
final class Timekeeper implements Duty {
    /** How long an interrupted handler has to come back. */
    static final Duration REACTION = Duration.ofSeconds(1);

    /** While nothing runs. A task with a shorter time-out wakes it. */
    static final Duration IDLE = Duration.ofSeconds(1);

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Executions executions;
    private final Consumer<Execution> writeOff;
    private final Consumer<Execution> reportAgain;

    Timekeeper(Executions executions, Consumer<Execution> writeOff, Consumer<Execution> reportAgain) {
        this.executions = executions;
        this.writeOff = writeOff;
        this.reportAgain = reportAgain;
    }

    @Override
    public Duration round() {
        Collection<Execution> all = executions.all();
        for (Execution execution : all) {
            if (execution.takeUnreported()) {
                reportAgain.accept(execution);
            }
            if (execution.deadline().isExpired()) {
                execution.stop(StopReason.TIMED_OUT);
                if (execution.deadline().overdue().compareTo(REACTION) > 0 && execution.isRunning()) {
                    writeOff.accept(execution);
                }
            }
        }
        return all.isEmpty() ? IDLE : PERIOD;
    }
}
