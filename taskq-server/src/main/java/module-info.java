/** Serves the API of a coordinator over HTTP and gRPC. */
@SuppressWarnings("module") // taskq-console is built after this module
module dev.taskq.server {
    requires static transitive org.jspecify;
    requires transitive dev.taskq.core;
    requires transitive micrometer.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires com.google.protobuf;
    requires com.google.protobuf.util;
    requires dev.taskq.proto;
    requires io.helidon.common.uri;
    requires io.helidon.webserver;
    requires io.grpc;
    requires io.grpc.netty.shaded;
    requires io.grpc.protobuf;
    requires io.grpc.services;
    requires jdk.management;
    requires org.slf4j;
    requires proto.google.common.protos;

    exports dev.taskq.server;
    exports dev.taskq.server.call to
            dev.taskq.console;
    exports dev.taskq.server.page to
            dev.taskq.console;
    exports dev.taskq.server.text to
            dev.taskq.console;
}
