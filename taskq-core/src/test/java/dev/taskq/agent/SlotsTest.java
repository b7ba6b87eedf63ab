package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How many tasks an agent may hold. */
class SlotsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Signal told = Platform.system().newSignal();
    private final Slots slots = new Slots(Platform.system(), 2, told);

    @Test
    void allAreFreeAtFirst() {
        assertThat(slots.all()).isEqualTo(2);
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void takenSlotIsFreeWhenItIsGivenBack() {
        slots.take(1);
        assertThat(slots.free()).isEqualTo(1);

        slots.giveBack(1);
        assertThat(slots.free()).isEqualTo(2);
    }

    /** A claim whose outcome is unknown takes slots that were given to others meanwhile. */
    @Test
    void moreMayBeTakenThanThereAre() {
        slots.take(3);

        assertThat(slots.free()).isEqualTo(-1);
    }

    @Test
    void pollerIsToldOfASlotWhereNoneWasFree() {
        slots.take(2);

        slots.giveBack(1);

        assertThat(told.count()).isOne();
    }

    @Test
    void pollerIsNotToldOfASlotWhereOneWasFree() {
        slots.take(1);

        slots.giveBack(1);

        assertThat(told.count()).isZero();
    }

    @Test
    void pollerIsNotToldOfSlotsThatAClaimDidNotUse() {
        slots.take(2);

        slots.giveBackUnused(2);

        assertThat(told.count()).isZero();
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void waitForAllIsOverAtOnceWhereAllAreFree() throws Exception {
        assertThat(slots.awaitAllFree(Platform.system().timer(Duration.ZERO))).isTrue();
    }

    @Test
    void waitForAllEndsWithItsTime() throws Exception {
        slots.take(1);

        assertThat(slots.awaitAllFree(Platform.system().timer(Duration.ofMillis(1))))
                .isFalse();
    }

    @Test
    void waitForAllEndsWithTheLastSlotThatComesBack() throws Exception {
        slots.take(2);
        FutureTask<Boolean> wait =
                new FutureTask<>(() -> slots.awaitAllFree(Platform.system().timer(LONG)));
        Thread.ofPlatform().start(wait);

        slots.giveBack(1);
        slots.giveBackUnused(1);

        assertThat(wait.get()).isTrue();
    }
}
