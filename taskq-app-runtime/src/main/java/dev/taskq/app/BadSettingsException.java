package dev.taskq.app;

import java.util.List;

/** Some settings cannot be used: the process must not start. */
public final class BadSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    /**
     * Bad settings.
     *
     * @param lines one line for each, with the variable's name and what is allowed; never with a secret
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
