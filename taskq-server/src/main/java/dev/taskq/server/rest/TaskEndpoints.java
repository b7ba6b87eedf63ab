package dev.taskq.server.rest;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.server.CallLimits;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.CancelAnswer;
import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.call.TaskCalls;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The calls about tasks. */
final class TaskEndpoints {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    static final Header REPLAY = HeaderValues.createCached(HeaderNames.create("Idempotent-Replay"), "true");
    private static final Set<String> WAIT = Set.of("wait");
    static final Set<String> LISTING = Filters.with("limit", "cursor");

    private final TaskCalls tasks;
    private final CallLimits limits;

    TaskEndpoints(ServerCalls calls) {
        this.tasks = calls.tasks();
        this.limits = calls.limits();
    }

    Answer submit(Call call) {
        Optional<String> key = keyOf(call);
        CallContext context = call.contextWithTimeout();
        String body = Bodies.read(call.request(), limits.bodyBytes());
        Submitted submitted = tasks.submit(context, SubmitBodies.one(body, context.origin(), key));
        Header location = HeaderValues.create(HeaderNames.LOCATION, "/v1/tasks/" + submitted.id());
        Answer answer = Answer.json(Status.CREATED_201, JsonAnswers.submitted(submitted), location)
                .withWarning(submitted.warning());
        return submitted.replayed() ? answer.with(REPLAY) : answer;
    }

    Answer submitBatch(Call call) {
        Optional<String> key = keyOf(call);
        CallContext context = call.contextWithTimeout();
        String body = Bodies.read(call.request(), limits.batchBytes());
        List<NewTask> batch = SubmitBodies.batch(body, context.origin(), key.isEmpty(), limits.batchTasks());
        List<Submitted> submitted = tasks.submitAll(context, batch, key);
        Answer answer = Answer.json(Status.CREATED_201, JsonAnswers.submitted(submitted));
        return submitted.stream().allMatch(Submitted::replayed) ? answer.with(REPLAY) : answer;
    }

    Answer get(Call call) {
        long id = idOf(call);
        Duration wait = QueryText.of(call.request(), WAIT).duration("wait").orElse(Duration.ZERO);
        return EntityTags.on(
                Answer.json(Status.OK_200, JsonAnswers.task(tasks.get(call.contextWithTimeout(), id, wait))),
                call.request());
    }

    Answer list(Call call) {
        ListRequest request = listing(QueryText.of(call.request(), LISTING));
        return Answer.json(Status.OK_200, JsonAnswers.page(tasks.list(call.contextWithTimeout(), request)));
    }

    static ListRequest listing(QueryText query) {
        return new ListRequest(Filters.of(query), query.limit(), query.cursor());
    }

    Answer cancel(Call call) {
        long id = idOf(call);
        CallContext context = call.contextWithTimeout();
        JsonBody.requireNoFields(call.request());
        CancelAnswer answer = tasks.cancel(context, id);
        return Answer.json(answer.isRequested() ? Status.ACCEPTED_202 : Status.OK_200, JsonAnswers.task(answer.task()));
    }

    Answer retry(Call call) {
        long id = idOf(call);
        CallContext context = call.contextWithTimeout();
        OptionalInt attempt = attemptOf(call);
        return Answer.json(Status.OK_200, JsonAnswers.task(tasks.retry(context, id, attempt)));
    }

    Answer delete(Call call) {
        long id = idOf(call);
        CallContext context = call.contextWithTimeout();
        tasks.delete(context, id);
        return Answer.empty(Status.NO_CONTENT_204);
    }

    /** Refuses the method if the path names a task. */
    static Answer refuse(Call call, String allowed) {
        idOf(call);
        return Answer.notAllowed(call.request().prologue().method().text(), allowed);
    }

    private static OptionalInt attemptOf(Call call) {
        if (!Bodies.isPresent(call.request())) {
            return OptionalInt.empty();
        }
        OptionalInt[] attempt = {OptionalInt.empty()};
        JsonBody.read(
                Bodies.read(call.request(), JsonBody.SMALL),
                body -> body.object("", (name, pointer) -> {
                    if (!name.equals("attempt")) {
                        return false;
                    }
                    String allowed = "must be a whole number, zero or more";
                    attempt[0] = body.number(pointer, allowed);
                    if (attempt[0].isPresent() && attempt[0].getAsInt() < 0) {
                        body.violation(pointer, allowed);
                    }
                    return true;
                }));
        return attempt[0];
    }

    static Optional<String> keyOf(Call call) {
        if (!call.request().headers().contains(IDEMPOTENCY_KEY)) {
            return Optional.empty();
        }
        Header header = call.request().headers().get(IDEMPOTENCY_KEY);
        if (header.valueCount() > 1) {
            throw new ProblemException(Problem.badKey("the header Idempotency-Key must be given once"));
        }
        String key = header.get();
        try {
            NewTask.checkKey(key);
            return Optional.of(key);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.badKey(
                    "the header Idempotency-Key " + e.violations().get(0).detail()));
        }
    }

    private static long idOf(Call call) {
        return Ids.ofTask(call);
    }
}
