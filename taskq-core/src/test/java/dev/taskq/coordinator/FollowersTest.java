package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.ManualPlatform;
import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskEvent.Kind;
import dev.taskq.TaskStatus;
import dev.taskq.TaskStream;
import dev.taskq.TooManyListenersException;
import dev.taskq.engine.Duty;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Submissions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Following tasks, round by round. */
class FollowersTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Followers followers = new Followers(
            platform,
            counted(Submissions.class, store.submissions()),
            counted(Inspections.class, store.inspections()),
            3,
            platform.newSignal());

    private <C> C counted(Class<C> chapter, C store) {
        return chapter.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {chapter}, (proxy, method, given) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    try {
                        return method.invoke(store, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private long submit() {
        platform.pass(Duration.ofSeconds(1));
        return store.submissions()
                .insert(List.of(new Insert(NewTask.of("work", "{}"), "")))
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
        assertThat(followers.round()).isPositive();
        assertThat(kinds(stream)).isEmpty();
        assertThat(stream.isOver()).isFalse();

        cancel(id);
        followers.round();

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
        assertThat(followers.round()).isEqualTo(Duty.WHEN_WOKEN);
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
        followers.round();
        for (EventStream stream : streams) {
            kinds(stream);
        }
        calls.clear();

        followers.round();
        assertThat(calls).containsOnly(Map.entry("marks", 1));
        cancel(first);
        followers.round();

        assertThat(calls).containsOnly(Map.entry("marks", 2), Map.entry("details", 1));
        assertThat(kinds(streams.get(0))).containsExactly(Kind.FINISHED);
        assertThat(kinds(streams.get(1))).containsExactly(Kind.FINISHED);
        assertThat(kinds(streams.get(2))).isEmpty();
    }

    @Test
    void whatHappenedBetweenTheFirstReadingAndTheFirstRoundIsTold() throws Exception {
        long id = submit();
        EventStream early = follow(id, 0);
        followers.round();
        kinds(early);
        EventStream late = follow(id, 0);
        kinds(late);
        cancel(id);

        followers.round();

        assertThat(kinds(early)).containsExactly(Kind.FINISHED);
        assertThat(kinds(late)).containsExactly(Kind.FINISHED);
    }

    @Test
    void nothingIsReadWhileNoTaskIsFollowed() {
        assertThat(followers.round()).isEqualTo(Duty.WHEN_WOKEN);
        follow(submit(), 0).close();
        calls.clear();

        assertThat(followers.round()).isEqualTo(Duty.WHEN_WOKEN);
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
        return stream.next(CallDeadline.of(Duration.ZERO)).map(Task::status).stream()
                .toList();
    }

    @Test
    void taskItselfComesAtOnceAndAgainWhenItHasChanged() throws Exception {
        long id = submit();
        TaskStream stream = watch(id);
        assertThat(statuses(stream)).containsExactly(TaskStatus.QUEUED);
        followers.round();
        assertThat(statuses(stream)).isEmpty();
        assertThat(stream.isOver()).isFalse();

        cancel(id);
        followers.round();

        assertThat(stream.isOver()).isFalse();
        assertThat(statuses(stream)).containsExactly(TaskStatus.CANCELLED);
        assertThat(stream.isOver()).isTrue();
    }

    @Test
    void oneReadServesAllThatWatchAndOneAllThatFollow() throws Exception {
        long id = submit();
        List<TaskStream> watching = List.of(watch(id), watch(id));
        EventStream following = follow(id, 0);
        followers.round();
        for (TaskStream stream : watching) {
            statuses(stream);
        }
        kinds(following);
        cancel(id);
        calls.clear();

        followers.round();

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

        followers.round();

        assertThat(stream.isOver()).isTrue();
        assertThat(stream.next(CallDeadline.unbounded())).isEmpty();
    }
}
