package dev.taskq.chaos;

import dev.taskq.rig.process.HttpPages;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.Signals;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.testkit.TestTimeouts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A coordinator, an agent or an application. It has one name, one port, proxies of its own to Postgres and Redis, and one process after
 * the other. Thread-safe.
 */
final class Member implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LONGEST_START = TestTimeouts.PROCESS;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);
    private static final Duration SCAN = Duration.ofMillis(50);
    private static final long PAUSE_BEFORE_RESTART = Time.SECOND;

    private final String name;
    private final Path jar;
    private final URI address;
    private final Map<String, String> environment;
    private final Folders folders;
    private final TcpProxy toPostgres;
    private final TcpProxy toRedis;
    private final HttpPages http = new HttpPages(TIMEOUT);
    private final List<Life> lives = new ArrayList<>();
    private boolean held = true;

    /**
     * The folders for the files of its processes.
     *
     * @param logs the folder for logs
     * @param journals the folder for the journals of its handlers or transactions
     */
    record Folders(Path logs, Path journals) {}

    Member(
            String name,
            Path jar,
            URI address,
            Map<String, String> environment,
            Folders folders,
            TcpProxy toPostgres,
            TcpProxy toRedis) {
        this.name = name;
        this.jar = jar;
        this.address = address;
        this.environment = Map.copyOf(environment);
        this.folders = folders;
        this.toPostgres = toPostgres;
        this.toRedis = toRedis;
    }

    /** How a process ended. */
    enum End {
        /** It runs. */
        NONE,
        /** {@code kill -9} by the run. */
        KILLED,
        /** SIGTERM by the run. */
        STOPPED,
        /** By itself: unhealthy, or halted by a handler. */
        ITSELF
    }

    /** One process of a member. Guarded by the member. */
    private static final class Life {
        private final String name;
        private final JarProcess process;
        private final long startedAt;
        private End end = End.NONE;
        private long endedAt = Long.MAX_VALUE;

        Life(String name, JarProcess process, long startedAt) {
            this.name = name;
            this.process = process;
            this.startedAt = startedAt;
        }
    }

    /**
     * The record of one process of a member.
     *
     * @param member the member's name
     * @param name the name of its log and journal
     * @param pid its process id
     * @param startedAt when it started
     * @param endedAt when it ended or was killed
     * @param end how it ended
     */
    record Lived(String member, String name, long pid, long startedAt, long endedAt, End end) {}

    String name() {
        return name;
    }

    URI address() {
        return address;
    }

    TcpProxy toPostgres() {
        return toPostgres;
    }

    TcpProxy toRedis() {
        return toRedis;
    }

    synchronized List<Lived> lived() {
        return lives.stream()
                .map(life -> new Lived(name, life.name, life.process.pid(), life.startedAt, life.endedAt, life.end))
                .toList();
    }

    /** Starts a process. From now on a process that ends by itself is replaced. */
    synchronized void start() {
        held = false;
        int number = lives.size() + 1;
        String life = name + "." + number;
        Map<String, String> all = new HashMap<>(environment);
        all.put("CHAOS_LIFE", Integer.toString(number));
        all.put("CHAOS_JOURNAL", folders.journals().resolve(life + ".journal").toString());
        JarProcess.Spec spec = new JarProcess.Spec(name, jar, JarProcess.SMALL, all);
        long at = Time.now();
        lives.add(new Life(life, JarProcess.start(spec, folders.logs().resolve(life + ".log")), at));
    }

    private Optional<Life> last() {
        return lives.isEmpty() ? Optional.empty() : Optional.of(lives.get(lives.size() - 1));
    }

    private Life running() {
        return last().filter(life -> life.end == End.NONE)
                .orElseThrow(() -> new IllegalStateException(name + " does not run"));
    }

    /** {@code kill -9}. Returns the moment just before it. The process is not replaced before {@link #start()}. */
    synchronized long kill() {
        held = true;
        Life life = last().orElseThrow();
        long at = Time.now();
        if (life.end == End.NONE) {
            life.end = life.process.isAlive() ? End.KILLED : End.ITSELF;
            life.endedAt = at;
            life.process.kill();
        }
        return at;
    }

    synchronized void freeze() {
        Signals.freeze(running().process.pid());
    }

    synchronized void thaw() {
        Signals.thaw(running().process.pid());
    }

    /** SIGTERM. The process is not replaced before {@link #start()}. */
    synchronized void terminate() {
        held = true;
        last().filter(life -> life.end == End.NONE).ifPresent(life -> life.process.terminate());
    }

    /**
     * Waits for the end after {@link #terminate()}.
     *
     * @return what was wrong with the stop, if anything
     */
    Optional<String> awaitStopped() throws InterruptedException {
        Life life;
        synchronized (this) {
            life = last().orElseThrow();
            if (life.end != End.NONE) {
                return Optional.empty();
            }
        }
        boolean ended = life.process.awaitEnd(LONGEST_STOP);
        synchronized (this) {
            if (!ended) {
                kill();
                return Optional.of(life.name + " did not stop within " + LONGEST_STOP);
            }
            life.end = End.STOPPED;
            life.endedAt = Time.now();
            int code = life.process.exitCode();
            return code == 0 ? Optional.empty() : Optional.of(life.name + " stopped with exit code " + code);
        }
    }

    /** Records a process that has ended by itself, and replaces it after a while. Called repeatedly. */
    synchronized void tend() {
        Optional<Life> last = last();
        if (held || last.isEmpty()) {
            return;
        }
        Life life = last.get();
        if (life.end == End.NONE && !life.process.isAlive()) {
            life.end = End.ITSELF;
            life.endedAt = Time.now();
        } else if (life.end != End.NONE && Time.now() - life.endedAt > PAUSE_BEFORE_RESTART) {
            start();
        }
    }

    boolean isReady() throws InterruptedException {
        return http.isReady(address);
    }

    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(name + " is not ready within " + LONGEST_START);
            }
            Time.sleep(SCAN);
        }
    }

    /** Kills its process, and closes its proxies. */
    @Override
    public void close() {
        synchronized (this) {
            if (last().isPresent()) {
                kill();
            }
        }
        http.close();
        toPostgres.close();
        toRedis.close();
    }
}
