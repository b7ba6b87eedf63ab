package dev.taskq.coordinator.app;

import dev.taskq.app.AppSettings;
import dev.taskq.app.BadSettingsException;
import dev.taskq.app.ConsoleAccessSettings;
import dev.taskq.app.Setting;
import dev.taskq.app.Settings;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.LogsUrl;
import dev.taskq.console.Masks;
import dev.taskq.console.TrustedProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the settings say of the console. */
final class ConsoleSettings {
    private static final List<Setting<Optional<String>>> OF_THE_PROXY = List.of(
            ConsoleAccessSettings.PROXY_PEERS, ConsoleAccessSettings.PROXY_HEADER, ConsoleAccessSettings.PROXY_ROLES);

    private static final List<Consumer<Settings>> PARTS =
            List.of(ConsoleSettings::logs, ConsoleSettings::masks, ConsoleSettings::proxy);

    private ConsoleSettings() {}

    /**
     * Checks the settings that are texts, so that a start tells what is wrong with them together with all others.
     *
     * @param settings the settings that could be read
     * @return what is wrong; empty if they can be used
     */
    static List<String> check(Settings settings) {
        List<String> bad = new ArrayList<>();
        for (Consumer<Settings> part : PARTS) {
            try {
                part.accept(settings);
            } catch (BadSettingsException e) {
                bad.addAll(e.lines());
            }
        }
        return bad;
    }

    /**
     * Reads the settings.
     *
     * @param settings the settings
     * @return the bounds of sessions, and what is shown to whom
     * @throws BadSettingsException if they cannot be used
     */
    static ConsoleConfig read(Settings settings) {
        ConsoleConfig bounds = ConsoleConfig.DEFAULTS
                .withIdle(settings.get(AppSettings.CONSOLE_IDLE_TIMEOUT))
                .withLifetime(settings.get(AppSettings.CONSOLE_LIFETIME))
                .withMasks(masks(settings));
        ConsoleConfig config = logs(settings).map(bounds::withLogs).orElse(bounds);
        return proxy(settings).map(config::withProxy).orElse(config);
    }

    private static Optional<LogsUrl> logs(Settings settings) {
        try {
            return settings.get(AppSettings.CONSOLE_LOGS_URL).map(LogsUrl::new);
        } catch (IllegalArgumentException e) {
            throw bad(settings, AppSettings.CONSOLE_LOGS_URL, LogsUrl.ALLOWED);
        }
    }

    private static Masks masks(Settings settings) {
        try {
            return settings.get(ConsoleAccessSettings.MASK).map(Masks::of).orElse(Masks.NONE);
        } catch (IllegalArgumentException e) {
            throw bad(settings, ConsoleAccessSettings.MASK, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<TrustedProxy> proxy(Settings settings) {
        List<Setting<Optional<String>>> unset = OF_THE_PROXY.stream()
                .filter(setting -> settings.get(setting).isEmpty())
                .toList();
        if (unset.size() == OF_THE_PROXY.size()) {
            return Optional.empty();
        }
        if (!unset.isEmpty()) {
            throw new BadSettingsException(unset.stream()
                    .map(setting -> setting.variable()
                            + " is missing: a proxy needs its addresses, such as 10.0.0.7, its header,"
                            + " such as X-Forwarded-User, and the scopes of its persons, such as alice=admin;*=read")
                    .toList());
        }
        try {
            return Optional.of(TrustedProxy.of(
                    text(settings, ConsoleAccessSettings.PROXY_PEERS),
                    text(settings, ConsoleAccessSettings.PROXY_HEADER),
                    text(settings, ConsoleAccessSettings.PROXY_ROLES)));
        } catch (TrustedProxy.BadPartException e) {
            Setting<Optional<String>> setting = switch (e.part()) {
                case PEERS -> ConsoleAccessSettings.PROXY_PEERS;
                case HEADER -> ConsoleAccessSettings.PROXY_HEADER;
                case ROLES -> ConsoleAccessSettings.PROXY_ROLES;
            };
            throw bad(settings, setting, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Settings settings, Setting<Optional<String>> setting) {
        return settings.get(setting).orElse("");
    }

    private static BadSettingsException bad(Settings settings, Setting<Optional<String>> setting, String allowed) {
        return new BadSettingsException(List.of(
                setting.variable() + " is \"" + text(settings, setting) + "\", it must be none, or " + allowed));
    }
}
