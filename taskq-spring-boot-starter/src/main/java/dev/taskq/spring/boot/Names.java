package dev.taskq.spring.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The names that people are shown. Immutable.
 *
 * @param application the application's, if it has one
 * @param host the host's, empty if it has none
 */
record Names(Optional<String> application, String host) {
    static Names of(Environment environment) {
        return new Names(Optional.ofNullable(environment.getProperty("spring.application.name")), localHost());
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    String or(@Nullable String given, String otherwise) {
        return given == null ? application.orElse(otherwise) : given;
    }
}
