package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Explanation;
import dev.taskq.Explanation.Reason;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Reasons.Before;
import dev.taskq.coordinator.Reasons.Facts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.SessionReading;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskDetail.Holding;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.TypeReading.Pause;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.TypeTally;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for which a task is where it is, as a table. */
class ReasonsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant AGO = NOW.minusSeconds(10);
    private static final String TYPE = "wash";
    private static final long PARAMS_BYTES = 20;
    private static final Duration VALID = Duration.ofSeconds(15);
    private static final TypeReading KNOWN = type(true, Optional.empty());
    private static final Fleet FREE = fleet(TYPE, status(1, false));
    private static final Fleet NONE = Fleet.of(new SessionReadings(NOW, List.of()));

    record Row(String name, Facts facts, List<Reason> reasons) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static TypeReading type(boolean announced, Optional<Pause> pause) {
        return new TypeReading(
                new TypeState(TYPE, pause.isPresent(), Instant.EPOCH, 0, Optional.empty()),
                announced,
                pause,
                Optional.empty(),
                0);
    }

    private static SessionStatus status(int freeSlots, boolean suspect) {
        return status(freeSlots, 0, suspect);
    }

    private static SessionStatus status(int freeSlots, long heldBytes, boolean suspect) {
        return status(freeSlots, heldBytes, suspect, VALID);
    }

    private static SessionStatus status(int freeSlots, long heldBytes, boolean suspect, Duration valid) {
        List<TypeTally> types = List.of(new TypeTally(TYPE, 3, 0, 30, 0));
        return new SessionStatus(1, "", 4, freeSlots, heldBytes, 100, List.of(), suspect, types, valid);
    }

    private static Fleet fleet(String type, SessionStatus status) {
        return fleet(type, Optional.of(new Reported(NOW, status)));
    }

    private static Fleet fleet(String type, Optional<Reported> reported) {
        NewSession spec = new NewSession(Kind.AGENT, "agent", "host", List.of(type));
        return Fleet.of(new SessionReadings(NOW, List.of(new SessionReading(1, spec, AGO, false, reported))));
    }

    private static TaskDetail detail(TaskStatus status, Counts counts, List<Task.Attempt> attempts, Instant runAt) {
        boolean waitsForLater = status == TaskStatus.SCHEDULED;
        return new TaskDetail(
                new Task(
                        7,
                        TYPE,
                        status,
                        "{}",
                        Optional.empty(),
                        Optional.empty(),
                        counts,
                        TaskLimits.DEFAULTS.withTimeout(Duration.ofMinutes(1)),
                        false,
                        new Task.Times(
                                AGO,
                                AGO,
                                waitsForLater ? Optional.of(runAt) : Optional.empty(),
                                Optional.of(AGO),
                                counts.attempt() > 0 ? Optional.of(AGO) : Optional.empty(),
                                status.isFinal() ? Optional.of(NOW) : Optional.empty()),
                        Optional.of("agent"),
                        Optional.empty(),
                        Origin.UNKNOWN,
                        attempts),
                NOW,
                Optional.of(AGO),
                PARAMS_BYTES,
                Optional.empty(),
                Optional.empty(),
                status == TaskStatus.RUNNING ? Optional.of(new Holding(1, true)) : Optional.empty());
    }

    private static TaskDetail detail(TaskStatus status) {
        return detail(status, status == TaskStatus.RUNNING ? new Counts(1, 0, 0, 0) : Counts.NONE, List.of(), NOW);
    }

    private static TaskDetail held(boolean living, Instant at, Optional<Instant> cancelRequestedAt) {
        TaskDetail running = detail(TaskStatus.RUNNING);
        return new TaskDetail(
                running.task(),
                at,
                running.hintedAt(),
                PARAMS_BYTES,
                running.scheduledFor(),
                cancelRequestedAt,
                Optional.of(new Holding(1, living)));
    }

    private static Facts of(TaskDetail detail, Fleet fleet) {
        return new Facts(detail, Optional.of(KNOWN), fleet, Before.NOTHING, false, false);
    }

    private static Facts of(TaskDetail detail, boolean leaderMissing, boolean hintsFail) {
        return new Facts(detail, Optional.of(KNOWN), FREE, new Before(15, true), leaderMissing, hintsFail);
    }

    private static Reason turn(long before, boolean more) {
        return new Explanation.WaitingItsTurn(before, more, Optional.of(Duration.ofSeconds(2 * before)));
    }

    private static Reason runs() {
        return new Explanation.Running("agent", 1, AGO, Duration.ofMinutes(1));
    }

    private static final Reason NEXT = new Explanation.WaitingItsTurn(0, false, Optional.of(Duration.ZERO));

    static Stream<Row> table() {
        TaskDetail queued = detail(TaskStatus.QUEUED);
        TaskDetail suspect = detail(TaskStatus.QUEUED, new Counts(2, 0, 2, 0), List.of(), NOW);
        Instant later = NOW.plusSeconds(60);
        Task.Attempt attempt = new Task.Attempt(1, "agent", AGO, AGO, AttemptOutcome.FAILED, Optional.of("went wrong"));
        Pause pause = new Pause(Optional.of(AGO), Optional.of("alice"));
        Optional<TypeReading> paused = Optional.of(type(true, Optional.of(pause)));
        Explanation.Paused byAlice = new Explanation.Paused(Optional.of(AGO), Optional.of("alice"));
        Before many = new Before(15, false);
        Instant muchLater = AGO.plus(Duration.ofMinutes(1)).plusSeconds(5);
        Instant tooLate = NOW.plus(VALID).plusMillis(1);
        Fleet reportsRarely = fleet(TYPE, status(1, 0, false, VALID.multipliedBy(3)));
        Fleet unheard = fleet(TYPE, Optional.empty());
        Explanation.AgentSilent silent = new Explanation.AgentSilent("agent", Optional.of(NOW));
        return Stream.of(
                new Row(
                        "final",
                        of(detail(TaskStatus.FAILED), FREE),
                        List.of(new Explanation.Final(TaskStatus.FAILED, NOW, Optional.empty()))),
                new Row("running", of(detail(TaskStatus.RUNNING), FREE), List.of(runs())),
                new Row(
                        "cancel requested",
                        of(held(true, NOW, Optional.of(AGO)), FREE),
                        List.of(new Explanation.CancelRequested(AGO), runs())),
                new Row(
                        "overdue and silent",
                        of(held(true, muchLater, Optional.empty()), FREE),
                        List.of(new Explanation.Overdue(Duration.ofSeconds(5)), silent, runs())),
                new Row(
                        "as long as its report is valid",
                        of(held(true, NOW.plus(VALID), Optional.empty()), FREE),
                        List.of(runs())),
                new Row("longer", of(held(true, tooLate, Optional.empty()), FREE), List.of(silent, runs())),
                new Row(
                        "longer, and its own preset says that it reports rarely",
                        of(held(true, tooLate, Optional.empty()), reportsRarely),
                        List.of(runs())),
                new Row("no report yet", of(held(true, NOW, Optional.empty()), unheard), List.of(runs())),
                new Row(
                        "no report for long",
                        of(held(true, tooLate, Optional.empty()), unheard),
                        List.of(new Explanation.AgentSilent("agent", Optional.empty()), runs())),
                new Row(
                        "agent lost",
                        of(held(false, NOW, Optional.empty()), NONE),
                        List.of(new Explanation.AgentLost(Optional.of("agent"), 1, AGO))),
                new Row(
                        "agent lost, and no leader",
                        new Facts(
                                held(false, NOW, Optional.empty()),
                                Optional.of(KNOWN),
                                NONE,
                                Before.NOTHING,
                                true,
                                false),
                        List.of(new Explanation.AgentLost(Optional.of("agent"), 1, AGO), new Explanation.NoLeader())),
                new Row(
                        "scheduled",
                        of(detail(TaskStatus.SCHEDULED, Counts.NONE, List.of(), later), FREE),
                        List.of(new Explanation.Scheduled(later))),
                new Row(
                        "scheduled, and no leader",
                        of(detail(TaskStatus.SCHEDULED, Counts.NONE, List.of(), later), true, true),
                        List.of(new Explanation.Scheduled(later), new Explanation.NoLeader())),
                new Row(
                        "due",
                        of(detail(TaskStatus.SCHEDULED, Counts.NONE, List.of(), AGO), FREE),
                        List.of(new Explanation.Due(AGO), new Explanation.Scheduled(AGO))),
                new Row(
                        "due, and no leader",
                        of(detail(TaskStatus.SCHEDULED, Counts.NONE, List.of(), AGO), true, false),
                        List.of(new Explanation.NoLeader(), new Explanation.Due(AGO), new Explanation.Scheduled(AGO))),
                new Row(
                        "backing off",
                        of(detail(TaskStatus.SCHEDULED, new Counts(1, 1, 0, 0), List.of(attempt), later), FREE),
                        List.of(new Explanation.BackingOff(
                                1, AttemptOutcome.FAILED, later, Optional.of("went wrong")))),
                new Row("paused", new Facts(queued, paused, FREE, many, false, false), List.of(byAlice)),
                new Row(
                        "paused, not served, hints fail, and no leader",
                        new Facts(suspect, paused, NONE, many, true, true),
                        List.of(
                                byAlice,
                                new Explanation.NotServed(true, Optional.empty()),
                                new Explanation.HintsFailing(),
                                new Explanation.NoLeader())),
                new Row(
                        "paused, and the agents full",
                        new Facts(suspect, paused, fleet(TYPE, status(0, true)), many, false, false),
                        List.of(byAlice)),
                new Row(
                        "never served, misspelt",
                        new Facts(
                                queued,
                                Optional.of(type(false, Optional.empty())),
                                fleet("wish", status(1, false)),
                                Before.NOTHING,
                                false,
                                false),
                        List.of(new Explanation.NotServed(false, Optional.of("wish")))),
                new Row("not served now", of(queued, NONE), List.of(new Explanation.NotServed(true, Optional.empty()))),
                new Row(
                        "of a type that the store does not know",
                        new Facts(queued, Optional.empty(), NONE, Before.NOTHING, false, false),
                        List.of(new Explanation.NotServed(false, Optional.empty()))),
                new Row(
                        "a suspect beside another",
                        of(suspect, fleet(TYPE, status(1, true))),
                        List.of(new Explanation.SuspectWaits(2, 1))),
                new Row("a suspect alone", of(suspect, FREE), List.of(NEXT)),
                new Row("no suspect beside one", of(queued, fleet(TYPE, status(1, true))), List.of(NEXT)),
                new Row(
                        "agents full",
                        of(queued, fleet(TYPE, status(0, false))),
                        List.of(new Explanation.AgentsFull(1, 4))),
                new Row(
                        "agents full, and others before it",
                        new Facts(queued, Optional.of(KNOWN), fleet(TYPE, status(0, false)), many, false, false),
                        List.of(new Explanation.AgentsFull(1, 4), turn(15, false))),
                new Row(
                        "memory full",
                        of(queued, fleet(TYPE, status(1, 100, false))),
                        List.of(new Explanation.MemoryFull(1, 0, PARAMS_BYTES))),
                new Row(
                        "too little memory",
                        of(queued, fleet(TYPE, status(1, 81, false))),
                        List.of(new Explanation.MemoryFull(1, 19, PARAMS_BYTES))),
                new Row("just enough memory", of(queued, fleet(TYPE, status(1, 80, false))), List.of(NEXT)),
                new Row(
                        "memory and slots full",
                        of(queued, fleet(TYPE, status(0, 100, false))),
                        List.of(new Explanation.AgentsFull(1, 4))),
                new Row("waiting its turn", of(queued, false, false), List.of(turn(15, true))),
                new Row(
                        "hints fail, and no leader",
                        of(queued, true, true),
                        List.of(turn(15, true), new Explanation.HintsFailing(), new Explanation.NoLeader())));
    }

    @ParameterizedTest
    @MethodSource("table")
    void reasonsAreThoseThatHoldTheDecidingFirst(Row row) {
        assertThat(Reasons.of(row.facts())).isEqualTo(row.reasons());
    }

    @Test
    void theTableHasEveryReasonWithASentenceAndAnAdviceOfItsOwn() {
        Set<String> names = table().flatMap(row -> row.reasons().stream())
                .map(reason -> reason.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
        table().flatMap(row -> row.reasons().stream()).forEach(reason -> {
            assertThat(reason.text()).matches("[A-Z].+(\\.|: .+)");
            assertThat(reason.advice()).matches("[A-Z].+\\.");
            assertThat(reason.wireName()).matches("[a-z]+(_[a-z]+)*");
        });
    }
}
