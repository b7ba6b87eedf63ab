/** Tests of applications that use taskq. */
module dev.taskq.test {
    requires transitive dev.taskq.core;
    requires transitive java.sql;
    requires static transitive org.assertj.core;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires com.fasterxml.jackson.databind;

    exports dev.taskq.test;
}
