package dev.taskq.cli;

import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/** The program at a terminal that {@code script} of util-linux provides. */
final class PseudoTerminal implements AutoCloseable {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    private final Process process;
    private final AtomicReference<String> output = new AtomicReference<>("");
    private final Thread reader;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    static boolean isPossible() {
        return System.getProperty("os.name").equals("Linux") && Files.isExecutable(SCRIPT);
    }

    /** Starts the program. After its end, its exit code and the settings of the terminal are shown. */
    static PseudoTerminal start(Path folder, Terminals.Size size, Map<String, String> environment, String... arguments)
            throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path shell = Files.writeString(folder.resolve("run-" + size.columns() + ".sh"), """
                stty rows %d cols %d
                trap : INT
                "%s" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m dev.taskq.cli.Main %s
                echo "code=$?"
                stty -a
                """.formatted(
                        size.rows(), size.columns(), java, String.join(" ", arguments)));
        // A build in the background ignores SIGINT, and its children do too: Ctrl-C would end nothing.
        ProcessBuilder builder = new ProcessBuilder(
                "env", "--default-signal=INT", SCRIPT.toString(), "-qec", "sh " + shell, "/dev/null");
        builder.environment().putAll(environment);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("COLUMNS");
        return new PseudoTerminal(builder.redirectErrorStream(true).start());
    }

    private void read() {
        char[] piece = new char[4_096];
        try (Reader all = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = all.read(piece); count >= 0; count = all.read(piece)) {
                append(new String(piece, 0, count));
            }
        } catch (IOException e) {
            append(e.toString());
        }
    }

    private void append(String piece) {
        output.accumulateAndGet(piece, String::concat);
    }

    void press(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until the screen shows a text. */
    void shows(String text) throws InterruptedException {
        showsInALine(text, "");
    }

    /** Waits until the screen has a line with both texts. */
    void showsInALine(String one, String other) throws InterruptedException {
        try {
            Eventually.until(
                    TestTimeouts.PROCESS,
                    () -> screen().stream().anyMatch(line -> line.contains(one) && line.contains(other)));
        } catch (AssertionError e) {
            throw new AssertionError("no line has \"" + one + "\" and \"" + other + "\":\n" + output(), e);
        }
    }

    /** The lines of the last whole screen, without colours. */
    List<String> screen() {
        String all = output.get();
        int end = all.lastIndexOf("\u001b[J");
        int begin = end < 0 ? -1 : all.lastIndexOf("\u001b[H", end);
        if (begin < 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (String line : all.substring(begin, end).split("\r\n", -1)) {
            lines.add(ESCAPES.matcher(line).replaceAll("").stripTrailing());
        }
        return lines;
    }

    String output() {
        return output.get();
    }

    /** Waits for its end, and returns all that was shown after the program. */
    String ended() throws InterruptedException {
        if (!process.waitFor(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + output());
        }
        reader.join(TestTimeouts.PROCESS);
        return output().substring(output().indexOf("code="));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
