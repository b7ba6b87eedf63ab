package dev.taskq.coordinator.app;

import dev.taskq.app.App;
import dev.taskq.app.ProcessLife;

/** The coordinator as a process. */
public final class Main {
    private Main() {}

    /**
     * Runs until it is told to stop.
     *
     * @param arguments none; all settings come from the environment
     */
    public static void main(String[] arguments) {
        ProcessLife.live(App.COORDINATOR, System.getenv(), System.err, CoordinatorApp::start);
    }
}
