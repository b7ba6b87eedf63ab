package dev.taskq.spring.boot;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
    private static final String BUNDLE = "ssl.bundle";
    private static final String PLAIN = "redis://";
    private static final String SECURE = "rediss://";

    /** Settings of Boot that lead to something else than one server, or need more than an address. */
    private static final Map<String, String> UNSUITABLE = Map.of(
            "sentinel.master",
            "taskq does not ask sentinels",
            "sentinel.nodes",
            "taskq does not ask sentinels",
            "cluster.nodes",
            "taskq does not use a cluster",
            "masterreplica.nodes",
            "taskq connects to one server",
            BUNDLE,
            "taskq does not use SSL bundles");

    static Optional<RedisAddress> find(Environment environment) {
        return given(environment, OWN)
                .or(() -> given(environment, BOOT + "url").map(url -> url.secured(environment)))
                .or(() -> given(environment, BOOT + "host")
                        .map(host -> new RedisAddress(host.property, built(environment, host.url))));
    }

    /**
     * A property of Boot that says where Redis is in a way that taskq cannot follow. Without it, hints would go nowhere, or
     * without encryption.
     *
     * @return the property and the reason; empty if there is none, or taskq has an address of its own
     */
    static Optional<Refusal> refusal(Environment environment) {
        if (given(environment, OWN).isPresent()) {
            return Optional.empty();
        }
        return UNSUITABLE.keySet().stream()
                .sorted()
                .filter(name -> !name.equals(BUNDLE) || wouldUseABundle(environment))
                .map(name -> new Refusal(BOOT + name, UNSUITABLE.getOrDefault(name, "")))
                .filter(refusal -> refusal.isGiven(environment))
                .findFirst();
    }

    /**
     * A property that cannot be followed.
     *
     * @param property its name
     * @param reason why
     */
    record Refusal(String property, String reason) {
        private boolean isGiven(Environment environment) {
            return given(environment, property)
                    .or(() -> given(environment, property + "[0]"))
                    .isPresent();
        }

        /** What to do. */
        String text() {
            return reason + ": set taskq.redis.url to the address of one Redis server, or taskq.redis.enabled=false";
        }
    }

    private static Optional<RedisAddress> given(Environment environment, String property) {
        return Optional.ofNullable(environment.getProperty(property))
                .filter(value -> !value.isBlank())
                .map(value -> new RedisAddress(property, value));
    }

    private static String built(Environment environment, String host) {
        return (isSecure(environment) ? SECURE : PLAIN)
                + credentials(environment)
                + host
                + ":" + environment.getProperty(BOOT + "port", "6379")
                + "/" + environment.getProperty(BOOT + "database", "0");
    }

    private static boolean wouldUseABundle(Environment environment) {
        return isSecure(environment) && find(environment).isPresent();
    }

    /** A bundle asks for encryption too, as in Boot. */
    private static boolean isSecure(Environment environment) {
        boolean bundle = given(environment, BOOT + BUNDLE).isPresent();
        return environment.getProperty(BOOT + "ssl.enabled", Boolean.class, bundle);
    }

    /** An address of Boot is encrypted if either it or the other property says so. */
    private RedisAddress secured(Environment environment) {
        return isSecure(environment) && url.startsWith(PLAIN)
                ? new RedisAddress(property, SECURE + url.substring(PLAIN.length()))
                : this;
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
