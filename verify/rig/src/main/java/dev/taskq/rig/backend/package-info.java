/**
 * Real Postgres and Redis for tests, demos and benchmarks. {@link dev.taskq.rig.backend.Backends} provides new
 * databases and key prefixes on servers that a whole JVM shares. {@link dev.taskq.rig.backend.PostgresServer} and
 * {@link dev.taskq.rig.backend.RedisServer} start separate servers. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.backend;

import org.jspecify.annotations.NullMarked;
