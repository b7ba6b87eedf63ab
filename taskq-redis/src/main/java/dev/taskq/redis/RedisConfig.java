package dev.taskq.redis;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of Redis and the settings of its connections. Immutable. The constructor checks all values.
 *
 * @param uri {@code redis://} or {@code rediss://} (TLS), then {@code user:password@} if needed (with reserved
 *     characters percent-encoded, such as {@code %40}), a host, and if needed a port and {@code /} with the number of a
 *     database
 * @param keyPrefix the beginning of all keys, {@code [a-z][a-z0-9_-]{0,63}}; programs that use one Redis with the same
 *     prefix share the queue
 * @param commandTimeout the longest time for an answer, 10 ms to 60 s
 * @param connectTimeout the longest time to connect, 10 ms to 60 s; the greeting that follows may take the same time
 *     plus one {@code commandTimeout}
 */
public record RedisConfig(String uri, String keyPrefix, Duration commandTimeout, Duration connectTimeout) {
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,5}");
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Checks all values. */
    public RedisConfig {
        // The value of a variable that is not set.
        checkUri(Objects.requireNonNull(uri, "the address of Redis is missing"));
        check(
                PREFIX.matcher(keyPrefix).matches(),
                "the Redis key prefix must be 1 to 64 characters of a-z, 0-9, '_' and '-', beginning with a letter");
        checkTimeout(commandTimeout, "command");
        checkTimeout(connectTimeout, "connect");
    }

    /**
     * A configuration with the defaults: prefix {@code taskq}, 1 s for a command, 1 s to connect.
     *
     * @param uri the address of Redis
     * @return the configuration
     */
    public static RedisConfig of(String uri) {
        return new RedisConfig(uri, "taskq", Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    /**
     * The same with another key prefix.
     *
     * @param prefix the beginning of all keys
     * @return the new value
     */
    public RedisConfig withKeyPrefix(String prefix) {
        return new RedisConfig(uri, prefix, commandTimeout, connectTimeout);
    }

    /**
     * The same with another time-out for commands.
     *
     * @param timeout the longest time for an answer
     * @return the new value
     */
    public RedisConfig withCommandTimeout(Duration timeout) {
        return new RedisConfig(uri, keyPrefix, timeout, connectTimeout);
    }

    /**
     * The same with another time-out for connecting.
     *
     * @param timeout the longest time to connect
     * @return the new value
     */
    public RedisConfig withConnectTimeout(Duration timeout) {
        return new RedisConfig(uri, keyPrefix, commandTimeout, timeout);
    }

    /** All values, with the password hidden. */
    @Override
    public String toString() {
        return "RedisConfig[uri=" + withoutPassword(URI.create(uri)) + ", keyPrefix=" + keyPrefix + ", commandTimeout="
                + commandTimeout + ", connectTimeout=" + connectTimeout + "]";
    }

    private static String withoutPassword(URI uri) {
        String user = uri.getRawUserInfo();
        return user == null ? uri.toString() : uri.toString().replace(user + "@", userName(user) + ":***@");
    }

    private static String userName(String userInfo) {
        int colon = userInfo.indexOf(':');
        return colon < 0 ? "" : userInfo.substring(0, colon);
    }

    private static void checkUri(String uri) {
        URI parsed = parse(uri);
        check(
                parsed != null
                        && ("redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme()))
                        && parsed.getHost() != null
                        && DATABASE.matcher(parsed.getPath()).matches(),
                "the Redis address must be redis:// or rediss://, user:password@ if needed, a host, and if needed"
                        + " :port and /database");
    }

    // The exception must not contain the text, because it contains the password. So it has no cause either.
    private static @Nullable URI parse(String uri) {
        try {
            URI parsed = new URI(uri);
            RedisURI.create(parsed);
            return parsed;
        } catch (URISyntaxException | RuntimeException e) {
            return null;
        }
    }

    private static void checkTimeout(Duration timeout, String what) {
        check(
                timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0,
                "the Redis " + what + " time-out must be 10 ms to 60 s");
    }

    private static void check(boolean fine, String message) {
        if (!fine) {
            throw new IllegalArgumentException(message);
        }
    }
}
