package dev.taskq.spring;

import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.EmbeddedConsole;
import dev.taskq.coordinator.Coordinator;
import jakarta.servlet.ServletContext;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * The console of a coordinator among the pages of an application with Spring MVC, under {@code /console}. It needs a bean {@link
 * ConsoleAccess}; a bean {@link ConsoleConfig} says what it shows. Of several, one must be primary.
 */
@Configuration(proxyBeanMethods = false)
public class ConsoleOnApplicationPort {
    /** Before the mapping of resources, which takes all paths, and before controllers whose paths are patterns. */
    private static final int ORDER = -1;

    /** For Spring. */
    public ConsoleOnApplicationPort() {}

    @Bean
    SimpleUrlHandlerMapping taskqConsoleMapping(
            Coordinator coordinator,
            ConsoleAccess access,
            ObjectProvider<ConsoleConfig> config,
            ServletContext servletContext) {
        if (!servletContext.getContextPath().isEmpty()) {
            throw new IllegalStateException("the console of taskq is served at " + EmbeddedConsole.ROOT
                    + " only, so the application must have no context path, and has " + servletContext.getContextPath()
                    + ": serve the console on a port of its own");
        }
        ConsoleRequestHandler handler = new ConsoleRequestHandler(
                EmbeddedConsole.of(coordinator, config.getIfAvailable(() -> ConsoleConfig.DEFAULTS)), access);
        return new SimpleUrlHandlerMapping(
                Map.of(EmbeddedConsole.ROOT, handler, EmbeddedConsole.ROOT + "/**", handler), ORDER);
    }
}
