package dev.taskq.examples.embedded;

import dev.taskq.postgres.PostgresConfig;

/** The addresses of the examples' servers, from environment variables. */
final class Environment {
    private Environment() {}

    static PostgresConfig database() {
        return PostgresConfig.of(get("DATABASE_URL"), get("DATABASE_USER"), get("DATABASE_PASSWORD"));
    }

    static String get(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("set the environment variable " + name);
        }
        return value;
    }
}
