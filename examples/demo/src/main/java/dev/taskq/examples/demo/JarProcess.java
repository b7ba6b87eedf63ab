package dev.taskq.examples.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the built applications as a process of its own, its output in a file. */
public final class JarProcess implements AutoCloseable {
    private static final int LAST_LINES = 5;
    private static final int GRACE_SECONDS = 30;

    private final String name;
    private final Path log;
    private final Process process;

    private JarProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param settings the environment variables that taskq reads; none of this process' own are handed on
     */
    static JarProcess start(String name, Path jar, Path folder, Map<String, String> settings) {
        if (!Files.isRegularFile(jar)) {
            throw new ComplaintException(jar + " is not built; start this by ./taskq, from the project's root");
        }
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("TASKQ_"));
        builder.environment().putAll(settings);
        try {
            return new JarProcess(name, log, builder.start());
        } catch (IOException e) {
            throw new ComplaintException("cannot start " + name + ": " + e.getMessage());
        }
    }

    /**
     * Its process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new ComplaintException(
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

    /** Asks it to end, and waits; one that does not within its grace time is killed. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
