package dev.taskq.app;

import dev.taskq.Preset;
import dev.taskq.redis.RedisConfig;
import dev.taskq.server.CorsOrigins;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All settings of both applications, in the order of {@code docs/configuration.md}. A test compares the two. */
public final class AppSettings {
    /** The address of Postgres. */
    public static final Setting<String> POSTGRES_URL = SettingKinds.postgresAddress(
                    "taskq.postgres.url",
                    "jdbc:postgresql://localhost:5432/taskq",
                    "The address of Postgres. List several hosts, separated by commas, if one can replace another: taskq uses"
                            + " the one that accepts writes.")
            .visible(Setting.Visibility.WITHOUT_PARAMETERS);

    /** The role in Postgres. */
    public static final Setting<String> POSTGRES_USER = SettingKinds.text(
            "taskq.postgres.user",
            "taskq",
            "The role in Postgres. The coordinator's role must have the right to create"
                    + " the schema `taskq`, or to change it if it exists.");

    /** Its password. */
    public static final Setting<String> POSTGRES_PASSWORD = SettingKinds.text(
                    "taskq.postgres.password", "", "The role's password.")
            .secret();

    /** The size of a coordinator's connection pool. */
    public static final Setting<Integer> COORDINATOR_POSTGRES_POOL = pool(8).onlyOf(App.COORDINATOR);

    /** The size of an agent's connection pool. */
    public static final Setting<Integer> AGENT_POSTGRES_POOL = pool(4).onlyOf(App.AGENT);

    /** Whether heartbeats use a connection of their own. */
    public static final Setting<Boolean> POSTGRES_HEARTBEAT_CONNECTION = SettingKinds.yesOrNo(
            "taskq.postgres.heartbeat-connection",
            true,
            "Whether heartbeats use a connection of their own. With it, a death of a process is detected within one second."
                    + " If `false`, heartbeats use the pool. Set `false` behind poolers in transaction mode and for fleets of thousands.");

    /** Whether connections are opened with options. */
    public static final Setting<Boolean> POSTGRES_STARTUP_OPTIONS = SettingKinds.yesOrNo(
            "taskq.postgres.startup-options",
            true,
            "Whether connections are opened with the time-outs that taskq needs. Set `false` behind poolers that refuse them;"
                    + " then set them on the role with `ALTER ROLE … SET`.");

    /** Whether claims wait for the disk. */
    public static final Setting<Boolean> POSTGRES_SYNCHRONOUS_CLAIMS = SettingKinds.yesOrNo(
            "taskq.postgres.synchronous-claims",
            false,
            "Whether claims and heartbeats wait until Postgres has written to disk. If `false`, tasks claimed just before a crash of"
                    + " Postgres may run again.");

    /** The address of Redis; empty for none. */
    public static final Setting<Optional<RedisConfig>> REDIS_URL = SettingKinds.of(
                    "taskq.redis.url",
                    text -> text.equals("none") ? Optional.<RedisConfig>empty() : Optional.of(RedisConfig.of(text)),
                    "none, or an address like redis://user:password@host:6379/0 (rediss: for TLS)",
                    "none",
                    "The address of Redis. Without Redis, agents poll Postgres for work, which is slower.")
            .secret();

    /** The prefix of all keys in Redis. */
    public static final Setting<String> REDIS_PREFIX = SettingKinds.of(
            "taskq.redis.prefix",
            text -> RedisConfig.of("redis://localhost").withKeyPrefix(text).keyPrefix(),
            "1 to 64 characters of a-z, 0-9, '_' and '-', beginning with a letter",
            "taskq",
            "The prefix of all keys in Redis. Processes with the same Redis and the same prefix share one queue.");

    /** The address on which a process listens. */
    public static final Setting<String> HTTP_HOST =
            SettingKinds.text("taskq.http.host", "0.0.0.0", "The address on which HTTP listens.");

    /** A coordinator's port. */
    public static final Setting<Integer> COORDINATOR_HTTP_PORT = httpPort(8080).onlyOf(App.COORDINATOR);

