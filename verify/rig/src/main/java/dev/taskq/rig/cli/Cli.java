package dev.taskq.rig.cli;

import dev.taskq.rig.ComplaintException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a program with options that {@code --help} lists, and prints each complaint as one line. */
public final class Cli {
    /** The exit code of a program that failed. */
    public static final int FAILED = 1;

    /** The exit code for a command line that is not allowed. */
    public static final int WRONG_OPTION = 2;

    private Cli() {}

    /**
     * Runs the program.
     *
     * @param command has picocli's annotations; a {@link ComplaintException} is printed as one line, every other
     *     exception is a fault of the program and printed in full
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
            // A fault of the program itself, which its developer must find. These programs are not published.
            exception.printStackTrace();
        }
        return FAILED;
    }

    private static int wrong(String message) {
        System.err.println("taskq: " + message + "; --help tells more");
        return WRONG_OPTION;
    }
}
