package dev.taskq.load;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command whose complaints are one line each. */
public final class LoadCommand {
    private static final int WRONG_OPTION = 2;
    private static final int FAILED = 1;

    private LoadCommand() {}

    /**
     * Runs it.
     *
     * @param command with picocli's annotations; {@link IllegalArgumentException} is a complaint about an option, every
     *     other exception one about what went wrong
     * @param args the command line
     * @return the exit code
     */
    public static int execute(Callable<Integer> command, String... args) {
        CommandLine line = new CommandLine(command);
        line.setParameterExceptionHandler((exception, arguments) -> complain(exception, WRONG_OPTION));
        line.setExecutionExceptionHandler((exception, failed, result) ->
                complain(exception, exception instanceof IllegalArgumentException ? WRONG_OPTION : FAILED));
        return line.execute(args);
    }

    private static int complain(Exception exception, int exitCode) {
        System.err.println(
                "taskq: " + exception.getMessage() + (exitCode == WRONG_OPTION ? "; --help tells more" : ""));
        return exitCode;
    }
}
