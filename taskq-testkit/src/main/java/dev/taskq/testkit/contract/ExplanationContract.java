package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.LAST;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.TIMEOUT;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Explanation;
import dev.taskq.Explanation.Reason;
import dev.taskq.NewTask;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeTally;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Why a task is where it is, as a coordinator explains it by what the store has. */
interface ExplanationContract extends StoreUnderTest {
    /** These depend on what the leader publishes, and on no row. */
    Set<Class<?>> OF_THE_LEADER = Set.of(Explanation.HintsFailing.class, Explanation.NoLeader.class);

    /** As with the default preset. */
    Duration REPORT_VALID = Duration.ofSeconds(15);

    /** Makes a task of a type of its own stand somewhere. */
    interface SetUp {
        long task(StoreFixture store, String type) throws Exception;
    }

    /** A row of the table: the reason that decides, and those that hold as well. */
    record Situation(String type, SetUp setUp, List<Class<?>> reasons) {
        static Situation of(String type, SetUp setUp, Class<?>... reasons) {
            return new Situation(type, setUp, List.of(reasons));
        }
    }

    private static long agent(StoreFixture store, String type) {
        return store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent of " + type, "host", List.of(type)));
    }

    private static void report(StoreFixture store, long session, int freeSlots, boolean suspect, TypeTally... types) {
        store.inspections()
                .report(new SessionStatus(
                        session, "", 4, freeSlots, 0, 100, List.of(), suspect, List.of(types), REPORT_VALID));
    }

    private static void reportHeld(StoreFixture store, long session, long heldBytes) {
        store.inspections()
                .report(new SessionStatus(
                        session, "", 4, 1, heldBytes, 100, List.of(), false, List.of(), REPORT_VALID));
    }

    /** A task that an agent of its type runs, under token 1. */
    private static long running(StoreFixture store, String type, long session) {
        long id = store.submit(type);
        store.claim(session, 1, id);
        return id;
    }

    private static long running(StoreFixture store, String type) {
        return running(store, type, agent(store, type));
    }

    private static long lostTwice(StoreFixture store, String type) {
        long session = agent(store, type);
        long id = store.submit(type);
        for (int token = 1; token <= 2; token++) {
            store.claim(session, token, id);
            store.end(taken(id, session, token, StoreFixture.AT_ONCE, AttemptOutcome.LOST));
        }
        report(store, session, 3, true);
        return id;
    }

