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

/** What the settings say of the console. */
final class ConsoleSettings {
    private static final List<Setting<String>> OF_THE_PROXY = List.of(
            ConsoleAccessSettings.PROXY_PEERS, ConsoleAccessSettings.PROXY_HEADER, ConsoleAccessSettings.PROXY_ROLES);

    private ConsoleSettings() {}

    /**
     * Checks the settings that are texts, so that a start tells what is wrong with them together with all others.
     *
     * @param settings the settings that could be read
     * @return what is wrong; empty if they can be used
     */
    static List<String> check(Settings settings) {
        List<String> bad = new ArrayList<>();
        try {
            masks(settings);
        } catch (BadSettingsException e) {
            bad.addAll(e.lines());
        }
        try {
            proxy(settings);
        } catch (BadSettingsException e) {
            bad.addAll(e.lines());
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
        ConsoleConfig config = settings.get(AppSettings.CONSOLE_LOGS_URL)
                .map(LogsUrl::new)
                .map(bounds::withLogs)
                .orElse(bounds);
        return proxy(settings).map(config::withProxy).orElse(config);
    }

    private static Masks masks(Settings settings) {
        String text = settings.get(ConsoleAccessSettings.MASK);
        try {
            return text.isEmpty() ? Masks.NONE : Masks.of(text);
        } catch (IllegalArgumentException e) {
            throw bad(ConsoleAccessSettings.MASK, text, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<TrustedProxy> proxy(Settings settings) {
        List<Setting<String>> unset = OF_THE_PROXY.stream()
                .filter(setting -> settings.get(setting).isEmpty())
                .toList();
        if (unset.size() == OF_THE_PROXY.size()) {
            return Optional.empty();
        }
        if (!unset.isEmpty()) {
            throw new BadSettingsException(unset.stream()
                    .map(setting -> setting.variable() + " is missing, it must be " + setting.allowed()
                            + ": a proxy needs its addresses, its header and the scopes of its persons")
                    .toList());
        }
        try {
            return Optional.of(TrustedProxy.of(
                    settings.get(ConsoleAccessSettings.PROXY_PEERS),
                    settings.get(ConsoleAccessSettings.PROXY_HEADER),
                    settings.get(ConsoleAccessSettings.PROXY_ROLES)));
        } catch (TrustedProxy.BadPartException e) {
            Setting<String> setting = switch (e.part()) {
                case PEERS -> ConsoleAccessSettings.PROXY_PEERS;
                case HEADER -> ConsoleAccessSettings.PROXY_HEADER;
                case ROLES -> ConsoleAccessSettings.PROXY_ROLES;
            };
            throw bad(setting, settings.get(setting), String.valueOf(e.getMessage()));
        }
    }

    private static BadSettingsException bad(Setting<String> setting, String text, String allowed) {
        return new BadSettingsException(List.of(setting.variable() + " is \"" + text + "\", it must be " + allowed));
    }
}
