package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.NewOperation;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does something with tasks that are named, or by an operation with all that are selected. */
abstract class ActCommand extends TaskqCommand {
    private final Action action;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "The ids of the tasks, if no option selects them.")
    private List<Long> ids = new ArrayList<>();

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(names = "--all", description = "All tasks, if no other option selects fewer.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only counts the tasks that are selected.")
    private boolean dryRun;

    @Option(names = "--most", paramLabel = "N", description = "At most so many of those that are selected.")
    private Optional<Long> most = Optional.empty();

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "How long to wait for the end of the operation (${DEFAULT-VALUE}). It goes on after that.")
    private Duration within = Duration.ofMinutes(1);

    ActCommand(Surroundings at, Action action) {
        super(at);
        this.action = action;
    }

    @Override
    final int run(TaskqClient client, Printer printer) throws InterruptedException {
        TaskFilter selected = filter.filter();
        boolean selects = all || !selected.equals(TaskFilter.ALL);
        if (ids.isEmpty() == !selects) {
            throw ComplaintException.usage(
                    ids.isEmpty() ? "no task is named or selected" : "tasks are named, and an option selects others",
                    "Name the ids of tasks, or select tasks by options such as --status failed, or by --all.");
        }
        if (!ids.isEmpty() && (dryRun || most.isPresent())) {
            throw ComplaintException.usage("--dry-run and --most are for tasks that options select", "Leave them out.");
        }
        return selects
                ? OperationCommands.exitCode(operate(NewOperation.of(action, selected), client, printer))
                : actOn(ids, client, printer);
    }

    /** Does it with tasks that are named, and returns the exit code. */
    abstract int actOn(List<Long> named, TaskqClient client, Printer printer) throws InterruptedException;

    /** Shows a task after something was done with it. */
    static int show(JsonNode task, Printer printer) {
        String status = task.path("status").asText();
        String asked = task.path("cancel_requested").asBoolean() ? ", and is asked to stop" : "";
        printer.oneOr(
                task,
                List.of("task " + task.path("id").asText() + " is " + printer.styled(Style.ofStatus(status), status)
                        + asked));
        return ExitCodes.OK;
    }

    /** Does it by an operation, waits for its end, and shows it. */
    final Operation operate(NewOperation selection, TaskqClient client, Printer printer) throws InterruptedException {
        NewOperation operation = dryRun ? selection.asDryRun() : selection;
        operation = most.isPresent() ? operation.withLimit(most.get()) : operation;
        Operation started = client.operations().start(operation);
        stored("operation " + started.id() + " is started");
        Operation ended;
        try (TaskqClient patient = patientClient(within)) {
            ended = patient.operations().await(started.id(), within);
        }
        OperationCommands.show(ended, operation.ids(), printer);
        return ended;
    }
}
