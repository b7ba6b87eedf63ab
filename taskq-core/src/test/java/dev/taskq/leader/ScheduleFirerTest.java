package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CatchUp;
import dev.taskq.Fire;
import dev.taskq.NewSchedule;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskFilter;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Schedules;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Schedules that are due are fired, in rounds that are bounded. */
class ScheduleFirerTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DutyFixture fixture = new DutyFixture();
    private final List<Hint> sent = new ArrayList<>();
    private final Set<String> types = new TreeSet<>();
    private final List<List<FireStep>> calls = new ArrayList<>();
    private final List<DueRange> ranges = new ArrayList<>();
    private Runnable whileReading = () -> {};
    private Function<List<FireStep>, List<FireResult>> fire = fixture.store.schedules()::fire;
    private UnaryOperator<DueSchedule> dueAs = due -> due;
    private final ScheduleFirer firer = firer();

    private ScheduleFirer firer() {
        return new ScheduleFirer(
                fixture.platform,
                watched(),
                fixture.storeClock,
                sent::addAll,
                types::addAll,
                fixture.metrics,
                fixture.store.sameProcess(),
                DutyFixture.PACE.whileAlone());
    }

    /** The schedules of the store, whose fires the test sees and may change. */
    private Schedules watched() {
        return (Schedules) Proxy.newProxyInstance(
                Schedules.class.getClassLoader(), new Class<?>[] {Schedules.class}, (proxy, method, given) -> {
                    if (method.getName().equals("fire")) {
                        @SuppressWarnings("unchecked") // It is what the method takes.
                        List<FireStep> steps = (List<FireStep>) given[0];
                        calls.add(steps);
                        return fire.apply(steps);
                    }
                    if (method.getName().equals("due")) {
                        ranges.add((DueRange) given[0]);
                        whileReading.run();
                        DueSchedules due = fixture.store.schedules().due((DueRange) given[0], (int) given[1]);
                        return new DueSchedules(
                                due.schedules().stream().map(dueAs).toList(), due.now(), due.untilNext());
                    }
                    try {
                        return method.invoke(fixture.store.schedules(), given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Schedule put(NewSchedule schedule) {
        return fixture.store
                .schedules()
                .put(schedule, Optional.empty(), Schedule.MOST)
                .schedule();
    }

    private static NewSchedule everyMinute(String name) {
        return NewSchedule.of(name, Recurrence.every(MINUTE), DutyFixture.TYPE, "{}");
    }

    private Schedule read(String name) {
        return fixture.store.schedules().find(name, Optional.empty()).orElseThrow();
    }

    /** The fire times that have a task, in the order of the tasks. */
    private List<Instant> fired() {
        return fixture
                .store
                .submissions()
                .list(TaskFilter.ALL, Optional.empty(), 1_000, 10_000)
                .tasks()
                .reversed()
                .stream()
                .flatMap(task -> task.origin().fire().flatMap(Fire::time).stream())
                .toList();
    }

    private double counted(String name, String... tags) {
        return fixture.meters.get(name).tags(tags).counter().count();
    }

    /** No other process can put a schedule meanwhile. A loop may sleep for a tenth longer than asked. */
    @Test
    void firerThatIsAloneSleepsUntilShortlyBeforeTheNextFire() {
        assertThat(firer.round()).isEqualTo(Duration.ofSeconds(1));
        put(everyMinute("minute"));
        assertThat(firer.round()).isEqualTo(Duration.ofMillis(500));

        fixture.store.sameProcess().alone(fixture.platform.timer(MINUTE));

        Duration slept = Duration.ZERO;
        int rounds = 0;
        while (calls.isEmpty()) {
            Duration next = firer.round();
            if (calls.isEmpty()) {
                Duration late = next.multipliedBy(11).dividedBy(10);
                fixture.platform.pass(late);
                slept = slept.plus(late);
                rounds++;
            }
        }
        assertThat(rounds).isLessThan(30);
        assertThat(slept).isLessThan(MINUTE.plusMillis(60));
    }

    @Test
    void sleepsUntilTheNextScheduleIsDueButNotLong() {
        assertThat(firer.round()).isEqualTo(Duration.ofSeconds(1));
        put(everyMinute("s"));
        assertThat(firer.round()).isEqualTo(Duration.ofMillis(500));
        fixture.platform.pass(MINUTE.minusMillis(130));
        assertThat(firer.round()).isEqualTo(Duration.ofMillis(130));
        assertThat(fired()).isEmpty();
        assertThat(calls).isEmpty();
    }

    /** Another program, whose Java knows more time zones, has put it. */
    @Test
    void scheduleThatCannotBeReadIsPausedAndTheOthersFire() {
        put(everyMinute("broken"));
        put(everyMinute("good"));
        dueAs = due -> due.name().equals("good")
                ? due
                : new DueSchedule(
                        due.name(),
                        due.version(),
                        new Recurrence.Cron("* * * * *", "Mars/Base"),
                        due.anchor(),
                        due.catchUp(),
                        due.fireAt());
        fixture.platform.pass(MINUTE);

        firer.round();

        assertThat(read("broken").paused()).isTrue();
        assertThat(read("good").counts().fired()).isEqualTo(1);
        assertThat(fired()).hasSize(1);
    }

    @Test
    void firesAtTheFireTimeAndSendsTheHint() {
        Schedule stored = put(everyMinute("s"));
        fixture.platform.pass(MINUTE.plusMillis(40));

        assertThat(firer.round()).isEqualTo(Duration.ofMillis(500));

        assertThat(fired()).containsExactly(stored.nextFireAt().orElseThrow());
        assertThat(sent).hasSize(1);
        assertThat(types).containsExactly(DutyFixture.TYPE);
        assertThat(read("s").nextFireAt())
                .contains(stored.nextFireAt().orElseThrow().plus(MINUTE));
        assertThat(counted("taskq.schedule.fires")).isEqualTo(1);
        assertThat(fixture.meters
                        .get("taskq.schedule.lateness")
                        .timer()
                        .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(40);
    }

    @Test
    void fireOfUnknownOutcomeIsNotRepeatedAndNotForgotten() {
        put(everyMinute("s"));
        put(everyMinute("t"));
        fixture.platform.pass(MINUTE);
        fire = steps -> {
            fixture.store.schedules().fire(steps);
            throw new OutcomeUnknownException(List.of(), null);
        };
        assertThatThrownBy(firer::round).isInstanceOf(OutcomeUnknownException.class);
        fire = steps -> {
            throw new StoreUnavailableException(null);
        };
        firer.round();
        fixture.platform.pass(MINUTE);
        assertThatThrownBy(firer::round).isInstanceOf(StoreUnavailableException.class);
        fire = fixture.store.schedules()::fire;

        firer.round();

        assertThat(fired()).hasSize(4);
        assertThat(fired().stream().distinct()).hasSize(2);
    }

    @Test
    void twoLeadersAtOnceFireOnce() {
        put(everyMinute("s"));
        fixture.platform.pass(MINUTE);
        fire = steps -> {
            firerOfAnother().round();
            return fixture.store.schedules().fire(steps);
        };

        assertThat(firer.round()).isEqualTo(Duration.ofMillis(20));

        assertThat(fired()).hasSize(1);
    }

    private ScheduleFirer firerOfAnother() {
        return new ScheduleFirer(
                fixture.platform,
                fixture.store.schedules(),
                fixture.storeClock,
                hints -> {},
                names -> {},
                fixture.metrics,
                fixture.store.sameProcess(),
                DutyFixture.PACE.whileAlone());
    }

    @Test
    void clockThatStepsForwardIsCaughtUpWithByPolicyAndOneThatStepsBackFiresNothingTwice() {
        put(everyMinute("all").withCatchUp(CatchUp.all(100)));
        put(everyMinute("one"));
        put(everyMinute("skip").withCatchUp(CatchUp.skip()));
        Instant begin = fixture.store.now();

        fixture.platform.pass(MINUTE.multipliedBy(10));
        fixture.run(firer);

        assertThat(fired()).hasSize(12).contains(begin.plus(MINUTE));
        assertThat(read("all").counts()).isEqualTo(new Schedule.Counts(10, 0));
        assertThat(read("one").counts()).isEqualTo(new Schedule.Counts(1, 9));
        assertThat(counted("taskq.schedule.skips", "reason", "missed")).isEqualTo(18);

        fixture.platform.stepClock(MINUTE.multipliedBy(-5));
        fixture.store.schedules().setPaused("all", true, Optional.empty());
        fixture.store.schedules().setPaused("all", false, Optional.empty());
        for (int i = 0; i < 5; i++) {
            fixture.platform.pass(MINUTE);
            fixture.run(firer);
        }

        assertThat(read("all").counts().fired()).isEqualTo(10);
        assertThat(fired()).hasSize(12);
    }

    @Test
    void skippedOverlapIsCounted() {
        put(everyMinute("s").withOverlap(Overlap.SKIP));
        fixture.platform.pass(MINUTE);
        fixture.run(firer);
        fixture.platform.pass(MINUTE);
        fixture.run(firer);

        assertThat(fired()).hasSize(1);
        assertThat(read("s").counts()).isEqualTo(new Schedule.Counts(1, 1));
        assertThat(counted("taskq.schedule.skips", "reason", "overlap")).isEqualTo(1);
    }

    @Test
    void roundIsBoundedInSchedulesAndInTasks() {
        IntStream.range(0, 600).forEach(i -> put(everyMinute("s" + i)));
        IntStream.range(0, 10).forEach(i -> put(everyMinute("t" + i).withCatchUp(CatchUp.all(100))));
        fixture.platform.pass(MINUTE.multipliedBy(100));

        fixture.run(firer);

        assertThat(fired()).hasSize(1_000);
        assertThat(calls)
                .allSatisfy(steps -> assertThat(steps.stream()
                                .mapToInt(step -> step.times().size())
                                .sum())
                        .isLessThan(600));
        assertThat(sent).hasSize(1_600);
    }

    /** They are counted one by one, which takes time. */
    @Test
    void roundIsBoundedInSkippedFireTimes() {
        IntStream.range(0, 30)
                .forEach(i ->
                        put(NewSchedule.of("s" + i, Recurrence.every(Duration.ofSeconds(1)), DutyFixture.TYPE, "{}")));
        fixture.platform.pass(Duration.ofHours(1));

        fixture.run(firer);

        assertThat(calls)
                .hasSize(3)
                .allSatisfy(steps -> assertThat(
                                steps.stream().mapToInt(FireStep::skipped).sum())
                        .isLessThanOrEqualTo(10 * Schedule.Counts.MOST_SKIPPED));
        assertThat(fired()).hasSize(30);
    }

    /** Dead entries of the index may make it slow. */
    @Test
    void slowScanOfAllTimesIsFollowedByScansOfTheNewest() {
        put(everyMinute("s"));
        fixture.platform.pass(MINUTE);
        fixture.storeClock.read();
        whileReading = () -> fixture.platform.pass(Duration.ofMillis(60));

        fixture.run(firer);

        assertThat(ranges.getFirst()).isEqualTo(DueRange.ALL);
        assertThat(ranges.getLast().before()).isEqualTo(Scan.NO_END);
        assertThat(ranges.getLast().from())
                .isBetween(
                        fixture.store.now().minusSeconds(11),
                        fixture.store.now().minusSeconds(9));
        assertThat(fired()).hasSize(1);
    }

    /** A scan of all of them takes 600 ms. */
    private void readDeadEntriesOfAnHour() {
        Instant now = fixture.store.now();
        Instant begin = now.minus(Duration.ofHours(1));
        DueRange range = ranges.getLast();
        Instant from = range.from().isAfter(begin) ? range.from() : begin;
        Instant to = range.before().isBefore(now) ? range.before() : now;
        if (to.isAfter(from)) {
            fixture.platform.pass(Duration.between(from, to).dividedBy(6_000));
        }
    }

    @Test
    void scheduleThatIsDueSinceLongIsFoundBesideTheNewestTimes() throws Exception {
        put(everyMinute("s"));
        fixture.platform.pass(MINUTE.multipliedBy(3));
        fixture.storeClock.read();
        whileReading = this::readDeadEntriesOfAnHour;
        ScheduleFirer late = firer();

        for (int i = 0; i < 100 && fired().isEmpty(); i++) {
            fixture.platform.pass(late.round());
        }

        assertThat(fired()).hasSize(1);
        assertThat(ranges).doesNotContain(DueRange.ALL);
        whileReading = () -> {};
        for (int i = 0; i < 1_000 && !ranges.getLast().equals(DueRange.ALL); i++) {
            fixture.platform.pass(late.round());
        }
        assertThat(ranges.getLast()).isEqualTo(DueRange.ALL);
    }

    @Test
    void callThatFailsIsMadeWithFewerSchedules() {
        IntStream.range(0, 600).forEach(i -> put(everyMinute("s" + i)));
        fixture.platform.pass(MINUTE);
        fire = steps -> {
            if (steps.size() > 100) {
                throw new StoreUnavailableException(null);
            }
            return fixture.store.schedules().fire(steps);
        };
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(firer::round).isInstanceOf(StoreUnavailableException.class);
        }

        assertThat(firer.round()).isEqualTo(Duration.ZERO);

        assertThat(sent).hasSize(62);
    }

    @Test
    void numberOfSchedulesIsShownByTheLeader() {
        put(everyMinute("s"));
        firer.round();
        assertThat(fixture.meters.get("taskq.schedules").gauge().value()).isEqualTo(1);

        firer.termEnded();

        assertThat(fixture.meters.find("taskq.schedules").gauge()).isNull();
    }
}
