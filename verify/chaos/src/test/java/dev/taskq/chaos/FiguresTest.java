package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskq.chaos.Journals.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final int OFFERED = 10;

    private final List<Execution> executions = new ArrayList<>();

    private void run(int aSecond, long from, long to) {
        for (long at = from; at < to; at += Time.SECOND / aSecond) {
            long task = executions.size();
            executions.add(new Execution(task + "-1", "agent-1.1", task, 1, "red", at - 1, Optional.of("done"), at));
        }
    }

    /** A fault between two times of 30 s. */
    private OptionalDouble rateAfter(int before, int after) {
        long now = Time.now();
        FaultRecord fault = new FaultRecord(1, FaultKind.AGENT_KILL, now);
        fault.end();
        run(before, now - 30 * Time.SECOND, now);
        run(after, now, now + 30 * Time.SECOND);
        Evidence evidence = new Evidence(
                List.of(),
                Map.of(),
                new Rows(Map.of(), Map.of(), List.of(), List.of(), Losses.NONE),
                Evidence.byTask(executions),
                List.of(fault),
                List.of(),
                Orders.NONE,
                List.of(),
                now + 30 * Time.SECOND);
        return new Figures(evidence, OFFERED).rateAfter(fault);
    }

    @Test
    void rateAfterAFaultIsHeldAgainstThatBeforeIt() {
        assertThat(rateAfter(10, 5).getAsDouble()).isEqualTo(0.5, within(0.03));
    }

    @Test
    void moreThanComesIsNotExpectedAgain() {
        assertThat(rateAfter(20, 10).getAsDouble()).isEqualTo(1, within(0.03));
    }
}
