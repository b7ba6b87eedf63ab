package dev.taskq.coordinator.app;

import dev.taskq.app.App;
import dev.taskq.app.ProcessLife;
import dev.taskq.app.Settings;
import java.util.List;
import java.util.stream.Stream;

/** The coordinator as a process, with its commands. */
public final class Main {
    /** Wrong arguments; EX_USAGE in {@code sysexits.h}. */
    private static final int USAGE = 64;

    private Main() {}

    /**
     * Runs until a stop is requested, or executes a command.
     *
     * @param arguments none, or one command; all settings come from the environment
     */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.isEmpty()) {
            ProcessLife.live(App.COORDINATOR, System.getenv(), System.err, Main::check, CoordinatorApp::start);
        } else if (given.equals(List.of(AfterRestoreCommand.NAME))) {
            System.exit(new AfterRestoreCommand(System.getenv(), System.out, System.err).run());
        } else {
            System.err.println(
                    App.COORDINATOR.program() + ": the only allowed argument is \"" + AfterRestoreCommand.NAME
                            + "\", which prepares a restored database for use; settings are environment variables");
            System.exit(USAGE);
        }
    }

    private static List<String> check(Settings settings) {
        return Stream.of(TokenSettings.check(settings), ConsoleSettings.check(settings))
                .flatMap(List::stream)
                .toList();
    }
}
