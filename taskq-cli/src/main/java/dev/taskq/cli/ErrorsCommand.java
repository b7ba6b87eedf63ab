package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.ErrorReport;
import dev.taskq.client.TaskqClient;
import java.util.Optional;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the errors of the tasks that failed lately. */
@Command(
        name = "errors",
        description =
                "Counts the tasks that failed within the last day by their type and error, the most frequent first.")
final class ErrorsCommand extends TaskqCommand {
    @Parameters(arity = "0..1", paramLabel = "TYPE", description = "Only of this type.")
    private Optional<String> type = Optional.empty();

    ErrorsCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        ErrorReport report = type.isPresent()
                ? client.reports().errors(type.get())
                : client.reports().errors();
        JsonNode json = report.json().tree();
        if (!printer.isTable()) {
            printer.one(json);
            return ExitCodes.OK;
        }
        printer.rows(
                new Columns(at().clock()).errors(),
                StreamSupport.stream(json.path("errors").spliterator(), false),
                report.complete()
                        ? "no task failed within the last day"
                        : "no such task failed since " + report.since());
        if (report.allErrors() > report.errors().size()) {
            printer.note(
                    "these are the " + report.errors().size() + " most frequent of " + report.allErrors() + " errors");
        }
        if (!report.complete()) {
            // Whether others of the type failed before is not known.
            printer.note(
                    type.isPresent()
                            ? "failures before " + report.since() + " are not counted: no more than the newest"
                                    + " 10,000 of all types are read"
                            : "more tasks failed than are counted: these are the newest " + report.tasks() + ", since "
                                    + report.since());
        }
        return ExitCodes.OK;
    }
}
