package dev.taskq.app;

import dev.taskq.agent.AgentConfig;
import dev.taskq.redis.RedisConfig;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All settings of both applications, in the order of {@code docs/configuration.md}, which a test holds against this. */
public final class AppSettings {
    /** Where Postgres is. */
    public static final Setting<String> POSTGRES_URL = SettingKinds.of(
                    "taskq.postgres.url",
                    text -> {
                        SettingKinds.check(text.startsWith("jdbc:postgresql:") && isReadByTheDriver(text));
                        return text;
                    },
                    "an address like jdbc:postgresql://host:5432/database",
                    "jdbc:postgresql://localhost:5432/taskq",
                    "Where Postgres is. Several hosts, parted by commas, where one may take another's place: the one that takes"
                            + " writes is worked on.")
            .visible(Setting.Visibility.WITHOUT_PARAMETERS);

    /** The role in Postgres. */
    public static final Setting<String> POSTGRES_USER = SettingKinds.text(
            "taskq.postgres.user",
            "taskq",
            "The role in Postgres. The coordinator's must be allowed to create"
                    + " the schema `taskq`, or to change it.");

    /** Its password. */
    public static final Setting<String> POSTGRES_PASSWORD = SettingKinds.text(
                    "taskq.postgres.password", "", "The role's password.")
            .secret();

    /** Connections of a coordinator's pool. */
    public static final Setting<Integer> COORDINATOR_POSTGRES_POOL = pool(8).onlyOf(App.COORDINATOR);

    /** Connections of an agent's pool. */
    public static final Setting<Integer> AGENT_POSTGRES_POOL = pool(4).onlyOf(App.AGENT);

    /** Whether heartbeats have a connection of their own. */
    public static final Setting<Boolean> POSTGRES_HEARTBEAT_CONNECTION = SettingKinds.yesOrNo(
            "taskq.postgres.heartbeat-connection",
            true,
            "Whether heartbeats go over a connection of their own, by which a process that died is noticed within a second."
                    + " Without, through the pool: for poolers in transaction mode, and for fleets of thousands.");

    /** Whether connections are opened with options. */
    public static final Setting<Boolean> POSTGRES_STARTUP_OPTIONS = SettingKinds.yesOrNo(
            "taskq.postgres.startup-options",
            true,
            "Whether connections are opened with the time-outs that taskq needs. Without, for poolers that refuse them,"
                    + " the role must have them by `ALTER ROLE … SET`.");

    /** Whether claims wait for the disk. */
    public static final Setting<Boolean> POSTGRES_SYNCHRONOUS_CLAIMS = SettingKinds.yesOrNo(
            "taskq.postgres.synchronous-claims",
            false,
            "Whether claims and heartbeats wait for Postgres' disk. Without, tasks claimed in the last moments before a crash of"
                    + " Postgres run again.");

    /** Where Redis is; empty for none. */
    public static final Setting<Optional<RedisConfig>> REDIS_URL = SettingKinds.of(
                    "taskq.redis.url",
                    text -> text.equals("none") ? Optional.<RedisConfig>empty() : Optional.of(RedisConfig.of(text)),
                    "none, or an address like redis://user:password@host:6379/0 (rediss: for TLS)",
                    "none",
                    "Where Redis is. Without, agents ask Postgres for work, which is slower.")
            .secret();

    /** What keys in Redis begin with. */
    public static final Setting<String> REDIS_PREFIX = SettingKinds.of(
            "taskq.redis.prefix",
            text -> RedisConfig.of("redis://localhost").withKeyPrefix(text).keyPrefix(),
            "1 to 64 characters of a-z, 0-9, '_' and '-', beginning with a letter",
            "taskq",
            "What all keys in Redis begin with. Who shares a Redis under one prefix shares the queue.");

    /** The address on which a process listens. */
    public static final Setting<String> HTTP_HOST =
            SettingKinds.text("taskq.http.host", "0.0.0.0", "The address on which HTTP listens.");

    /** A coordinator's port. */
    public static final Setting<Integer> COORDINATOR_HTTP_PORT = port(8080).onlyOf(App.COORDINATOR);

    /** An agent's port. */
    public static final Setting<Integer> AGENT_HTTP_PORT = port(8081).onlyOf(App.AGENT);

    /** A coordinator's port for what is not for its callers; empty for none. */
    public static final Setting<Optional<Integer>> HTTP_INTERNAL_PORT = SettingKinds.of(
                    "taskq.http.internal-port",
                    text -> {
                        if (text.equals("none")) {
                            return Optional.<Integer>empty();
                        }
                        int value = Integer.parseInt(text);
                        SettingKinds.check(value >= 0 && value <= 65_535);
                        return Optional.of(value);
                    },
                    "none, or a whole number from 0 to 65535",
                    "none",
                    "A port of their own for `/metrics` and `/openapi.yaml`, which then are not on the other one; `/healthz`"
                            + " and `/readyz` are on both. 0 for any that is free.")
            .onlyOf(App.COORDINATOR);

