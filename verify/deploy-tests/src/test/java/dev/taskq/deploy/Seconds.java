package dev.taskq.deploy;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as people write them in these files. */
final class Seconds {
    private Seconds() {}

    /** How many seconds {@code 90s} or {@code 5m} are. */
    static long of(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toSeconds();
    }

    /** How many seconds a setting is by default, by docs/configuration.md. */
    static long ofSetting(String name) {
        Pattern row = Pattern.compile("^\\| `" + name + "` \\| \\w+ \\| `(\\w+)` \\|", Pattern.MULTILINE);
        return of(Repository.all(row, Repository.text("docs/configuration.md"))
                .findFirst()
                .orElseThrow()
                .group(1));
    }
}
