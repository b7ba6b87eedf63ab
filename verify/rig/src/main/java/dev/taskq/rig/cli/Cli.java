package dev.taskq.rig.cli;

import dev.taskq.rig.ComplaintException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a program whose options are told by {@code --help}, and whose complaints are one line each. */
public final class Cli {
    /** The exit code of what could not go on. */
    public static final int FAILED = 1;

    /** The exit code where the command line is not allowed. */
    public static final int WRONG_OPTION = 2;

    private Cli() {}

    /**
     * Runs it.
     *
     * @param command with picocli's annotations; {@link ComplaintException} is told in a line, every other exception is a fault
     *     of the program and told whole
     * @param args the command line
     * @return the exit code
     */
    public static int run(Callable<Integer> command, String... args) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("This text.")
                        .build());
        line.getCommandSpec().usageMessage().sortOptions(false).autoWidth(true);
        line.setParameterExceptionHandler((exception, arguments) -> wrong(allowed(exception)));
        line.setExecutionExceptionHandler((exception, failed, result) -> failed(exception));
        return line.execute(args);
    }

    private static String allowed(ParameterException exception) {
        String message = String.valueOf(exception.getMessage());
        if (exception instanceof UnmatchedArgumentException) {
            return message + ", the options are "
                    + exception.getCommandLine().getCommandSpec().options().stream()
                            .map(OptionSpec::longestName)
                            .collect(Collectors.joining(", "));
        }
        return message;
    }

    private static int failed(Exception exception) {
        if (exception instanceof BadOptionException) {
            return wrong(String.valueOf(exception.getMessage()));
        }
        if (exception instanceof ComplaintException) {
            System.err.println("taskq: " + exception.getMessage());
        } else {
            System.err.println("taskq: the program failed: " + exception);
            exception.printStackTrace();
        }
        return FAILED;
    }

    private static int wrong(String message) {
        System.err.println("taskq: " + message + "; --help tells more");
        return WRONG_OPTION;
    }
}
