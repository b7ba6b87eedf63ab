package dev.taskq.rig.process;

import dev.taskq.rig.ComplaintException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A copy of a jar with the AOT cache of a training run, in a folder that is named by the content of the jar and by this JVM. So a
 * cache is never used with another jar or another JVM, although JVMs before 25.0.4 accept it with any jar (JDK-8377932), and a build
 * that changes nothing in the jar needs no new training. Immutable; the files may be written by several processes at the same time.
 *
 * @param folder the folder of all trained jars
 * @param program the name of the jar, without its suffix
 * @param key stands for the content of the jar and for the JVM
 */
public record TrainedJar(Path folder, String program, String key) {
    private static final int FIRST_JVM = 25;
    private static final String FOLDER = "trained";
    /** A JVM complains in five lines of a cache that it cannot use; the programs do so in one. */
    private static final String PROGRAM_SAYS_IT = "-Xlog:aot*=off";

    private static final String UNFINISHED = "written-by-";

    /** The JVM writes a file with the suffix {@code .config} before the cache. */
    private static final Pattern UNFINISHED_FILE = Pattern.compile(UNFINISHED + "(\\d+)(?:\\..*)?");

    private static final String SUFFIX = ".jar";
    private static final int KEY_BYTES = 8;
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Whether this JVM keeps the profiles of a training run.
     *
     * @return true from JDK 25 on
     */
    public static boolean isPossible() {
        return Runtime.version().feature() >= FIRST_JVM;
    }

    /**
     * Where the training run of a jar belongs. Creates nothing.
     *
     * @param jar the jar, as it was built
     * @return the places
     */
    public static TrainedJar of(Path jar) {
        return new TrainedJar(jar.resolveSibling(FOLDER), programOf(jar), keyOf(jar));
    }

    private static String programOf(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private Path own() {
        return folder.resolve(program + "-" + key);
    }

    /**
     * The copy of the jar.
     *
     * @return the file, which exists once a training run has begun
     */
    public Path jar() {
        return own().resolve(program + SUFFIX);
    }

    /**
     * The cache.
     *
     * @return the file, which exists once a training run has ended
     */
    public Path cache() {
        return own().resolve(program + ".aot");
    }

    /**
     * Where a JVM writes a cache before it is put to its place.
     *
     * @return a file of this process
     */
    public Path unfinished() {
        return own().resolve(UNFINISHED + ProcessHandle.current().pid());
    }

    /**
     * The same jar with its cache if there is one, and otherwise as it was built.
     *
     * @param jar the jar, as it was built
     * @return what to start
     */
    public static Start startOf(Path jar) {
        if (!isPossible() || !Files.isRegularFile(jar)) {
            return Start.untrained(jar);
        }
        TrainedJar trained = of(jar);
        return trained.exists() ? trained.start() : Start.untrained(jar);
    }

    /**
     * A jar and the JVM options that go with it.
     *
     * @param jar the jar
     * @param options the options
     */
    public record Start(Path jar, List<String> options) {
        /** Copies the list. */
        public Start {
            options = List.copyOf(options);
        }

        /**
         * A start without a cache.
         *
         * @param jar the jar
         * @return the start
         */
        public static Start untrained(Path jar) {
            return new Start(jar, List.of());
        }
    }

    /**
     * Whether a training run has ended.
     *
     * @return true if there is a cache
     */
    public boolean exists() {
        return Files.isRegularFile(cache()) && Files.isRegularFile(jar());
    }

    /**
     * A start with the cache.
     *
     * @return the start
     */
    public Start start() {
        return new Start(jar(), List.of("-XX:AOTCache=" + cache(), PROGRAM_SAYS_IT));
    }

    /**
     * Copies the jar to its place, unless it is there. It stays as it is from then on, because a JVM compares its time. Deletes what
     * processes that have ended left unfinished.
     *
     * @param built the jar, as it was built
     */
    public void putJar(Path built) {
        try {
            Files.createDirectories(own());
            deleteAbandoned();
            if (!Files.isRegularFile(jar())) {
                Path copy = Files.copy(
                        built, unfinished(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                move(copy, jar());
            }
        } catch (IOException e) {
            throw new ComplaintException("the jar cannot be copied to " + own() + ": " + e);
        }
    }

    private void deleteAbandoned() throws IOException {
        try (Stream<Path> all = Files.list(own())) {
            for (Path each : all.filter(TrainedJar::isAbandoned).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static boolean isAbandoned(Path file) {
        Matcher name = UNFINISHED_FILE.matcher(String.valueOf(file.getFileName()));
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    /**
     * Moves the unfinished cache to its place, and deletes the caches of other builds of the jar. A process that runs with one of
     * them is not disturbed.
     */
    public void putCache() {
        try (Stream<Path> all = Files.list(folder)) {
            move(unfinished(), cache());
            all.filter(other -> programAndKeyOf(other).startsWith(program + "-") && !other.equals(own()))
                    .forEach(other -> new TemporaryFolder(other).close());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String programAndKeyOf(Path own) {
        return String.valueOf(own.getFileName());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String keyOf(Path jar) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join(
                            "\n",
                            System.getProperty("java.vm.vendor"),
                            System.getProperty("java.vm.version"),
                            System.getProperty("os.arch"))
                    .getBytes(StandardCharsets.UTF_8));
            try (InputStream content = new DigestInputStream(Files.newInputStream(jar), digest)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                while (content.read(buffer) >= 0) {
                    // The digest sees what is read.
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
