/** The command line of taskq. */
module dev.taskq.cli {
    requires static org.jspecify;
    requires dev.taskq.client;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;

    exports dev.taskq.cli;

    opens dev.taskq.cli to
            info.picocli;
}
