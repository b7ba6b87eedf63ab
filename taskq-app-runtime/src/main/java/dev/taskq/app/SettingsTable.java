package dev.taskq.app;

import java.util.stream.Collectors;

/** The generated table of {@code docs/configuration.md}. */
final class SettingsTable {
    private SettingsTable() {}

    /** All settings as a Markdown table, one row each. */
    static String markdown() {
        return AppSettings.ALL.stream()
                .map(SettingsTable::row)
                .collect(Collectors.joining(
                        "\n", "| variable | read by | default | must be | meaning |\n|---|---|---|---|---|\n", "\n"));
    }

    private static String row(Setting<?> setting) {
        String apps = setting.apps().size() > 1
                ? "both"
                : setting.apps().iterator().next().shortName();
        String byDefault = setting.byDefault()
                .map(text -> text.isEmpty() ? "none" : "`" + text + "`")
                .orElse("must be given");
        return "| `" + setting.variable() + "` | " + apps + " | " + byDefault + " | " + setting.allowed() + " | "
                + setting.meaning() + (setting.visibility() == Setting.Visibility.SECRET ? " Never logged." : "")
                + " |";
    }
}
