package dev.taskq.app;

import dev.taskq.server.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The usual kinds of settings. Both applications read them unless restricted. */
final class SettingKinds {
    private static final Set<App> BOTH = Set.of(App.values());

    private SettingKinds() {}

    /** A value with its own syntax. */
    static <T> Setting<T> of(String key, Function<String, T> parse, String allowed, String byDefault, String meaning) {
        return new Setting<>(key, parse, allowed, Optional.of(byDefault), Setting.Visibility.SHOWN, BOTH, meaning);
    }

    static Setting<String> text(String key, String byDefault, String meaning) {
        return of(key, Function.identity(), "any text", byDefault, meaning);
    }

    static Setting<Integer> number(String key, int least, int most, int byDefault, String meaning) {
        Function<String, Integer> parse = text -> {
            int value = Integer.parseInt(text);
            check(value >= least && value <= most);
            return value;
        };
        return of(key, parse, "a whole number from " + least + " to " + most, Integer.toString(byDefault), meaning);
    }

    static Setting<Boolean> yesOrNo(String key, boolean byDefault, String meaning) {
        Function<String, Boolean> parse = text -> {
            check(text.equals("true") || text.equals("false"));
            return text.equals("true");
        };
        return of(key, parse, "true or false", Boolean.toString(byDefault), meaning);
    }

    static Setting<String> oneOf(String key, List<String> values, String byDefault, String meaning) {
        Function<String, String> parse = text -> {
            check(values.contains(text));
            return text;
        };
        return of(key, parse, "one of " + String.join(", ", values), byDefault, meaning);
    }

    static Setting<Duration> duration(String key, String least, String most, String byDefault, String meaning) {
        Function<String, Duration> parse = text -> {
            Duration value = duration(text);
            check(value.compareTo(duration(least)) >= 0 && value.compareTo(duration(most)) <= 0);
            return value;
        };
        return of(
                key,
                parse,
                "a duration from " + least + " to " + most + ", such as 500ms, 90s, 15m, 36h or 7d",
                byDefault,
                meaning);
    }

    private static Duration duration(String text) {
        return Durations.parse(text).orElseThrow(() -> new IllegalArgumentException("not a duration"));
    }

    static void check(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException("not allowed");
        }
    }
}
