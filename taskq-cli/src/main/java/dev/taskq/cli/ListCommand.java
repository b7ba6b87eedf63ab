package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.TaskqClient;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists tasks. */
@Command(name = "list", description = "Lists tasks, newest first, without params and results.")
final class ListCommand extends TaskqCommand {
    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            converter = LimitConverter.class,
            description = "The most tasks, 1 to 1000000 (${DEFAULT-VALUE}). They are read page by page.")
    private int limit = 50;

    ListCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) {
        Stream<JsonNode> rows =
                client.list(filter.filter()).map(task -> task.json().tree());
        printer.newest(limit, new Columns(at().clock()).tasks(), rows, "no such task");
        return ExitCodes.OK;
    }
}
