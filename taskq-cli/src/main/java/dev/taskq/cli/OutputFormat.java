package dev.taskq.cli;

import java.util.Locale;

/** How results are written. */
enum OutputFormat {
    TABLE,
    JSON,
    JSONL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
