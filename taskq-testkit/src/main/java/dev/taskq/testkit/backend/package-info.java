/**
 * Real Postgres and Redis for tests, demos and benchmarks. {@link dev.taskq.testkit.backend.Backends} gives a fresh
 * database or key prefix on servers that a whole JVM shares; {@link dev.taskq.testkit.backend.PostgresServer} and
 * {@link dev.taskq.testkit.backend.RedisServer} start a server of one's own. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.testkit.backend;

import org.jspecify.annotations.NullMarked;