    /** An agent's port. */
    public static final Setting<Integer> AGENT_HTTP_PORT = httpPort(8081).onlyOf(App.AGENT);

    /** A coordinator's port for metrics and the API description; empty for none. */
    public static final Setting<Optional<Integer>> HTTP_INTERNAL_PORT = SettingKinds.optionalPort(
                    "taskq.http.internal-port",
                    "A separate port for `/metrics`, `/openapi.yaml` and `/openapi.json`, which are then not served on the main"
                            + " port. `/healthz` and `/readyz` are served on both. 0 for any free port.")
            .onlyOf(App.COORDINATOR);

    /** A coordinator's port for gRPC; empty for none. */
    public static final Setting<Optional<Integer>> GRPC_PORT = SettingKinds.optionalPort(
                    "taskq.grpc.port",
                    "The port on which gRPC listens, without encryption, on the address of HTTP. 0 for any free port. The limit"
                            + " on connections applies to it, too.")
            .onlyOf(App.COORDINATOR);

    /** Whether metrics and the API description require a token. */
    public static final Setting<Boolean> HTTP_INTERNAL_TOKEN = SettingKinds.yesOrNo(
                    "taskq.http.internal-token",
                    false,
                    "Whether `/metrics`, `/openapi.yaml`, `/openapi.json` and the reflection of gRPC require a token with the"
                            + " scope `read`.")
            .onlyOf(App.COORDINATOR);

    /** The origins whose scripts may call from a browser; empty for none. */
    public static final Setting<CorsOrigins> HTTP_CORS_ORIGINS = SettingKinds.origins(
                    "taskq.http.cors-origins",
                    "The origins of pages whose scripts may call from a browser (CORS). The scripts send a token like all"
                            + " other callers.")
            .onlyOf(App.COORDINATOR);

    /** Whether a coordinator serves the console. */
    public static final Setting<Boolean> CONSOLE_ENABLED = SettingKinds.yesOrNo(
                    "taskq.console.enabled",
                    true,
                    "Whether the [console](console.md) is served under `/console`. It asks for a token, like the API.")
            .onlyOf(App.COORDINATOR);

    /** How long a session of the console lives without a request. */
    public static final Setting<Duration> CONSOLE_IDLE_TIMEOUT = SettingKinds.duration(
                    "taskq.console.idle-timeout",
                    "1m",
                    "7d",
                    "30m",
                    "How long a session of the console lives without a request of its person. Pages that refresh themselves do"
                            + " not count.")
            .onlyOf(App.COORDINATOR);

    /** How long a session of the console lives at most. */
    public static final Setting<Duration> CONSOLE_LIFETIME = SettingKinds.duration(
                    "taskq.console.lifetime", "1m", "30d", "12h", "How long a session of the console lives at most.")
            .onlyOf(App.COORDINATOR);

    /** The address of the logs of a task, as a template; empty for none. */
    public static final Setting<Optional<String>> CONSOLE_LOGS_URL = SettingKinds.described(
                    "taskq.console.logs-url",
                    "an address that begins with http:// or https://, at most 2,000 characters long, in which {correlation_id}, {task_id},"
                            + " {type}, {from} and {to} stand for those of the task",
                    "The address of the logs of a task, which its page in the console links to: the type, the ids and the times"
                            + " of the task take the places in braces.")
            .onlyOf(App.COORDINATOR);

    /** The most open connections; 0 for as many as the process can carry. */
    public static final Setting<Integer> HTTP_CONNECTIONS = SettingKinds.number(
            "taskq.http.connections",
            0,
            1_000_000,
            0,
            "The most connections that are open at a time. When a new connection exceeds the limit, the process closes a"
                    + " few others, the oldest first: those that never had a request and those whose response has made no"
                    + " progress for a second, then those that wait for their next request. If it can close none, the new"
                    + " connection gets 503. 0 for as many as file descriptors and heap allow (an agent: at most 256).");

    /** How long the head of a request may take. */
    public static final Setting<Duration> HTTP_HEADER_TIMEOUT = SettingKinds.duration(
            "taskq.http.header-timeout",
            "1s",
            "10m",
            "10s",
            "How long a new connection may take to its first byte, and a request from its first byte to the end of its"
                    + " headers.");

