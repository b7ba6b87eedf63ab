package dev.taskq.spring.boot;

import dev.taskq.Preset;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.spring.StartWait;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties of taskq. None has to be set.
 *
 * @param enabled Whether taskq is on.
 * @param json How params and results of @TaskHandler methods are mapped to JSON: by the rules of taskq, which TaskType.of has too, or
 *     by the application's own mapper.
 * @param preset How soon deaths, due tasks and tasks of other processes are noticed, and so what an idle application costs.
 * @param startTimeout How long the start of the application tries again in all while the database does not answer.
 * @param schema The schema.
 * @param store The use of the DataSource.
 * @param coordinator The coordinator.
 * @param agent The agent.
 * @param redis The queue of hints.
 * @param console The web console.
 */
@ConfigurationProperties("taskq")
public record TaskqProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("standard") Json json,
        @DefaultValue("fast-recovery") Preset preset,
        @DefaultValue("30s") Duration startTimeout,
        @DefaultValue SchemaProperties schema,
        @DefaultValue StoreProperties store,
        @DefaultValue CoordinatorProperties coordinator,
        @DefaultValue AgentProperties agent,
        @DefaultValue RedisProperties redis,
        @DefaultValue ConsoleProperties console) {

    CoordinatorConfig coordinatorConfig(Names names) {
        return coordinator.config(names).withPreset(preset);
    }

    /**
     * The settings of the agent.
     *
     * @param build the version of the application's build, if it is known
     */
    AgentConfig agentConfig(Names names, Optional<String> build) {
        return agent.config(names, build).withPreset(preset);
    }

    /** Repeats the steps of a start. */
    StartWait startWait() {
        return Checked.of(new StartWait(Duration.ZERO))
                .set("taskq.start-timeout", startTimeout, (unset, longest) -> new StartWait(longest))
                .value();
    }

    /** How params and results are mapped to JSON. */
    public enum Json {
        /** By the rules of taskq: names in snake_case, read strictly. */
        STANDARD,
        /** By the application's own mapper of Jackson. */
        APPLICATION
    }

    /**
     * The schema.
     *
     * @param migrate Whether the schema of taskq is created and migrated at the start.
     */
    public record SchemaProperties(@DefaultValue("true") boolean migrate) {}

    /**
     * The use of the DataSource.
     *
     * @param maxConnections The most connections that taskq borrows from the DataSource at the same time, 2 to 1,000.
     * @param synchronousClaims Whether claims and heartbeats also wait for the disk of Postgres.
     */
    public record StoreProperties(
            @DefaultValue("6") int maxConnections,
            @DefaultValue("false") boolean synchronousClaims) {}

    /**
     * The coordinator.
     *
     * @param enabled Whether this application has a coordinator.
     * @param name Its name, for people. By default the name of the application.
     * @param candidate Whether it stands for leadership.
     * @param backlogLimit How many tasks of one type may wait before submits over a coordinator are refused.
     * @param maxParamsSize The largest params of a task that is submitted over the coordinator, up to 16MB.
     * @param typesPerCaller How many types one caller may make known by submitting tasks of them, 0 to 10,000.
     * @param schedulesPerCaller How many schedules one caller may have, 0 to 10,000.
     * @param maxWaiting How many callers may wait for results at the same time.
     * @param retention How long succeeded and cancelled tasks are kept.
     * @param failedRetention How long failed tasks are kept.
     * @param grace How long a stop waits for what is under way.
     */
    public record CoordinatorProperties(
            @DefaultValue("true") boolean enabled,
            @Nullable String name,
            @DefaultValue("true") boolean candidate,
            @DefaultValue("1000000") long backlogLimit,
            @DefaultValue("256KB") DataSize maxParamsSize,
            @DefaultValue("1000") int typesPerCaller,
            @DefaultValue("1000") int schedulesPerCaller,
            @DefaultValue("10000") int maxWaiting,
            @DefaultValue("7d") Duration retention,
            @DefaultValue("30d") Duration failedRetention,
            @DefaultValue("20s") Duration grace) {

        CoordinatorConfig config(Names names) {
            CoordinatorConfig named = CoordinatorConfig.DEFAULTS
                    .withName(names.or(name, "coordinator"))
                    .withHost(names.host())
                    .withCandidate(candidate);
            String prefix = "taskq.coordinator.";
            return Checked.of(named)
                    .set(prefix + "backlog-limit", backlogLimit, CoordinatorConfig::withBacklogLimit)
                    .set(prefix + "max-params-size", bytes(maxParamsSize), CoordinatorConfig::withMostParamsBytes)
                    .set(prefix + "types-per-caller", typesPerCaller, CoordinatorConfig::withTypesPerCaller)
                    .set(prefix + "schedules-per-caller", schedulesPerCaller, CoordinatorConfig::withSchedulesPerCaller)
                    .set(prefix + "max-waiting", maxWaiting, CoordinatorConfig::withMostWaiting)
                    .set(
                            prefix + "retention",
                            retention,
                            (config, it) -> config.withRetention(it, config.failedRetention()))
                    .set(
                            prefix + "failed-retention",
                            failedRetention,
                            (config, it) -> config.withRetention(config.retention(), it))
                    .set(prefix + "grace", grace, CoordinatorConfig::withGrace)
                    .value();
        }

        /** Too many for a number are refused as the largest number is. */
        private static int bytes(DataSize size) {
            return Math.clamp(size.toBytes(), -1, Integer.MAX_VALUE);
        }
    }

    /**
     * The agent.
     *
     * @param enabled Whether this application has an agent. Without a handler it has none in any case.
     * @param name Its name, for people. By default the name of the application.
     * @param concurrency How many tasks it runs at a time, 1 to 10,000.
     * @param memory How many bytes of params and results it may hold. By default an eighth of the heap.
     * @param grace How long a stop lets handlers finish before it interrupts them.
     * @param version What the application calls its version, at most 64 printable ASCII characters without spaces. By default that of
     *     its build, if there is a build-info.properties, or that of taskq.
     * @param stackTraces Whether the error of a failed attempt is stored with the handler's stack trace, shortened.
     */
    public record AgentProperties(
            @DefaultValue("true") boolean enabled,
            @Nullable String name,
            @DefaultValue("64") int concurrency,
            @Nullable DataSize memory,
            @DefaultValue("20s") Duration grace,
            @Nullable String version,
            @DefaultValue("true") boolean stackTraces) {

        AgentConfig config(Names names, Optional<String> build) {
            AgentConfig named = ofBuild(build)
                    .withName(names.or(name, "agent"))
                    .withHost(names.host())
                    .withStackTraces(stackTraces);
            Checked<AgentConfig> checked = (version == null || version.isEmpty()
                            ? Checked.of(named)
                            : Checked.of(named).set("taskq.agent.version", version, AgentConfig::withVersion))
                    .set("taskq.agent.concurrency", concurrency, AgentConfig::withSlots)
                    .set("taskq.agent.grace", grace, AgentConfig::withGrace);
            return memory == null
                    ? checked.value()
                    : checked.set("taskq.agent.memory", memory.toBytes(), AgentConfig::withMemory)
                            .value();
        }

        /** A build may call its version anything: that stops no start. */
        private static AgentConfig ofBuild(Optional<String> build) {
            try {
                return build.map(AgentConfig.DEFAULTS::withVersion).orElse(AgentConfig.DEFAULTS);
            } catch (IllegalArgumentException e) {
                return AgentConfig.DEFAULTS;
            }
        }
    }

    /**
     * The queue of hints.
     *
     * @param enabled Whether Redis is used for hints, if its address is known.
     * @param url The address of Redis, such as redis://localhost:6379. By default that of spring.data.redis, if it is set.
     * @param keyPrefix The beginning of all keys.
     * @param commandTimeout The longest time for an answer.
     * @param connectTimeout The longest time to connect.
     */
    public record RedisProperties(
            @DefaultValue("true") boolean enabled,
            @Nullable String url,
            @DefaultValue("taskq") String keyPrefix,
            @DefaultValue("1s") Duration commandTimeout,
            @DefaultValue("1s") Duration connectTimeout) {}

    /**
     * The web console.
     *
     * @param enabled Whether the console is served, which needs taskq-console.
     * @param port The port of its own on which it is served, 0 for any that is free. By default it is among the pages of the
     *     application, which needs a bean ConsoleAccess.
     * @param address The address on which its own port listens. By default all addresses.
     * @param tokensFile The file with the tokens to sign in with on its own port.
     * @param idleTimeout How long a session on its own port lives without a request of its person.
     * @param lifetime How long a session on its own port lives at most.
     * @param mask Values of params and results that it does not show, such as charge:/card/number,/card/cvc;mail:/to.
     */
    public record ConsoleProperties(
            @DefaultValue("false") boolean enabled,
            @Nullable Integer port,
            @Nullable String address,
            @Nullable String tokensFile,
            @DefaultValue("30m") Duration idleTimeout,
            @DefaultValue("12h") Duration lifetime,
            @Nullable String mask) {}
}
