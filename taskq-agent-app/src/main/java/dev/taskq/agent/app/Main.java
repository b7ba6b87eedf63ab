package dev.taskq.agent.app;

import dev.taskq.app.App;
import dev.taskq.app.ProcessLife;

/** The agent as a process. */
public final class Main {
    private Main() {}

    /**
     * Runs until a stop is requested.
     *
     * @param args none; all settings come from the environment
     */
    public static void main(String[] args) {
        ProcessLife.live(App.AGENT, System.getenv(), System.err, AgentProcess::start);
    }
}
