package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AuditAction;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.NewAuditEntry;
import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Completions;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.Operations;
import dev.taskq.spi.TimeBuckets;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.Types;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is past its retention goes, and nothing else. */
class PrunerTest {
    private static final Duration WEEK = Duration.ofDays(7);

    private final DutyFixture fixture = new DutyFixture();
    private final Pruner pruner = pruner(new LeaderConfig(1_000, WEEK, Duration.ofDays(30), DutyFixture.PACE));

    private void runFor(Duration time) {
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plusSeconds(1)) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.run(pruner);
        }
    }

    @Test
    void finishedTasksPastTheirRetentionAreDeletedAndOpenOnesStay() {
        List<Long> finished = fixture.submit(2_500);
        fixture.store.submissions().cancel(finished);
        long open = fixture.submit(1).get(0);
        fixture.platform.pass(WEEK.plusHours(1));
        runFor(Duration.ofMinutes(2));
        assertThat(fixture.store.submissions().find(finished)).isEmpty();
        assertThat(fixture.task(open).status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void entriesOfTheAuditLogAreKeptAsLongAsFailedTasks() {
        for (int i = 0; i < 2_500; i++) {
            fixture.store.auditLog().write(new NewAuditEntry("shop", AuditAction.PAUSE_TYPE, "type a", "", ""));
        }
        fixture.platform.pass(Duration.ofDays(29));
        runFor(Duration.ofMinutes(2));
        fixture.store.auditLog().write(new NewAuditEntry("shop", AuditAction.RESUME_TYPE, "type a", "", ""));
        assertThat(auditLog()).hasSize(2_501);

        fixture.platform.pass(Duration.ofDays(2));
        runFor(Duration.ofMinutes(3));
        assertThat(auditLog()).extracting(entry -> entry.change().action()).containsExactly(AuditAction.RESUME_TYPE);
    }

    /** Writes go on while the leader deletes, and more than a step may delete are beyond the bound. */
    @Test
    void auditLogStaysWithinItsBoundHoweverMuchIsWritten() {
        int most = 500;
        Pruner bounded = pruner(new LeaderConfig(1_000, WEEK, Duration.ofDays(30), most, DutyFixture.PACE));
        NewAuditEntry change = new NewAuditEntry("shop", AuditAction.PAUSE_TYPE, "type a", "", "");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                fixture.store.auditLog().write(change);
            }
            long last = fixture.store.auditLog().write(change).id();
            for (int second = 0; second < 120; second++) {
                fixture.platform.pass(Duration.ofSeconds(1));
                fixture.run(bounded);
            }

            assertThat(auditLog()).hasSize(most);
            assertThat(auditLog().getFirst().id()).isEqualTo(last);
            assertThat(auditLog().getLast().id()).isEqualTo(last - most + 1);
        }
    }

    private Pruner pruner(LeaderConfig config) {
        return new Pruner(
                fixture.platform,
                fixture.store.completions(),
                fixture.store.types(),
                fixture.store.operations(),
                fixture.store.auditLog(),
                fixture.store.history(),
                fixture.storeClock,
                config);
    }

    private List<AuditEntry> auditLog() {
        return fixture.store
                .auditLog()
                .entries(AuditFilter.ALL, OptionalLong.empty(), 10_000, 10_000)
                .entries();
    }

    @Test
    void nothingIsDeletedBecauseTheStoresClockJumped() {
        List<Long> finished = fixture.submit(10);
        fixture.store.submissions().cancel(finished);
        runFor(Duration.ofMinutes(2));
        fixture.platform.stepClock(WEEK.plusHours(1));
        runFor(Duration.ofMinutes(10));
        assertThat(fixture.store.submissions().find(finished)).hasSize(10);
    }

    @Test
    void typeThatNobodyUsesForADayIsForgottenUnlessItWasAnnounced() {
        fixture.store.types().admit(List.of("unused"), new TypeAdmission("shop", 1));
        fixture.store.types().register(List.of("served_before"));
        fixture.platform.pass(Duration.ofHours(25));
        fixture.store.types().register(List.of(DutyFixture.TYPE));
        runFor(Duration.ofMinutes(2));
        assertThat(fixture.store.types().all())
                .extracting(type -> type.name())
                .containsExactlyInAnyOrder(DutyFixture.TYPE, "served_before");
    }

    @Test
    void operationsThatEndedAWeekAgoAreDeletedAndOthersStay() {
        NewOperation operation = NewOperation.of(OperationAction.DELETE, List.of(1L));
        long old = fixture.store.operations().start(operation).id();
        fixture.store.operations().fail(old, "broken");
        fixture.platform.pass(WEEK.plusHours(1));
        long fresh = fixture.store.operations().start(operation).id();
        fixture.store.operations().fail(fresh, "broken");

        runFor(Duration.ofMinutes(2));

        assertThat(fixture.store.operations().find(old)).isEmpty();
        assertThat(fixture.store.operations().find(fresh)).isPresent();
    }

    @Test
    void rowsOfTheHistoryPastTheirTimeAreDeletedByBoundedStepsAndOthersStay() {
        HistoryEntry entry = new HistoryEntry(
                History.ALL, new Counts(1, 0, 0, 0, 0, 0), TimeBuckets.NONE, TimeBuckets.NONE, Optional.empty());
        for (int i = 0; i < 40; i++) {
            fixture.store.history().add(entries(30, entry), Optional.empty());
            fixture.platform.pass(Duration.ofMinutes(1));
        }
        Instant begin = fixture.store.now().minus(Duration.ofHours(2));
        fixture.platform.pass(Span.MINUTE.kept());
        fixture.store.history().add(List.of(entry), Optional.empty());

        runFor(Duration.ofMinutes(2));

        assertThat(rows(Span.MINUTE, begin)).hasSize(1);
        assertThat(rows(Span.HOUR, begin)).hasSizeGreaterThan(1);
        fixture.platform.pass(Span.HOUR.kept());
        runFor(Duration.ofMinutes(2));
        assertThat(rows(Span.HOUR, begin)).isEmpty();
    }

    private static List<HistoryEntry> entries(int types, HistoryEntry all) {
        List<HistoryEntry> entries = new ArrayList<>(List.of(all));
        for (int i = 0; i < types; i++) {
            entries.add(new HistoryEntry("type_" + i, all.counts(), all.waits(), all.runs(), all.slowest()));
        }
        return entries;
    }

    private List<HistoryRow> rows(Span span, Instant begin) {
        return fixture.store.history().read(span, History.ALL, begin, Instant.MAX);
    }

    @Test
    void longRestIsNotTakenForAStandstill() {
        runFor(Duration.ofSeconds(8));
        assertThat(pruner.round()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    /** The lease may end while a call waits for the store. */
    @Test
    void roundMakesOneWriteAtMost() {
        List<String> writes = new ArrayList<>();
        Pruner counted = counted(writes);
        List<String> inTurn = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            counted.round();
            assertThat(writes).hasSizeLessThanOrEqualTo(1);
            inTurn.addAll(writes);
            writes.clear();
        }
        assertThat(inTurn.subList(0, 7))
                .containsExactly("Completions", "Types", "Operations", "AuditLog", "History", "History", "Completions");
    }

    @Test
    void tasksAreDeletedAlsoWhileTheHistoryCannotBe() {
        List<String> calls = new ArrayList<>();
        Pruner pruning = new Pruner(
                fixture.platform,
                counted(Completions.class, fixture.store.completions(), calls),
                fixture.store.types(),
                fixture.store.operations(),
                fixture.store.auditLog(),
                failing(calls),
                fixture.storeClock,
                new LeaderConfig(1_000, WEEK, WEEK, DutyFixture.PACE));
        int failures = 0;
        for (int i = 0; i < 150; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            try {
                pruning.round();
            } catch (StoreUnavailableException e) {
                failures++;
            }
        }
        assertThat(failures).isEqualTo(6);
        // A walk begins once a minute, as without failures.
        assertThat(calls)
                .containsExactly(
                        "Completions",
                        "History",
                        "History",
                        "Completions",
                        "History",
                        "History",
                        "Completions",
                        "History",
                        "History");
    }

    private static History failing(List<String> calls) {
        return (History) Proxy.newProxyInstance(
                PrunerTest.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                    calls.add("History");
                    throw new StoreUnavailableException(null);
                });
    }

    /** Otherwise tasks would wait for two walks, since a walk begins once a minute. */
    @Test
    void walkThatAJumpOfTheClockStoppedBeginsAgainWithTheTasks() {
        List<String> writes = new ArrayList<>();
        Pruner counted = counted(writes);
        counted.round();
        fixture.platform.stepClock(Duration.ofSeconds(6));
        for (int i = 0; i < 70; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            counted.round();
        }
        assertThat(writes)
                .containsExactly("Completions", "Completions", "Types", "Operations", "AuditLog", "History", "History");
    }

    /** A walk over all tasks that are kept would take hours, and what is due would wait for it. */
    @Test
    void walkEndsWhereTasksAreTooYoungToBePastTheirRetention() {
        List<Long> old = fixture.submit(1_500);
        fixture.store.submissions().cancel(old);
        fixture.platform.pass(WEEK.plusHours(1));
        List<Long> young = fixture.submit(10_000);
        fixture.store.submissions().cancel(young);
        List<String> writes = new ArrayList<>();
        Pruner counted = counted(writes);

        for (int i = 0; i < 30; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            counted.round();
        }

        assertThat(writes)
                .containsExactly(
                        "Completions",
                        "Completions",
                        "Completions",
                        "Types",
                        "Operations",
                        "AuditLog",
                        "History",
                        "History");
        assertThat(fixture.store.submissions().find(old)).isEmpty();
        assertThat(fixture.store.submissions().statuses(young)).hasSize(10_000);
    }

    @Test
    void pruningRestsLessWhileMostOfWhatItReadsIsPastItsRetention() {
        List<Long> old = fixture.submit(2_500);
        fixture.store.submissions().cancel(old.subList(1, old.size()));
        fixture.platform.pass(WEEK.plusHours(1));
        Pruner slow = new Pruner(
                fixture.platform,
                takingASecond(fixture.store.completions()),
                fixture.store.types(),
                fixture.store.operations(),
                fixture.store.auditLog(),
                fixture.store.history(),
                fixture.storeClock,
                new LeaderConfig(1_000, WEEK, WEEK, DutyFixture.PACE));

        assertThat(slow.round()).isEqualTo(Duration.ofSeconds(3));
        fixture.platform.pass(Duration.ofSeconds(3));
        assertThat(slow.round()).isEqualTo(Duration.ofSeconds(3));
        fixture.platform.pass(Duration.ofSeconds(3));
        assertThat(slow.round()).isEqualTo(Duration.ofSeconds(5));
    }

    private Completions takingASecond(Completions store) {
        return (Completions) Proxy.newProxyInstance(
                PrunerTest.class.getClassLoader(), new Class<?>[] {Completions.class}, (proxy, method, given) -> {
                    fixture.platform.pass(Duration.ofSeconds(1));
                    return method.invoke(store, given);
                });
    }

    private Pruner counted(List<String> writes) {
        return new Pruner(
                fixture.platform,
                counted(Completions.class, fixture.store.completions(), writes),
                counted(Types.class, fixture.store.types(), writes),
                counted(Operations.class, fixture.store.operations(), writes),
                counted(AuditLog.class, fixture.store.auditLog(), writes),
                counted(History.class, fixture.store.history(), writes),
                fixture.storeClock,
                new LeaderConfig(1_000, WEEK, WEEK, DutyFixture.PACE));
    }

    private static <C> C counted(Class<C> chapter, C store, List<String> writes) {
        return chapter.cast(Proxy.newProxyInstance(
                PrunerTest.class.getClassLoader(), new Class<?>[] {chapter}, (proxy, method, given) -> {
                    writes.add(chapter.getSimpleName());
                    return method.invoke(store, given);
                }));
    }
}
