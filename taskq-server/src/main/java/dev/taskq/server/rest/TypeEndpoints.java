package dev.taskq.server.rest;

import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import io.helidon.http.Status;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about types. */
final class TypeEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(TypeEndpoints.class);

    private final Supplier<Optional<Coordinator>> coordinator;

    TypeEndpoints(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    Answer pause(Call call) {
        return setPaused(call, true);
    }

    Answer resume(Call call) {
        return setPaused(call, false);
    }

    /** Refuses the method if the path names a type. */
    static Answer refuse(Call call, String allowed) {
        typeOf(call);
        throw new ProblemException(
                Problem.notAllowed(call.request().prologue().method().text(), allowed));
    }

    private Answer setPaused(Call call, boolean paused) {
        String type = typeOf(call);
        JsonBody.requireNoFields(call.request());
        Coordinator running = coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
        if (paused) {
            running.pause(type);
        } else {
            running.resume(type);
        }
        LOG.info(
                "dispatch changed type={} paused={} caller={}",
                type,
                paused,
                call.caller().name());
        return Answer.json(Status.OK_200, JsonAnswers.type(type, paused));
    }

    /** A text that cannot be a type's name is answered like a type that does not exist. */
    private static String typeOf(Call call) {
        String type = call.request().path().pathParameters().get("type");
        try {
            TaskType.checkName(type);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.of(Status.NOT_FOUND_404, "there is no such type"));
        }
        return type;
    }
}
