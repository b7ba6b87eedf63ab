package dev.taskq.cli;

import dev.taskq.client.AgentInfo;
import dev.taskq.client.TaskqClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands about agents. */
final class AgentCommands {
    private AgentCommands() {}

    /** All of them. */
    static CommandLine line(Surroundings at) {
        return new CommandLine(new ListAll(at)).addSubcommand(new Drain(at));
    }

    /** Shows the agents. */
    @Command(name = "agents", description = "Shows the living agents.")
    private static final class ListAll extends TaskqCommand {
        ListAll(Surroundings at) {
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

    /** Asks agents to take no more. */
    @Command(
            name = "drain",
            description =
                    "Asks agents to take no more tasks. They finish what they run, and live until they are stopped.")
    private static final class Drain extends TaskqCommand {
        @Parameters(
                arity = "1..*",
                paramLabel = "ID",
                description = "The sessions of the agents, as agents shows them.")
        private List<Long> sessions = new ArrayList<>();

        Drain(Surroundings at) {
            super(at);
        }

        @Override
        int run(TaskqClient client, Printer printer) throws InterruptedException {
            return new Each(at()).run(sessions, session -> {
                AgentInfo agent = client.types().drain(session);
                printer.oneOr(
                        agent.json().tree(),
                        List.of("agent " + session + " (" + agent.name() + ") takes no more tasks"));
                return ExitCodes.OK;
            });
        }
    }
}
