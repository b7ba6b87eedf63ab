/**
 * Real Postgres and Redis for tests, demos and benchmarks. {@link dev.taskq.rig.backend.Backends} gives a fresh
 * database or key prefix on servers that a whole JVM shares; {@link dev.taskq.rig.backend.PostgresServer} and
 * {@link dev.taskq.rig.backend.RedisServer} start a server of one's own. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.backend;

import org.jspecify.annotations.NullMarked;