    private static List<Situation> table() {
        return List.of(
                Situation.of(
                        "succeeded",
                        (store, type) -> {
                            long session = agent(store, type);
                            long id = running(store, type, session);
                            store.end(completion(id, session, 1, SUCCEEDED));
                            return id;
                        },
                        Explanation.Final.class),
                Situation.of(
                        "failed",
                        (store, type) -> {
                            long session = agent(store, type);
                            long id = running(store, type, session);
                            store.end(completion(id, session, 1, FAILED));
                            return id;
                        },
                        Explanation.Final.class),
                Situation.of("running", (store, type) -> running(store, type), Explanation.Running.class),
                Situation.of(
                        "overdue",
                        (store, type) -> {
                            long id = running(store, type);
                            store.age(id, TIMEOUT.plusSeconds(5));
                            return id;
                        },
                        Explanation.Overdue.class,
                        Explanation.AgentSilent.class,
                        Explanation.Running.class),
                Situation.of(
                        "silent",
                        (store, type) -> {
                            long id = running(store, type);
                            store.age(id, Duration.ofSeconds(30));
                            return id;
                        },
                        Explanation.AgentSilent.class,
                        Explanation.Running.class),
                Situation.of(
                        "lost",
                        (store, type) -> {
                            long session = agent(store, type);
                            long id = running(store, type, session);
                            store.lose(session);
                            return id;
                        },
                        Explanation.AgentLost.class),
                Situation.of(
                        "cancel_requested",
                        (store, type) -> {
                            long id = running(store, type);
                            store.submissions().cancel(List.of(id));
                            return id;
                        },
                        Explanation.CancelRequested.class,
                        Explanation.Running.class),
                Situation.of(
                        "scheduled",
                        (store, type) -> {
                            agent(store, type);
                            return store.submit(newTask(type).delayedBy(Duration.ofHours(1)));
                        },
                        Explanation.Scheduled.class),
                Situation.of(
                        "due",
                        (store, type) -> {
                            agent(store, type);
                            long id = store.submit(newTask(type).delayedBy(Duration.ofHours(1)));
                            store.age(id, Duration.ofHours(2));
                            return id;
                        },
                        Explanation.Due.class,
                        Explanation.Scheduled.class),
                Situation.of(
                        "backing_off",
                        (store, type) -> {
                            long session = agent(store, type);
                            long id = running(store, type, session);
                            store.end(completion(id, session, 1, BACK_OFF));
                            return id;
                        },
                        Explanation.BackingOff.class),
                Situation.of(
                        "paused",
                        (store, type) -> {
                            agent(store, type);
                            long id = store.submit(type);
                            store.types().pause(type, true, "alice");
                            return id;
                        },
                        Explanation.Paused.class),
                Situation.of(
                        "resize_imgae",
                        (store, type) -> {
                            agent(store, "resize_image");
                            store.types().admit(List.of(type), new TypeAdmission("alice", 100));
                            return store.submit(type);
                        },
                        Explanation.NotServed.class),
                Situation.of(
                        "served_once",
                        (store, type) -> {
                            store.sessions().stop(agent(store, type));
                            return store.submit(type);
                        },
                        Explanation.NotServed.class),
                Situation.of("suspect", ExplanationContract::lostTwice, Explanation.SuspectWaits.class),
                Situation.of(
                        "full",
                        (store, type) -> {
                            report(store, agent(store, type), 0, false);
                            return store.submit(type);
                        },
                        Explanation.AgentsFull.class),
                Situation.of(
                        "memory_full",
                        (store, type) -> {
                            reportHeld(store, agent(store, type), 99);
                            return store.submit(type);
                        },
                        Explanation.MemoryFull.class),
                Situation.of(
                        "in_line",
                        (store, type) -> {
                            report(store, agent(store, type), 1, true);
                            store.submit(type, 3);
                            return later(store, type);
                        },
                        Explanation.WaitingItsTurn.class));
    }

    /** Submits once the clock has moved on. */
    private static long later(StoreFixture store, String type) {
        Instant before = store.now();
        while (!store.now().isAfter(before)) {
            Thread.onSpinWait();
        }
        return store.submit(type);
    }

    @Test
    default void everyReasonIsGivenWhereItHolds(StoreFixture store) throws Exception {
        Set<Class<?>> given = new HashSet<>();
        for (Situation situation : table()) {
            long id = situation.setUp().task(store, situation.type());

            Explanation explanation =
                    Coordinator.builder(store).build().explain(id).orElseThrow();

            assertThat(explanation.reasons())
                    .as(situation.type())
                    .<Class<?>>extracting(Object::getClass)
                    .containsExactlyElementsOf(situation.reasons());
            assertThat(explanation.status()).isEqualTo(store.status(id));
            given.addAll(situation.reasons());
        }
        given.addAll(OF_THE_LEADER);
        assertThat(given).containsExactlyInAnyOrder(Reason.class.getPermittedSubclasses());
        assertThat(Coordinator.builder(store).build().explain(Long.MAX_VALUE)).isEmpty();
    }

    private static Reason first(StoreFixture store, long id) {
        return Coordinator.builder(store)
                .build()
                .explain(id)
                .orElseThrow()
                .reasons()
                .getFirst();
    }