    /** Whether what is not for callers takes a token. */
    public static final Setting<Boolean> HTTP_INTERNAL_TOKEN = SettingKinds.yesOrNo(
                    "taskq.http.internal-token",
                    false,
                    "Whether `/metrics` and `/openapi.yaml` take a token with the scope `read`.")
            .onlyOf(App.COORDINATOR);

    /** How many connections may be open; 0 for as many as the process can carry. */
    public static final Setting<Integer> HTTP_CONNECTIONS = SettingKinds.number(
            "taskq.http.connections",
            0,
            1_000_000,
            0,
            "How many connections are open at a time. Beyond, those without a request are closed, and those whose answer"
                    + " has made no progress for a second, the oldest first; if there are none, new ones are answered"
                    + " 503. 0 for as many as file descriptors and heap allow (an agent:"
                    + " at most 256).");

    /** How long a head may take. */
    public static final Setting<Duration> HTTP_HEADER_TIMEOUT = SettingKinds.duration(
            "taskq.http.header-timeout",
            "1s",
            "10m",
            "10s",
            "How long a new connection may take to its first byte, and a request from its first byte to the end of its"
                    + " headers.");

    /** How long a body may take. */
    public static final Setting<Duration> HTTP_BODY_TIMEOUT = SettingKinds.duration(
            "taskq.http.body-timeout",
            "1s",
            "1h",
            "30s",
            "How long a request's body may take to arrive, and an answer to be taken. An answer of which"
                    + " nothing is taken for 10 s ends sooner.");

    /** How long a connection may be idle. */
    public static final Setting<Duration> HTTP_IDLE_TIMEOUT = SettingKinds.duration(
            "taskq.http.idle-timeout",
            "1s",
            "1d",
            "5m",
            "How long a connection is kept between two requests. Longer than a proxy in front keeps its own.");

    /** The file with the tokens; empty for none. */
    public static final Setting<String> TOKENS_FILE = SettingKinds.text(
                    "taskq.tokens.file",
                    "",
                    "A file with the callers' tokens, one a line: `name scopes sha256:<hex of the token>`, the scopes being"
                            + " `submit`, `read` and `admin`, joined by commas. Read again when it changes.")
            .onlyOf(App.COORDINATOR);

    /** The tokens themselves; empty for none. */
    public static final Setting<String> TOKENS = SettingKinds.text(
                    "taskq.tokens",
                    "",
                    "The same lines, for development, parted by line breaks or semicolons. One of the two must be given.")
            .secret()
            .onlyOf(App.COORDINATOR);

    /** The largest params of a task. */
    public static final Setting<Integer> PARAMS_MAX_BYTES = SettingKinds.number(
                    "taskq.params.max-bytes",
                    2,
                    1 << 24,
                    256 * 1024,
                    "The largest `params` of a task, in bytes, without white space and with numbers written out in full.")
            .onlyOf(App.COORDINATOR);

    /** How many types a caller may make known. */
    public static final Setting<Integer> TYPES_PER_CALLER = SettingKinds.number(
                    "taskq.types.per-caller",
                    0,
                    10_000,
                    1_000,
                    "How many types one caller may make known by submitting tasks of them, those that an agent has announced"
                            + " not counted. With `0` only tasks of types that an agent has announced are accepted.")
            .onlyOf(App.COORDINATOR);

    /** How many tasks of one type may wait. */
    public static final Setting<Integer> BACKLOG_LIMIT = SettingKinds.number(
                    "taskq.backlog.limit",
                    1,
                    1_000_000_000,
                    1_000_000,
                    "How many tasks of one type may wait before submits of that type are answered 429.")
            .onlyOf(App.COORDINATOR);

    /** How long finished tasks are kept. */
    public static final Setting<Duration> RETENTION = SettingKinds.duration(
                    "taskq.retention",
                    "1d",
                    "3650d",
                    "7d",
                    "How long succeeded and cancelled tasks are kept, from their end.")
            .onlyOf(App.COORDINATOR);

    /** How long failed tasks are kept. */
    public static final Setting<Duration> RETENTION_FAILED = SettingKinds.duration(
                    "taskq.retention.failed", "1d", "3650d", "30d", "How long failed tasks are kept, from their end.")
            .onlyOf(App.COORDINATOR);

    /** Whether a coordinator stands for leadership. */
    public static final Setting<Boolean> LEADER_CANDIDATE = SettingKinds.yesOrNo(
                    "taskq.leader.candidate",
                    true,
                    "Whether this coordinator stands for leadership. A few candidates are enough; the others lead only where none"
                            + " is left.")
            .onlyOf(App.COORDINATOR);

    /** How long a coordinator's stop waits. */
    public static final Setting<Duration> COORDINATOR_GRACE = SettingKinds.duration(
                    "taskq.grace",
                    "1s",
                    "1h",
                    "20s",
                    "How long a stop waits for requests under way, and then for what must still be written.")
            .onlyOf(App.COORDINATOR);

