package dev.taskq.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal of this process, by the tools of the system. */
final class Terminals {
    private static final Path OUTPUT = Path.of("/proc/self/fd/1");
    private static final File TERMINAL = new File("/dev/tty");
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final int MOST_BYTES = 4_096;
    static final Size USUAL = new Size(24, 80);

    /**
     * A size in characters.
     *
     * @param rows the lines
     * @param columns the characters of a line
     */
    record Size(int rows, int columns) {}

    private Terminals() {}

    /** The width of the terminal that the output goes to; empty if it goes elsewhere. */
    static Optional<Integer> columnsOfOutput(Map<String, String> environment) {
        if (!isOutputTerminal()) {
            return Optional.empty();
        }
        String columns = environment.getOrDefault("COLUMNS", "");
        return Optional.of(columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : size().columns());
    }

    private static boolean isOutputTerminal() {
        try {
            return DEVICE.matcher(Files.readSymbolicLink(OUTPUT).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux.
            return shellSaysTerminal();
        }
    }

    private static boolean shellSaysTerminal() {
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The size of the terminal; the usual one if it is not known. */
    static Size size() {
        try {
            Matcher size = SIZE.matcher(stty("size").strip());
            if (size.matches()) {
                int rows = Integer.parseInt(size.group(1));
                int columns = Integer.parseInt(size.group(2));
                return rows > 0 && columns > 0 ? new Size(rows, columns) : USUAL;
            }
        } catch (IOException e) {
            // There is no such tool, or no terminal.
        }
        return USUAL;
    }

    /**
     * Runs {@code stty} on the terminal.
     *
     * @param arguments its arguments
     * @return what it says
     * @throws IOException if there is no such tool, or if it fails
     */
    static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(TERMINAL)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("stty failed");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
