/** A typed client of the coordinators' HTTP API. */
module dev.taskq.client {
    requires static transitive org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive java.net.http;

    exports dev.taskq.client;
}
