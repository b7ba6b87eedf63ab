/** The queue of hints in Redis. */
module dev.taskq.redis {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires transitive dev.taskq.core;
    requires lettuce.core;
    requires io.netty.common;
    requires org.slf4j;

    exports dev.taskq.redis;
}