    /** How long the body of a request may take. */
    public static final Setting<Duration> HTTP_BODY_TIMEOUT = SettingKinds.duration(
            "taskq.http.body-timeout",
            "1s",
            "1h",
            "30s",
            "How long a request's body may take to arrive, and its response to be read. A response of which"
                    + " the caller reads nothing for 10 s ends sooner.");

    /** How long a connection may be idle. */
    public static final Setting<Duration> HTTP_IDLE_TIMEOUT = SettingKinds.duration(
            "taskq.http.idle-timeout",
            "1s",
            "1d",
            "5m",
            "How long an idle connection is kept. Must be longer than the idle time-out of a proxy in front.");

    /** The file of tokens; empty for none. */
    public static final Setting<String> TOKENS_FILE = SettingKinds.text(
                    "taskq.tokens.file",
                    "",
                    "A file with the callers' tokens, one a line: `name scopes sha256:<hex of the token>`, then `rate=100/s` and"
                            + " `burst=200` if its calls are limited. The scopes are `submit`, `read`, `own` and `admin`, joined by commas."
                            + " The file is read again when it changes.")
            .onlyOf(App.COORDINATOR);

    /** The tokens themselves; empty for none. */
    public static final Setting<String> TOKENS = SettingKinds.text(
                    "taskq.tokens",
                    "",
                    "The same lines, for development, separated by line breaks or semicolons. One of the two settings must be given.")
            .secret()
            .onlyOf(App.COORDINATOR);

    /** The maximum size of a task's params. */
    public static final Setting<Integer> PARAMS_MAX_BYTES = SettingKinds.number(
                    "taskq.params.max-bytes",
                    2,
                    1 << 24,
                    256 * 1024,
                    "The maximum size of a task's `params` in bytes, counted without white space and with numbers written out in full.")
            .onlyOf(App.COORDINATOR);

    /** How many types a caller may create. */
    public static final Setting<Integer> TYPES_PER_CALLER = SettingKinds.number(
                    "taskq.types.per-caller",
                    0,
                    10_000,
                    1_000,
                    "How many types one caller may create by submitting tasks of them. Types that an agent has announced do"
                            + " not count. With `0`, only tasks of types that an agent has announced are accepted.")
            .onlyOf(App.COORDINATOR);

    /** How many schedules a caller may have. */
    public static final Setting<Integer> SCHEDULES_PER_CALLER = SettingKinds.number(
                    "taskq.schedules.per-caller",
                    0,
                    10_000,
                    1_000,
                    "How many schedules one caller may have. A new one beyond that gets 429.")
            .onlyOf(App.COORDINATOR);

    /** How many tasks of one type may wait. */
    public static final Setting<Integer> BACKLOG_LIMIT = SettingKinds.number(
                    "taskq.backlog.limit",
                    1,
                    1_000_000_000,
                    1_000_000,
                    "How many tasks of one type may wait before submissions of that type get 429.")
            .onlyOf(App.COORDINATOR);

    /** How long finished tasks are kept. */
    public static final Setting<Duration> RETENTION = SettingKinds.duration(
                    "taskq.retention",
                    "1d",
                    "3650d",
                    "7d",
                    "How long succeeded and cancelled tasks are kept after their end.")
            .onlyOf(App.COORDINATOR);

    /** How long failed tasks are kept. */
    public static final Setting<Duration> RETENTION_FAILED = SettingKinds.duration(
                    "taskq.retention.failed", "1d", "3650d", "30d", "How long failed tasks are kept after their end.")
            .onlyOf(App.COORDINATOR);

    /** Whether a coordinator stands for leadership. */
    public static final Setting<Boolean> LEADER_CANDIDATE = SettingKinds.yesOrNo(
                    "taskq.leader.candidate",
                    true,
                    "Whether this coordinator stands for leadership. A few candidates are enough. The others lead only if no candidate"
                            + " is alive.")
            .onlyOf(App.COORDINATOR);

