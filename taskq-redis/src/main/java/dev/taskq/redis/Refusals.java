package dev.taskq.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
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
 * Logs the commands that Redis refuses, with its answer. Inside a script Redis may not name the command, so this class
 * finds it. Each kind of refusal is logged once in ten minutes. Thread-safe.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int MOST_KINDS = 100;
    private static final int LONGEST_ANSWER = 300;
    /** "User x has no permissions to run the 'blpop' command", and the command name that our scripts add. */
    private static final Pattern NAMED = Pattern.compile("'([A-Za-z|]+)' command|\\(([A-Z ]+)\\)");

    private static final Pattern LINE = Pattern.compile("@?user_script:(\\d+)");
    private static final Pattern CALLED = Pattern.compile("redis\\.p?call\\(\\s*'([A-Z]+)'");

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Timer> told = new HashMap<>();

    /**
     * Logs a failure if Redis answered with an error that a new connection would get too.
     *
     * @param failure the exception
     * @param command the command that was sent
     * @param script the script that the command ran, if any
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

    /** Logs that a key of a wrong kind or with invalid content was removed. */
    void tellOfRemoved(Object key) {
        if (isNew("removed " + key)) {
            LOG.warn("a key of taskq in Redis was not usable and was removed key={}", key);
        }
    }

    /** Whether this kind was not logged within the last ten minutes. */
    boolean isNew(String kind) {
        synchronized (lock) {
            told.values().removeIf(Timer::isExpired);
            if (told.containsKey(kind) || told.size() >= MOST_KINDS) {
                return false;
            }
            told.put(kind, Platform.system().timer(AGAIN));
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
