package dev.taskq;

import java.util.Locale;

/**
 * How soon taskq notices what happens in the database, and so what it costs while nothing happens. The guarantees are the same with
 * each preset. {@code docs/operations.md} has a table of the bounds and of their cost.
 */
public enum Preset {
    /** The default, with the bounds of {@code docs/guarantees.md}. */
    FAST_RECOVERY,

    /**
     * About an eighth of the calls to the database while idle, for longer bounds: deaths, and what other processes put into the
     * database, are noticed after seconds to a minute. What a process gives itself to do begins at once, as with the other preset.
     */
    FRUGAL;

    /**
     * The name in settings.
     *
     * @return such as {@code fast-recovery}
     */
    public String settingName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
