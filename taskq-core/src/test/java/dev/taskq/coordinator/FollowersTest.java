package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.ManualPlatform;
import dev.taskq.NewTask;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskEvent.Kind;
import dev.taskq.TaskStatus;
import dev.taskq.TaskStream;
import dev.taskq.TooManyListenersException;
import dev.taskq.engine.Duty;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.Verdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following tasks, round by round. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FollowersTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Followers followers = new Followers(
            platform,
            counted(Submissions.class, store.submissions()),
            counted(Inspections.class, store.inspections()),
            3,
            new Wakes());
    private Runnable whenWoken = () -> followers.round();
    private Runnable afterRead = () -> {};

    /** Makes a round where the loop of the duty would. */
    private final class Wakes implements Signal {
        @Override
        public long count() {
            return 0;
        }

        @Override
        public void raise() {
            whenWoken.run();
        }

        @Override
        public boolean await(long seen, Duration longest) {
            throw new UnsupportedOperationException("only the loop of the duty waits");
        }
    }

    /** A round after a pause, which reads what has changed. */
    private Duration round() {
        platform.pass(Duration.ofMillis(200));
        return followers.round();
    }

    private <C> C counted(Class<C> chapter, C store) {
        return chapter.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {chapter}, (proxy, method, given) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    try {
                        Object result = method.invoke(store, given);
                        afterRead.run();
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private long submit() {
        return submit("{}");
    }

    private long submit(String params) {
        platform.pass(Duration.ofSeconds(1));
        return store.submissions()
                .insert(List.of(new Insert(NewTask.of("work", params), "")))
                .getFirst()
                .id();
    }

    private void cancel(long id) {
        platform.pass(Duration.ofSeconds(1));
        store.submissions().cancel(List.of(id));
    }

    private EventStream follow(long id, long after) {
        return followers.follow(id, after, CallDeadline.unbounded()).orElseThrow();
    }

    private static List<Kind> kinds(EventStream stream) throws InterruptedException {
        return stream.next(CallDeadline.of(Duration.ZERO)).stream()
                .map(TaskEvent::kind)
                .toList();
    }

    @Test
    void lifeSoFarComesAtOnceAndTheRestAsItHappens() throws Exception {
        long id = submit();
        EventStream stream = follow(id, 0);
        assertThat(kinds(stream)).containsExactly(Kind.CREATED, Kind.QUEUED);
        assertThat(round()).isPositive();
        assertThat(kinds(stream)).isEmpty();
        assertThat(stream.isOver()).isFalse();

        cancel(id);
        round();

        assertThat(stream.isOver()).isFalse();
        assertThat(kinds(stream)).containsExactly(Kind.FINISHED);
        assertThat(stream.isOver()).isTrue();
    }

    @Test
    void onlyEventsAfterTheGivenOneCome() throws Exception {
        long id = submit();
        long created =
                follow(id, 0).next(CallDeadline.of(Duration.ZERO)).getFirst().id();

        assertThat(kinds(follow(id, created))).containsExactly(Kind.QUEUED);
    }

    @Test
    void streamOfATaskThatIsFinalEndsWithItsLife() throws Exception {
        long id = submit();
        cancel(id);
        EventStream stream = follow(id, 0);

        assertThat(kinds(stream)).containsExactly(Kind.CREATED, Kind.QUEUED, Kind.FINISHED);
        assertThat(stream.isOver()).isTrue();
    }

    @Test
    void unknownTaskCannotBeFollowedAndTakesNoRoom() {
        for (int i = 0; i < 5; i++) {
            assertThat(followers.follow(404, 0, CallDeadline.unbounded())).isEmpty();
            assertThat(followers.watch(404, CallDeadline.unbounded())).isEmpty();
        }
        assertThat(round()).isEqualTo(Duty.WHEN_WOKEN);
    }

    @Test
    void noMoreThanTheMostMayFollowUntilOneIsClosed() {
        long id = submit();
        List<EventStream> streams = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> streams.add(follow(id, 0)));
        assertThatThrownBy(() -> follow(id, 0)).isInstanceOf(TooManyListenersException.class);

        streams.getFirst().close();
        streams.getFirst().close();

        follow(id, 0);
        assertThatThrownBy(() -> follow(id, 0)).isInstanceOf(TooManyListenersException.class);
    }

    @Test
    void oneReadServesAllAndOnlyWhatChangedIsReadInFull() throws Exception {
        long first = submit();
        long other = submit();
        List<EventStream> streams = List.of(follow(first, 0), follow(first, 0), follow(other, 0));
        round();
        for (EventStream stream : streams) {
            kinds(stream);
        }
        calls.clear();

        round();
        assertThat(calls).containsOnly(Map.entry("marks", 1));
        cancel(first);
        round();

        assertThat(calls).containsOnly(Map.entry("marks", 2), Map.entry("details", 1));
        assertThat(kinds(streams.get(0))).containsExactly(Kind.FINISHED);
        assertThat(kinds(streams.get(1))).containsExactly(Kind.FINISHED);
        assertThat(kinds(streams.get(2))).isEmpty();
    }

    @Test
    void whatHappenedBetweenTheFirstReadingAndTheFirstRoundIsTold() throws Exception {
        long id = submit();
        EventStream early = follow(id, 0);
        round();
        kinds(early);
        EventStream late = follow(id, 0);
        kinds(late);
        cancel(id);

        round();

        assertThat(kinds(early)).containsExactly(Kind.FINISHED);
        assertThat(kinds(late)).containsExactly(Kind.FINISHED);
    }

    /** A task that runs, and reports its progress. */
    private record Reporting(long id, long session) {}

    private Reporting running() {
        return claim(submit());
    }

    private Reporting claim(long id) {
        long session = store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("work")));
        store.dispatch()
                .claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofMinutes(1)))));
        return new Reporting(id, session);
    }

    private void report(Reporting task, double fraction) {
        platform.pass(Duration.ofSeconds(1));
        store.sessions()
                .reportProgress(
                        task.session(), List.of(new Progress(new Held(task.id(), 1), fraction, Optional.empty())));
    }

    @Test
    void progressIsToldWithoutAReadOfItsOwnAndOnlyTheNewest() throws Exception {
        Reporting task = running();
        EventStream events = follow(task.id(), 0);
        TaskStream stream = watch(task.id());
        round();
        kinds(events);
        statuses(stream);
        calls.clear();
        round();
        assertThat(calls).containsOnly(Map.entry("marks", 1));

        report(task, 0.1);
        round();
        report(task, 0.2);
        round();

        assertThat(calls).containsOnly(Map.entry("marks", 3), Map.entry("details", 2));
        List<TaskEvent> told = events.next(CallDeadline.of(Duration.ZERO));
        assertThat(told).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.PROGRESS);
            assertThat(event.progress().map(Task.Progress::fraction)).contains(0.2);
        });
        assertThat(stream.next(CallDeadline.of(Duration.ZERO))).hasValueSatisfying(seen -> {
            assertThat(seen.isWhole()).isFalse();
            assertThat(seen.task().params()).isEqualTo("{}");
            assertThat(seen.task().progress().map(Task.Progress::fraction)).contains(0.2);
        });
        round();
        assertThat(kinds(events)).isEmpty();
        assertThat(statuses(stream)).isEmpty();
    }

    /** The progress came before the caller had taken that the task runs. */
    @Test
    void taskIsToldWholeUntilItsCallerHasAllButTheProgress() throws Exception {
        long id = submit("{\"n\":1}");
        TaskStream stream = watch(id);
        statuses(stream);
        round();
        Reporting task = claim(id);
        round();
        report(task, 0.1);
        round();

        assertThat(stream.next(CallDeadline.of(Duration.ZERO))).hasValueSatisfying(seen -> {
            assertThat(seen.isWhole()).isTrue();
            assertThat(seen.task().status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(seen.task().params()).isEqualTo("{\"n\":1}");
            assertThat(seen.task().progress()).isPresent();
        });
    }

    /** Between the comparison and the read, the task ended. */
    @Test
    void taskThatEndedMeanwhileIsToldWhole() throws Exception {
        Reporting task = running();
        TaskStream stream = watch(task.id());
        statuses(stream);
        round();
        report(task, 0.1);
        afterRead = () -> {
            afterRead = () -> {};
            store.completions()
                    .complete(List.of(new Completion(
                            task.id(),
                            new Holder(task.session(), 1),
                            new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0),
                            AttemptOutcome.SUCCEEDED,
                            Optional.empty(),
                            Optional.empty(),
                            true)));
        };

        round();

        assertThat(statuses(stream)).isEmpty();
        assertThat(stream.isOver()).isFalse();
        round();
        assertThat(stream.next(CallDeadline.of(Duration.ZERO)))
                .hasValueSatisfying(seen -> assertThat(seen.isWhole()).isTrue());
    }

    @Test
    void nothingIsReadWhileNoTaskIsFollowed() {
        assertThat(round()).isEqualTo(Duty.WHEN_WOKEN);
        follow(submit(), 0).close();
        calls.clear();

        assertThat(round()).isEqualTo(Duty.WHEN_WOKEN);
        assertThat(calls).isEmpty();
    }

    @Test
    void closingEndsAllStreams() throws Exception {
        long id = submit();
        EventStream stream = follow(id, 0);

        followers.close();

        assertThat(stream.isOver()).isTrue();
        assertThat(stream.next(CallDeadline.unbounded())).isEmpty();
        assertThatThrownBy(() -> follow(id, 0)).isInstanceOf(TooManyListenersException.class);
    }

    private TaskStream watch(long id) {
        return followers.watch(id, CallDeadline.unbounded()).orElseThrow();
    }

    private static List<TaskStatus> statuses(TaskStream stream) throws InterruptedException {
        return stream
                .next(CallDeadline.of(Duration.ZERO))
                .map(seen -> seen.task().status())
                .stream()
                .toList();
    }

    @Test
    void taskItselfComesAtOnceAndAgainWhenItHasChanged() throws Exception {
        long id = submit();
        TaskStream stream = watch(id);
        assertThat(statuses(stream)).containsExactly(TaskStatus.QUEUED);
        round();
        assertThat(statuses(stream)).isEmpty();
        assertThat(stream.isOver()).isFalse();

        cancel(id);
        round();

        assertThat(stream.isOver()).isFalse();
        assertThat(statuses(stream)).containsExactly(TaskStatus.CANCELLED);
        assertThat(stream.isOver()).isTrue();
    }

    @Test
    void oneReadServesAllThatWatchAndOneAllThatFollow() throws Exception {
        long id = submit();
        List<TaskStream> watching = List.of(watch(id), watch(id));
        EventStream following = follow(id, 0);
        round();
        for (TaskStream stream : watching) {
            statuses(stream);
        }
        kinds(following);
        cancel(id);
        calls.clear();

        round();

        assertThat(calls).containsOnly(Map.entry("marks", 1), Map.entry("details", 1), Map.entry("find", 1));
        for (TaskStream stream : watching) {
            assertThat(statuses(stream)).containsExactly(TaskStatus.CANCELLED);
        }
        assertThat(kinds(following)).containsExactly(Kind.FINISHED);
    }

    @Test
    void watchOfATaskThatIsDeletedIsOver() throws Exception {
        long id = submit();
        TaskStream stream = watch(id);
        statuses(stream);
        cancel(id);
        store.submissions().delete(List.of(id));

        round();

        assertThat(stream.isOver()).isTrue();
        assertThat(stream.next(CallDeadline.unbounded())).isEmpty();
    }

    /** Begins on a thread of its own, and returns once a round would see it. */
    private CompletableFuture<Optional<TaskStream>> beginWatch(long id, CallDeadline deadline) {
        CountDownLatch added = new CountDownLatch(1);
        whenWoken = added::countDown;
        CompletableFuture<Optional<TaskStream>> begun = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                begun.complete(followers.watch(id, deadline));
            } catch (RuntimeException e) {
                begun.completeExceptionally(e);
            }
        });
        try {
            added.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return begun;
    }

    private static Optional<TaskStream> end(CompletableFuture<Optional<TaskStream>> begun) throws Exception {
        return begun.get();
    }

    @Test
    void allThatBeginBetweenTwoRoundsShareTheFirstReading() throws Exception {
        var first = beginWatch(submit(), CallDeadline.unbounded());
        var second = beginWatch(submit(), CallDeadline.unbounded());
        var unknown = beginWatch(404, CallDeadline.unbounded());
        assertThat(calls).doesNotContainKeys("find", "marks");

        round();

        assertThat(statuses(end(first).orElseThrow())).containsExactly(TaskStatus.QUEUED);
        assertThat(statuses(end(second).orElseThrow())).containsExactly(TaskStatus.QUEUED);
        assertThat(end(unknown)).isEmpty();
        assertThat(calls)
                .as("one reading for all that begin, and the first comparison")
                .containsOnly(Map.entry("marks", 1), Map.entry("find", 2));
    }

    @Test
    void callersThatBeginAreToldThatTheReadingFailedAndOthersGoOn() throws Exception {
        long id = submit();
        TaskStream before = watch(id);
        statuses(before);
        var begun = beginWatch(id, CallDeadline.unbounded());
        StoreUnavailableException failure = new StoreUnavailableException(null);
        afterRead = () -> {
            throw failure;
        };

        assertThatThrownBy(this::round).isSameAs(failure);

        assertThatThrownBy(() -> end(begun)).hasCause(failure);
        afterRead = () -> {};
        cancel(id);
        round();
        assertThat(statuses(before)).containsExactly(TaskStatus.CANCELLED);
        assertThat(before.isOver()).isTrue();
    }

    @Test
    void callerThatLeavesBeforeTheFirstReadingTakesNoRoom() {
        CallDeadline deadline = CallDeadline.unbounded();
        var begun = beginWatch(submit(), deadline);

        deadline.leave();

        assertThatThrownBy(() -> end(begun)).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(round()).isEqualTo(Duty.WHEN_WOKEN);
    }

    /** The first caller asked for a task that was not there, which does not count for the second one. */
    @Test
    void callerThatBeginsDuringAReadingIsToldByTheNextOne() throws Exception {
        long next = submit() + 1;
        var early = beginWatch(next, CallDeadline.unbounded());
        List<CompletableFuture<Optional<TaskStream>>> late = new ArrayList<>();
        afterRead = () -> {
            afterRead = () -> {};
            assertThat(submit()).isEqualTo(next);
            late.add(beginWatch(next, CallDeadline.unbounded()));
        };

        round();
        // Otherwise the same round compares the task that has come, and tells of it after the end.
        assertThat(calls).doesNotContainKey("marks");
        assertThat(end(early)).isEmpty();
        round();

        assertThat(statuses(end(late.getFirst()).orElseThrow())).containsExactly(TaskStatus.QUEUED);
    }

    @Test
    void roundsFollowAChangeCloselyAndGrowRare() {
        long id = submit();
        watch(id);
        List<Duration> pauses = Stream.generate(this::round).limit(12).toList();
        assertThat(pauses).isSorted();
        assertThat(pauses.getFirst()).isLessThan(Duration.ofMillis(30));
        assertThat(pauses.getLast()).isEqualTo(Duration.ofMillis(200));

        cancel(id);

        assertThat(round()).isEqualTo(Duration.ofMillis(20));
    }
}
