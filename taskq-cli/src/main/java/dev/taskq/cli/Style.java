package dev.taskq.cli;

/** How text is shown on a terminal that has colours. */
enum Style {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    REVERSE("7"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String on(String text, boolean coloured) {
        return !coloured || code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** The style of a status of a task or of an operation. */
    static Style ofStatus(String status) {
        return switch (status) {
            case "succeeded", "done" -> GREEN;
            case "failed" -> RED;
            case "running" -> CYAN;
            case "queued" -> YELLOW;
            default -> FAINT;
        };
    }
}
