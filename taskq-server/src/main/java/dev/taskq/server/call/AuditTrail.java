package dev.taskq.server.call;

import dev.taskq.AuditAction;
import dev.taskq.NewAuditEntry;
import dev.taskq.NewOperation;
import dev.taskq.NewSchedule;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.Recurrence;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskSelection;
import dev.taskq.TaskqException;
import dev.taskq.coordinator.Coordinator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which caller changed what, right after the change. A change that was made stays made: if its entry cannot be written, the log has it,
 * as a warning. So it is if the coordinator stops meanwhile. A process that dies between the two loses the entry. A change of unknown
 * outcome has an entry that says so: its caller repeats it, and then nothing is left to be changed. Thread-safe.
 */
final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final Supplier<Optional<Coordinator>> coordinator;

    AuditTrail(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * Makes a change whose entry is written by its caller, unless its outcome is unknown.
     *
     * @param subject what is changed
     */
    <T> T change(CallContext context, AuditAction action, String subject, Supplier<T> change) {
        try {
            return change.get();
        } catch (OutcomeUnknownException e) {
            write(context, action, subject, "outcome unknown");
            throw e;
        }
    }

    void task(CallContext context, AuditAction action, long id, String detail) {
        write(context, action, "task " + id, detail);
    }

    void operation(CallContext context, AuditAction action, long id, String detail) {
        write(context, action, "operation " + id, detail);
    }

    void agent(CallContext context, AuditAction action, long session, String detail) {
        write(context, action, "agent " + session, detail);
    }

    void type(CallContext context, AuditAction action, String name) {
        write(context, action, "type " + name, "");
    }

    void schedule(CallContext context, AuditAction action, String name, String detail) {
        write(context, action, "schedule " + name, detail);
    }

    private void write(CallContext context, AuditAction action, String subject, String detail) {
        NewAuditEntry change =
                new NewAuditEntry(context.caller().name(), action, subject, detail, context.correlationId());
        try {
            coordinator
                    .get()
                    .orElseThrow(() -> new StoreUnavailableException(null))
                    .writeAudit(change);
        } catch (TaskqException e) {
            LOG.warn(
                    "audit entry not written action={} subject={} caller={}",
                    action.wireName(),
                    subject,
                    change.caller(),
                    e);
        }
    }

    /** What an operation does, and with which tasks. */
    static String detail(NewOperation operation) {
        String limit =
                operation.limit().isPresent() ? ", at most " + operation.limit().getAsLong() : "";
        String own = operation.own() ? ", of its caller only" : "";
        return operation.action().wireName() + " " + tasks(operation.selection()) + limit + own;
    }

    private static String tasks(TaskSelection selection) {
        return switch (selection) {
            case TaskSelection.ByIds(List<Long> ids) ->
                ids.size() == 1 ? "task " + ids.getFirst() : ids.size() + " named tasks";
            case TaskSelection.ByFilter(var filter) -> {
                String terms = FilterTerms.of(filter).stream()
                        .map(FilterTerms.Term::toString)
                        .collect(Collectors.joining(" "));
                yield terms.isEmpty() ? "all tasks" : "all tasks with " + terms;
            }
            case TaskSelection.Unread unread -> "tasks";
        };
    }

    /** What a schedule submits, and how often. */
    static String detail(NewSchedule schedule) {
        return schedule.type() + " "
                + switch (schedule.recurrence()) {
                    case Recurrence.Cron(String expression, String zone) -> "at " + expression + " (" + zone + ")";
                    case Recurrence.Interval(var interval) -> "every " + interval;
                };
    }
}
