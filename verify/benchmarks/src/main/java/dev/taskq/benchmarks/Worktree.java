package dev.taskq.benchmarks;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.process.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Another version of the project, in a temporary worktree of git below {@code target}. It is removed when this is closed, and at the
 * latest when this process ends, including Ctrl-C and SIGTERM. What a killed process has left is removed by the next one.
 * Thread-safe.
 */
final class Worktree implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "against");
    private static final Path LOG = Path.of("target", "benchmarks", "against-build.log");

    private final Path project;
    private final Path path;
    private final String commit;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Process running;
    private boolean closed;

    private Worktree(Path project, String commit) {
        this.project = project;
        this.commit = commit;
        this.path = project.resolve(FOLDER);
    }

    /**
     * Checks out a version.
     *
     * @param project the root of a repository
     * @param ref a branch, a tag or a commit of it
     */
    static Worktree of(Path project, String ref) throws InterruptedException {
        Path root = project.toAbsolutePath().normalize();
        Worktree worktree = new Worktree(root, commit(root, ref));
        Runtime.getRuntime().addShutdownHook(new Thread(worktree::close, "worktree-down"));
        worktree.remove();
        worktree.run(
                root,
                root.resolve(LOG),
                "git",
                "worktree",
                "add",
                "--detach",
                worktree.path.toString(),
                worktree.commit);
        return worktree;
    }

    private static String commit(Path project, String ref) throws InterruptedException {
        try {
            Process git = new ProcessBuilder(
                            "git", "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (git.waitFor() != 0) {
                throw new ComplaintException("--against needs a branch, a tag or a commit of this repository, and \""
                        + ref + "\" is none" + (answer.isEmpty() ? "" : " (" + answer + ")"));
            }
            return answer;
        } catch (IOException e) {
            throw new ComplaintException("--against needs git, which cannot be started: " + e.getMessage(), e);
        }
    }

    /** Its root. */
    Path path() {
        return path;
    }

    /** The commit that is checked out, in full. */
    String commit() {
        return commit;
    }

    /** Builds its programs, as the launcher does. */
    void build() throws InterruptedException {
        run(
                path,
                project.resolve(LOG),
                "./mvnw",
                "--batch-mode",
                "--no-transfer-progress",
                "package",
                "--projects",
                "taskq-coordinator-app,taskq-agent-app",
                "--also-make",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip");
    }

    private void run(Path folder, Path log, String... command) throws InterruptedException {
        Process process = start(folder, log.toFile(), command);
        if (process.waitFor() != 0) {
            throw new ComplaintException(
                    "\"" + String.join(" ", List.of(command).subList(0, 2)) + "\" failed, see " + log);
        }
    }

    private Process start(Path folder, File log, String... command) {
        lock.lock();
        try {
            if (closed) {
                throw new ComplaintException("ended while it built");
            }
            Files.createDirectories(log.toPath().getParent());
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            running = process;
            return process;
        } catch (IOException e) {
            throw new ComplaintException("cannot start " + command[0] + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a build that runs, and removes the worktree. May be called any number of times. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (running != null && running.isAlive()) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly().onExit().join();
            }
            remove();
        } finally {
            lock.unlock();
        }
    }

    /** Git forgets a worktree whose folder is gone. */
    private void remove() {
        new TemporaryFolder(path).close();
        try {
            new ProcessBuilder("git", "worktree", "prune")
                    .directory(project.toFile())
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
