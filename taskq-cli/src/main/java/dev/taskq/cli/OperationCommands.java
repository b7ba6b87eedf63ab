package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.Operation;
import dev.taskq.client.OperationFilter;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about operations on many tasks. */
final class OperationCommands {
    private OperationCommands() {}

    /** All of them. */
    static CommandLine line(Surroundings at) {
        return new CommandLine(new ListAll(at))
                .addSubcommand(new Get(at))
                .addSubcommand(new Cancel(at))
                .addSubcommand(new Wait(at));
    }

    /** Shows one operation. */
    static void show(Operation operation, Printer printer) {
        show(operation, List.of(), printer);
    }

    /** Shows one operation, with its task if only one was named. */
    static void show(Operation operation, List<Long> named, Printer printer) {
        JsonNode json = operation.json().tree();
        String failed = operation.counts().failed() == 0
                ? ""
                : ", " + operation.counts().failed() + " failed";
        String counted = named.size() == 1 ? "task " + named.getFirst() : counted(operation);
        String action = operation.action().replace('_', ' ');
        String what = operation.dryRun()
                ? action + " would handle " + counted
                : action + " of " + counted + ", " + operation.counts().done() + " done" + failed;
        String error = operation.error().map(text -> ": " + text).orElse("");
        printer.oneOr(
                json,
                List.of("operation " + operation.id() + " is "
                        + printer.styled(Style.ofStatus(operation.status()), operation.status()) + ": "
                        + printer.styled(Style.PLAIN, what + error)));
    }

    private static String counted(Operation operation) {
        return (operation.counts().atLeast() ? "at least " : "")
                + operation.counts().matched()
                + (operation.counts().matched() == 1 ? " task" : " tasks");
    }

    /** The exit code of a command that waited for an operation. */
    static int exitCode(Operation operation) {
        if (!operation.isFinal()) {
            return ExitCodes.TIMED_OUT;
        }
        return operation.status().equals("done") ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Lists operations. */
    @Command(name = "operations", description = "Lists the operations on many tasks, newest first.")
    private static final class ListAll extends TaskqCommand {
        @Option(
                names = "--status",
                split = ",",
                paramLabel = "STATUS",
                description = "In one of these statuses: running, done, cancelled, failed.")
        private List<String> statuses = new ArrayList<>();

        @Option(names = "--action", paramLabel = "ACTION", description = "cancel, retry, run_now or delete.")
        private Optional<String> action = Optional.empty();

        @Option(names = "--caller", paramLabel = "NAME", description = "That this caller started.")
        private Optional<String> caller = Optional.empty();

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                converter = LimitConverter.class,
                description = "The most operations (${DEFAULT-VALUE}).")
        private int limit = 50;

        ListAll(Surroundings at) {
            super(at);
        }

        private static Action action(String name) {
            return switch (name) {
                case "cancel" -> Action.CANCEL;
                case "retry" -> Action.RETRY;
                case "run_now" -> Action.RUN_NOW;
                case "delete" -> Action.DELETE;
                default ->
                    throw ComplaintException.usage(
                            "--action \"" + name + "\" is none", "It is cancel, retry, run_now or delete.");
            };
        }

        @Override
        int run(TaskqClient client, Printer printer) {
            OperationFilter filter = new OperationFilter(statuses, action.map(ListAll::action), caller);
            Stream<JsonNode> rows = client.operations()
                    .list(filter)
                    .map(operation -> operation.json().tree());
            printer.newest(limit, new Columns(at().clock()).operations(), rows, "no such operation");
            return ExitCodes.OK;
        }
    }

    /** Shows an operation. */
    @Command(name = "get", description = "Shows an operation.")
    private static final class Get extends TaskqCommand {
        @Parameters(arity = "1", paramLabel = "ID", description = "The id of the operation.")
        private long id;

        Get(Surroundings at) {
            super(at);
        }

        @Override
        int run(TaskqClient client, Printer printer) throws InterruptedException {
            show(client.operations().get(id), printer);
            return ExitCodes.OK;
        }
    }

    /** Ends an operation. */
    @Command(name = "cancel", description = "Ends an operation early. What it did stays done.")
    private static final class Cancel extends TaskqCommand {
        @Parameters(arity = "1", paramLabel = "ID", description = "The id of the operation.")
        private long id;

        Cancel(Surroundings at) {
            super(at);
        }

        @Override
        int run(TaskqClient client, Printer printer) throws InterruptedException {
            show(client.operations().cancel(id), printer);
            return ExitCodes.OK;
        }
    }

    /** Waits for an operation. */
    @Command(name = "wait", description = "Waits until an operation has ended.")
    private static final class Wait extends TaskqCommand {
        @Parameters(arity = "1", paramLabel = "ID", description = "The id of the operation.")
        private long id;

        @Option(
                names = "--within",
                paramLabel = "DURATION",
                defaultValue = "1m",
                converter = DurationConverter.class,
                description = "How long to wait (${DEFAULT-VALUE}).")
        private Duration within = Duration.ofMinutes(1);

        Wait(Surroundings at) {
            super(at);
        }

        @Override
        int run(TaskqClient client, Printer printer) throws InterruptedException {
            Operation operation;
            try (TaskqClient patient = patientClient(within)) {
                operation = patient.operations().await(id, within);
            }
            show(operation, printer);
            return exitCode(operation);
        }
    }
}
