package dev.taskq.app;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One setting: where it is read, which values it takes, and what it means. Immutable. {@link SettingKinds} makes the
 * usual kinds.
 *
 * @param <T> the class of its value
 * @param key lower-case words with dots and dashes, from which the variable's name is derived
 * @param parse reads a value; throws {@link IllegalArgumentException} if the value is not allowed
 * @param allowed the allowed values; messages put it after "must be"
 * @param byDefault the text of the default value; empty if the setting is required
 * @param visibility how much of its value may be shown
 * @param apps the applications that read it
 * @param meaning one or two sentences for the documentation
 */
public record Setting<T>(
        String key,
        Function<String, T> parse,
        String allowed,
        Optional<String> byDefault,
        Visibility visibility,
        Set<App> apps,
        String meaning) {

    /** How much of a value may be shown. */
    public enum Visibility {
        /** All of it. */
        SHOWN,
        /** The part before a question mark, since a password may follow it. */
        WITHOUT_PARAMETERS,
        /** Only whether a value is set. */
        SECRET
    }

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
     * This setting, with its value never shown.
     *
     * @return the new value
     */
    public Setting<T> secret() {
        return visible(Visibility.SECRET);
    }

    /**
     * This setting, with another visibility.
     *
     * @param extent how much of it may be shown
     * @return the new value
     */
    public Setting<T> visible(Visibility extent) {
        return new Setting<>(key, parse, allowed, byDefault, extent, apps, meaning);
    }

    /**
     * This setting, restricted to some applications.
     *
     * @param readers the applications that read it
     * @return the new value
     */
    public Setting<T> onlyOf(App... readers) {
        return new Setting<>(key, parse, allowed, byDefault, visibility, Set.of(readers), meaning);
    }

    /** The part of a value that may be shown. */
    String shown(String text) {
        return switch (visibility) {
            case SHOWN -> text;
            case WITHOUT_PARAMETERS -> text.replaceFirst("\\?.*", "?…");
            case SECRET -> text.isEmpty() ? "" : "(not shown)";
        };
    }
}
