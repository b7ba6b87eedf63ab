package dev.taskq.spring.boot;

import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.Masks;
import dev.taskq.server.TaskqServerBuilder;
import dev.taskq.server.Tokens;
import dev.taskq.spring.boot.TaskqProperties.ConsoleProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/** What the properties say of the console. Its classes are there only with taskq-console. */
final class ConsoleSettings {
    private static final String PREFIX = "taskq.console.";

    /** What {@link #config} reads. */
    private static final List<String> OF_THE_CONFIG = List.of("idle-timeout", "lifetime", "mask");

    private ConsoleSettings() {}

    static ConsoleConfig config(ConsoleProperties properties) {
        Checked<ConsoleConfig> checked = Checked.of(ConsoleConfig.DEFAULTS)
                .set(PREFIX + "idle-timeout", properties.idleTimeout(), ConsoleConfig::withIdle)
                .set(PREFIX + "lifetime", properties.lifetime(), ConsoleConfig::withLifetime);
        String mask = given(properties.mask());
        return mask.isEmpty()
                ? checked.value()
                : checked.set(PREFIX + "mask", mask, (config, text) -> config.withMasks(Masks.of(text)))
                        .value();
    }

    /** Refuses the properties of which nothing is read, because a bean of the application takes the place of {@link #config}. */
    static void refuseBesideABean(Environment environment) {
        for (String name : OF_THE_CONFIG) {
            String text = given(environment.getProperty(PREFIX + name));
            if (!text.isEmpty()) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + name,
                        text,
                        "a bean ConsoleConfig takes its place: set it in the bean, and remove the property");
            }
        }
    }

    static TaskqServerBuilder listening(TaskqServerBuilder builder, ConsoleProperties properties) {
        Integer port = properties.port();
        Checked<TaskqServerBuilder> checked = Checked.of(builder);
        if (port != null) {
            checked = checked.set(PREFIX + "port", port, TaskqServerBuilder::port);
        }
        String address = given(properties.address());
        return address.isEmpty() ? checked.value() : checked.value().host(address);
    }

    static Tokens tokens(ConsoleProperties properties) {
        String file = given(properties.tokensFile());
        if (file.isEmpty()) {
            throw refused(
                    file,
                    "taskq.console.port needs it, or a bean Tokens: on a port of its own, the console asks for a token");
        }
        try {
            return Tokens.ofFile(Path.of(file));
        } catch (IOException e) {
            throw refused(file, "it is a file that cannot be read");
        } catch (IllegalArgumentException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidConfigurationPropertyValueException refused(String file, String reason) {
        return new InvalidConfigurationPropertyValueException(PREFIX + "tokens-file", file, reason);
    }

    private static String given(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
