package dev.taskq.rig.process;

import dev.taskq.rig.backend.BackendUnavailableException;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One of the built applications as a separate process, with its output in a file. It ends with this JVM at the latest,
 * however the JVM ends. Thread-safe.
 */
public final class JarProcess implements AutoCloseable {
    /** JVM options for many small processes on a small machine. */
    public static final List<String> SMALL = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final int LAST_LINES = 5;
    private static final Duration GRACE = TestTimeouts.LONG;

    private final String name;
    private final Path log;
    private final Process process;

    private JarProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * The parameters of a process.
     *
     * @param name its name in messages
     * @param jar the jar; its manifest names the main class
     * @param options the options of the JVM
     * @param environment the variables for taskq, and others; the process does not inherit the {@code TASKQ_…}
     *     variables of this process
     */
    public record Spec(String name, Path jar, List<String> options, Map<String, String> environment) {
        /** Copies the collections. */
        public Spec {
            options = List.copyOf(options);
            environment = Map.copyOf(environment);
        }

        /**
         * Starts it on a leash: it ends with this JVM at the latest.
         *
         * @param output redirects its output; otherwise the output comes through pipes
         * @return the process
         * @throws BackendUnavailableException if the jar does not exist, or the process cannot be started
         */
        public Process start(Consumer<ProcessBuilder> output) {
            ProcessBuilder builder = builder();
            output.accept(builder);
            try {
                Process process = builder.start();
                try {
                    ProcessLeash leash = ProcessLeash.on(process.pid());
                    Future<Void> unused = process.onExit().thenRun(leash::free);
                    return process;
                } catch (IOException e) {
                    process.destroyForcibly();
                    throw e;
                }
            } catch (IOException e) {
                throw new BackendUnavailableException("cannot start " + name + ": " + e.getMessage(), e);
            }
        }

        private ProcessBuilder builder() {
            if (!Files.isRegularFile(jar)) {
                throw new BackendUnavailableException(
                        jar + " is not built: start this by ./taskq, or run ./mvnw package first");
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-jar", jar.toString()));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().removeIf(variable -> variable.startsWith("TASKQ_"));
            builder.environment().putAll(environment);
            return builder;
        }
    }

    /**
     * Starts a process.
     *
     * @param spec its parameters
     * @param log the file for its output; an existing file is replaced
     * @return the process
     * @throws BackendUnavailableException if it cannot be started
     */
    public static JarProcess start(Spec spec, Path log) {
        return new JarProcess(
                spec.name(),
                log,
                spec.start(builder -> builder.redirectErrorStream(true).redirectOutput(log.toFile())));
    }

    /**
     * Its process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Whether it has not ended.
     *
     * @return true if it runs or is frozen
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The exit code.
     *
     * @return the exit code; that of a process killed by a signal is 128 plus the signal's number
     * @throws IllegalThreadStateException if it has not ended
     */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * Checks that it has not ended.
     *
     * @throws BackendUnavailableException with its last lines of output, if it has ended
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new BackendUnavailableException(
                    name + " has ended with exit code " + process.exitValue() + ": " + lastLines());
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    /** Kills it with {@code kill -9}, even if it is frozen. Does not wait. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Asks it to end, with SIGTERM. Does not wait. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits for its end.
     *
     * @param longest how long to wait
     * @return true if it has ended
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Asks it to end, and waits. Kills it if it does not end within its grace time. */
    @Override
    public void close() {
        terminate();
        try {
            if (!awaitEnd(GRACE)) {
                kill();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
