/** The core of taskq: the API, the ports that adapters implement, and all the logic. No database, no Redis, no HTTP. */
module dev.taskq.core {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires transitive micrometer.core;
    requires transitive java.sql;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.cronutils;
    requires org.slf4j;

    exports dev.taskq;
    exports dev.taskq.agent;
    exports dev.taskq.coordinator;
    exports dev.taskq.memory;
    exports dev.taskq.platform;
    exports dev.taskq.spi;

    uses dev.taskq.TaskHandler;
}
