package dev.taskq.postgres;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program of the jar: prints the schema as SQL, for those that migrate by themselves. It needs no other jar. */
final class PrintSchema {
    private static final int BAD_ARGUMENTS = 2;
    private static final int LATEST = Migration.FILES.size();

    private static final String USAGE = """
            usage: java -jar taskq-postgres-VERSION.jar [--from VERSION] [--to VERSION]

            Prints the SQL that brings the schema taskq from one version to another, in one transaction.

              --from VERSION  the version that the database has: 0, the default, if there is no schema taskq. Otherwise:
                              select max(version::integer) from taskq.schema_history
              --to VERSION    the version that it is to have (%d, the latest)
              --help          print this text
            """.formatted(LATEST);

    private PrintSchema() {}

    public static void main(String[] arguments) {
        int code = run(
                List.of(arguments),
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                System.err);
        System.exit(code);
    }

    /** Returns the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        int from = 0;
        int to = LATEST;
        try {
            for (int i = 0; i < arguments.size(); i += 2) {
                switch (arguments.get(i)) {
                    case "--from" -> from = version(arguments, i);
                    case "--to" -> to = version(arguments, i);
                    default -> throw new IllegalArgumentException("no option \"" + arguments.get(i) + "\"");
                }
            }
            if (from > to) {
                throw new IllegalArgumentException("--from " + from + " is later than --to " + to);
            }
        } catch (IllegalArgumentException e) {
            err.println("taskq: " + e.getMessage());
            err.print(USAGE);
            return BAD_ARGUMENTS;
        }
        out.print(
                from == to
                        ? "-- The schema taskq is at version " + to + " already.\n"
                        : SchemaScript.ofThisVersion().between(from, to));
        return 0;
    }

    private static int version(List<String> arguments, int option) {
        String name = arguments.get(option);
        if (option + 1 == arguments.size()) {
            throw new IllegalArgumentException(name + " needs a version");
        }
        String given = arguments.get(option + 1);
        // No version has more digits than an integer.
        if (!given.matches("[0-9]{1,9}") || Integer.parseInt(given) > LATEST) {
            throw new IllegalArgumentException(
                    name + " must be a version from 0 to " + LATEST + ", not \"" + given + "\"");
        }
        return Integer.parseInt(given);
    }
}
