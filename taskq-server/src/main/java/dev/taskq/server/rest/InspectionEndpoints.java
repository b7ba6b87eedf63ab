package dev.taskq.server.rest;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.FollowCalls;
import dev.taskq.server.call.InspectionCalls;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The calls that show types, agents and the life of tasks. */
final class InspectionEndpoints {
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final String EVENT_STREAM = "text/event-stream";
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

    private final InspectionCalls inspections;
    private final FollowCalls follows;
    private final BooleanSupplier stopping;

    InspectionEndpoints(ServerCalls calls) {
        this.inspections = calls.inspections();
        this.follows = calls.follows();
        this.stopping = calls::isStopping;
    }

    Answer types(Call call) {
        return EntityTags.on(
                Answer.json(Status.OK_200, InspectionAnswers.types(inspections.types(call.context()))), call.request());
    }

    Answer type(Call call) {
        String type = TypeEndpoints.typeOf(call);
        return EntityTags.on(
                Answer.json(Status.OK_200, InspectionAnswers.type(inspections.type(call.context(), type))),
                call.request());
    }

    Answer agents(Call call) {
        return Answer.json(Status.OK_200, InspectionAnswers.agents(inspections.agents(call.context())));
    }

    Answer errors(Call call) {
        Optional<String> type =
                QueryText.of(call.request(), Set.of(QueryText.TYPE)).type();
        return Answer.json(Status.OK_200, ErrorAnswers.report(inspections.errors(call.context(), type)));
    }

    Answer explain(Call call) {
        long id = Ids.ofTask(call);
        return Answer.json(
                Status.OK_200, InspectionAnswers.explanation(inspections.explain(call.contextWithTimeout(), id)));
    }

    Answer events(Call call) {
        long id = Ids.ofTask(call);
        CallContext context = call.contextWithTimeout();
        long last = lastEventOf(call);
        boolean isHead = call.request().prologue().method().equals(Method.HEAD);
        return wantsStream(call) && !isHead
                ? stream(context, id, last)
                : Answer.json(Status.OK_200, InspectionAnswers.events(inspections.events(context, id)));
    }

    private Answer stream(CallContext context, long id, long last) {
        EventStream events = inspections.follow(context, id, last);
        List<TaskEvent> first = first(events);
        if (stopping.getAsBoolean()) {
            events.close();
            throw new ProblemException(Problem.notAccepted());
        }
        if (first.isEmpty() && events.isOver()) {
            events.close();
            // Tells a browser not to connect again.
            return Answer.empty(Status.NO_CONTENT_204);
        }
        return Answer.stream(EVENT_STREAM, new EventLines(events, first), follows.presence(context));
    }

    /** Those that are there already. */
    private static List<TaskEvent> first(EventStream events) {
        try {
            return events.next(CallDeadline.of(Duration.ZERO));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** A caller must ask for the stream by its name: most callers accept everything, and expect JSON. */
    private static boolean wantsStream(Call call) {
        return call.request().headers().values(HeaderNames.ACCEPT).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(range -> range.split(";", -1)[0].strip())
                .anyMatch(EVENT_STREAM::equalsIgnoreCase);
    }

    private static long lastEventOf(Call call) {
        Optional<String> given = call.request().headers().value(LAST_EVENT_ID).filter(text -> !text.isEmpty());
        if (given.isPresent() && !EVENT_ID.matcher(given.get()).matches()) {
            throw new ProblemException(
                    Problem.malformed("the header Last-Event-ID must be the id of an event of this task"));
        }
        return given.map(Long::parseLong).orElse(0L);
    }
}
