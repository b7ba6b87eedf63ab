package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.AuditFilter;
import dev.taskq.client.TaskqClient;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows which caller changed what. */
@Command(name = "audit", description = "Shows which caller changed what, newest first.")
final class AuditCommand extends TaskqCommand {
    @Option(names = "--caller", paramLabel = "NAME", description = "Changes of this caller.")
    private Optional<String> caller = Optional.empty();

    @Option(names = "--action", paramLabel = "ACTION", description = "Changes of this kind, such as task.cancel.")
    private Optional<String> action = Optional.empty();

    @Option(
            names = "--subject",
            paramLabel = "SUBJECT",
            description = "Changes of this subject, such as 'task 17' or 'type resize_image'.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            converter = LimitConverter.class,
            description = "The most entries, 1 to 1000000 (${DEFAULT-VALUE}). They are read page by page.")
    private int limit = 50;

    AuditCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) {
        Stream<JsonNode> rows = client.reports()
                .audit(new AuditFilter(caller, action, subject))
                .map(entry -> entry.json().tree());
        printer.newest(limit, new Columns(at().clock()).audit(), rows, "no such change");
        return ExitCodes.OK;
    }
}
