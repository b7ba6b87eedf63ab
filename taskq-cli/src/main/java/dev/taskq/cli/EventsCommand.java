package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskq.client.Retries;
import dev.taskq.client.TaskEvent;
import dev.taskq.client.TaskEvents;
import dev.taskq.client.TaskqClient;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the life of a task. */
@Command(name = "events", description = "Shows the events of a task's life.")
final class EventsCommand extends TaskqCommand {
    /** About as wide as events are, since each is written when it happens. */
    private static final JsonNode USUAL = JsonNodeFactory.instance
            .objectNode()
            .put("at", "2026-11-29T09:43:12.745491Z")
            .put("event", "cancel_requested")
            .put("agent", "agent-12");

    @Parameters(arity = "1", paramLabel = "ID", description = "The id of the task.")
    private long id;

    @Option(
            names = {"-f", "--follow"},
            description = "Shows further events as they happen, until the task is final.")
    private boolean follow;

    EventsCommand(Surroundings at) {
        super(at);
    }

    /** It goes on after a restart of the coordinator. */
    @Override
    Retries retries() {
        return Retries.DEFAULTS;
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        return new Each(at()).tasks(List.of(id), named -> show(client, printer));
    }

    private int show(TaskqClient client, Printer printer) throws InterruptedException {
        List<Column> columns = new Columns(at().clock()).events();
        if (!follow) {
            printer.rows(
                    columns,
                    client.events(id).stream().map(event -> event.json().tree()),
                    "no events");
            return ExitCodes.OK;
        }
        Table table = new Table(columns, List.of(USUAL), at().columns(), at().isColoured());
        if (printer.isTable()) {
            printer.line(table.titles());
        }
        try (TaskEvents events = client.watch(id)) {
            for (Optional<TaskEvent> event = events.next(); event.isPresent(); event = events.next()) {
                JsonNode json = event.get().json().tree();
                printer.oneOr(json, List.of(table.row(json)));
            }
        }
        return ExitCodes.OK;
    }
}
