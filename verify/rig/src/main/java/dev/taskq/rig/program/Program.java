package dev.taskq.rig.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.process.TemporaryFolder;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program as a process: with all that it prints, starts, and leaves among the temporary files. */
public final class Program implements AutoCloseable {
    private static final Duration LONG = TestTimeouts.PROGRAM;

    /** A JVM here ends before it would have grown fast. The variable reaches those that the program starts. */
    private static final String OPTIONS = "JAVA_TOOL_OPTIONS";

    /** How the properties begin that tell a JVM of tests what the build keeps for its servers. */
    private static final String KEPT = "taskq.rig.";

    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final TemporaryFolder temporary;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final Set<ProcessHandle> children = new HashSet<>();

    private Program(TemporaryFolder temporary, Process process) {
        this.temporary = temporary;
        this.process = process;
        this.reader = Thread.ofVirtual().start(() -> {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines()
                        .filter(line -> !line.startsWith("Picked up " + OPTIONS))
                        .forEach(lines::add);
            } catch (IOException e) {
                lines.add(e.toString());
            }
        });
    }

    /**
     * Starts a program as the launcher does, in the project's root, which is two folders above this process. Its Postgres starts sooner
     * than that of a user, with what the build keeps.
     *
     * @param main the program's main class
     * @param arguments its arguments
     * @return the process
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread was interrupted
     */
    public static Program start(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> options = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(KEPT))
                .map(name -> "-D" + name + "=" + System.getProperty(name))
                .toList();
        return start(options, main, arguments);
    }

    /**
     * Starts a program whose Postgres takes as long to start as that of a user, which is some seconds.
     *
     * @param main the program's main class
     * @param arguments its arguments
     * @return the process
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread was interrupted
     */
    public static Program startWithNothingKept(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return start(List.of(), main, arguments);
    }

    private static Program start(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        TemporaryFolder temporary = TemporaryFolder.create("taskq-test-");
        // Postgres may have to run as another user.
        Files.setPosixFilePermissions(temporary.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(hearingInterrupts());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary.path(), "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("..", "..").toFile())
                .redirectErrorStream(true);
        builder.environment().put(OPTIONS, SHORT_LIVED);
        return new Program(temporary, builder.start());
    }

    /** If the tests run in the background of a script, SIGINT is ignored, also by all that they start. */
    private static List<String> hearingInterrupts() throws IOException, InterruptedException {
        List<String> prefix = List.of("env", "--default-signal=INT");
        List<String> probe = Stream.concat(prefix.stream(), Stream.of("true")).toList();
        boolean possible =
                new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0;
        return possible ? prefix : List.of();
    }

    /**
     * The lines that it has printed.
     *
     * @return the lines of both outputs until now
     */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits for a line, and notes the processes that the program has started until then.
     *
     * @param text a part of the line
     * @return the first line that contains it
     * @throws InterruptedException if the thread was interrupted
     */
    public String awaitLine(String text) throws InterruptedException {
        String found = Eventually.get(LONG, () -> {
            boolean over = !reader.isAlive();
            Optional<String> line =
                    lines.stream().filter(each -> each.contains(text)).findFirst();
            assertThat(over && line.isEmpty())
                    .as("ended without \"%s\": %s", text, lines)
                    .isFalse();
            return line;
        });
        process.descendants().forEach(children::add);
        return found;
    }

    /**
     * Interrupts the program as Ctrl-C does, but the program alone.
     *
     * @throws IOException if the signal cannot be sent
     * @throws InterruptedException if the thread was interrupted
     */
    public void interrupt() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Asks the program to end, as SIGTERM does. The Process object would close the output that is read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /**
     * Kills a process that the program has started, as {@code kill -9} does.
     *
     * @param jar a part of the command line; the first process that has it is killed
     */
    public void kill(String jar) {
        ProcessHandle started = process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(jar))
                .findFirst()
                .orElseThrow();
        started.destroyForcibly();
    }

    /**
     * Waits until the program has ended and all its output is read.
     *
     * @return its exit code
     * @throws InterruptedException if the thread was interrupted
     */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                .as("ends: %s", lines)
                .isTrue();
        reader.join();
        return process.exitValue();
    }

    /**
     * Checks that none of the noted processes runs and no temporary file is left.
     *
     * @param some the least number of processes that must have been noted
     * @throws IOException if the folder cannot be read
     * @throws InterruptedException if the thread was interrupted
     */
    public void assertNothingIsLeft(int some) throws IOException, InterruptedException {
        assertThat(children).hasSizeGreaterThanOrEqualTo(some);
        Eventually.until(LONG, () -> children.stream().noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> left = Files.list(temporary.path())) {
            assertThat(left).isEmpty();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        temporary.close();
    }
}
