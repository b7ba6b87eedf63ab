package dev.taskq.coordinator.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens in a file, which is looked at again, once a second at most, by whoever shows one. A file that has become unreadable,
 * wrong or empty changes nothing: the tokens of before stay in force, and the log says so.
 */
final class TokenFile implements Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final Path path;
    private final LongSupplier nanoTime;
    private final AtomicLong lastScan;
    private volatile Version version;

    private TokenFile(Path path, LongSupplier nanoTime, Version version) {
        this.path = path;
        this.nanoTime = nanoTime;
        this.version = version;
        this.lastScan = new AtomicLong(nanoTime.getAsLong());
    }

    /** What stood in the file when it was last looked at, and the last tokens that could be read there. */
    private record Version(String content, TokenList tokens) {}

    /**
     * Reads a file for the first time.
     *
     * @param nanoTime a monotonic clock
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if what it holds cannot be used
     */
    static TokenFile open(Path path, LongSupplier nanoTime) throws IOException {
        String content = read(path);
        return new TokenFile(path, nanoTime, new Version(content, TokenList.parse(content)));
    }

    @Override
    public Optional<Caller> callerOf(String token) {
        long last = lastScan.get();
        long now = nanoTime.getAsLong();
        if (now - last >= PERIOD && lastScan.compareAndSet(last, now)) {
            scanAgain();
        }
        return version.tokens.callerOf(token);
    }

    private void scanAgain() {
        Version before = version;
        String content;
        try {
            content = read(path);
        } catch (IOException e) {
            content = "";
        }
        if (content.equals(before.content)) {
            return;
        }
        try {
            version = new Version(content, TokenList.parse(content));
            LOG.info("tokens read again file={} tokens={}", path, version.tokens.size());
        } catch (IllegalArgumentException e) {
            version = new Version(content, before.tokens);
            LOG.warn(
                    "tokens cannot be read, those of before stay in force file={} reason=\"{}\"", path, e.getMessage());
        }
    }

    /** Malformed bytes are no reason to fail here: the line they stand in is refused. */
    private static String read(Path path) throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }
}
