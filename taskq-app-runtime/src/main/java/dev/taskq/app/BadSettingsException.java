package dev.taskq.app;

import java.util.List;

/** Settings that are missing or not allowed. The process must not start. */
public final class BadSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    /**
     * Reports bad settings.
     *
     * @param lines one line for each bad setting, with the variable's name and the allowed values; never with a secret
     */
    public BadSettingsException(List<String> lines) {
        super(String.join("; ", lines));
        this.lines = List.copyOf(lines);
    }

    /**
     * One line for each bad setting.
     *
     * @return the lines
     */
    public List<String> lines() {
        return lines;
    }
}
