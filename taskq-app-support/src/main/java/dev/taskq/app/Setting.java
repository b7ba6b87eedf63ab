package dev.taskq.app;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One setting: where it is read from, what it may be, and what it means. Immutable; {@link Kinds} makes the usual ones.
 *
 * @param <T> the class of its value
 * @param key lower-case words with dots and dashes, from which the variable's name is derived
 * @param parse reads a value, and throws {@link IllegalArgumentException} where it is not allowed
 * @param allowed what is allowed, to follow "must be"
 * @param byDefault the text of the value where none is given; empty where it must be given
 * @param isSecret whether its value must never be shown
 * @param apps the applications that read it
 * @param meaning one or two sentences for the documentation
 */
public record Setting<T>(
        String key,
        Function<String, T> parse,
        String allowed,
        Optional<String> byDefault,
        boolean isSecret,
        Set<App> apps,
        String meaning) {

    /** Copies the set. */
    public Setting {
        apps = Set.copyOf(apps);
    }

    /**
     * The name of the environment variable: {@code taskq.http.port} is {@code TASKQ_HTTP_PORT}.
     *
     * @return the name
     */
    public String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * This setting, required.
     *
     * @return the new value
     */
    public Setting<T> required() {
        return new Setting<>(key, parse, allowed, Optional.empty(), isSecret, apps, meaning);
    }

    /**
     * This setting, never shown.
     *
     * @return the new value
     */
    public Setting<T> secret() {
        return new Setting<>(key, parse, allowed, byDefault, true, apps, meaning);
    }

    /**
     * This setting, read by some applications only.
     *
     * @param readers the applications that read it
     * @return the new value
     */
    public Setting<T> onlyOf(App... readers) {
        return new Setting<>(key, parse, allowed, byDefault, isSecret, Set.of(readers), meaning);
    }
}
