package dev.taskq.coordinator.app;

import dev.taskq.app.App;
import dev.taskq.app.ProcessLife;
import java.util.List;

/** The coordinator as a process, and the commands that go with it. */
public final class Main {
    /** Wrong arguments; known from {@code sysexits.h} as EX_USAGE. */
    private static final int USAGE = 64;

    private Main() {}

    /**
     * Runs until it is told to stop; or does what a command says.
     *
     * @param arguments none, or one command; all settings come from the environment
     */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.isEmpty()) {
            ProcessLife.live(App.COORDINATOR, System.getenv(), System.err, CoordinatorApp::start);
        } else if (given.equals(List.of(AfterRestoreCommand.NAME))) {
            System.exit(new AfterRestoreCommand(System.getenv(), System.out, System.err).run());
        } else {
            System.err.println(App.COORDINATOR.program() + ": takes no argument but \"" + AfterRestoreCommand.NAME
                    + "\", which makes a restored database fit to work on; settings are environment variables");
            System.exit(USAGE);
        }
    }
}
