package dev.taskq.server.call;

import dev.taskq.AuditAction;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about types. Each throws {@link ProblemException} if it fails. Thread-safe. */
public final class TypeCalls {
    private static final Logger LOG = LoggerFactory.getLogger(TypeCalls.class);

    private final Supplier<Optional<Coordinator>> coordinator;
    private final AuditTrail audit;

    TypeCalls(Supplier<Optional<Coordinator>> coordinator, AuditTrail audit) {
        this.coordinator = coordinator;
        this.audit = audit;
    }

    public TypeState pause(CallContext context, String type) {
        return setPaused(context, type, true);
    }

    public TypeState resume(CallContext context, String type) {
        return setPaused(context, type, false);
    }

    /**
     * Refuses a text that cannot be a type's name, like the name of a type that does not exist.
     *
     * @param type the text
     */
    public static void requireName(String type) {
        try {
            TaskType.checkName(type);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.notFound(
                    type.contains(":")
                            ? "there is no such action: one type has :pause and :resume"
                            : "there is no such type"));
        }
    }

    private TypeState setPaused(CallContext context, String type, boolean paused) {
        context.require(Scope.ADMIN);
        requireName(type);
        Coordinator running = coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
        String by = context.caller().name();
        AuditAction action = paused ? AuditAction.PAUSE_TYPE : AuditAction.RESUME_TYPE;
        Optional<String> warning = audit.change(
                context, action, "type " + type, () -> paused ? running.pause(type, by) : running.resume(type, by));
        audit.type(context, action, type);
        LOG.info("dispatch changed type={} paused={} caller={}", type, paused, by);
        return new TypeState(type, paused, warning);
    }
}
