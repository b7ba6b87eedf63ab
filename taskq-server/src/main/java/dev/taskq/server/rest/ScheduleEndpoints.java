package dev.taskq.server.rest;

import dev.taskq.NewSchedule;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ScheduleCalls;
import dev.taskq.server.call.ServerCalls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Optional;
import java.util.Set;

/** The calls about schedules. */
final class ScheduleEndpoints {
    private static final Set<String> LISTING = Set.of("limit", "cursor");

    private final ScheduleCalls schedules;
    private final int bodyBytes;

    ScheduleEndpoints(ServerCalls calls) {
        this.schedules = calls.schedules();
        this.bodyBytes = calls.limits().bodyBytes();
    }

    Answer list(Call call) {
        QueryText query = QueryText.of(call.request(), LISTING);
        return Answer.json(
                Status.OK_200, ScheduleAnswers.page(schedules.list(call.context(), query.limit(), query.cursor())));
    }

    Answer get(Call call) {
        String name = nameOf(call);
        return Answer.json(Status.OK_200, ScheduleAnswers.schedule(schedules.get(call.context(), name)));
    }

    Answer put(Call call) {
        String name = nameOf(call);
        CallContext context = call.context();
        NewSchedule schedule = ScheduleBodies.read(
                Bodies.read(call.request(), bodyBytes), name, context.caller().name());
        PutResult result = schedules.put(context, schedule);
        Status status = result.effect() == PutResult.Effect.CREATED ? Status.CREATED_201 : Status.OK_200;
        return Answer.json(status, ScheduleAnswers.schedule(result.schedule()));
    }

    Answer pause(Call call) {
        String name = namedIn(call);
        return Answer.json(Status.OK_200, ScheduleAnswers.schedule(schedules.pause(call.context(), name)));
    }

    Answer resume(Call call) {
        String name = namedIn(call);
        return Answer.json(Status.OK_200, ScheduleAnswers.schedule(schedules.resume(call.context(), name)));
    }

    Answer run(Call call) {
        String name = nameOf(call);
        Optional<String> key = TaskEndpoints.keyOf(call);
        JsonBody.requireNoFields(call.request());
        RunResult.Queued queued = schedules.run(call.context(), name, key);
        Header location = HeaderValues.create(HeaderNames.LOCATION, "/v1/tasks/" + queued.task());
        Answer answer = Answer.json(Status.CREATED_201, ScheduleAnswers.queued(queued.task()), location);
        return queued.replayed() ? answer.with(TaskEndpoints.REPLAY) : answer;
    }

    Answer delete(Call call) {
        String name = nameOf(call);
        schedules.delete(call.context(), name);
        return Answer.empty(Status.NO_CONTENT_204);
    }

    /** Refuses the method if the path names a schedule. */
    static Answer refuse(Call call, String allowed) {
        nameOf(call);
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }

    private static String namedIn(Call call) {
        String name = nameOf(call);
        JsonBody.requireNoFields(call.request());
        return name;
    }

    private static String nameOf(Call call) {
        String name = call.request().path().pathParameters().get("name");
        ScheduleCalls.requireName(name);
        return name;
    }
}
