package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultRecordTest {
    private final long before = Time.now();
    private final FaultRecord other = new FaultRecord(1, FaultKind.AGENT_KILL, before - 10 * Time.SECOND);
    private final FaultRecord fault = new FaultRecord(2, FaultKind.AGENT_BRIEF_CUT, before - 5 * Time.SECOND);

    @Test
    void faultThatBeganBeforeTheEndOfAnotherTouchesIt() {
        other.end();

        assertThat(fault.touches(other)).isTrue();
        assertThat(other.touches(fault)).isTrue();
    }

    @Test
    void faultThatWasOnlyPreparedDuringAnotherDoesNotTouchIt() {
        other.end();

        fault.prepared();

        assertThat(fault.startedAt()).isBetween(before, Time.now());
        assertThat(fault.touches(other)).isFalse();
        assertThat(other.touches(fault)).isFalse();
    }

    @Test
    void faultIsFeltFromItsPreparationUntilTheEndOfItsAftermath() {
        fault.prepared();
        fault.end();

        assertThat(fault.isFelt(before - Time.SECOND, fault.startedAt())).isFalse();
        assertThat(fault.isFelt(fault.startedAt(), fault.startedAt() + 1)).isTrue();
        assertThat(fault.isFelt(fault.feltUntil(), fault.feltUntil() + 1)).isFalse();
    }
}
