package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.CALLER;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown of types. */
interface TypeReadingContract extends StoreUnderTest {
    private static TypeReading reading(StoreFixture store, String name) {
        return store.inspections().types(List.of(name)).stream().findFirst().orElseThrow();
    }

    @Test
    default void typesAreReadByName(StoreFixture store) {
        assertThat(store.inspections().types())
                .extracting(type -> type.state().name())
                .containsExactly(B, A);
        assertThat(store.inspections().types(List.of(A, "unknown", B)))
                .extracting(type -> type.state().name())
                .containsExactly(B, A);
        assertThat(store.inspections().types(List.of())).isEmpty();
        assertThat(reading(store, A).state()).isEqualTo(store.type(A));
    }

    @Test
    default void typeThatOnlyACallerHasNamedIsNotAnnounced(StoreFixture store) {
        store.types().admit(List.of("named", A), new TypeAdmission(CALLER, 10));
        assertThat(reading(store, "named").announced()).isFalse();
        assertThat(reading(store, A).announced()).isTrue();

        store.types().register(List.of("named"));

        assertThat(reading(store, "named").announced()).isTrue();
    }

    @Test
    default void typeThatOnlyAnOperatorHasPausedIsNotAnnounced(StoreFixture store) {
        store.types().pause("paused", true, "alice");
        store.types().pause("resumed", false);
        store.types().pause(A, true, "alice");

        assertThat(reading(store, "paused").announced()).isFalse();
        assertThat(reading(store, "resumed").announced()).isFalse();
        assertThat(reading(store, A).announced()).isTrue();

        store.types().register(List.of("paused"));
        store.types().pause("paused", true, "alice");

        assertThat(reading(store, "paused").announced()).isTrue();
    }

    @Test
    default void pauseIsShownWithItsBeginAndItsCaller(StoreFixture store) {
        assertThat(reading(store, A).pause()).isEmpty();
        Instant before = store.now();

        store.types().pause(A, true, "alice");

        TypeReading.Pause pause = reading(store, A).pause().orElseThrow();
        assertThat(pause.by()).contains("alice");
        assertThat(pause.at().orElseThrow()).isBetween(before, store.now());
        assertThat(reading(store, B).pause()).isEmpty();
    }

    @Test
    default void secondPauseKeepsTheFirstOnesBegin(StoreFixture store) {
        store.types().pause(A, true, "alice");
        TypeReading.Pause first = reading(store, A).pause().orElseThrow();

        store.types().pause(A, true, "bob");

        assertThat(reading(store, A).pause()).contains(first);
    }

    @Test
    default void pauseAfterAResumeBeginsAnew(StoreFixture store) {
        store.types().pause(A, true, "alice");
        store.types().pause(A, false, "bob");
        assertThat(reading(store, A).pause()).isEmpty();

        store.types().pause(A, true);

        assertThat(reading(store, A).pause().orElseThrow().by()).isEmpty();
    }

    @Test
    default void longestWaitAndScheduledTasksAreThoseOfTheLastCounts(StoreFixture store) {
        Instant since = store.now();
        store.types()
                .recordBacklog(List.of(
                        new BacklogCount(A, since, OptionalLong.of(3), Optional.of(since), OptionalLong.of(5)),
                        new BacklogCount(B, since, OptionalLong.of(1))));
        assertThat(reading(store, A).waitsSince()).contains(since);
        assertThat(reading(store, A).scheduled()).isEqualTo(5);
        assertThat(reading(store, B).waitsSince()).isEmpty();

        store.types().recordBacklog(List.of(new BacklogCount(A, since, OptionalLong.empty())));
        assertThat(reading(store, A).waitsSince()).contains(since);
        assertThat(reading(store, A).scheduled()).isEqualTo(5);

        store.types()
                .recordBacklog(
                        List.of(new BacklogCount(A, since, OptionalLong.of(0), Optional.empty(), OptionalLong.of(0))));
        assertThat(reading(store, A).waitsSince()).isEmpty();
        assertThat(reading(store, A).scheduled()).isZero();
    }

    private static long later(StoreFixture store, String type) {
        return store.submit(newTask(type).delayedBy(Duration.ofHours(1)));
    }

    private static List<ScheduledStep> count(StoreFixture store, int rows, ScheduledScan... scans) {
        return store.inspections().countScheduled(List.of(scans), rows);
    }

    @Test
    default void scheduledTasksOfEachTypeAreCounted(StoreFixture store) {
        later(store, A);
        later(store, B);
        later(store, A);
        store.submit(A, 2);
        store.running(store.agent(), 1);
        store.ended(SUCCEEDED);
        store.submissions().cancel(List.of(later(store, A)));

        assertThat(count(store, 100, new ScheduledScan(A, 0), new ScheduledScan("unknown", 0), new ScheduledScan(B, 0)))
                .containsExactly(
                        new ScheduledStep(2, OptionalLong.empty()),
                        new ScheduledStep(0, OptionalLong.empty()),
                        new ScheduledStep(1, OptionalLong.empty()));
        assertThat(store.inspections().countScheduled(List.of(), 1)).isEmpty();
    }

    @Test
    default void scheduledTasksAreCountedInSlicesByTheirIds(StoreFixture store) {
        List<Long> ids = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> ids.add(later(store, A)));

        assertThat(count(store, 2, new ScheduledScan(A, 0)))
                .containsExactly(new ScheduledStep(2, OptionalLong.of(ids.get(1))));
        assertThat(count(store, 2, new ScheduledScan(A, ids.get(1))))
                .containsExactly(new ScheduledStep(2, OptionalLong.of(ids.get(3))));
        assertThat(count(store, 2, new ScheduledScan(A, ids.get(3))))
                .containsExactly(new ScheduledStep(1, OptionalLong.empty()));
    }
}
