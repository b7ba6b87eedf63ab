package dev.taskq.cli;

import dev.taskq.client.TaskqClient;
import java.util.List;
import java.util.Optional;
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
        List<Column> columns = new Columns(at().clock()).types();
        if (type.isPresent()) {
            printer.row(columns, client.types().get(type.get()).json().tree());
        } else {
            printer.rows(
                    columns,
                    client.types().list().stream().map(each -> each.json().tree()),
                    "there is no type yet: submit a task, or start an agent");
        }
        return ExitCodes.OK;
    }
}
