/** Serves the API of a coordinator over HTTP. */
module dev.taskq.server {
    requires static transitive org.jspecify;
    requires transitive dev.taskq.core;
    requires transitive micrometer.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires io.helidon.common.uri;
    requires io.helidon.webserver;
    requires jdk.management;
    requires org.slf4j;

    exports dev.taskq.server;
}
