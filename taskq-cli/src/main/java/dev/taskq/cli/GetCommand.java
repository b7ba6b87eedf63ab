package dev.taskq.cli;

import dev.taskq.client.TaskqClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows tasks as a whole. */
@Command(name = "get", description = "Shows a task with its params, result, attempts and progress.")
final class GetCommand extends TaskqCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "The ids of the tasks.")
    private List<Long> ids = new ArrayList<>();

    GetCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        return new Each(at()).tasks(ids, id -> {
            printer.one(client.get(id).json().tree());
            return ExitCodes.OK;
        });
    }
}
