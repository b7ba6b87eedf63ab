package dev.taskq.process.beside;

import dev.taskq.agent.Agent;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import java.io.IOException;

/** An agent until the end of its standard input. */
public final class AgentProgram {
    private AgentProgram() {}

    /** With the URL, the user and the password of the database. */
    public static void main(String[] arguments) throws IOException {
        PostgresConfig config = PostgresConfig.of(arguments[0], arguments[1], arguments[2]);
        try (PostgresTaskStore store = PostgresTaskStore.open(config);
                Agent agent = Agent.builder(store).handler(new Greet()).build().start()) {
            System.out.println("agent runs");
            System.in.readAllBytes();
        }
    }
}
