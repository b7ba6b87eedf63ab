package dev.taskq.app;

import dev.taskq.engine.ClosestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The values of all settings of one application, read and checked once. Immutable. */
public final class Settings {
    private static final String PREFIX = "TASKQ_";

    /** The prefix of variables for taskq's own tests, which may be in the same environment. */
    private static final String TESTS = "TASKQ_TEST_";

    private final Map<Setting<?>, Object> values;
    private final List<String> shown;
    private final List<String> warnings;

    private Settings(Map<Setting<?>, Object> values, List<String> shown, List<String> warnings) {
        this.values = values;
        this.shown = List.copyOf(shown);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the settings of an application.
     *
     * @param app the application; variables that only other applications read are ignored without a warning
     * @param environment names and values; an empty value counts as absent
     * @return the settings
     * @throws BadSettingsException if a value is missing or not allowed; it lists all such settings
     */
    public static Settings read(App app, Map<String, String> environment) {
        return read(app, environment, readable -> List.of());
    }

    /**
     * Reads the settings of an application that checks more than each setting for itself.
     *
     * @param app the application; variables that only other applications read are ignored without a warning
     * @param environment names and values; an empty value counts as absent
     * @param check gets the settings that could be read, and returns one line for each further problem; it reads only
     *     settings that take any text, as others may be missing
     * @return the settings
     * @throws BadSettingsException if a value is missing or not allowed, or the check has found a problem; it lists all of
     *     them
     */
    public static Settings read(App app, Map<String, String> environment, Function<Settings, List<String>> check) {
        Map<Setting<?>, Object> values = new LinkedHashMap<>();
        List<String> shown = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (Setting<?> setting : AppSettings.ALL) {
            if (!setting.apps().contains(app)) {
                continue;
            }
            Optional<String> text = Optional.ofNullable(environment.get(setting.variable()))
                    .filter(given -> !given.isBlank())
                    .or(setting::byDefault)
                    .map(String::strip);
            if (text.isEmpty()) {
                bad.add(setting.variable() + " is missing, it must be " + setting.allowed());
                continue;
            }
            String readable = setting.shown(text.get());
            try {
                values.put(setting, setting.parse().apply(text.get()));
                shown.add(setting.variable() + "=" + readable);
            } catch (IllegalArgumentException e) {
                bad.add(setting.variable() + " is \"" + readable + "\", it must be " + setting.allowed());
            }
        }
        Settings readable = new Settings(values, shown, warningsOf(environment));
        bad.addAll(check.apply(readable));
        if (!bad.isEmpty()) {
            throw new BadSettingsException(bad);
        }
        return readable;
    }

    /**
     * The value of a setting.
     *
     * @param setting one that this application reads
     * @param <T> its class
     * @return the value
     * @throws IllegalArgumentException if this application does not read it
     */
    @SuppressWarnings("unchecked") // the value stored for a setting came from its own parser
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException("not a setting of this application");
        }
        return (T) value;
    }

    /**
     * All settings in force, with secrets hidden.
     *
     * @return lines like {@code TASKQ_HTTP_PORT=8080}
     */
    public List<String> shown() {
        return shown;
    }

    /**
     * Reports likely typing mistakes: variables that no application reads.
     *
     * @return one line for each, with the nearest known name
     */
    public List<String> warnings() {
        return warnings;
    }

    private static List<String> warningsOf(Map<String, String> environment) {
        List<String> known = AppSettings.ALL.stream().map(Setting::variable).toList();
        List<String> lines = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !name.startsWith(TESTS) && !known.contains(name)) {
                lines.add(name + " is not a setting of taskq, the nearest is " + ClosestName.byWords(name, known));
            }
        }
        return lines;
    }
}
