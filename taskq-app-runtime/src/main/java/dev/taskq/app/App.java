package dev.taskq.app;

/** The applications that are built. */
public enum App {
    /** Accepts tasks over HTTP. */
    COORDINATOR("coordinator"),
    /** Runs them. */
    AGENT("agent");

    private final String shortName;

    App(String shortName) {
        this.shortName = shortName;
    }

    /**
     * The name in documentation, and the name of an instance where none is given.
     *
     * @return {@code coordinator} or {@code agent}
     */
    public String shortName() {
        return shortName;
    }

    /**
     * The name of the program.
     *
     * @return {@code taskq-coordinator} or {@code taskq-agent}
     */
    public String program() {
        return "taskq-" + shortName;
    }
}
