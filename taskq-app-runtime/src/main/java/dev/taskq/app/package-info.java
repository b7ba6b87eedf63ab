/**
 * The parts that both applications share: their {@linkplain dev.taskq.app.AppSettings settings}, JSON logs, clients of
 * the backends, and the {@linkplain dev.taskq.app.ProcessLife life of the process}. Not published.
 */
@NullMarked
package dev.taskq.app;

import org.jspecify.annotations.NullMarked;
