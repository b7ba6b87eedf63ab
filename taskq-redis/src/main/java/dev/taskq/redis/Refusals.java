package dev.taskq.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in the log what Redis refuses: the command, which inside a script Redis itself may not name, and its answer. Each kind
 * once in ten minutes. Thread-safe.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int MOST_KINDS = 100;
    private static final int LONGEST_ANSWER = 300;
    /** "User x has no permissions to run the 'blpop' command", and the name that our scripts add. */
    private static final Pattern NAMED = Pattern.compile("'([A-Za-z|]+)' command|\\(([A-Z ]+)\\)");

    private static final Pattern LINE = Pattern.compile("@?user_script:(\\d+)");
    private static final Pattern CALLED = Pattern.compile("redis\\.p?call\\(\\s*'([A-Z]+)'");

    private final Map<String, Long> told = new HashMap<>();

    /**
     * Tells of a failure, if Redis answered with an error that a new connection does not mend.
     *
     * @param failure what was thrown
     * @param command what was sent
     * @param script what it ran, if it was a script
     */
    void tell(@Nullable Throwable failure, String command, Optional<Script> script) {
        Optional<RedisCommandExecutionException> error = Answers.error(failure);
        if (error.isPresent() && !Answers.isOfTheWrongServer(failure)) {
            String text = Answers.text(error.get());
            String refused = command(text, command, script);
            String code = Answers.code(error.get());
            if (isNew(code + " " + refused)) {
                LOG.warn("Redis refuses a command command={} error={} answer={}", cut(refused), code, cut(text));
            }
        }
    }

    /** Tells that a key was removed which could not be what its name says. */
    void tellOfRemoved(Object key) {
        if (isNew("removed " + key)) {
            LOG.warn("Redis held under a key of taskq what cannot be used, and it was removed key={}", key);
        }
    }

    /** Whether this kind was not told of within the last ten minutes. */
    boolean isNew(String kind) {
        long now = System.nanoTime();
        synchronized (told) {
            told.values().removeIf(at -> now - at >= AGAIN.toNanos());
            if (told.containsKey(kind) || told.size() >= MOST_KINDS) {
                return false;
            }
            told.put(kind, now);
            return true;
        }
    }

    private static String command(String answer, String sent, Optional<Script> script) {
        Matcher named = NAMED.matcher(answer);
        if (named.find()) {
            return named.group(1) != null ? named.group(1).toUpperCase(Locale.ROOT) : named.group(2);
        }
        return script.flatMap(it -> called(answer, it)).orElse(sent);
    }

    private static Optional<String> called(String answer, Script script) {
        Matcher line = LINE.matcher(answer);
        return line.find()
                ? script.text()
                        .lines()
                        .skip(Math.max(0, Long.parseLong(line.group(1)) - 1))
                        .findFirst()
                        .map(CALLED::matcher)
                        .filter(Matcher::find)
                        .map(found -> found.group(1))
                : Optional.empty();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_ANSWER ? text : text.substring(0, LONGEST_ANSWER) + "…";
    }
}
