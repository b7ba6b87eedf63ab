package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.Signals;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One of the built applications as a process, with all its output. Thread-safe. */
final class AppProcess implements AutoCloseable {
    /** Longer than a start or a stop takes on a busy machine. */
    static final Duration LONG = TestTimeouts.PROCESS;

    private final String name;
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final int port;

    private AppProcess(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.readers = List.of(read(process.getInputStream(), output), read(process.getErrorStream(), errors));
    }

    static AppProcess coordinator(Map<String, String> environment) throws IOException {
        return start("coordinator", environment);
    }

    static AppProcess agent(Map<String, String> environment) throws IOException {
        return start("agent", environment);
    }

    /** Starts an agent with JVM options. */
    static AppProcess agent(Map<String, String> environment, List<String> options) throws IOException {
        return start("agent", environment, options, builder -> {});
    }

    /** Starts an agent with a heap as in production, and with few file descriptors. */
    static AppProcess limited(String app, Map<String, String> environment, String heap, int descriptors)
            throws IOException {
        List<String> options = List.of(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        return start(app, environment, with(options, SharedClasses.options(app)), builder -> {
            List<String> limited =
                    new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", app));
            limited.addAll(builder.command());
            builder.command(limited);
        });
    }

    /** Starts an application on a free port, unless the environment names one. */
    static AppProcess start(String app, Map<String, String> environment) throws IOException {
        return start(app, environment, with(JarProcess.SMALL, SharedClasses.options(app)), builder -> {});
    }

    /** Starts an application whose JVM writes an archive of its classes when it ends. */
    static AppProcess writing(Path archive, String app, Map<String, String> environment) throws IOException {
        List<String> options = with(JarProcess.SMALL, List.of("-XX:ArchiveClassesAtExit=" + archive));
        return start(app, environment, options, builder -> {});
    }

    private static List<String> with(List<String> options, List<String> more) {
        return Stream.concat(options.stream(), more.stream()).toList();
    }

    /** The application's jar, as it was built. */
    static Path jar(String app) {
        return Path.of("..", "..", "taskq-" + app + "-app", "target", "taskq-" + app + ".jar");
    }

    private static AppProcess start(
            String app, Map<String, String> environment, List<String> options, Consumer<ProcessBuilder> more)
            throws IOException {
        int port = Ports.free();
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent("TASKQ_HTTP_PORT", Integer.toString(port));
        return new AppProcess(app, new JarProcess.Spec(app, jar(app), options, all).start(more), port);
    }

    private static Thread read(InputStream stream, List<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException e) {
                lines.add(e.toString());
            }
        });
    }

    int port() {
        return port;
    }

    /** Its standard output so far. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** Its standard error so far. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Waits until it accepts tasks. */
    AppProcess ready() throws InterruptedException {
        await("is ready", () -> Http.status(port, "/readyz") == 200);
        return this;
    }

    /** Waits until it has logged a line. */
    void logs(Predicate<String> line) throws InterruptedException {
        await("logs it", () -> output.stream().anyMatch(line));
    }

    private void await(String what, java.util.function.BooleanSupplier condition) throws InterruptedException {
        try {
            Eventually.until(LONG, () -> {
                boolean over = readers.stream().noneMatch(Thread::isAlive);
                boolean met = condition.getAsBoolean();
                assertThat(over && !met).as("has ended").isFalse();
                return met;
            });
        } catch (AssertionError e) {
            throw new AssertionError("the " + name + " never " + what + ":\n" + said(), e);
        }
    }

    /** Sends SIGTERM. Does not use the Process object, which would close the streams that are read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGSTOP. */
    void freeze() {
        Signals.freeze(process.pid());
    }

    /** Sends SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits for its end, and for all its output. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the " + name + " does not end:\n" + said());
        }
        for (Thread reader : readers) {
            reader.join(LONG);
        }
        return process.exitValue();
    }

    private String said() {
        return String.join("\n", output) + "\n" + String.join("\n", errors);
    }

    /** Ends it, in order if possible. All its output is written to a file beside the test's report. */
    @Override
    public void close() throws InterruptedException, IOException {
        terminate();
        if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Path logs = Files.createDirectories(Path.of("target", "process-logs"));
        Files.writeString(logs.resolve(name + "-" + process.pid() + ".log"), said());
    }
}
