package dev.taskq.app;

/** The two applications of this build. */
public enum App {
    /** Accepts tasks over HTTP. */
    COORDINATOR("coordinator"),
    /** Runs tasks. */
    AGENT("agent");

    private final String shortName;

    App(String shortName) {
        this.shortName = shortName;
    }

    /**
     * The name in documentation, and the default name of an instance.
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
