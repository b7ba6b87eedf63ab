package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Platform;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many tasks an agent may hold. */
class SlotsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final AtomicInteger told = new AtomicInteger();
    private final Slots slots = new Slots(Platform.system(), 2, told::incrementAndGet);

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

        assertThat(told).hasValue(1);
    }

    @Test
    void pollerIsNotToldOfASlotWhereOneWasFree() {
        slots.take(1);

        slots.giveBack(1);

        assertThat(told).hasValue(0);
    }

    @Test
    void pollerIsNotToldOfSlotsThatAClaimDidNotUse() {
        slots.take(2);

        slots.giveBackUnused(2);

        assertThat(told).hasValue(0);
        assertThat(slots.free()).isEqualTo(2);
    }

    @Test
    void waitForAllIsOverAtOnceWhereAllAreFree() throws Exception {
        assertThat(slots.awaitAllFree(Duration.ZERO, Platform.system())).isTrue();
    }

    @Test
    void waitForAllEndsWithItsTime() throws Exception {
        slots.take(1);

        assertThat(slots.awaitAllFree(Duration.ofMillis(1), Platform.system())).isFalse();
    }

    @Test
    void waitForAllEndsWithTheLastSlotThatComesBack() throws Exception {
        slots.take(2);
        FutureTask<Boolean> wait = new FutureTask<>(() -> slots.awaitAllFree(LONG, Platform.system()));
        Thread.ofPlatform().start(wait);

        slots.giveBack(1);
        slots.giveBackUnused(1);

        assertThat(wait.get()).isTrue();
    }
}