    @Test
    default void reasonsSayWhatIsKnown(StoreFixture store) {
        store.types().pause("paused", true, "alice");
        agent(store, "paused");
        assertThat(first(store, store.submit("paused"))).isInstanceOfSatisfying(Explanation.Paused.class, paused -> {
            assertThat(paused.by()).contains("alice");
            assertThat(paused.since()).isPresent();
        });
        agent(store, "resize_image");
        store.types().admit(List.of("resize_imgae"), new TypeAdmission("alice", 100));
        assertThat(first(store, store.submit("resize_imgae")))
                .isEqualTo(new Explanation.NotServed(false, Optional.of("resize_image")));
        store.sessions().stop(agent(store, "wash"));
        assertThat(first(store, store.submit("wash"))).isEqualTo(new Explanation.NotServed(true, Optional.empty()));
        assertThat(first(store, lostTwice(store, "deadly"))).isEqualTo(new Explanation.SuspectWaits(2, 1));
    }

    @Test
    default void suspectWaitsOnlyForAnAgentThatRunsNone(StoreFixture store) {
        long id = lostTwice(store, "deadly");
        report(store, agent(store, "deadly"), 1, false);

        assertThat(first(store, id)).isInstanceOf(Explanation.WaitingItsTurn.class);
    }

    @Test
    default void memoryOfAnAgentIsFullForATaskThatDoesNotFit(StoreFixture store) {
        long session = agent(store, "wash");
        reportHeld(store, session, 90);
        long small = store.submit(newTask("wash"));
        NewTask large = NewTask.of("wash", "{\"a\":\"" + "x".repeat(13) + "\"}");

        assertThat(first(store, small)).isInstanceOf(Explanation.WaitingItsTurn.class);
        store.submissions().cancel(List.of(small));
        long id = store.submit(large);
        assertThat(first(store, id)).isInstanceOfSatisfying(Explanation.MemoryFull.class, full -> {
            assertThat(full.agents()).isEqualTo(1);
            assertThat(full.room()).isEqualTo(10);
            assertThat(full.params()).isGreaterThanOrEqualTo(21);
        });
        reportHeld(store, session, 0);
        assertThat(first(store, id)).isInstanceOf(Explanation.WaitingItsTurn.class);
        reportHeld(store, session, 90);
        report(store, agent(store, "wash"), 1, false);
        assertThat(first(store, id)).isInstanceOf(Explanation.WaitingItsTurn.class);
    }

    @Test
    default void tasksBeforeAndTheirTimeAreCounted(StoreFixture store) {
        long session = agent(store, "wash");
        report(store, session, 1, false, new TypeTally("wash", 3, 0, 60, 0));
        store.submit("wash", 2);
        store.submit(newTask("wash").delayedBy(Duration.ofHours(1)));
        store.submit("wash_not", 1);
        running(store, "wash", session);

        assertThat(first(store, later(store, "wash")))
                .isEqualTo(new Explanation.WaitingItsTurn(2, false, Optional.of(Duration.ofSeconds(2))));
    }

    @Test
    default void attemptsThatAreBackingOffAreNamed(StoreFixture store) {
        long session = agent(store, "wash");
        long id = running(store, "wash", session);
        store.end(completion(id, session, 1, BACK_OFF));

        assertThat(first(store, id))
                .isEqualTo(new Explanation.BackingOff(
                        1,
                        AttemptOutcome.FAILED,
                        store.task(id).times().runAt().orElseThrow(),
                        Optional.of("went wrong")));
        long failed = running(store, "wash", agent(store, "wash"));
        assertThat(first(store, failed)).isInstanceOf(Explanation.Running.class);
    }

    @Test
    default void reasonsHaveNamesSentencesAndAdvice(StoreFixture store) {
        long id = store.ended(LAST);
        Reason reason = first(store, id);

        assertThat(reason.wireName()).isEqualTo("final");
        assertThat(reason.text()).startsWith("The task failed at ").endsWith(": went wrong");
        assertThat(reason.advice()).isEqualTo("Retry the task to queue it again.");
    }
}
