package dev.taskq.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** The program {@code taskq}: the command line of a coordinator. */
public final class Main {
    private Main() {}

    /**
     * Carries a command out, and exits with its code.
     *
     * @param args the command line, which {@code --help} describes
     */
    public static void main(String[] args) {
        Surroundings at = new Surroundings(
                System.getenv(),
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Terminals.columnsOfOutput(System.getenv()),
                InstantSource.system());
        int code = new CommandLines(at).run(args);
        at.out().flush();
        System.exit(code);
    }

    /** JSON is UTF-8, wherever it goes. */
    private static PrintStream utf8(FileDescriptor file) {
        return new PrintStream(new FileOutputStream(file), false, StandardCharsets.UTF_8);
    }
}
