package dev.taskq.server;

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
 * Tokens in a file. The file is read again when a token is checked, at most once a second. If the file has become
 * unreadable, invalid or empty, the earlier tokens stay in force, and the log says so.
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

    /** The file's content at the last read, and the last valid tokens. */
    private record Version(String content, TokenList tokens) {}

    /**
     * Reads a file for the first time.
     *
     * @param nanoTime a monotonic clock
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if its content is not valid
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
            LOG.info("tokens were read again file={} tokens={}", path, version.tokens.size());
        } catch (IllegalArgumentException e) {
            version = new Version(content, before.tokens);
            LOG.warn(
                    "tokens cannot be read, the earlier ones stay in force file={} reason=\"{}\"",
                    path,
                    e.getMessage());
        }
    }

    /** Malformed bytes cause no failure here: the line that contains them is refused. */
    private static String read(Path path) throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }
}