    /** The grace time of a coordinator's stop. */
    public static final Setting<Duration> COORDINATOR_GRACE = SettingKinds.duration(
                    "taskq.grace",
                    "1s",
                    "1h",
                    "20s",
                    "How long a stop waits for requests in progress, and then, for as long again, for writes that must still"
                            + " be made.")
            .onlyOf(App.COORDINATOR);

    /** The folder with plugin jars; empty for none. */
    public static final Setting<String> PLUGINS_DIR = SettingKinds.text(
                    "taskq.plugins.dir", "", "A folder with jars of handlers. Each jar gets its own class loader.")
            .onlyOf(App.AGENT);

    /** How often an idle process looks at the store. */
    public static final Setting<Preset> PRESET = SettingKinds.preset(
            "taskq.preset",
            Preset.FAST_RECOVERY,
            "How soon deaths, due tasks and tasks without hints are noticed, and so what an idle system costs. operations.md has the"
                    + " bounds of both. Set the same for all processes.");

    /** The name of the instance; empty for a name made of the application and the host. */
    public static final Setting<String> NAME = SettingKinds.of(
            "taskq.name",
            text -> {
                SettingKinds.check(text.length() <= 63 && text.chars().allMatch(c -> c > ' ' && c < 0x7f));
                return text;
            },
            "up to 63 printable ASCII characters without spaces",
            "",
            "The name of this instance in logs and on tasks. The default is the application and the host, such as `coordinator@host`.");

    /** The log level. */
    public static final Setting<String> LOG_LEVEL = SettingKinds.oneOf(
            "taskq.log.level",
            List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            "INFO",
            "The lowest level that taskq logs. At `INFO` and below, each step of a task is logged.");

    /** The most log lines about single tasks. */
    public static final Setting<Integer> LOG_TASKS_PER_SECOND = SettingKinds.number(
            "taskq.log.tasks-per-second",
            0,
            1_000_000,
            100,
            "The most log lines per second for each step of a task, such as `accepted` or `ended`. Further lines are left out"
                    + " and counted. Warnings and errors are always logged.");

    /** Whether the process can be observed. */
    public static final Setting<Boolean> OBSERVABILITY_ENABLED = SettingKinds.yesOrNo(
            "observability.enabled", true, "Whether `/metrics` and log lines about single tasks are on.");

    /** All settings. */
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
            HTTP_CORS_ORIGINS,
            CONSOLE_ENABLED,
            CONSOLE_IDLE_TIMEOUT,
            CONSOLE_LIFETIME,
            CONSOLE_LOGS_URL,
            ConsoleAccessSettings.MASK,
            ConsoleAccessSettings.PROXY_PEERS,
            ConsoleAccessSettings.PROXY_HEADER,
            ConsoleAccessSettings.PROXY_ROLES,
            GRPC_PORT,
            HTTP_CONNECTIONS,
            HTTP_HEADER_TIMEOUT,
            HTTP_BODY_TIMEOUT,
            HTTP_IDLE_TIMEOUT,
            TOKENS_FILE,
            TOKENS,
            PARAMS_MAX_BYTES,
            TYPES_PER_CALLER,
            SCHEDULES_PER_CALLER,
            BACKLOG_LIMIT,
            RETENTION,
            RETENTION_FAILED,
            LEADER_CANDIDATE,
            COORDINATOR_GRACE,
            AgentSettings.SLOTS,
            AgentSettings.MEMORY,
            AgentSettings.GRACE,
            AgentSettings.VERSION,
            AgentSettings.STACK_TRACES,
            PLUGINS_DIR,
            PRESET,
            NAME,
            LOG_LEVEL,
            LOG_TASKS_PER_SECOND,
            OBSERVABILITY_ENABLED);

    private AppSettings() {}

    private static Setting<Integer> pool(int byDefault) {
        return SettingKinds.number(
                "taskq.postgres.pool",
                1,
                1_000,
                byDefault,
                "The most connections to Postgres, not counting the one for heartbeats.");
    }

    private static Setting<Integer> httpPort(int byDefault) {
        return SettingKinds.port("taskq.http.port", byDefault, "The port on which HTTP listens; 0 for any free port.");
    }
}
