/** A web console for the server of taskq. */
module dev.taskq.console {
    requires static transitive org.jspecify;
    requires transitive dev.taskq.server;
    requires static java.compiler; // the annotation of generated code
    requires com.cronutils;
    requires com.fasterxml.jackson.core;
    requires gg.jte.runtime;
    requires org.slf4j;

    exports dev.taskq.console;
}
