package dev.taskq.app;

import dev.taskq.Preset;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.text.Durations;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of settings: how a text is read, and what is allowed. Both applications read them unless restricted. */
final class SettingKinds {
    private static final Set<App> BOTH = Set.of(App.values());
    private static final String NONE = "none";
    private static final int MOST_PORT = 65_535;

    private SettingKinds() {}

    /** A value with its own syntax. */
    static <T> Setting<T> of(String key, Function<String, T> parse, String allowed, String byDefault, String meaning) {
        return new Setting<>(key, parse, allowed, Optional.of(byDefault), Setting.Visibility.SHOWN, BOTH, meaning);
    }

    static Setting<String> text(String key, String byDefault, String meaning) {
        return of(key, Function.identity(), "any text", byDefault, meaning);
    }

    /** A text that the application reads and checks; empty for none. */
    static Setting<Optional<String>> described(String key, String allowed, String meaning) {
        Function<String, Optional<String>> parse = text -> text.equals(NONE) ? Optional.empty() : Optional.of(text);
        return of(key, parse, "none, or " + allowed, NONE, meaning);
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

    static Setting<String> postgresAddress(String key, String byDefault, String meaning) {
        Function<String, String> parse = text -> {
            check(text.startsWith("jdbc:postgresql:") && isReadByTheDriver(text));
            return text;
        };
        return of(key, parse, "an address like jdbc:postgresql://host:5432/database", byDefault, meaning);
    }

    private static boolean isReadByTheDriver(String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) {
            return false;
        }
    }

    static Setting<Integer> port(String key, int byDefault, String meaning) {
        return number(key, 0, MOST_PORT, byDefault, meaning);
    }

    static Setting<Optional<Integer>> optionalPort(String key, String meaning) {
        Function<String, Optional<Integer>> parse = text -> {
            if (text.equals(NONE)) {
                return Optional.empty();
            }
            int value = Integer.parseInt(text);
            check(value >= 0 && value <= MOST_PORT);
            return Optional.of(value);
        };
        return of(key, parse, "none, or a whole number from 0 to " + MOST_PORT, NONE, meaning);
    }

    static Setting<CorsOrigins> origins(String key, String meaning) {
        return of(
                key,
                SettingKinds::origins,
                "none, * for all, or origins like https://shop.example or http://localhost:3000, joined by commas",
                NONE,
                meaning);
    }

    private static CorsOrigins origins(String text) {
        return switch (text) {
            case NONE -> CorsOrigins.NONE;
            case "*" -> CorsOrigins.ALL;
            default ->
                CorsOrigins.of(
                        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet()));
        };
    }

    /** A number of bytes; empty for what the program finds. */
    static Setting<Optional<Long>> optionalMebibytes(String key, String meaning) {
        Function<String, Optional<Long>> parse = text -> {
            if (text.equals("auto")) {
                return Optional.empty();
            }
            long mebibytes = Integer.parseInt(text);
            check(mebibytes >= 1);
            return Optional.of(mebibytes << 20);
        };
        return of(key, parse, "auto, or a whole number of MiB, 1 or more", "auto", meaning);
    }

    static Setting<Preset> preset(String key, Preset byDefault, String meaning) {
        String names = Arrays.stream(Preset.values()).map(Preset::settingName).collect(Collectors.joining(", "));
        return of(key, SettingKinds::preset, "one of " + names, byDefault.settingName(), meaning);
    }

    private static Preset preset(String text) {
        return Arrays.stream(Preset.values())
                .filter(preset -> preset.settingName().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no preset"));
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
