package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Inspector;
import dev.taskq.proto.v1.AttemptOutcome;
import dev.taskq.proto.v1.CancelRequest;
import dev.taskq.proto.v1.FollowEventsRequest;
import dev.taskq.proto.v1.FollowEventsResponse;
import dev.taskq.proto.v1.ListEventsRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskEvent;
import dev.taskq.proto.v1.TaskEventKind;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events of tasks, as a list and as they happen. */
class GrpcEventsTest {
    private static final String METHOD = "taskq.v1.TaskService/FollowEvents";

    private final GrpcServed served = GrpcServed.start();

    @AfterEach
    void stop() throws InterruptedException {
        served.close();
    }

    private Iterator<FollowEventsResponse> follow(long id, long after) {
        return served.tasks()
                .withDeadlineAfter(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                .followEvents(FollowEventsRequest.newBuilder()
                        .setId(id)
                        .setAfterEventId(after)
                        .build());
    }

    private List<TaskEvent> listed(long id) {
        return served.tasks()
                .listEvents(ListEventsRequest.newBuilder().setId(id).build())
                .getEventsList();
    }

    private static List<TaskEvent> rest(Iterator<FollowEventsResponse> events) {
        List<TaskEvent> all = new ArrayList<>();
        events.forEachRemaining(each -> all.add(each.getEvent()));
        return all;
    }

    private long submit(String params) {
        return served.tasks()
                .submit(SubmitRequest.newBuilder()
                        .setTask(NewTask.newBuilder().setType("greet").setParamsJson(params))
                        .build())
                .getId();
    }

    @Test
    void eventsAreSentAsTheyHappenUntilTheTaskIsFinal() {
        long id = submit("{\"name\": \"you\"}");
        Iterator<FollowEventsResponse> events = follow(id, 0);
        assertThat(events.next().getEvent().getEvent()).isEqualTo(TaskEventKind.TASK_EVENT_KIND_CREATED);
        assertThat(events.next().getEvent().getEvent()).isEqualTo(TaskEventKind.TASK_EVENT_KIND_QUEUED);
        List<TaskEvent> later;
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            later = rest(events);
        }
        assertThat(later)
                .extracting(TaskEvent::getEvent)
                .containsExactly(
                        TaskEventKind.TASK_EVENT_KIND_STARTED,
                        TaskEventKind.TASK_EVENT_KIND_ATTEMPT_ENDED,
                        TaskEventKind.TASK_EVENT_KIND_FINISHED);
        assertThat(later.get(1).getOutcome()).isEqualTo(AttemptOutcome.ATTEMPT_OUTCOME_SUCCEEDED);
        assertThat(later.get(1).getAgent()).isNotEmpty();
        assertThat(later.getLast().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_SUCCEEDED);
        assertThat(served.answered(METHOD, "OK")).isEqualTo(1);

        List<TaskEvent> all = listed(id);
        assertThat(all).hasSize(5).containsAll(later);
        assertThat(rest(follow(id, 0))).isEqualTo(all);
    }

    @Test
    void callerThatConnectsAgainGetsWhatFollows() {
        long id = submit("{}");
        served.tasks().cancel(CancelRequest.newBuilder().setId(id).build());
        List<TaskEvent> all = listed(id);
        for (int seen = 0; seen < all.size(); seen++) {
            assertThat(rest(follow(id, all.get(seen).getId()))).isEqualTo(all.subList(seen + 1, all.size()));
        }
        assertThat(rest(follow(id, Long.MAX_VALUE))).isEmpty();
        Failure negative = Failure.of(() -> follow(id, -1).hasNext());
        assertThat(negative.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(negative.fields()).containsExactly("after_event_id");
    }

    @Test
    void unknownTaskHasNoEvents() {
        for (long id : new long[] {0, -1, Long.MAX_VALUE}) {
            assertThat(Failure.of(() -> listed(id)).code()).isEqualTo(Code.NOT_FOUND);
            assertThat(Failure.of(() -> follow(id, 0).hasNext()).code()).isEqualTo(Code.NOT_FOUND);
        }
    }

    @Test
    void stopTellsThatTheStreamEndsEarly() {
        long id = submit("{}");
        Iterator<FollowEventsResponse> events = follow(id, 0);
        events.next();
        events.next();
        served.server.close();
        Failure end = Failure.of(events::hasNext);
        assertThat(end.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(end.reason()).isEqualTo("NOT_ACCEPTED");
        assertThat(end.retry()).isPresent();
    }

    @Test
    void listenersHaveTheLimitOfTheirNumber() {
        long id = submit("{}");
        List<EventStream> others = new ArrayList<>();
        for (int i = 0; i < Inspector.MOST_LISTENERS; i++) {
            others.add(
                    served.coordinator.follow(id, 0, CallDeadline.unbounded()).orElseThrow());
        }
        Failure refused = Failure.of(() -> follow(id, 0).hasNext());
        assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refused.retry()).isPresent();
        others.removeLast().close();
        assertThat(follow(id, 0).next().getEvent().getId()).isPositive();
        others.forEach(EventStream::close);
    }
}
