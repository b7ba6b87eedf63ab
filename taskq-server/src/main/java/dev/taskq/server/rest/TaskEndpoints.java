package dev.taskq.server.rest;

import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.RetryResult;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.CallLimits;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about tasks. */
final class TaskEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(TaskEndpoints.class);
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final Header REPLAY = HeaderValues.createCached(HeaderNames.create("Idempotent-Replay"), "true");
    private static final int PAGE = 100;
    private static final int MOST_ID_DIGITS = 19;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Set<String> WAIT = Set.of("wait");
    private static final Set<String> FILTERS =
            Set.of("status", "type", "created_after", "created_before", "limit", "cursor");
    private static final String STATUSES =
            Arrays.stream(TaskStatus.values()).map(TaskStatus::wireName).collect(Collectors.joining(", "));

    private final Supplier<Optional<Coordinator>> coordinator;
    private final CallLimits limits;
    private final Waits waits;

    TaskEndpoints(Supplier<Optional<Coordinator>> coordinator, CallLimits limits, Waits waits) {
        this.coordinator = coordinator;
        this.limits = limits;
        this.waits = waits;
    }

    Answer submit(Call call) {
        Optional<String> key = keyOf(call);
        AttendedCall submit = new AttendedCall(call);
        String body = Bodies.read(call.request(), limits.bodyBytes());
        NewTask task = SubmitBodies.one(body, originOf(call), key);
        Submitted submitted = submit.answer(deadline -> coordinator().submit(task, deadline));
        Header location = HeaderValues.create(HeaderNames.LOCATION, "/v1/tasks/" + submitted.id());
        Answer answer = Answer.json(Status.CREATED_201, JsonAnswers.submitted(submitted), location);
        return submitted.replayed() ? answer.with(REPLAY) : answer;
    }

    Answer submitBatch(Call call) {
        Optional<String> key = keyOf(call);
        AttendedCall submit = new AttendedCall(call);
        String body = Bodies.read(call.request(), limits.batchBytes());
        List<NewTask> tasks = SubmitBodies.batch(body, originOf(call), key.isEmpty(), limits.batchTasks());
        List<Submitted> submitted = submit.answer(deadline -> submitAll(tasks, key, deadline));
        Answer answer = Answer.json(Status.CREATED_201, JsonAnswers.submitted(submitted));
        return submitted.stream().allMatch(Submitted::replayed) ? answer.with(REPLAY) : answer;
    }

    private List<Submitted> submitAll(List<NewTask> tasks, Optional<String> key, CallDeadline deadline) {
        if (key.isPresent()) {
            return coordinator().submitAll(tasks, key.get(), deadline);
        }
        try {
            return coordinator().submitAll(tasks, deadline);
        } catch (KeyConflictException e) {
            throw new ProblemException(Problems.ofBatch(e));
        }
    }

    Answer get(Call call) {
        long id = idOf(call);
        Optional<Duration> wait = QueryText.of(call.request(), WAIT).duration("wait");
        if (wait.isPresent() && wait.get().compareTo(limits.longestWait()) > 0) {
            throw new ProblemException(Problem.badQuery(
                    "\"wait\" must be at most " + limits.longestWait().toSeconds() + "s"));
        }
        AttendedCall find = new AttendedCall(call);
        Task task = find(id, find);
        Duration longest = find.atMost(wait.orElse(Duration.ZERO));
        if (!longest.isZero() && !task.status().isFinal()) {
            task = waits.awaitEnd(coordinator(), id, longest).orElseGet(() -> find(id, find));
        }
        return Answer.json(Status.OK_200, JsonAnswers.task(task));
    }

    private Task find(long id, AttendedCall call) {
        return call.answer(deadline -> coordinator().find(id, deadline)).orElseThrow(TaskEndpoints::noSuchTask);
    }

    Answer list(Call call) {
        QueryText query = QueryText.of(call.request(), FILTERS);
        TaskFilter filter = new TaskFilter(
                query.value("status", TaskEndpoints::status, "must be one of " + STATUSES),
                query.value("type", TaskEndpoints::type, "must be the name of a type"),
                query.time("created_after"),
                query.time("created_before"));
        int limit = query.value(
                        "limit", TaskEndpoints::limit, "must be a whole number from 1 to " + Coordinator.LIST_LIMIT)
                .orElse(PAGE);
        Optional<TaskPage.Cursor> from = query.value(
                "cursor",
                text -> Cursors.parse(text, filter),
                "must be an unchanged next_cursor of an earlier response, given with the same filters");
        TaskPage page = new AttendedCall(call).answer(deadline -> coordinator().list(filter, from, limit, deadline));
        return Answer.json(Status.OK_200, JsonAnswers.page(page, filter));
    }

    Answer cancel(Call call) {
        long id = idOf(call);
        AttendedCall cancel = new AttendedCall(call);
        JsonBody.requireNoFields(call.request());
        CancelResult result = cancel.answer(deadline -> coordinator().cancel(id, deadline));
        return switch (result) {
            case CancelResult.Cancelled(Task task) -> Answer.json(Status.OK_200, JsonAnswers.task(task));
            case CancelResult.Requested(Task task) -> Answer.json(Status.ACCEPTED_202, JsonAnswers.task(task));
            case CancelResult.AlreadyFinal(Task task) -> alreadyFinal(task);
            case CancelResult.NotFound(long missing) -> throw noSuchTask();
        };
    }

    Answer retry(Call call) {
        long id = idOf(call);
        AttendedCall retry = new AttendedCall(call);
        OptionalInt attempt = attemptOf(call);
        RetryResult result = retry.answer(deadline -> coordinator().retry(id, attempt, deadline));
        return switch (result) {
            case RetryResult.Requeued(Task task) -> Answer.json(Status.OK_200, JsonAnswers.task(task));
            case RetryResult.Refused(Task task) ->
                throw new ProblemException(
                        Problem.conflict("only a failed or cancelled task can be queued again, and only at the"
                                + " attempt that the request names; this task is "
                                + task.status().wireName() + " at attempt "
                                + task.counts().attempt()));
            case RetryResult.NotFound(long missing) -> throw noSuchTask();
        };
    }

    /** The coordinator. Until it has started, a call changes nothing and gets 503. */
    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    /** Refuses the method if the path names a task. */
    static Answer refuse(Call call, String allowed) {
        idOf(call);
        throw new ProblemException(
                Problem.notAllowed(call.request().prologue().method().text(), allowed));
    }

    private static Answer alreadyFinal(Task task) {
        if (task.status() == TaskStatus.CANCELLED) {
            return Answer.json(Status.OK_200, JsonAnswers.task(task));
        }
        throw new ProblemException(
                Problem.conflict("the task is " + task.status().wireName() + " already, and cannot be cancelled"));
    }

    private static ProblemException noSuchTask() {
        return new ProblemException(Problem.of(Status.NOT_FOUND_404, "there is no such task"));
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

    private static Origin originOf(Call call) {
        return new Origin(
                call.caller().name(),
                call.correlationId(),
                Optional.of(Correlation.traceparentOf(call.request().headers())));
    }

    private static Optional<String> keyOf(Call call) {
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

    /** An id outside the valid range names no task, like a valid id without a task. */
    private static long idOf(Call call) {
        String text = call.request().path().pathParameters().get("id");
        boolean digits = !text.isEmpty()
                && text.length() <= MOST_ID_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            long id = digits ? Long.parseLong(text) : 0;
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            LOG.debug("an id beyond the range of one");
        }
        throw new ProblemException(Problem.of(
                Status.NOT_FOUND_404, "there is no such task: an id is a whole number from 1 to " + Long.MAX_VALUE));
    }

    private static Optional<TaskStatus> status(String text) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> status.wireName().equals(text))
                .findFirst();
    }

    private static Optional<String> type(String text) {
        try {
            TaskType.checkName(text);
            return Optional.of(text);
        } catch (TaskRejectedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> limit(String text) {
        // Java's own parser accepts a sign, leading zeros, and the digits of every script.
        return Optional.of(text)
                .filter(it -> LIMIT.matcher(it).matches())
                .map(Integer::valueOf)
                .filter(limit -> limit <= Coordinator.LIST_LIMIT);
    }
}