    /** How many tasks an agent runs at a time. */
    public static final Setting<Integer> AGENT_SLOTS = SettingKinds.number(
                    "taskq.agent.slots", 1, AgentConfig.MOST_SLOTS, 64, "How many tasks run at a time.")
            .onlyOf(App.AGENT);

    /** How much an agent holds in memory; empty for a share of the heap. */
    public static final Setting<Optional<Long>> AGENT_MEMORY = SettingKinds.of(
                    "taskq.agent.memory",
                    text -> {
                        if (text.equals("auto")) {
                            return Optional.<Long>empty();
                        }
                        long mebibytes = Integer.parseInt(text);
                        SettingKinds.check(mebibytes >= 1);
                        return Optional.of(mebibytes << 20);
                    },
                    "auto, or a whole number of MiB, 1 or more",
                    "auto",
                    "How many MiB of params and results an agent holds, from a task's claim until its end is recorded; by default an"
                            + " eighth of the heap. One task alone always fits. What handlers make of their params comes on top.")
            .onlyOf(App.AGENT);

    /** How long an agent's stop waits. */
    public static final Setting<Duration> AGENT_GRACE = SettingKinds.duration(
                    "taskq.agent.grace",
                    "0s",
                    "7d",
                    "20s",
                    "How long a stop lets handlers finish before it interrupts them and hands their tasks back.")
            .onlyOf(App.AGENT);

    /** The folder with plugin jars; empty for none. */
    public static final Setting<String> PLUGINS_DIR = SettingKinds.text(
                    "taskq.plugins.dir",
                    "",
                    "A folder with jars of handlers, each of which gets a class loader of its own.")
            .onlyOf(App.AGENT);

    /** The name of the instance; empty for one made of the application and the host. */
    public static final Setting<String> NAME = SettingKinds.of(
            "taskq.name",
            text -> {
                SettingKinds.check(text.length() <= 63 && text.chars().allMatch(c -> c > ' ' && c < 0x7f));
                return text;
            },
            "up to 63 printable ASCII characters without spaces",
            "",
            "A name for people, in logs and on tasks. Without, the application's and the host's: `coordinator@host`.");

    /** What is logged. */
    public static final Setting<String> LOG_LEVEL = SettingKinds.oneOf(
            "taskq.log.level",
            List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            "INFO",
            "From which level on taskq logs. Down to `INFO` there is a line for each step of a task.");

    /** How many lines about single tasks are logged. */
    public static final Setting<Integer> LOG_TASKS_PER_SECOND = SettingKinds.number(
            "taskq.log.tasks-per-second",
            0,
            1_000_000,
            100,
            "How many lines a second each step of a task may log, such as `accepted` or `ended`; what is beyond is left out"
                    + " and counted. Warnings and errors are always logged.");

    /** Whether the process can be observed. */
    public static final Setting<Boolean> OBSERVABILITY_ENABLED = SettingKinds.yesOrNo(
            "observability.enabled",
            true,
            "Whether there are metrics, under `/metrics`, and log lines about single tasks.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(
            POSTGRES_URL,
            POSTGRES_USER,
            POSTGRES_PASSWORD,
            COORDINATOR_POSTGRES_POOL,
            AGENT_POSTGRES_POOL,
            POSTGRES_HEARTBEAT_CONNECTION,
            POSTGRES_STARTUP_OPTIONS,
            POSTGRES_SYNCHRONOUS_CLAIMS,
            REDIS_URL,
            REDIS_PREFIX,
            HTTP_HOST,
            COORDINATOR_HTTP_PORT,
            AGENT_HTTP_PORT,
            HTTP_INTERNAL_PORT,
            HTTP_INTERNAL_TOKEN,
            HTTP_CONNECTIONS,
            HTTP_HEADER_TIMEOUT,
            HTTP_BODY_TIMEOUT,
            HTTP_IDLE_TIMEOUT,
            TOKENS_FILE,
            TOKENS,
            PARAMS_MAX_BYTES,
            TYPES_PER_CALLER,
            BACKLOG_LIMIT,
            RETENTION,
            RETENTION_FAILED,
            LEADER_CANDIDATE,
            COORDINATOR_GRACE,
            AGENT_SLOTS,
            AGENT_MEMORY,
            AGENT_GRACE,
            PLUGINS_DIR,
            NAME,
            LOG_LEVEL,
            LOG_TASKS_PER_SECOND,
            OBSERVABILITY_ENABLED);

    private AppSettings() {}

    private static boolean isReadByTheDriver(String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) {
            return false;
        }
    }

    private static Setting<Integer> pool(int byDefault) {
        return SettingKinds.number(
                "taskq.postgres.pool",
                1,
                1_000,
                byDefault,
                "The most connections to Postgres, besides the one for heartbeats.");
    }

    private static Setting<Integer> port(int byDefault) {
        return SettingKinds.number(
                "taskq.http.port", 0, 65_535, byDefault, "The port on which HTTP listens; 0 for any that is free.");
    }
}
