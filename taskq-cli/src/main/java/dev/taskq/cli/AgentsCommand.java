package dev.taskq.cli;

import dev.taskq.client.TaskqClient;
import picocli.CommandLine.Command;

/** Shows the agents. */
@Command(name = "agents", description = "Shows the living agents.")
final class AgentsCommand extends TaskqCommand {
    AgentsCommand(Surroundings at) {
        super(at);
    }

    @Override
    int run(TaskqClient client, Printer printer) throws InterruptedException {
        printer.rows(
                new Columns(at().clock()).agents(),
                client.types().agents().stream().map(agent -> agent.json().tree()),
                "no agent lives, so no task runs");
        return ExitCodes.OK;
    }
}
