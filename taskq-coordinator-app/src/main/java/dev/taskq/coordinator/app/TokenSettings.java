package dev.taskq.coordinator.app;

import dev.taskq.app.AppSettings;
import dev.taskq.app.BadSettingsException;
import dev.taskq.app.Settings;
import dev.taskq.server.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The tokens that the settings give, in a file or as they are. */
final class TokenSettings {
    private TokenSettings() {}

    /**
     * Checks the tokens, so that a start tells what is wrong with them together with all other settings.
     *
     * @param settings the settings that could be read
     * @return what is wrong; empty if the tokens can be used
     */
    static List<String> check(Settings settings) {
        try {
            read(settings);
            return List.of();
        } catch (BadSettingsException e) {
            return e.lines();
        }
    }

    /**
     * Reads the tokens.
     *
     * @param settings the settings
     * @return the tokens
     * @throws BadSettingsException if they cannot be used
     */
    static Tokens read(Settings settings) {
        String file = settings.get(AppSettings.TOKENS_FILE);
        String lines = settings.get(AppSettings.TOKENS);
        if (file.isEmpty() == lines.isEmpty()) {
            throw bad(
                    "exactly one of TASKQ_TOKENS_FILE and TASKQ_TOKENS must be given: without tokens every call would be refused");
        }
        try {
            return file.isEmpty() ? Tokens.of(lines.replace(';', '\n')) : Tokens.ofFile(Path.of(file));
        } catch (IllegalArgumentException e) {
            throw bad((file.isEmpty() ? "TASKQ_TOKENS" : "TASKQ_TOKENS_FILE") + " cannot be used: " + e.getMessage());
        } catch (IOException e) {
            throw bad("TASKQ_TOKENS_FILE names a file that cannot be read: " + file);
        }
    }

    private static BadSettingsException bad(String line) {
        return new BadSettingsException(List.of(line));
    }
}
