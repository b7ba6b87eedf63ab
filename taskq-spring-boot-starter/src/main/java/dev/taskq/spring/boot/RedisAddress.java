package dev.taskq.spring.boot;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The address of Redis: that of taskq's own properties, or that of Boot's properties, if one of them is set. Immutable.
 *
 * @param property where it is from
 * @param url the address, with the password
 */
record RedisAddress(String property, String url) {
    private static final String OWN = "taskq.redis.url";
    private static final String BOOT = "spring.data.redis.";

    static Optional<RedisAddress> find(Environment environment) {
        return given(environment, OWN)
                .or(() -> given(environment, BOOT + "url"))
                .or(() -> given(environment, BOOT + "host")
                        .map(host -> new RedisAddress(host.property, built(environment, host.url))));
    }

    private static Optional<RedisAddress> given(Environment environment, String property) {
        return Optional.ofNullable(environment.getProperty(property))
                .filter(value -> !value.isBlank())
                .map(value -> new RedisAddress(property, value));
    }

    private static String built(Environment environment, String host) {
        boolean secure = environment.getProperty(BOOT + "ssl.enabled", Boolean.class, false);
        return (secure ? "rediss://" : "redis://")
                + credentials(environment)
                + host
                + ":" + environment.getProperty(BOOT + "port", "6379")
                + "/" + environment.getProperty(BOOT + "database", "0");
    }

    private static String credentials(Environment environment) {
        String password = environment.getProperty(BOOT + "password", "");
        return password.isEmpty()
                ? ""
                : encoded(environment.getProperty(BOOT + "username")) + ":" + encoded(password) + "@";
    }

    private static String encoded(@Nullable String text) {
        return text == null
                ? ""
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The address, without the password. */
    @Override
    public String toString() {
        return "RedisAddress[property=" + property + "]";
    }
}
