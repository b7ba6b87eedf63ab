package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.TaskqClient;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the types. */
@Command(name = "types", description = "Shows the types: what waits, runs and fails, and how many agents serve them.")
final class TypesCommand extends TaskqCommand {
    @Parameters(arity = "0..1", paramLabel = "TYPE", description = "Only this one.")
    private Optional<String> type = Optional.empty();

    TypesCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        Stream<JsonNode> rows = type.isPresent()
                ? Stream.of(client.types().get(type.get()).json().tree())
                : client.types().list().stream().map(each -> each.json().tree());
        printer.rows(new Columns(at().clock()).types(), rows, "there is no type yet: submit a task, or start an agent");
        return ExitCodes.OK;
    }
}
